"""A draft to edit: the tables of a snapshot copied to a new folder."""

from pathlib import Path

from snapshots.messages import FolderError, FolderTakenError
from snapshots.schema import Table, tables
from snapshots.store import Snapshot
from snapshots.table import write_rows


def table_file(snapshot: Snapshot, table: Table) -> bytes:
    """The table of the snapshot as a strict CSV file with the columns declared now."""
    return write_rows(table.columns, ([row.get(name, "") for name in table.columns] for row in snapshot.rows(table.name)))


def make_draft(snapshot: Snapshot, folder: Path | str) -> None:
    """Writes the snapshot's tables into a new folder; FolderTakenError if it holds files, else FolderError."""
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise FolderTakenError(folder=folder)
        for table in tables().values():
            (target / table.path).write_bytes(table_file(snapshot, table))
    except OSError as error:
        raise FolderError(folder=folder) from error
