"""As `faults.broken_calls`, but at the border of the kernel: strace kills or fails the n-th system call of a publication."""

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from scripts.torture.ground import Result, examine, ground, heard, in_child, send, tell, write_draft
from snapshots.messages import SnapshotError
from snapshots.store import Store

STRACE = shutil.which("strace") or ""
KILL = "signal=KILL"
ERRORS = (KILL, "error=ENOSPC", "error=EIO", "error=EPERM", "error=EDQUOT", "error=EINTR")
CALLS = ("write", "fsync", "link", "mkdir", "rename", "fchmod", "chmod", "unlink", "openat")
_LINE = re.compile(r"^\d+ +(\w+)\(")
_ATTACHED = 10.0
Point = tuple[str, int, str]


def possible() -> bool:
    """Whether strace is here and may trace."""
    return bool(STRACE) and subprocess.run([STRACE, "-f", "-e", "trace=none", "true"], capture_output=True).returncode == 0


def traced_calls(tries: int) -> Result:
    """Every system call with every error in turn, spread evenly where there are more points than tries."""
    result = Result("n-th system call killed or failing")
    with ground() as folder:
        root = folder / "data"
        told = {send(write_draft(folder / "draft", "base"), Store(root)).snapshot: "base"}
        for number, point in enumerate(_chosen(points(folder, root, told), tries)):
            _one(point, f"traced-{number}", folder, root, told, result)
    return result


def _chosen(every: list[Point], tries: int) -> list[Point]:
    """So many of the points, from the first to the last; all of them again where there are fewer."""
    return [every[number * len(every) // tries % len(every)] for number in range(tries)] if tries < len(every) else [
        every[number % len(every)] for number in range(tries)]


def points(folder: Path, root: Path, told: dict[str, str]) -> list[Point]:
    """Every call of one publication, by its number, with every error."""
    log = folder / "strace.log"
    lines, _ = _traced(["-o", str(log), "-e", f"trace={','.join(CALLS)}"], "counted", folder, root)
    told |= {line[1]: "counted" for line in lines if line[0] == "acknowledged"}
    counts = Counter(found[1] for line in log.read_text().splitlines() if (found := _LINE.match(line)))
    return [(call, number, error) for call in CALLS for number in range(1, counts[call] + 1) for error in ERRORS]


def _one(point: Point, mark: str, folder: Path, root: Path, told: dict[str, str], result: Result) -> None:
    call, number, error = point
    lines, killed = _traced(["-e", f"trace={call}", "-e", f"inject={call}:{error}:when={number}"], mark, folder, root)
    result.tries += 1
    result.killed_inside += killed
    result.refused += any(line[0] == "refused" for line in lines)
    result.half_visible += any(line[0] == "unexpected" for line in lines)
    for line in lines:
        if line[0] == "acknowledged":
            told[line[1]] = mark
            result.acknowledged += 1
    examine(Store(root), told, result)


def _traced(options: list[str], mark: str, folder: Path, root: Path) -> tuple[list[list[str]], bool]:
    draft = write_draft(folder / "draft", mark)
    child = in_child(lambda pipe: _when_traced(lambda: _sent(pipe, draft, root)))
    tracer = subprocess.Popen([STRACE, "-f", "-qq", *options, "-p", str(child[0])], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    answer = heard(*child)
    tracer.wait()
    return answer


def _when_traced(work: Callable[[], None]) -> None:
    until = time.monotonic() + _ATTACHED
    while "TracerPid:\t0" in Path("/proc/self/status").read_text():
        if time.monotonic() > until:
            os._exit(1)
        time.sleep(0.005)
    work()


def _sent(pipe: int, draft: Path, root: Path) -> None:
    with contextlib.suppress(OSError):  # the answer itself is lost
        tell(pipe, *_outcome(draft, root))


def _outcome(draft: Path, root: Path) -> tuple[str, ...]:
    try:
        return "acknowledged", send(draft, Store(root)).snapshot
    except SnapshotError:
        return ("refused",)
    except OSError:
        return ("unexpected",)
