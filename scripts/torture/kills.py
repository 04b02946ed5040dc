"""SIGKILL at a random moment of a publication; two publishers at once; readers during all of it."""

import os
import random
import time
from pathlib import Path

from scripts.torture.ground import Result, examine, ground, heard, in_child, marks_of, send, tell, write_draft
from snapshots.log import append, read_log
from snapshots.messages import HeadMovedError
from snapshots.store import Store
from snapshots.verify import verify

READERS, PUBLISHERS, ROUND = 2, 2, 10
SHORTER, LONGER = 0.8, 1.2


def kills(tries: int, seed: int = 57) -> Result:
    """Fork per try; the child publishes until it is killed, at a moment that follows how fast this machine is now."""
    result, chance = Result("SIGKILL during publishing"), random.Random(seed)
    told: dict[str, str] = {}
    with ground() as folder:
        root = folder / "data"
        span = _measure(folder, root, told)
        for number in range(tries):
            if number % 200 == 199:  # a long log makes every look slow
                root, told = folder / f"data-{number}", {}
            mark = f"kill-{number}"
            draft = write_draft(folder / "draft", mark)
            before = _strays(root)
            child = in_child(lambda pipe, draft=draft, root=root: _publish_on(pipe, draft, root))  # type: ignore[misc]
            time.sleep(chance.uniform(0, 2 * span))
            lines, _ = heard(*child, kill=True)
            result.tries += 1
            result.killed_inside += _strays(root) > before
            result.acknowledged += len(lines)
            told |= {line[0]: mark for line in lines}
            span *= SHORTER if lines else LONGER
            examine(Store(root), told, result)
    return result


def _measure(folder: Path, root: Path, told: dict[str, str]) -> float:
    draft = write_draft(folder / "draft", "base")
    started = time.perf_counter()
    told[send(draft, Store(root)).snapshot] = "base"
    return time.perf_counter() - started


def _strays(root: Path) -> int:
    """What killed processes left behind: drafts, and folders that no entry names."""
    return len(list(root.glob("log/.*.tmp"))) + len(list(root.glob("snapshots/*"))) - len(Store(root).entries())


def _publish_on(pipe: int, draft: Path, root: Path) -> None:
    store = Store(root)
    while True:
        tell(pipe, send(draft, store).snapshot)


def races(tries: int) -> Result:
    """Publishers that begin at the same head, as processes, while readers verify everything they read."""
    result = Result("publishers at once, readers meanwhile")
    for _ in range(max(1, tries // (PUBLISHERS * ROUND))):
        _race(result)
    return result


def _race(result: Result) -> None:
    with ground() as folder:
        root = folder / "data"
        told = {send(write_draft(folder / "base", "base"), Store(root)).snapshot: "base"}
        stop = folder / "stop"
        readers = [in_child(lambda pipe: _read_on(pipe, root, stop)) for _ in range(READERS)]
        publishers = []
        for number in range(PUBLISHERS):
            draft = write_draft(folder / f"draft-{number}", f"publisher-{number}")
            publishers.append(in_child(lambda pipe, draft=draft: _contend(pipe, draft, root)))  # type: ignore[misc]
        for number, publisher in enumerate(publishers):
            lines, _ = heard(*publisher)
            result.tries += ROUND
            result.acknowledged += sum(line[0] == "acknowledged" for line in lines)
            result.refused += sum(line[0] == "moved" for line in lines)
            told |= {line[1]: f"publisher-{number}" for line in lines if line[0] == "acknowledged"}
        stop.touch()
        for reader in readers:
            lines, _ = heard(*reader)
            result.reads += int(lines[-1][0])
            result.half_visible += int(lines[-1][1])
            result.wrong += int(lines[-1][2])
        examine(Store(root), told, result, every=True)
        result.lost += abs(len(told) - len(Store(root).entries()))
        result.half_visible += not verify(Store(root)).sound


def _contend(pipe: int, draft: Path, root: Path) -> None:
    done = 0
    while done < ROUND:
        try:
            tell(pipe, "acknowledged", send(draft, Store(root)).snapshot)
            done += 1
        except HeadMovedError:
            tell(pipe, "moved")


def _read_on(pipe: int, root: Path, stop: Path) -> None:
    reads = half = wrong = 0
    newest, store = 0, Store(root)
    while not (stop.exists() and reads):
        shown = store.current()
        half += bool(shown.notices)
        wrong += len(marks_of(shown.files)) != 1 or shown.entry.seq < newest
        newest = max(newest, shown.entry.seq)
        reads += 1
    tell(pipe, str(reads), str(half), str(wrong))


def lost_end(tries: int) -> Result:
    """The end of the log is removed; a running reader and a restarted one must both say so, and lock publishing."""
    result = Result("end of the log removed")
    with ground() as folder:
        root, draft = folder / "data", write_draft(folder / "draft", "end")
        for _ in range(3):
            send(draft, Store(root))
        chance = random.Random(57)
        for _ in range(tries):
            _cut(root, chance.randint(1, len(Store(root).entries())), result)
    return result


def _cut(root: Path, first: int, result: Result) -> None:
    running = Store(root)
    newest = running.current().id
    kept = {path: path.read_bytes() for path in sorted((root / "log").iterdir())[first - 1 :]}
    for path in kept:
        path.unlink()
    result.tries += 1
    for store in (running, Store(root)):
        result.half_visible += [notice.code for notice in store.notices()] != ["log_went_back"]
        result.wrong += store.current().id != newest
    for path, raw in kept.items():
        path.write_bytes(raw)
    result.lost += Store(root).notices() != ()


def clock_backwards(tries: int) -> Result:
    """Every publication says, and every file bears, an earlier time than the one before: order is that of the log."""
    result, told = Result("clock running backwards"), {}
    with ground() as folder:
        root = folder / "data"
        reader = Store(root)
        for number in range(tries):
            mark = f"clock-{number}"
            time_told = f"20{99 - number % 90:02d}-01-01T00:00:00Z"
            entry = send(write_draft(folder / "draft", mark), Store(root), time=time_told)
            told[entry.snapshot] = mark
            os.utime(root / "log" / f"{entry.seq:08d}.json", (4e9 - 1e7 * number, 4e9 - 1e7 * number))
            result.tries += 1
            result.acknowledged += 1
            result.wrong += reader.head().seq != entry.seq or reader.current().id != entry.snapshot
            examine(Store(root), told, result)
            if len(told) == 100:
                root, told = folder / f"data-{number}", {}
                reader = Store(root)
    return result


def repeated(tries: int) -> Result:
    """The answer was lost and the same request comes again: one entry."""
    result = Result("the same request again")
    with ground() as folder:
        root, draft = folder / "data", write_draft(folder / "draft", "again")
        for number in range(tries):
            store = Store(root)
            head = store.head()
            first = send(draft, store, head, request=f"request-{number}")
            again = send(draft, Store(root), head, request=f"request-{number}")
            result.tries += 1
            result.acknowledged += 1
            result.wrong += first != again or append(root, first, head) != first
            result.lost += read_log(root).head.seq != number + 1
    return result
