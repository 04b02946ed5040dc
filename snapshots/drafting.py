"""A draft to edit: the tables of a snapshot copied to a new folder."""

from pathlib import Path

from snapshots.messages import FolderError, FolderTakenError
from snapshots.schema import tables
from snapshots.store import Snapshot


def make_draft(snapshot: Snapshot, folder: Path | str) -> None:
    """Writes the snapshot's tables into a new folder; FolderTakenError if it holds files, else FolderError."""
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise FolderTakenError(folder=folder)
        for table in tables().values():
            (target / table.path).write_bytes(snapshot.files[table.path])
    except OSError as error:
        raise FolderError(folder=folder) from error
