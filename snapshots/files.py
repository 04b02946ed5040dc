"""Bytes on disk: written so that they survive a power cut, named by their hash."""

import hashlib
import os
from pathlib import Path

READ_ONLY = 0o444


def sha256(raw: bytes) -> str:
    """Hexadecimal SHA-256 of the bytes."""
    return hashlib.sha256(raw).hexdigest()


def write_durably(path: Path, raw: bytes) -> None:
    """A new read-only file, on the disk when this returns; FileExistsError if there is one."""
    with path.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fchmod(file.fileno(), READ_ONLY)
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """The folder, made with its parents where it is not there, and every new name made durable."""
    missing = [made for made in (folder, *folder.parents) if not made.is_dir()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        sync_folder(made.parent)


def sync_folder(folder: Path) -> None:
    """Makes names created in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
