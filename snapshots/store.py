"""Reading the store: which snapshot is shown, and nothing that is not exactly what was published."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from snapshots.files import sha256
from snapshots.log import EMPTY, LOG_FOLDER, Entry, Head, Log, read_log
from snapshots.manifest import MANIFEST, SUMS, declared_hashes, sums_text
from snapshots.messages import DamagedSnapshotError, NoSnapshotError, Notice, UnknownSnapshotError
from snapshots.places import AwayError, Place, place_at
from snapshots.schema import tables
from snapshots.seen import Seen
from snapshots.table import read_frame, read_rows, write_rows

SNAPSHOT_FOLDER = "snapshots"
DATA_VARIABLE = "EXPLORER_DATA"


def default_root() -> Path | str:
    """`EXPLORER_DATA`, a folder or an address (`s3://bucket/prefix`), or `data/` beside the package."""
    return os.environ.get(DATA_VARIABLE) or Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot, read from bytes whose hashes were checked. `entry` is the log entry that published it."""

    id: str
    folder: Path
    manifest_sha256: str
    entry: Entry
    files: Mapping[str, bytes] = field(repr=False)
    notices: tuple[Notice, ...] = ()
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)
    _rows: dict[str, list[dict[str, str]]] = field(default_factory=dict, repr=False, compare=False)

    def table(self, name: str) -> pd.DataFrame:
        """The table with declared types (see `table.read_frame`), the caller's own; KeyError if undeclared."""
        if name not in self._frames:
            self._frames[name] = read_frame(self._raw(name), tables()[name])
        return self._frames[name].copy(deep=False)

    def rows(self, name: str) -> list[dict[str, str]]:
        """The table's rows as text, exactly as written in the file."""
        if name not in self._rows:
            self._rows[name] = read_rows(self._raw(name))
        return self._rows[name]

    def _raw(self, name: str) -> bytes:
        """The file; only its header where the snapshot is older than the table."""
        table = tables()[name]
        return self.files.get(table.path, write_rows(table.columns, ()))

    def row_text(self, name: str, index: int) -> dict[str, str]:
        """One row as written, all its decimals; `index` as in `table(name)`, row index + 2 in a spreadsheet."""
        return self.rows(name)[index]

    def file_sha256(self, name: str) -> str:
        """Checksum of the table's file, as in SHA256SUMS."""
        return sha256(self._raw(name))


class Found(NamedTuple):
    """What was read of a snapshot: the files that verify, what is wrong, and whether every file is among them."""

    files: Mapping[str, bytes]
    faults: tuple[Notice, ...]
    whole: bool


