"""Files of a draft, named by their hash in a folder only the desk reads: nobody's words become a path."""

import contextlib
import os
import re
import time
import uuid
from pathlib import Path

from snapshots.desk.errors import KeptFileError, UnsafeDeskError
from snapshots.files import sha256, sync_folder, write_durably

PRIVATE = 0o700
LEFTOVER_SECONDS = 24 * 60 * 60
_HASH = re.compile(r"[0-9a-f]{64}\Z")


def private_folder(folder: Path) -> None:
    """The folder and those above it that are missing, open to nobody else; their names made durable."""
    missing = [path for path in (folder, *folder.parents) if not path.is_dir()]
    for path in reversed(missing):
        path.mkdir(mode=PRIVATE, exist_ok=True)
        sync_folder(path.parent)


def keep(folder: Path, raw: bytes) -> str:
    """Puts the bytes in the folder, on the disk when this returns; their SHA-256, which is the name.

    UnsafeDeskError when the disk refuses. What is there already is not written again, unless it was damaged.
    """
    name = sha256(raw)
    draft = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        private_folder(folder)
        if _read(folder / name) != raw:
            write_durably(draft, raw)
            os.replace(draft, folder / name)
        sync_folder(folder)
    except OSError as error:
        raise UnsafeDeskError(detail=error.strerror) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return name


def kept(folder: Path, name: str) -> bytes:
    """The bytes kept under this hash; KeptFileError (naming the draft) when they are gone or others."""
    raw = _read(folder / name) if _HASH.match(name) else None
    if raw is None or sha256(raw) != name:
        raise KeptFileError(draft=folder.name, file=name[:64])
    return raw


def sweep(root: Path) -> int:
    """Removes half-written files and folders of killed writers, older than a day; how many. Touches nothing else."""
    old = [path for path in sorted(root.rglob(".*.tmp")) if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS]
    for path in old:
        with contextlib.suppress(OSError):
            if path.is_dir():
                _remove(path)
            else:
                path.unlink()
    return len(old)


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
