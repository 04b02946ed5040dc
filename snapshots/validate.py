"""The check of a draft: bytes, structure, cells, keys, tables, comparison; all faults at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from snapshots.cells import check_cells
from snapshots.draft import USUAL, Limits, Sheet, as_sheet, ignored, normalised, read_folder, read_sheet
from snapshots.findings import Collector, Finding, Report
from snapshots.history_rules import check_history
from snapshots.identity import key_text
from snapshots.keys import Register, check_key, check_references
from snapshots.previous import check_previous
from snapshots.rules import QUESTION
from snapshots.schema import Table, tables
from snapshots.table import write_rows
from snapshots.table_rules import check_editions, check_observations, check_scales, check_tasks
from snapshots.territory import check_territory, check_validity

_Mark = tuple[str, str, str, tuple[tuple[str, str], ...]]


class Rows(Protocol):
    """Whatever has rows of a table as text (a Snapshot)."""

    def rows(self, name: str) -> list[dict[str, str]]: ...


def validate(folder: Path | str, previous: Rows | None = None, limits: Limits = USUAL) -> Report:
    """Checks every table of a draft folder. FolderError where there is no folder; everything else is a finding."""
    return validate_files(read_folder(folder, limits), previous, limits)


def validate_files(files: Mapping[str, bytes], previous: Rows | None = None, limits: Limits = USUAL) -> Report:
    """As `validate`, for contents by file name. A passed report carries the files to publish, normalised."""
    found = Collector()
    sheets = _read(files, found, limits)
    registers = {name: Register(sheet) for name, sheet in sheets.items()}
    for name, sheet in sheets.items():
        found.extend(_unanswered_cells(check_cells(sheet), sheet.table, previous))
        found.extend(check_key(sheet))
        found.extend(check_references(sheet, registers))
        if previous is not None:
            found.extend(check_previous(sheet, previous.rows(name)))
    known = sum(_extend(found, sheets, check, previous) for check in _TOGETHER)
    if previous is not None:
        found.extend(check_history(sheets, {name: previous.rows(name) for name in ("observations", "editions")}))
    return _report(sheets, found, known)


_Check = Callable[[Mapping[str, Sheet]], Iterator[Finding]]
_TOGETHER: tuple[_Check, ...] = (
    check_validity, check_territory, check_scales, check_observations, check_tasks, check_editions,
)
"""Checks of several cells, rows or tables."""


def _extend(found: Collector, sheets: Mapping[str, Sheet], check: _Check, previous: Rows | None) -> int:
    """Adds what the check finds and counts the questions that stand, which are not added."""
    questions = []
    for finding in check(sheets):
        if finding.severity == QUESTION and previous is not None:
            questions.append(finding)
        else:
            found.add(finding)
    standing = _standing(check, previous) if questions and previous is not None else Counter()
    known = 0
    for finding in questions:
        if standing[_mark(finding)]:
            standing[_mark(finding)] -= 1
            known += 1
        else:
            found.add(finding)
    return known


def _standing(check: _Check, previous: Rows) -> Counter[_Mark]:
    """Questions the current snapshot was published with: asked and answered, so not asked again."""
    sheets = {name: as_sheet(table, previous.rows(name)) for name, table in tables().items()}
    return Counter(_mark(finding) for finding in check(sheets) if finding.severity == QUESTION)


def _unanswered_cells(findings: Iterable[Finding], table: Table, previous: Rows | None) -> Iterator[Finding]:
    """The findings without questions about cells that the current snapshot has just so."""
    published: set[tuple[str, str]] | None = None
    for finding in findings:
        if finding.severity == QUESTION and previous is not None:
            if published is None:
                published = {
                    (key_text(table, cells), cell) for cells in previous.rows(table.name) for cell in cells.values()
                }
            if (finding.key, finding.found) in published:
                continue
        yield finding


def _mark(finding: Finding) -> _Mark:
    values = tuple(sorted((key, str(value)) for key, value in finding.values.items()))
    return finding.code, finding.file, finding.found, values


def _read(files: Mapping[str, bytes], found: Collector, limits: Limits) -> dict[str, Sheet]:
    declared: Mapping[str, Table] = tables()
    for name in files:
        if not ignored(name, declared):
            found.add(Finding("file_extra", name))
    sheets: dict[str, Sheet] = {}
    for table in declared.values():
        if table.path not in files:
            found.add(Finding("file_missing", table.path, values={"name": table.path}))
            continue
        sheet = read_sheet(table, files[table.path], found, limits)
        if sheet is not None:
            sheets[table.name] = sheet
    return sheets


def _report(sheets: Mapping[str, Sheet], found: Collector, known: int) -> Report:
    rows = sum(len(sheet.rows) for sheet in sheets.values())
    counts = dict(found.counts)
    report = Report(tuple(found.findings), counts, rows=rows, standing=known, more=tuple(found.more))
    if not report.passed:
        return report
    files = {sheet.table.path: write_rows(sheet.table.columns, normalised(sheet)) for sheet in sheets.values()}
    return replace(report, files=files)
