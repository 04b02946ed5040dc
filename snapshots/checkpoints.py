"""Checkpoints: for every log entry a small text with origin, number of entries and hash of the newest, for others to keep.

Whoever holds one can tell for good whether the log is still the continuation of what it was. The text is in the spirit of
C2SP's tlog-checkpoint; the hash is hexadecimal, as `sha256sum log/0000000N.json` prints it (docs/decisions/0013).
"""

import re
from collections.abc import Iterator, Sequence

from snapshots.files import sha256
from snapshots.log import Entry, Head, canonical
from snapshots.messages import Notice
from snapshots.places import Place

FOLDER = "checkpoints"
ORIGIN = "resolution-57-explorer/log"
SIGNATURE = ".sig"
SUMS_SIGNATURE = ".SHA256SUMS.sig"
SIGNER = "signer-"
LATEST, SIGNERS = "latest", "allowed_signers"
SHORTEST = 12
"""Letters of a checksum that are enough to ask for it: as many as pages and citations print."""
_NOTE = re.compile(rf"{re.escape(ORIGIN)}\n([1-9][0-9]{{0,7}})\n([0-9a-f]{{64}})\n")
_NAME = re.compile(r"[0-9]{8}")
_PUBLIC = re.compile(r"[0-9]{8}(\.sig)?|[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]{1,6})?\.SHA256SUMS\.sig|signer-[0-9a-f]{16}")
_ASKED = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


def note(head: Head) -> bytes:
    """The only bytes a checkpoint may have: three lines."""
    return f"{ORIGIN}\n{head.seq}\n{head.sha256}\n".encode("ascii")


def parse(raw: bytes) -> Head | None:
    """Number of entries and hash of the newest, as a checkpoint says; None where these bytes are none."""
    found = _NOTE.fullmatch(raw.decode("ascii", "replace"))
    return Head(int(found[1]), found[2]) if found else None


def name(seq: int) -> str:
    """File name of the checkpoint after entry `seq`: `00000007`."""
    return f"{seq:08d}"


def path(file: str) -> str:
    """Where a file of the checkpoints is, in a store as in a mirror."""
    return f"{FOLDER}/{file}"


def notes(names: Sequence[str]) -> list[str]:
    """Those of the names that are checkpoints, in order; others are signatures and keys, or being written."""
    return sorted(file for file in names if _NAME.fullmatch(file))


def is_public(file: str) -> bool:
    """Whether a name is that of a checkpoint, a signature or a public key; no other file of the folder is handed out."""
    return _PUBLIC.fullmatch(file) is not None


def heads(entries: Sequence[Entry]) -> list[Head]:
    """Number and hash of every entry of a chain that verifies: each holds the hash of the one before."""
    hashes = [*(entry.prev for entry in entries[1:]), *(sha256(canonical(entry)) for entry in entries[-1:])]
    return [Head(entry.seq, digest) for entry, digest in zip(entries, hashes, strict=True)]


def holds(entries: Sequence[Entry], held: Head) -> Entry | None:
    """The entry that a checkpoint kept elsewhere is about; None where the history is not the continuation of it."""
    found = entries[held.seq - 1] if 0 < held.seq <= len(entries) else None
    return found if found and heads([found]) == [held] else None


def is_checksum(text: str) -> bool:
    """Whether a text is a checksum, or enough of the beginning of one."""
    return _ASKED.fullmatch(text) is not None


def lookup(entries: Sequence[Entry], checksum: str) -> Entry | None:
    """The first entry whose own checksum, or that of its snapshot's description, begins so; None where none does."""
    if not is_checksum(checksum):
        return None
    of_each = zip(entries, heads(entries), strict=True)
    return next((entry for entry, head in of_each
                 if head.sha256.startswith(checksum) or entry.manifest_sha256.startswith(checksum)), None)


def faults(place: Place, entries: Sequence[Entry]) -> Iterator[Notice]:
    """Every checkpoint of the store that the log does not agree with. Raises AwayError."""
    expected = heads(entries)
    for file in notes(place.names(FOLDER)):
        notice = fault(file, place.read(path(file), anew=True), expected)
        if notice:
            yield notice


def newest_fault(place: Place, entries: Sequence[Entry]) -> list[Notice]:
    """As `faults`, of the newest checkpoint of a store or a mirror only: it stands for all before, since entries are chained."""
    newest = notes(place.names(FOLDER))[-1:]
    found = [fault(file, place.read(path(file), anew=True), heads(entries)) for file in newest]
    return [notice for notice in found if notice]


def fault(file: str, raw: bytes | None, expected: Sequence[Head]) -> Notice | None:
    """What is wrong with one checkpoint beside the log's own heads; None where nothing is."""
    if int(file) > len(expected):
        return Notice("checkpoint_beyond", file=file)
    good = int(file) > 0 and raw == note(expected[int(file) - 1])
    return None if good else Notice("checkpoint_altered", file=file)


def lacking(place: Place, entries: Sequence[Entry]) -> list[Head]:
    """The entries without a checkpoint, as after a publisher was killed. Raises AwayError."""
    there = set(place.names(FOLDER))
    return [head for head in heads(entries) if name(head.seq) not in there]


def files(place: Place) -> dict[str, bytes]:
    """Every checkpoint, signature and key, by name. Raises AwayError."""
    names = [file for file in place.names(FOLDER) if is_public(file)]
    return {file: raw for file in names if (raw := place.read(path(file)))}


def public_file(place: Place, file: str) -> bytes | None:
    """A checkpoint, signature or key; LATEST is the newest checkpoint, SIGNERS all keys. None where there is none.

    Raises AwayError.
    """
    names = place.names(FOLDER)
    if file == SIGNERS:
        return signers(place) or None
    wanted = (notes(names) or [""])[-1] if file == LATEST else file
    return place.read(path(wanted)) if is_public(wanted) and wanted in names else None


def signers(place: Place) -> bytes:
    """The public keys that signed, as `ssh-keygen -f` takes them; empty where nothing was signed. Raises AwayError."""
    keys = sorted(file for file in place.names(FOLDER) if file.startswith(SIGNER) and is_public(file))
    return b"".join(place.read(path(file)) or b"" for file in keys)
