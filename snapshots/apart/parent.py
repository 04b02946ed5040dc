"""Starts a process apart for one task, hands the file over, and reads what it answers within its bounds."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore, Timer
from types import MappingProxyType
from typing import Any

from snapshots.apart import wire
from snapshots.apart.bounds import CHECK, FILE, Bounds
from snapshots.apart.errors import ApartError
from snapshots.draft import USUAL, Limits
from snapshots.findings import Finding, Report
from snapshots.intake.model import Ask, Conversion, Converted, Refusal
from snapshots.intake.texts import rule
from snapshots.schema import tables
from snapshots.table import write_rows
from snapshots.validate import Progress, Rows

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "snapshots.apart")
AT_ONCE = 2
"""So many such processes run at once; who comes later waits. Together they take no more than so many times the bound."""
_turns = BoundedSemaphore(AT_ONCE)
_NONE: Mapping[str, str] = MappingProxyType({})
_WITH_BYTES = frozenset({"file"})
_CONVERTED = ("encoding", "rows", "change", "ask", "refusal", "more", "counts", "file")
_MANGLED = (wire.BrokenWireError, ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What an answer that is none raises."""


class _StoppedError(Exception):
    """The process went beyond its bounds, or ended without an answer."""


def convert(
    name: str, content: bytes, base: Rows, answers: Mapping[str, str] = _NONE, bounds: Bounds = FILE,
) -> Conversion:
    """As `snapshots.intake.convert`, in a process apart. Beyond the bounds the file is refused (`reading_stopped`)."""
    found: dict[str, list[Any]] = {kind: [] for kind in _CONVERTED}
    changed = _Changes()
    try:
        with _turns:
            told = {"name": name, "answers": dict(answers)}
            for kind, *values in _answers("convert", told, {name: content}, base, bounds):
                found[kind].append(changed(values) if kind == "change" else values)
        return _conversion(name, content, found)
    except (_StoppedError, *_MANGLED):
        stopped = Refusal("reading_stopped", name, values={"memory": bounds.memory, "seconds": bounds.seconds})
        return Conversion(name, {}, (), (), (stopped,), content, "")


def table_names(content: bytes, bounds: Bounds = FILE) -> tuple[str, ...]:
    """As `snapshots.intake.table_names`, in a process apart; none beyond the bounds."""
    try:
        with _turns:
            ((_, *names),) = _answers("table_names", {}, {"": content}, None, bounds)
    except (_StoppedError, *_MANGLED):
        return ()
    return tuple(name for name in names if any(name == table.path for table in tables().values()))


def check(
    files: Mapping[str, bytes], previous: Rows | None = None, progress: Progress | None = None,
    limits: Limits = USUAL, bounds: Bounds = CHECK,
) -> Report:
    """As `snapshots.validate.validate_files`, in a process apart, telling `progress(done, total)` on the way.

    ApartError beyond the bounds.
    """
    found: dict[str, list[Any]] = {kind: [] for kind in ("report", "count", "finding", "more", "file")}
    try:
        with _turns:
            for kind, *values in _answers("check", {"limits": asdict(limits)}, files, previous, bounds):
                if kind != "progress":
                    found[kind].append(values)
                elif progress is not None:
                    progress(*values)
        return _report(found)
    except (_StoppedError, *_MANGLED) as error:
        raise ApartError(memory=bounds.memory, seconds=bounds.seconds) from error


def _answers(
    task: str, told: Mapping[str, object], files: Mapping[str, bytes], base: Rows | None, bounds: Bounds,
) -> Iterator[wire.Message]:
    process = subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env={},
        start_new_session=True)
    clock = Timer(bounds.seconds, process.kill)
    clock.start()
    try:
        _ask(process, {"task": task, "bounds": asdict(bounds), **told}, files, base)
        assert process.stdout is not None
        yield from wire.hear(process.stdout, _WITH_BYTES, bounds.answer * 1_000_000)
    except wire.BrokenWireError as error:
        raise _StoppedError from error
    finally:
        clock.cancel()
        process.kill()
        _close(process)


def _ask(process: "subprocess.Popen[bytes]", told: Mapping[str, object], files: Mapping[str, bytes], base: Rows | None) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it ended before it heard all: its answer will be missing
        process.stdin.write(json.dumps(told).encode("ascii") + b"\n")
        wire.send_all(process.stdin, "file", files)
        wire.send_all(process.stdin, "base", _base_files(base) if base is not None else {})
        wire.put(process.stdin, wire.END)
        process.stdin.close()


def _close(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(BrokenPipeError):
            if pipe is not None:
                pipe.close()
    process.wait()


def _base_files(base: Rows) -> dict[str, bytes]:
    """Every table of the snapshot, with the columns declared today."""
    return {table.path: write_rows(table.columns, ([row.get(name, "") for name in table.columns] for row in base.rows(table.name)))
            for table in tables().values()}


def _conversion(name: str, content: bytes, found: Mapping[str, list[Any]]) -> Conversion:
    ((encoding,),), ((rows,),), ((counts,),) = found["encoding"], found["rows"], found["counts"]
    refusals, more = (tuple(Refusal(*values) for values in found[kind]) for kind in ("refusal", "more"))
    for refusal in (*refusals, *more):
        rule(refusal.code)
    asks = tuple(_ask_of(*values) for values in found["ask"])
    return Conversion(name, dict(found["file"]), tuple(found["change"]), asks, refusals, content, encoding, tuple(rows),
                      more, {str(code): int(count) for code, count in counts.items()})


class _Changes:
    """Makes changes of messages; the same text is kept once, for a million changes repeat few."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, values: list[Any]) -> Converted:
        known = self._known
        once: list[Any] = [known.setdefault(value, value) if isinstance(value, str) else value for value in values]
        return Converted(*once)


def _ask_of(*values: Any) -> Ask:
    identity, kind, row, column, letter, what, choices, about, unfit = values
    return Ask(identity, kind, row, column, letter, what, tuple((value, label) for value, label in choices), about, unfit)


def _report(found: Mapping[str, list[Any]]) -> Report:
    ((rows, standing),) = found["report"]
    return Report(
        findings=tuple(Finding(*values) for values in found["finding"]),
        counts={(file, code): count for file, code, count in found["count"]},
        files=dict(found["file"]), rows=rows, standing=standing, more=tuple(Finding(*values) for values in found["more"]))
