"""The append-only log: numbered files of canonical JSON, each with the hash of the one before.

The commit is the creation of the next number, which exists whole or not at all, and which only one of two publishers
can create (see `places`; shared/reliability.md, sections 0 and 6; docs/decisions/0002-snapshot-store.md).
"""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from snapshots.files import sha256
from snapshots.messages import (
    HeadMovedError,
    LogDamagedError,
    Notice,
    StoreAwayError,
    UncertainError,
    UnknownOutcomeError,
    UnsafeStoreError,
)
from snapshots.places import AwayError, Place, TakenError, UnconfirmedError, UnknownError, place_at

FORMAT = 1
ACTIONS = ("publish", "roll_back", "withdraw")
KINDS = ("first", "new_edition", "revision", "correction", "method", "territory")
LOG_FOLDER = "log"
VIET_NAM = dt.timezone(dt.timedelta(hours=7))
"""In which the day of a publication is counted."""
_NAME = re.compile(r"[0-9]{8}\.json\Z")


class Head(NamedTuple):
    """The newest entry: its number (0 where there is none) and the hash of its bytes."""

    seq: int
    sha256: str


@dataclass(frozen=True)
class Entry:
    """One decision. `prev` is the hash of the entry before, empty for the first; `kind` is empty unless published."""

    seq: int
    prev: str
    action: str
    snapshot: str
    manifest_sha256: str
    kind: str
    reason_vi: str
    reason_en: str
    actor: str
    approver: str
    time: str
    request: str
    reconstructed: bool = False
    report: Mapping[str, Any] = field(default_factory=dict)
    format: int = FORMAT


@dataclass(frozen=True)
class Log:
    """The valid beginning of the log, and what ended it early (None when all of it is valid)."""

    entries: tuple[Entry, ...]
    head: Head
    damage: Notice | None = None


EMPTY = Head(0, "")


def canonical(entry: Entry) -> bytes:
    """The only bytes an entry may have: keys sorted, no spaces, UTF-8, one final line feed."""
    text = json.dumps(asdict(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def parse(raw: bytes) -> Entry | None:
    """The entry in these bytes; None unless they are exactly its canonical form."""
    try:
        entry = Entry(**json.loads(raw.decode("utf-8")))
        return entry if canonical(entry) == raw and _well_formed(entry) else None
    except (ValueError, TypeError):
        return None


def _well_formed(entry: Entry) -> bool:
    kinds = {"seq": int, "format": int, "reconstructed": bool, "report": dict}
    return entry.action in ACTIONS and all(type(value) is kinds.get(name, str) for name, value in vars(entry).items())


def entry_name(seq: int) -> str:
    """File name of entry `seq`: `00000007.json`."""
    return f"{seq:08d}.json"


def numbers(root: Path | Place) -> list[int]:
    """Numbers of the entry files that exist, in order."""
    return sorted(int(name[:8]) for name in place_at(root).names(LOG_FOLDER) if is_entry(name))


def is_entry(name: str) -> bool:
    """Whether a file of the log folder is an entry; others are being written."""
    return _NAME.match(name) is not None


def read_log(root: Path | Place) -> Log:
    """The newest valid prefix of the log. An altered or missing entry ends it; `damage` names that entry.

    Raises AwayError where the place cannot be asked.
    """
    place = place_at(root)
    return chained([place.read(_path(seq)) for seq in range(1, max(numbers(place), default=0) + 1)])


def chained(raws: Sequence[bytes | None]) -> Log:
    """The log in these bytes, entry by entry; None stands for an entry that is missing."""
    entries: list[Entry] = []
    for seq, raw in enumerate(raws, 1):
        entry = None if raw is None else parse(raw)
        if entry is None or (entry.seq, entry.prev) != (seq, _hash(raws, seq - 1)):
            return _ended(raws, entries, seq)
        entries.append(entry)
    return Log(tuple(entries), Head(len(entries), _hash(raws, len(entries))))


def _hash(raws: Sequence[bytes | None], seq: int) -> str:
    return sha256(raws[seq - 1] or b"") if seq else EMPTY.sha256


def _ended(raws: Sequence[bytes | None], entries: list[Entry], seq: int) -> Log:
    """The log up to the entry that broke the chain.

    Where `seq` does not fit the one before, but its own successor vouches for it, the one before was altered.
    """
    raw = raws[seq - 1]
    entry = None if raw is None else parse(raw)
    after = parse(raws[seq] or b"") if seq < len(raws) else None
    if entry and entry.seq == seq and after and after.prev == _hash(raws, seq):
        seq -= 1
    kept = tuple(entries[: seq - 1])
    code = "log_gap" if raws[seq - 1] is None else "log_altered"
    return Log(kept, Head(len(kept), _hash(raws, len(kept))), Notice(code, file=entry_name(seq)))


def _path(seq: int) -> str:
    return f"{LOG_FOLDER}/{entry_name(seq)}"


def append(root: Path | Place, entry: Entry, expect_head: Head) -> Entry:
    """Adds the entry after `expect_head` and returns it with its number and link to the one before.

    A request that is in the log already is not written again: its entry is returned. Raises HeadMovedError when another
    entry came first, LogDamagedError when the log does not verify, UnsafeStoreError when the place refuses: surely
    nothing was added then. UncertainError when it took the entry without confirming it.
    """
    known = require_head(root, entry.request, expect_head)
    if known:
        return known
    numbered = replace(entry, seq=expect_head.seq + 1, prev=expect_head.sha256)
    return _create(place_at(root), numbered)


def require_head(root: Path | Place, request: str, expect_head: Head) -> Entry | None:
    """Lets pass who expects the newest entry; the entry of a request that is in the log already. Raises as `append`."""
    log = _now(root)
    if log.damage:
        raise LogDamagedError(detail=log.damage)
    known = next((found for found in log.entries if found.request == request), None)
    if known is None and log.head != expect_head:
        raise HeadMovedError(found=log.head.seq, expected=expect_head.seq)
    return known


def _now(root: Path | Place) -> Log:
    try:
        return read_log(root)
    except AwayError as error:
        raise StoreAwayError from error


def _create(place: Place, entry: Entry) -> Entry:
    try:
        place.create(_path(entry.seq), canonical(entry))
    except TakenError:
        return _winner(place, entry)
    except UnknownError as error:
        raise UnknownOutcomeError(seq=entry.seq, snapshot=entry.snapshot, detail=error.strerror) from error
    except UnconfirmedError as error:
        raise UncertainError(seq=entry.seq, snapshot=entry.snapshot, detail=error.strerror) from error
    except OSError as error:
        raise UnsafeStoreError(folder=LOG_FOLDER, detail=error.strerror) from error
    return entry


def _winner(place: Place, entry: Entry) -> Entry:
    """Who wrote that number: the same request, sent twice, or somebody else."""
    try:
        found = parse(place.read(_path(entry.seq)) or b"")
    except AwayError:
        found = None
    if found is None or found.request != entry.request:
        raise HeadMovedError(found=entry.seq, expected=entry.seq - 1)
    return found
