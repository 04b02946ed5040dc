"""The whole store against its hashes: every log entry, published file, checkpoint and signature; and what lies about beside."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from snapshots import checkpoints, mirrors, signing
from snapshots.log import Entry
from snapshots.manifest import MANIFEST, SUMS
from snapshots.messages import Notice
from snapshots.places import AwayError, Place
from snapshots.schema import tables
from snapshots.store import SNAPSHOT_FOLDER, Store

HARMLESS = ("checkpoint_lacking", "tool_missing", "mirror_away")


@dataclass(frozen=True)
class Verification:
    """`checked` snapshots, `faults` found, `strays` that are ignored, number of log `entries`."""

    checked: tuple[str, ...]
    faults: tuple[Notice, ...]
    strays: tuple[Notice, ...]
    entries: int

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; strays do no harm."""
        return not self.faults


def verify(store: Store) -> Verification:
    """Reads every file of every published snapshot and compares its hash with the one published; then what vouches for the log."""
    entries = store.entries()
    published = tuple(entry.snapshot for entry in entries if entry.action == "publish")
    files = tuple(fault for snapshot in published for fault in store.faults(snapshot))
    faults, strays = _vouched(store, entries)
    return Verification(
        published, (*store.notices(), *files, *faults), (*_strays(store, published), *strays), len(entries))


def _vouched(store: Store, entries: tuple[Entry, ...]) -> tuple[list[Notice], list[Notice]]:
    """Faults of checkpoints, signatures and mirrors; and what merely lacks or cannot be asked, which does no harm."""
    told = [*_asked(checkpoints.faults, store, entries), *_asked(signing.faults, store, entries),
            *_asked(_lacking, store, entries), *mirrors.compared(entries)]
    harmless = [notice for notice in told if notice.code in HARMLESS]
    return [notice for notice in told if notice not in harmless], harmless


def _asked(
    look: Callable[[Place, tuple[Entry, ...]], Iterable[Notice]], store: Store, entries: tuple[Entry, ...]
) -> list[Notice]:
    try:
        return list(look(store.place, entries))
    except AwayError:  # told by the log's own notice
        return []


def _lacking(place: Place, entries: tuple[Entry, ...]) -> Iterator[Notice]:
    count = len(checkpoints.lacking(place, entries))
    if count:
        yield Notice("checkpoint_lacking", values={"count": count})


def _strays(store: Store, published: tuple[str, ...]) -> Iterator[Notice]:
    for folder in _names(store, SNAPSHOT_FOLDER):
        if folder not in published:
            yield Notice("stray_folder", file=folder)
    known = {MANIFEST, SUMS, *(table.path for table in tables().values())}
    for snapshot in published:
        for name in _names(store, f"{SNAPSHOT_FOLDER}/{snapshot}"):
            if name not in known:
                yield Notice("stray_file", snapshot, name)


def _names(store: Store, folder: str) -> list[str]:
    try:
        return sorted(store.place.names(folder))
    except AwayError:
        return []
