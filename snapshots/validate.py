"""The check of a draft: bytes, structure, cells, keys, tables, comparison; all faults at once."""

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
from snapshots.questions import question_id
from snapshots.rules import QUESTION
from snapshots.schema import Table, tables
from snapshots.table import write_rows
from snapshots.table_rules import (
    check_editions,
    check_observations,
    check_scales,
    check_shares,
    check_tasks,
    check_weights,
    revising_flags,
)
from snapshots.territory import check_territory, check_validity

Progress = Callable[[int, int], None]
"""Is told how much of the work is done, and how much there is in all."""


class Rows(Protocol):
    """Whatever has rows of a table as text (a Snapshot)."""

    def rows(self, name: str) -> list[dict[str, str]]: ...


def validate(
    folder: Path | str, previous: Rows | None = None, limits: Limits = USUAL, progress: Progress | None = None,
) -> Report:
    """Checks every table of a draft folder. FolderError where there is no folder; everything else is a finding."""
    return validate_files(read_folder(folder, limits), previous, limits, progress)


def validate_files(
    files: Mapping[str, bytes], previous: Rows | None = None, limits: Limits = USUAL, progress: Progress | None = None,
) -> Report:
    """As `validate`, for contents by file name. A passed report carries the files to publish, normalised.

    `progress` hears after each step; its numbers are shares of the work, not rows.
    """
    found, work = Collector(), _Work(files, progress)
    sheets = _read(files, found, limits, work)
    registers = {name: Register(sheet) for name, sheet in sheets.items()}
    revising = revising_flags(sheets)
    for sheet in sheets.values():
        for check_sheet in _sheet_checks(sheet, registers, previous, revising):
            found.extend(check_sheet)
            work.done(sheet.table.path, CELLS / _SHEET_CHECKS)
    known = 0
    for check in _TOGETHER:
        known += _extend(found, sheets, check, previous)
        work.all_done(TOGETHER / len(_TOGETHER))
    if previous is not None:
        found.extend(check_history(sheets, {name: previous.rows(name) for name in ("observations", "editions")}))
    work.all_done(HISTORY)
    report = _report(sheets, found, known)
    work.all_done(WRITE)
    return report


READ, CELLS, TOGETHER, HISTORY, WRITE = 25.0, 25.0, 15.0, 20.0, 15.0
"""Shares of the time that the steps of a large check take, measured with a million rows; together 100."""


class _Work:
    """Tells how far the check is: the share of each step, by the size of the file where a step goes file by file."""

    def __init__(self, files: Mapping[str, bytes], progress: Progress | None) -> None:
        self._sizes = {name: len(raw) for name, raw in files.items()}
        self._whole = max(1, sum(self._sizes.values()))
        self._progress, self._done, self._told = progress, 0.0, 0

    def done(self, name: str, share: float) -> None:
        """The step is done for one file."""
        self.all_done(share * self._sizes.get(name, 0) / self._whole)

    def all_done(self, share: float) -> None:
        """The step is done."""
        self._done += share
        now = min(100, round(self._done))
        if self._progress is not None and now > self._told:
            self._told = now
            self._progress(now, 100)


def _sheet_checks(
    sheet: Sheet, registers: Mapping[str, Register], previous: Rows | None, revising: set[str],
) -> Iterator[Iterable[Finding]]:
    """The checks of one table, each done as it is read."""
    yield _unanswered_cells(check_cells(sheet), sheet.table, previous)
    yield check_key(sheet)
    yield check_references(sheet, registers)
    yield check_previous(sheet, previous.rows(sheet.table.name), revising) if previous is not None else ()


_SHEET_CHECKS = 4


_Check = Callable[[Mapping[str, Sheet]], Iterator[Finding]]
_TOGETHER: tuple[_Check, ...] = (
    check_validity, check_territory, check_scales, check_observations, check_tasks, check_editions, check_shares,
    check_weights,
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
    standing = _standing(check, previous) if questions and previous is not None else set()
    asked = [finding for finding in questions if question_id(finding) not in standing]
    found.extend(asked)
    return len(questions) - len(asked)


def _standing(check: _Check, previous: Rows) -> set[str]:
    """Questions the current snapshot was published with: asked and answered, so not asked again."""
    sheets = {name: as_sheet(table, previous.rows(name)) for name, table in tables().items()}
    return {question_id(finding) for finding in check(sheets) if finding.severity == QUESTION}


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


def _read(files: Mapping[str, bytes], found: Collector, limits: Limits, work: _Work) -> dict[str, Sheet]:
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
        work.done(table.path, READ)
    return sheets


def _report(sheets: Mapping[str, Sheet], found: Collector, known: int) -> Report:
    rows = sum(len(sheet.rows) for sheet in sheets.values())
    counts = dict(found.counts)
    report = Report(tuple(found.findings), counts, rows=rows, standing=known, more=tuple(found.more))
    if not report.passed:
        return report
    files = {sheet.table.path: write_rows(sheet.table.columns, normalised(sheet)) for sheet in sheets.values()}
    return replace(report, files=files)