class Store:
    """The store in a folder or at an address. Every answer is read anew, so what other processes publish is seen."""

    def __init__(self, root: Path | str | Place | None = None) -> None:
        self.place = place_at(root if root is not None else default_root())
        self._memory = Seen(self.place)
        self._seen: Log | None = None
        self._polled: tuple[object, Head] = ((), EMPTY)

    @property
    def root(self) -> Path:
        """The folder of the store; at an address, the folder of this machine that keeps its verified copies."""
        return self.place.local

    @property
    def where(self) -> Path | str:
        """What opens this store again, in another process too."""
        return self.place.where

    def entries(self) -> tuple[Entry, ...]:
        """Log entries, oldest first; the newest valid beginning where the log is damaged."""
        return self._log()[0].entries

    def head(self) -> Head:
        """Number and hash of the newest entry. Cheap: re-reads the log only when its files changed."""
        signature = self.place.stamp(LOG_FOLDER)
        if signature != self._polled[0]:
            self._polled = (signature, self._log()[0].head)
        return self._polled[1]

    def notices(self) -> tuple[Notice, ...]:
        """What is wrong with the log itself."""
        return self._log()[1]

    def accept(self) -> None:
        """Takes the log as it is now for the whole log, though entries seen before are gone."""
        self._memory.forget()
        self._seen = None

    def current(self) -> Snapshot:
        """The snapshot shown: the newest by the log whose files all verify.

        `notices` of the result name every newer one that does not, file by file. NoSnapshotError when there is none.
        """
        log, notices = self._log()
        damaged = ""
        for entry in reversed(shown_line(log.entries)):
            found = self._verified(entry)
            notices = (*notices, *found.faults)
            if found.whole:
                fell = (Notice("fell_back", entry.snapshot, values={"damaged": damaged}),) if damaged else ()
                return self._snapshot(entry, found.files, (*fell, *notices))
            damaged = damaged or entry.snapshot
        raise NoSnapshotError(notices, root=self.place.name)

    def newest(self) -> Snapshot | None:
        """As `current`, but None where there is no snapshot."""
        try:
            return self.current()
        except NoSnapshotError:
            return None

    def snapshot(self, identity: str) -> Snapshot:
        """A published snapshot by id, also a withdrawn or replaced one, which its notices say.

        Raises UnknownSnapshotError, or DamagedSnapshotError when its files are not the published ones.
        """
        log, _ = self._log()
        published = {entry.snapshot: entry for entry in log.entries if entry.action == "publish"}
        if identity not in published:
            raise UnknownSnapshotError(snapshot=identity, known=", ".join(published) or "–")
        found = self._verified(published[identity])
        if not found.whole:
            raise DamagedSnapshotError(found.faults, snapshot=identity)
        return self._snapshot(published[identity], found.files, status_notices(log.entries, identity))

    def faults(self, identity: str) -> tuple[Notice, ...]:
        """What is wrong with the files of a published snapshot; empty when all verify."""
        entry = next(entry for entry in self.entries() if (entry.action, entry.snapshot) == ("publish", identity))
        return self._verified(entry, anew=True).faults

    def folder(self, identity: str) -> Path:
        """Where the snapshot's files are, in a store that is a folder."""
        return self.root / SNAPSHOT_FOLDER / identity

    def _snapshot(self, entry: Entry, files: Mapping[str, bytes], notices: tuple[Notice, ...]) -> Snapshot:
        return Snapshot(entry.snapshot, self.folder(entry.snapshot), entry.manifest_sha256, entry, files, notices)

    def _log(self) -> tuple[Log, tuple[Notice, ...]]:
        seen = self._seen or self._memory.load()  # before the look at the log, which other processes may extend
        try:
            log = read_log(self.place)
        except AwayError:
            return seen, (Notice("store_away", values={"minutes": round(self._memory.age() / 60)}),)
        self._memory.touch()
        notices = (log.damage,) if log.damage else ()
        went_back = seen.entries != log.entries[: len(seen.entries)]
        if went_back and (self._seen or not log.damage):  # after a restart, damage is told by its own notice
            return seen, (*notices, Notice("log_went_back", values={"seq": seen.head.seq}))
        return self._remember(log, seen), notices

    def _remember(self, log: Log, seen: Log) -> Log:
        if not log.damage and log.head != seen.head:
            self._memory.save(log)
        self._seen = log
        return log

    def _verified(self, entry: Entry, anew: bool = False) -> Found:
        folder = f"{SNAPSHOT_FOLDER}/{entry.snapshot}"
        try:
            if not self.place.names(folder):
                return self._from_copies(entry, (Notice("folder_missing", entry.snapshot),))
            manifest = self.place.read(f"{folder}/{MANIFEST}", entry.manifest_sha256, anew)
            code = "file_missing" if manifest is None else "manifest_altered"
            if manifest is None or sha256(manifest) != entry.manifest_sha256:
                return self._from_copies(entry, (Notice(code, entry.snapshot, MANIFEST),))
            return self._verify_files(entry, manifest, anew)
        except AwayError:
            kept = self._from_copies(entry, (Notice("snapshot_away", entry.snapshot),))
            return kept._replace(faults=()) if kept.whole else kept  # the log has told that the place is away

    def _verify_files(self, entry: Entry, manifest: bytes, anew: bool) -> Found:
        files: dict[str, bytes] = {MANIFEST: manifest}
        faults: list[Notice] = []
        for name, wanted in expected_hashes(manifest).items():
            raw = self.place.read(f"{SNAPSHOT_FOLDER}/{entry.snapshot}/{name}", wanted, anew)
            if raw is None or sha256(raw) != wanted:
                faults.append(Notice("file_missing" if raw is None else "file_altered", entry.snapshot, name))
            else:
                files[name] = raw
        return self._from_copies(entry, tuple(faults)) if faults else Found(files, (), True)

    def _from_copies(self, entry: Entry, faults: tuple[Notice, ...]) -> Found:
        """The published bytes where this machine has verified copies of all of them."""
        manifest = self.place.copy(entry.manifest_sha256)
        if manifest is None:
            return Found({}, faults, False)
        copies = {name: self.place.copy(wanted) for name, wanted in expected_hashes(manifest).items()}
        files = {MANIFEST: manifest, **{name: raw for name, raw in copies.items() if raw is not None}}
        if len(files) <= len(copies):
            return Found(files, faults, False)
        return Found(files, (Notice("copy_shown", entry.snapshot), *faults), True)


def expected_hashes(manifest: bytes) -> dict[str, str]:
    """SHA-256 of every file of a snapshot but its descriptor, by name."""
    hashes = declared_hashes(manifest)
    return {**hashes, SUMS: sha256(sums_text(hashes, manifest))}


def shown_line(entries: tuple[Entry, ...]) -> list[Entry]:
    """Entries of the snapshots that may be shown, the current one last.

    Going back to A sets aside what was published after A: it was left on purpose, so it is no fallback.
    """
    line: list[Entry] = []
    for entry in entries:
        if entry.action == "publish":
            line.append(entry)
        elif entry.action == "withdraw":
            line = [kept for kept in line if kept.snapshot != entry.snapshot]
        else:
            line = _rolled_back(line, entries, entry)
    return line


def _rolled_back(line: list[Entry], entries: tuple[Entry, ...], entry: Entry) -> list[Entry]:
    names = [kept.snapshot for kept in line]
    if entry.snapshot in names:
        return line[: names.index(entry.snapshot) + 1]
    published = [known for known in entries if (known.action, known.snapshot) == ("publish", entry.snapshot)]
    return line + published


def status_notices(entries: tuple[Entry, ...], identity: str) -> tuple[Notice, ...]:
    """Whether the snapshot was withdrawn, and what is shown instead of it."""
    withdrawn = [
        Notice("withdrawn", identity, values={"time": e.time, "reason_vi": e.reason_vi, "reason_en": e.reason_en})
        for e in entries if (e.action, e.snapshot) == ("withdraw", identity)
    ]
    line = shown_line(entries)
    if line and line[-1].snapshot != identity:
        withdrawn.append(Notice("replaced", identity, values={"by": line[-1].snapshot}))
    return tuple(withdrawn)


