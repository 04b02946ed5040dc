"""After the log entry: its checkpoint, its signature, and copies of both in places that others control.

Nothing here can undo a publication, or delay it for long: what fails is told, and made good by the next publication or by
`python -m snapshots mirror`. The commit stays the log entry.
"""

import contextlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from snapshots import checkpoints, signing
from snapshots.findings import printable
from snapshots.log import LOG_FOLDER, Entry, read_log
from snapshots.messages import Notice
from snapshots.places import Directory, Place, TakenError, is_address

MIRRORS_VARIABLE = "EXPLORER_MIRRORS"
"""Folders and addresses of object storage, comma between."""
OPTIONS_VARIABLE = "EXPLORER_MIRROR_OPTIONS"
"""JSON: options of the storage library by address, where they are not those of the store."""
PATIENCE = 20.0
"""Seconds that all mirrors have together; one that hangs is not waited for."""
Tell = Callable[[Notice], None]
_log = logging.getLogger("explorer.checkpoints")


def to_log(notice: Notice) -> None:
    """Tells the log of the process."""
    _log.warning("%s", notice.text("en"))


def keep_up(place: Place, tell: Tell = to_log) -> None:
    """Writes the checkpoints that lack, signs where a key is set, copies to the mirrors; tells what is not as it should be.

    May be repeated at any time. Never raises: the entry is published, whatever happens here.
    """
    try:
        for notice in _kept_up(place):
            tell(notice)
    except Exception as error:  # noqa: BLE001  a publication that is there must not be told as failed
        tell(_unwritten(error))


def _kept_up(place: Place) -> Iterator[Notice]:
    place.settle(LOG_FOLDER)  # an entry that a power cut could still take gets no checkpoint
    log = read_log(place)
    if log.damage:
        yield log.damage
        return
    yield from checkpoints.newest_fault(place, log.entries)
    try:
        for head in checkpoints.lacking(place, log.entries):
            _create(place, checkpoints.name(head.seq), checkpoints.note(head))
        _sign(place, log.entries)
    except signing.SigningError as error:
        yield error.notice
    except OSError as error:
        yield _unwritten(error)
    yield from copied(place, log.entries)


def _sign(place: Place, entries: Sequence[Entry]) -> None:
    """Signs what is unsigned, by what the log says: an altered checkpoint is never signed."""
    key, there = signing.signing_key(), set(place.names(checkpoints.FOLDER))
    unsigned = [(file, raw) for file, raw in signing.to_sign(place, entries) if file not in there] if key else []
    if unsigned:
        line = signing.signer(key)
        _create(place, signing.signer_name(line), line)
    for file, raw in unsigned:
        _create(place, file, signing.sign(raw, key))


def _create(place: Place, file: str, raw: bytes) -> None:
    """A name that is taken stays: another publisher was first, or the next look tells that it is not what it should be."""
    with contextlib.suppress(TakenError):
        place.create(checkpoints.path(file), raw)


def _unwritten(error: Exception) -> Notice:
    return Notice("checkpoint_unwritten", values={"detail": _words(error)})


def _words(error: Exception) -> str:
    return printable(getattr(error, "strerror", None) or str(error) or type(error).__name__)


# Mirrors


def addresses() -> list[str]:
    """Where the mirrors are, as set by `EXPLORER_MIRRORS`."""
    return [part.strip() for part in os.environ.get(MIRRORS_VARIABLE, "").split(",") if part.strip()]


def copied(place: Place, entries: Sequence[Entry]) -> tuple[Notice, ...]:
    """Copies to every mirror what it lacks. A mirror that knows another history is told, and nothing is added to it."""
    known = addresses()
    files = checkpoints.files(place) if known else {}

    def copy(mirror: Place) -> list[Notice]:
        told = differences(mirror, entries)
        for file in sorted(set(files) - set(mirror.names(checkpoints.FOLDER))) if not told else ():
            _create(mirror, file, files[file])
        return told

    return _at_each(known, copy)


def compared(entries: Sequence[Entry]) -> tuple[Notice, ...]:
    """Whether every mirror knows the same history as this log; nothing is written."""
    return _at_each(addresses(), lambda mirror: differences(mirror, entries))


def differences(mirror: Place, entries: Sequence[Entry]) -> list[Notice]:
    """What the newest checkpoint of a mirror says against the log.

    Raises OSError where the mirror is away, also where its folder is not there: it may not be mounted, and is never made.
    """
    if isinstance(mirror, Directory):
        os.listdir(mirror.root)
    found = checkpoints.newest_fault(mirror, entries)
    return [Notice("mirror_differs", file=fault.file, values={"mirror": mirror.name}) for fault in found]


def _at_each(known: Sequence[str], work: Callable[[Place], list[Notice]]) -> tuple[Notice, ...]:
    """What there is to tell of each mirror. All are asked at once; one that hangs counts as away."""
    told: dict[str, list[Notice]] = {}
    threads = [threading.Thread(target=_ask, args=(address, work, told), daemon=True) for address in known]
    until = time.monotonic() + PATIENCE
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return tuple(notice for address in known for notice in told.get(address, [_away(address, "…")]))


def _ask(address: str, work: Callable[[Place], list[Notice]], told: dict[str, list[Notice]]) -> None:
    try:
        told[address] = work(_opened(address))
    except Exception as error:  # noqa: BLE001  every storage library has errors of its own; a mirror stops nothing
        told[address] = [_away(address, _words(error))]


def _opened(address: str) -> Place:
    if not is_address(address):
        return Directory(Path(address))
    from snapshots.remote import Remote  # only who uses object storage needs its packages

    given: Mapping[str, Mapping[str, object]] = json.loads(os.environ.get(OPTIONS_VARIABLE) or "{}")
    return Remote(address, given.get(address))


def _away(address: str, detail: str) -> Notice:
    return Notice("mirror_away", values={"mirror": address.rstrip("/").rpartition("/")[2], "detail": detail})
