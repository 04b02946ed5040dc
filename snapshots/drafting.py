"""A draft to edit: the tables of a snapshot copied to a new folder."""

import json
from pathlib import Path

from snapshots.log import Head
from snapshots.messages import FolderError, FolderTakenError
from snapshots.schema import Table, tables
from snapshots.store import Snapshot
from snapshots.table import write_rows

BASE_FILE = ".base.json"
"""Not one of the tables: hidden, so that nobody edits it and the check passes over it."""


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


def keep_base(folder: Path, head: Head) -> None:
    """Writes into the draft's folder at which log entry it began; FolderError where it cannot."""
    try:
        (folder / BASE_FILE).write_text(json.dumps({"seq": head.seq, "sha256": head.sha256}), encoding="utf-8")
    except OSError as error:
        raise FolderError(folder=folder) from error


def kept_base(folder: Path) -> Head | None:
    """The log entry at which the draft began; None where the folder does not say."""
    try:
        told = json.loads((folder / BASE_FILE).read_text(encoding="utf-8"))
        return Head(int(told["seq"]), str(told["sha256"]))
    except (OSError, ValueError, KeyError, TypeError):  # a folder made by other means, or half a file
        return None
