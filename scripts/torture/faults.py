"""The n-th call to the disk kills the process or fails, in a child process; and a disk that is full."""

import errno
import io
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from scripts.torture.ground import Result, examine, ground, heard, in_child, marks_of, send, tell, write_draft
from snapshots.messages import SnapshotError
from snapshots.store import Store

KILL, MEMORY = 0, -1
SMALL, FEW_FILES = "size=400k", "size=50m,nr_inodes=120"
NOBODY = 65_534
NEVER = 1_000_000
ERRORS = (KILL, MEMORY, errno.ENOSPC, errno.EIO, errno.EPERM)
CALLS = ("write", "fsync", "link", "mkdir", "rename", "fchmod", "unlink")


class Breaking:
    """Counts the calls of one kind, and breaks the n-th: half of a write is done, anything else before or after."""

    def __init__(self, call: str, number: int, error: int) -> None:
        self.left, self.error, self.call = number, error, call
        if call == "write":
            io.open = _opening(self)  # type: ignore[assignment]
        else:
            setattr(os, call, self._guarded(getattr(os, call)))

    def strikes(self) -> bool:
        self.left -= 1
        return self.left == 0

    def strike(self) -> None:
        if self.error == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.error == MEMORY:
            raise MemoryError
        raise OSError(self.error, os.strerror(self.error))

    def _guarded(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any, **named: Any) -> Any:
            if not self.strikes():
                return real(*arguments, **named)
            if self.call == "link" and self.error == errno.EIO:  # done, and an error told all the same
                real(*arguments, **named)
            self.strike()
            return None

        return guarded


def _opening(breaking: Breaking) -> Callable[..., Any]:
    real = io.open

    class Torn(io.FileIO):
        def write(self, raw: Any) -> int:
            if not breaking.strikes():
                return super().write(raw)
            super().write(bytes(raw)[: len(raw) // 2])
            breaking.strike()
            return 0

    def opening(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        return Torn(file, mode) if mode == "xb" else real(file, mode, *rest, **named)

    return opening


def calls(draft: Path, root: Path) -> dict[str, int]:
    """How often a publication makes each call."""
    def work(pipe: int) -> None:
        counting = [Breaking(call, NEVER, errno.EIO) for call in CALLS]
        send(draft, Store(root))
        tell(pipe, *(str(NEVER - count.left) for count in counting))

    lines, _ = heard(*in_child(work))
    return dict(zip(CALLS, map(int, lines[-1]), strict=True))


def broken_calls(tries: int) -> Result:
    """Every call of every kind with every error in turn, as often as the number of tries allows."""
    result = Result("n-th call killed or failing")
    with ground() as folder:
        draft, root = write_draft(folder / "draft", "base"), folder / "data"
        send(draft, Store(root))
        points = [(call, number + 1, error) for call, count in calls(draft, root).items() for error in ERRORS
                  for number in range(count)]
        step = max(1, len(points) // max(1, tries))
        told = {entry.snapshot: "base" for entry in Store(root).entries()}
        for number, point in enumerate((points[::step] * (tries // max(1, len(points)) + 1))[:tries]):
            _one(point, f"fault-{number}", folder, root, told, result)
    return result


def _one(point: tuple[str, int, int], mark: str, folder: Path, root: Path, told: dict[str, str], result: Result) -> None:
    draft = write_draft(folder / "draft", mark)
    lines, killed = heard(*in_child(lambda pipe: _sent(pipe, point, draft, root)))
    result.tries += 1
    result.killed_inside += killed
    result.refused += any(line[0] == "refused" for line in lines)
    for line in lines:
        if line[0] == "acknowledged":
            told[line[1]] = mark
            result.acknowledged += 1
    result.half_visible += any(line[0] == "unexpected" for line in lines)
    examine(Store(root), told, result)


def _sent(pipe: int, point: tuple[str, int, int], draft: Path, root: Path) -> None:
    store = Store(root)
    head = store.head()
    Breaking(*point)
    try:
        tell(pipe, "acknowledged", send(draft, store, head).snapshot)
    except (SnapshotError, MemoryError):
        tell(pipe, "refused")
    except OSError:
        tell(pipe, "unexpected")


def full_disk(tries: int) -> Result:
    """A small disk that fills up: a mounted one where this machine lets us, else a limit on the size of files."""
    return _filled(Result("full disk"), SMALL, tries)


def no_inodes(tries: int) -> Result:
    """A disk with room for bytes and none for more files; as `full_disk` where nothing can be mounted."""
    return _filled(Result("no room for more files"), FEW_FILES, tries)


def _filled(result: Result, options: str, tries: int) -> Result:
    told = dict[str, str]()
    with ground() as folder:
        root = folder / "disk"
        root.mkdir()
        mounted = _mounted(root, options)
        try:
            for number in range(tries):
                draft = write_draft(folder / "draft", f"full-{number}")
                limit = 0 if mounted else 200 + number * 7 % 9_000
                lines, _ = heard(*in_child(partial(_limited, limit=limit, draft=draft, root=root / "data")))
                _count(lines, f"full-{number}", told, result)
                examine(Store(root / "data"), told, result)
        finally:
            if mounted:
                subprocess.run(["umount", root], check=True)
    return result


def no_permission(tries: int) -> Result:
    """Somebody who may read the store and not write it: every publication is refused in words, every reading works."""
    result = Result("no permission to write")
    with ground() as folder:
        root = folder / "data"
        told = {send(write_draft(folder / "draft", "base"), Store(root)).snapshot: "base"}
        os.chmod(folder, 0o755)
        _closed(root)
        for number in range(tries):
            draft = write_draft(folder / "draft", f"closed-{number}")
            lines, _ = heard(*in_child(partial(_as_nobody, draft=draft, root=root)))
            _count(lines, f"closed-{number}", told, result)
            result.half_visible += ["read", "base"] not in lines
            examine(Store(root), told, result)
        for path in [root, *root.rglob("*")]:
            path.chmod(0o755)
    return result


def _closed(root: Path) -> None:
    for path in [*root.rglob("*"), root]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def _as_nobody(pipe: int, draft: Path, root: Path) -> None:
    if os.geteuid() == 0:  # whom no permission binds
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    tell(pipe, "read", *marks_of(Store(root).current().files))
    try:
        tell(pipe, "acknowledged", send(draft, Store(root)).snapshot)
    except SnapshotError:
        tell(pipe, "refused")


def _mounted(folder: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return shutil.which("mount") is not None and subprocess.run(command, capture_output=True).returncode == 0


def _limited(pipe: int, limit: int, draft: Path, root: Path) -> None:
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        tell(pipe, "acknowledged", send(draft, Store(root)).snapshot)
    except SnapshotError:
        tell(pipe, "refused")


def _count(lines: list[list[str]], mark: str, told: dict[str, str], result: Result) -> None:
    result.tries += 1
    result.refused += any(line[0] == "refused" for line in lines)
    for line in lines:
        if line[0] == "acknowledged":
            told[line[1]] = mark
            result.acknowledged += 1
