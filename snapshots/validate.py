"""The check of a draft: bytes, structure, cells, keys, tables, comparison; all faults at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from snapshots.cells import check_cells
from snapshots.draft import Sheet, as_sheet, ignored, normalised, read_folder, read_sheet
from snapshots.findings import Collector, Finding, Report
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


def validate(folder: Path | str, previous: Rows | None = None) -> Report:
    """Checks every table of a draft folder. FolderError where there is no folder; everything else is a finding."""
    return validate_files(read_folder(folder), previous)


def validate_files(files: Mapping[str, bytes], previous: Rows | None = None) -> Report:
    """As `validate`, for contents by file name. A passed report carries the files to publish, normalised."""
    found = Collector()
    sheets = _read(files, found)
    registers = {name: Register(sheet) for name, sheet in sheets.items()}
    for name, sheet in sheets.items():
        found.extend(check_cells(sheet))
        found.extend(check_key(sheet))
        found.extend(check_references(sheet, registers))
        if previous is not None:
            found.extend(check_previous(sheet, previous.rows(name)))
    standing = _standing(previous) if previous is not None else Counter()
    known = 0
    for finding in _together(sheets):
        if standing[_mark(finding)]:
            standing[_mark(finding)] -= 1
            known += 1
        else:
            found.add(finding)
    return _report(sheets, found, known)


def _together(sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    """Findings about several cells, rows or tables."""
    for check in (check_validity, check_territory, check_scales, check_observations, check_tasks, check_editions):
        yield from check(sheets)


def _standing(previous: Rows) -> Counter[_Mark]:
    """Questions the current snapshot was published with: asked and answered, so not asked again."""
    sheets = {name: as_sheet(table, previous.rows(name)) for name, table in tables().items()}
    return Counter(_mark(finding) for finding in _together(sheets) if finding.severity == QUESTION)


def _mark(finding: Finding) -> _Mark:
    values = tuple(sorted((key, str(value)) for key, value in finding.values.items()))
    return finding.code, finding.file, finding.found, values


def _read(files: Mapping[str, bytes], found: Collector) -> dict[str, Sheet]:
    declared: Mapping[str, Table] = tables()
    for name in files:
        if not ignored(name, declared):
            found.add(Finding("file_extra", name))
    sheets: dict[str, Sheet] = {}
    for table in declared.values():
        if table.path not in files:
            found.add(Finding("file_missing", table.path, values={"name": table.path}))
            continue
        sheet = read_sheet(table, files[table.path], found)
        if sheet is not None:
            sheets[table.name] = sheet
    return sheets


def _report(sheets: Mapping[str, Sheet], found: Collector, known: int) -> Report:
    rows = sum(len(sheet.rows) for sheet in sheets.values())
    report = Report(tuple(found.findings), dict(found.counts), rows=rows, standing=known)
    if not report.passed:
        return report
    files = {sheet.table.path: write_rows(sheet.table.columns, normalised(sheet)) for sheet in sheets.values()}
    return replace(report, files=files)
