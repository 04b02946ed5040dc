"""Made files kept on disk by what they are made of, so that the second request is a file read.

A key stands for the order, the snapshot's checksum, the software and the site's address: all that can change a file's
bytes. An entry is written under a temporary name and then renamed, carries the checksum of its content, and is made
anew when it is damaged, missing or too old to stay.
"""

import hashlib
import importlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from exports import address
from exports.fonts import cache_folder

ROOM = 500_000_000
"""Most bytes kept; the entries that nobody asked for the longest go first."""
LEAST = 0.8
"""What is left of the room after tidying, so that not every file written has to tidy again."""
TIDY_EVERY = 20_000_000
"""Bytes written by a process between two looks at the whole shelf."""
SOFTWARE = ("exports", "figures", "charts", "indicators", "language", "locale", "geo")
"""Folders whose files decide what a made file holds."""
LIBRARIES = ("altair", "vl-convert-python", "streamlit", "pandas", "fonttools", "XlsxWriter", "pikepdf", "Babel")
_written = 0


class Kept(NamedTuple):
    """A made file: its name for readers, its bytes, its media type."""

    name: str
    content: bytes
    media_type: str


def key(order: Mapping[str, Any], checksum: str) -> str:
    """The key of an order (its fields as plain values) from the snapshot with this checksum."""
    parts = {"order": order, "snapshot": checksum, "software": software(), "address": address.base()}
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def software() -> str:
    """Stands for this version of the software: its own files, its version, and the libraries that draw and write."""
    digest = hashlib.sha256(_version().encode())
    root = Path(__file__).resolve().parent.parent
    for file in sorted(found for folder in SOFTWARE for found in (root / folder).rglob("*") if _decides(found)):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    for name in LIBRARIES:
        digest.update(f"{name} {_installed(name)}\n".encode())
    return digest.hexdigest()


def take(key: str) -> Kept | None:
    """The entry, or None where there is none or it is not what was written; a damaged one is removed."""
    file = _file(key)
    try:
        raw = file.read_bytes()
    except OSError:
        return None
    found = _read(raw)
    if found is None:
        logging.getLogger(__name__).warning("a made file was damaged and is made anew: %s", key[:12])
        file.unlink(missing_ok=True)
        return None
    _touch(file)
    return found


def put(key: str, made: Kept) -> None:
    """Keep the file. Where the disk refuses, nothing is kept and the log says so: the reader has the file anyway."""
    global _written
    try:
        _write(_file(key), _packed(made))
    except OSError as error:
        logging.getLogger(__name__).warning("a made file could not be kept: %s", error.strerror)
        return
    if not _written or _written > TIDY_EVERY:
        tidy()
        _written = 0
    _written += len(made.content)


def tidy(room: int = ROOM) -> None:
    """Remove the entries asked for least recently until the rest takes at most `LEAST` of `room`, if it is exceeded."""
    entries = sorted(_entries(), key=lambda entry: entry[1].st_mtime)
    size = sum(found.st_size for _, found in entries)
    if size <= room:
        return
    for file, found in entries:
        if size <= room * LEAST:
            return
        file.unlink(missing_ok=True)
        size -= found.st_size


def folder() -> Path:
    """Where the entries are, beside the static fonts."""
    return cache_folder().parent / "made"


def _file(key: str) -> Path:
    return folder() / key[:2] / key


def _packed(made: Kept) -> bytes:
    head = {"name": made.name, "media_type": made.media_type, "sha256": hashlib.sha256(made.content).hexdigest()}
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + made.content


def _read(raw: bytes) -> Kept | None:
    head, _, content = raw.partition(b"\n")
    try:
        told = json.loads(head)
        whole = told["sha256"] == hashlib.sha256(content).hexdigest()
        return Kept(told["name"], content, told["media_type"]) if whole else None
    except (ValueError, KeyError, TypeError):
        return None


def _write(file: Path, raw: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(prefix=".new-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
        os.replace(scratch, file)
    except OSError:
        Path(scratch).unlink(missing_ok=True)
        raise


def _touch(file: Path) -> None:
    try:
        os.utime(file)
    except OSError:  # a shelf that may only be read still serves
        logging.getLogger(__name__).debug("a made file could not be marked as used")


def _entries() -> Iterator[tuple[Path, os.stat_result]]:
    for file in folder().glob("*/*"):
        try:
            yield file, file.stat()
        except OSError:  # another process tidied first
            continue


def _decides(file: Path) -> bool:
    return file.is_file() and file.suffix not in (".pyc", ".md")


def _version() -> str:
    try:
        return str(importlib.import_module("exports.version").VERSION)
    except ModuleNotFoundError:
        return "0"


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
