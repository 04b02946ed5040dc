"""What every try needs: a draft that says which try it was, a store, and a look at what is left afterwards."""

import csv
import io
import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from snapshots import checkpoints
from snapshots.log import Entry, Head
from snapshots.messages import NoSnapshotError, SnapshotError
from snapshots.places import CACHE_VARIABLE
from snapshots.publish import publish
from snapshots.schema import tables
from snapshots.store import Store

DRAFT = Path(__file__).resolve().parents[2] / "tests" / "snapshots" / "draft"
TIME = "2026-11-21T08:30:00+07:00"
WORDS = {"kind": "revision", "reason_vi": "Lý do", "reason_en": "Reason", "actor": "An", "approver": "Bình"}
MARKED = (("observations", "note_en"), ("datasets", "name_en"))
"""Two files that carry the number of the try: a mixture of two tries is seen."""


@dataclass
class Result:
    """One line of the table. `lost`, `half_visible` and `wrong` have to be 0, and in a control they must not."""

    name: str
    tries: int = 0
    killed_inside: int = 0
    refused: int = 0
    acknowledged: int = 0
    lost: int = 0
    half_visible: int = 0
    wrong: int = 0
    reads: int = 0

    @property
    def broken(self) -> int:
        return self.lost + self.half_visible + self.wrong

    def row(self) -> list[str]:
        return [str(getattr(self, item.name)) for item in fields(self)]


def tables_of(mark: str) -> dict[str, bytes]:
    """The small draft of the tests, with the mark of this try in two files."""
    return {table.path: _table(name, mark) for name, table in tables().items()}


def _table(name: str, mark: str) -> bytes:
    path = DRAFT / f"{name}.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []
    for table, column in MARKED:
        if table == name:
            rows[0][column] = mark
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, tables()[name].columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def write_draft(folder: Path, mark: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in tables_of(mark).items():
        (folder / name).write_bytes(raw)
    return folder


def send(draft: Path, store: Store, head: Head | None = None, time: str = TIME, request: str = "") -> Entry:
    """Publishes the draft."""
    return publish(draft, store, snapshot_date="2026-11-21", time=time, expect_head=head or store.head(),
                   request=request, **WORDS)  # type: ignore[arg-type]


@contextmanager
def ground(parent: Path | None = None) -> Iterator[Path]:
    """An empty folder, with a memory of its own (`seen`), removed afterwards."""
    before = os.environ.get(CACHE_VARIABLE)
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        os.environ[CACHE_VARIABLE] = str(Path(folder) / "cache")
        try:
            yield Path(folder)
        finally:
            os.environ.pop(CACHE_VARIABLE)
            if before is not None:
                os.environ[CACHE_VARIABLE] = before


def examine(store: Store, told: Mapping[str, str], result: Result, every: bool = False) -> None:
    """Counts what is lost, half visible or wrong. `told`: the mark of each snapshot whose publication was acknowledged."""
    entries = store.entries()
    published = [entry.snapshot for entry in entries if entry.action == "publish"]
    result.lost += len(set(told) - set(published))
    result.half_visible += bool(store.notices()) + (len(set(published)) != len(published))
    for snapshot in published if every else published[-2:]:
        _look(store, snapshot, told, result)
    result.wrong += any(checkpoints.faults(store.place, entries))
    if published:
        result.half_visible += _shown(store) != published[-1]


def _shown(store: Store) -> str:
    try:
        return store.current().id
    except NoSnapshotError:
        return ""


def _look(store: Store, snapshot: str, told: Mapping[str, str], result: Result) -> None:
    try:
        marks = marks_of(store.snapshot(snapshot).files)
    except SnapshotError:
        result.half_visible += 1
        return
    result.wrong += len(marks) != 1 or (snapshot in told and marks != {told[snapshot]})


def marks_of(files: Mapping[str, bytes]) -> set[str]:
    """The marks in the files of a snapshot: one, unless tries were mixed."""
    found = set()
    for table, column in MARKED:
        rows = csv.DictReader(files[tables()[table].path].decode("utf-8").splitlines())
        found.add(next(iter(rows))[column])
    return found


def in_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Runs `work(pipe)` in a forked process that never returns here; its id and the end of the pipe to read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.close(reading)
        work(writing)
    finally:
        os._exit(0)


def tell(pipe: int, *words: str) -> None:
    os.write(pipe, (" ".join(words) + "\n").encode())


def heard(child: int, reading: int, kill: bool = False) -> tuple[list[list[str]], bool]:
    """What the child told, line by line, and whether a signal ended it."""
    if kill:
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as answers:
        lines = [line.split() for line in answers.read().splitlines()]
    return lines, os.WIFSIGNALED(os.waitpid(child, 0)[1])
