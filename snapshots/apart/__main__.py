"""`python -m snapshots.apart`: does one task for the process that started it, then ends.

It reads the task from its input and answers on its output; it keeps no file open and is given no secret.
"""

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple
from typing import Any, BinaryIO

from snapshots.apart import wire
from snapshots.apart.bounds import Bounds, confine
from snapshots.draft import Limits
from snapshots.findings import Finding
from snapshots.intake import convert, table_names
from snapshots.schema import tables
from snapshots.table import read_rows
from snapshots.validate import validate_files

BEYOND, FAILED = 3, 4
"""How the process ends where memory ran out, and where its own code failed."""
_WITH_BYTES = frozenset({"file", "base"})
_EVERYTHING = 1 << 40


class Base:
    """The snapshot a draft starts from, as it was handed over."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._rows: dict[str, list[dict[str, str]]] = {}

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a table as text."""
        if name not in self._rows:
            self._rows[name] = read_rows(self._files[tables()[name].path])
        return self._rows[name]


Files = dict[str, dict[str, bytes]]
Named = Mapping[str, Any]


def main() -> int:
    asked, answer = sys.stdin.buffer, sys.stdout.buffer
    named: Named = json.loads(asked.readline(wire.LONGEST_LINE))
    confine(Bounds(**named["bounds"]))
    gc.disable()  # what is made is kept to the end; looking through millions of rows again and again takes a third of the time
    try:
        files: Files = {"file": {}, "base": {}}
        for kind, name, raw in wire.hear(asked, _WITH_BYTES, _EVERYTHING):
            files[kind][name] = raw
        _TASKS[named["task"]](named, files, answer)
        wire.put(answer, wire.END)
        answer.flush()
    except MemoryError:
        return BEYOND
    except BrokenPipeError:
        return FAILED
    except Exception as error:  # noqa: BLE001  whatever went wrong, the other process is told by the number alone
        print(type(error).__name__, file=sys.stderr)  # noqa: T201  never the content of the file
        return FAILED
    return 0


def _convert(named: Named, files: Files, answer: BinaryIO) -> None:
    (content,) = files["file"].values()
    made = convert(named["name"], content, Base(files["base"]), named["answers"])
    wire.put(answer, "encoding", made.encoding)
    wire.put(answer, "rows", made.rows)
    for change in made.changes:
        wire.put(answer, "change", *astuple(change))
    for ask in made.asks:
        wire.put(answer, "ask", *_fields(ask))
    _tell(answer, "refusal", made.refusals)
    _tell(answer, "more", made.more)
    wire.put(answer, "counts", dict(made.counts))
    wire.send_all(answer, "file", made.files)


def _fields(item: Any) -> Iterator[object]:
    return (dict(value) if isinstance(value, Mapping) else value for value in vars(item).values())


def _names(named: Named, files: Files, answer: BinaryIO) -> None:
    (content,) = files["file"].values()
    wire.put(answer, "names", *table_names(content))


def _check(named: Named, files: Files, answer: BinaryIO) -> None:
    def progress(done: int, total: int) -> None:
        wire.put(answer, "progress", done, total)
        answer.flush()

    previous = Base(files["base"]) if files["base"] else None
    report = validate_files(files["file"], previous, Limits(**named["limits"]), progress)
    wire.put(answer, "report", report.rows, report.standing)
    for (file, code), count in report.counts.items():
        wire.put(answer, "count", file, code, count)
    _tell(answer, "finding", report.findings)
    _tell(answer, "more", report.more)
    wire.send_all(answer, "file", report.files)


def _tell(answer: BinaryIO, kind: str, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        wire.put(answer, kind, *_fields(finding))


_TASKS: Mapping[str, Callable[[Named, Files, BinaryIO], None]] = {
    "convert": _convert, "table_names": _names, "check": _check,
}

if __name__ == "__main__":
    os._exit(main())
