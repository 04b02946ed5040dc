"""A folder of clerk's files to a draft, for the command line: the same conversion as at the desk, confirmed by the person.

Each file is read in a process of its own, within the bounds of the desk (`snapshots.apart`).

What was given is never altered: it is moved to a folder of its own beside the tables made from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from snapshots.apart import convert, table_names
from snapshots.desk.editing import UPLOAD_LIMIT, suggested_table
from snapshots.desk.others import file_with_others, lacking_rows
from snapshots.drafting import table_file
from snapshots.identity import key_text
from snapshots.intake import Conversion
from snapshots.intake.ledger import WHOLE_FILE, Ledger
from snapshots.messages import FolderError, SameTableError
from snapshots.schema import tables
from snapshots.store import Snapshot
from snapshots.table import read_rows

RECEIVED = "as-received"
IGNORED = ("datapackage.json", "SHA256SUMS")
_COMPUTERS = ("thumbs.db", "desktop.ini")
_COMPUTERS_STARTS = (".", "~$")
"""Names of files that a computer makes beside those of a clerk."""
KEEP_OTHERS, WHOLE_TABLE = "keep-others", "whole-table"


@dataclass(frozen=True)
class Brought:
    """What the files of a folder become: by name of the file given, its conversion."""

    conversions: Mapping[str, Conversion]
    passed_over: tuple[str, ...] = ()
    """Names of files that no clerk made."""

    @property
    def settled(self) -> bool:
        """Whether nothing is asked or refused."""
        return all(made.files for made in self.conversions.values())

    @property
    def strict(self) -> bool:
        """Whether every file was already in the strict form, so that nothing needs to be confirmed."""
        return self.settled and not any(made.changes for made in self.conversions.values())


def given_files(folder: Path) -> list[Path]:
    """Files in the folder, by name, those of the computer too; none where there is no such folder.

    FolderError where it cannot be read.
    """
    try:
        files = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise FolderError(folder=folder) from error
    return [path for path in files if path.is_file() and path.name not in IGNORED]


def bring_in(files: Sequence[Path], base: Snapshot, answers: Mapping[str, str]) -> Brought:
    """Converts each file for the table that its name, else its columns, tell. Nothing is written.

    A file that lacks rows of its table is asked whether they stay (`others_missing`). Raises SameTableError where two
    files are for one table.
    """
    passed_over = tuple(path.name for path in files if is_computers(path.name))
    made = {path.name: _with_others(_converted(path, base, answers), base, answers) for path in files
            if path.name not in passed_over}
    for name, conversion in made.items():
        other = next((key for key, each in made.items() if key != name and each.name == conversion.name), "")
        if other and conversion.name in _paths():
            raise SameTableError(a=name, b=other, table=conversion.name)
    return Brought(made, passed_over)


def is_computers(name: str) -> bool:
    """Whether a computer makes files of that name on its own: locks, thumbnails, settings of a folder."""
    return name.casefold() in _COMPUTERS or name.startswith(_COMPUTERS_STARTS)


def _with_others(made: Conversion, base: Snapshot, answers: Mapping[str, str]) -> Conversion:
    """The conversion with the rows of the table that it has nothing about, if the person said that they stay."""
    table = next((table for table in tables().values() if table.path in made.files), None)
    if table is None:
        return made
    raw = made.files[table.path]
    lacking = lacking_rows(table, base.rows(table.name), read_rows(raw))
    if not lacking:
        return made
    book = Ledger(made.name, answers)
    answer = book.ask("others_missing", table.name, WHOLE_FILE, table.path, ((KEEP_OTHERS, ""), (WHOLE_TABLE, "")),
                      count=len(lacking), first=key_text(table, lacking[0]))
    if answer == KEEP_OTHERS:
        return replace(made, files={table.path: file_with_others(table, table_file(base, table), raw)})
    return made if answer else replace(made, files={}, asks=tuple(book.asks.values()))


def write_draft(brought: Brought, base: Snapshot, folder: Path) -> Path | None:
    """Writes a complete draft into the folder: the tables brought in, and those of `base` for the rest.

    Files that are not the table already are first moved to a folder inside; its path, or None where there were none.
    Raises FolderError.
    """
    own = {name: raw for made in brought.conversions.values() for name, raw in made.files.items()}
    other = [name for name, made in brought.conversions.items() if own.get(name) != made.original]
    try:
        kept = _set_apart(folder, other) if other else None
        for table in tables().values():
            (folder / table.path).write_bytes(own.get(table.path) or table_file(base, table))
    except OSError as error:
        raise FolderError(folder=folder) from error
    return kept


def _converted(path: Path, base: Snapshot, answers: Mapping[str, str]) -> Conversion:
    try:
        with path.open("rb") as file:
            content = file.read(UPLOAD_LIMIT + 1)
    except OSError as error:
        raise FolderError(folder=path) from error
    return convert(_table_for(path.name, content), content, base, answers)


def _table_for(name: str, content: bytes) -> str:
    """The table's file name, else the name given, which the conversion then refuses with the names allowed."""
    by_name = suggested_table(name)
    if by_name:
        return tables()[by_name].path
    by_columns = table_names(content)
    return by_columns[0] if len(by_columns) == 1 else name


def _paths() -> set[str]:
    return {table.path for table in tables().values()}


def _set_apart(folder: Path, names: Sequence[str]) -> Path:
    kept = _received(folder)
    for name in names:
        (folder / name).rename(kept / name)
    return kept


def _received(folder: Path) -> Path:
    taken = [path.name for path in folder.iterdir()]
    names = [RECEIVED, *(f"{RECEIVED}-{number}" for number in range(2, len(taken) + 3))]
    kept = folder / next(name for name in names if name not in taken)
    kept.mkdir()
    return kept
