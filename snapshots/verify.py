"""The whole store against its hashes: every log entry, every published file; and what lies about that is neither."""

from collections.abc import Iterator
from dataclasses import dataclass

from snapshots.manifest import MANIFEST, SUMS
from snapshots.messages import Notice
from snapshots.places import AwayError
from snapshots.schema import tables
from snapshots.store import SNAPSHOT_FOLDER, Store


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
    """Reads every file of every published snapshot and compares its hash with the one published."""
    published = tuple(entry.snapshot for entry in store.entries() if entry.action == "publish")
    faults = tuple(fault for snapshot in published for fault in store.faults(snapshot))
    return Verification(published, (*store.notices(), *faults), tuple(_strays(store, published)), len(store.entries()))


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
