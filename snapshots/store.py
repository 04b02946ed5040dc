"""Reading the store: which snapshot is shown, and nothing that is not exactly what was published."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from snapshots.files import sha256
from snapshots.log import EMPTY, LOG_FOLDER, Entry, Head, Log, is_entry, read_log
from snapshots.manifest import MANIFEST, SUMS, declared_hashes, sums_text
from snapshots.messages import DamagedSnapshotError, NoSnapshotError, Notice, UnknownSnapshotError
from snapshots.schema import tables
from snapshots.table import read_frame, read_rows, write_rows

SNAPSHOT_FOLDER = "snapshots"
DATA_VARIABLE = "EXPLORER_DATA"


def default_root() -> Path:
    """`EXPLORER_DATA`, or `data/` beside the package."""
    return Path(os.environ.get(DATA_VARIABLE) or Path(__file__).resolve().parent.parent / "data")


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


class Store:
    """The store in `root`. Every answer is read anew, so what other processes publish is seen."""

    def __init__(self, root: Path | str | None = None) -> None:
        self.root = Path(root) if root is not None else default_root()
        self._seen: Log = Log((), EMPTY)
        self._polled: tuple[object, Head] = ((), EMPTY)

    def entries(self) -> tuple[Entry, ...]:
        """Log entries, oldest first; the newest valid beginning where the log is damaged."""
        return self._log()[0].entries

    def head(self) -> Head:
        """Number and hash of the newest entry. Cheap: re-reads the log only when its files changed."""
        signature = self._signature()
        if signature != self._polled[0]:
            self._polled = (signature, self._log()[0].head)
        return self._polled[1]

    def notices(self) -> tuple[Notice, ...]:
        """What is wrong with the log itself."""
        return self._log()[1]

    def current(self) -> Snapshot:
        """The snapshot shown: the newest by the log whose files all verify.

        `notices` of the result name every newer one that does not, file by file. NoSnapshotError when there is none.
        """
        log, notices = self._log()
        damaged = ""
        for entry in reversed(shown_line(log.entries)):
            files, faults = self._verified(entry)
            if not faults:
                fell = (Notice("fell_back", entry.snapshot, values={"damaged": damaged}),) if damaged else ()
                return self._snapshot(entry, files, (*fell, *notices))
            damaged = damaged or entry.snapshot
            notices = (*notices, *faults)
        raise NoSnapshotError(notices, root=self.root.name)

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
        files, faults = self._verified(published[identity])
        if faults:
            raise DamagedSnapshotError(faults, snapshot=identity)
        return self._snapshot(published[identity], files, status_notices(log.entries, identity))

    def faults(self, identity: str) -> tuple[Notice, ...]:
        """What is wrong with the files of a published snapshot; empty when all verify."""
        entry = next(entry for entry in self.entries() if (entry.action, entry.snapshot) == ("publish", identity))
        return self._verified(entry)[1]

    def folder(self, identity: str) -> Path:
        """Where the snapshot's files are."""
        return self.root / SNAPSHOT_FOLDER / identity

    def _snapshot(self, entry: Entry, files: Mapping[str, bytes], notices: tuple[Notice, ...]) -> Snapshot:
        return Snapshot(entry.snapshot, self.folder(entry.snapshot), entry.manifest_sha256, entry, files, notices)

    def _signature(self) -> tuple[object, ...]:
        try:
            with os.scandir(self.root / LOG_FOLDER) as found:
                stats = [(item.name, item.stat()) for item in found if is_entry(item.name)]
        except OSError:
            return ()
        return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))

    def _log(self) -> tuple[Log, tuple[Notice, ...]]:
        log = read_log(self.root)
        notices = (log.damage,) if log.damage else ()
        if self._seen.entries != log.entries[: len(self._seen.entries)]:
            lost = Notice("log_went_back", values={"seq": self._seen.head.seq})
            return self._seen, (*notices, lost)
        self._seen = log
        return log, notices

    def _verified(self, entry: Entry) -> tuple[dict[str, bytes], tuple[Notice, ...]]:
        folder = self.folder(entry.snapshot)
        if not folder.is_dir():
            return {}, (Notice("folder_missing", entry.snapshot),)
        manifest = _read(folder / MANIFEST)
        if manifest is None:
            return {}, (Notice("file_missing", entry.snapshot, MANIFEST),)
        if sha256(manifest) != entry.manifest_sha256:
            return {}, (Notice("manifest_altered", entry.snapshot, MANIFEST),)
        return _verify_files(folder, entry.snapshot, manifest)


def _verify_files(folder: Path, snapshot: str, manifest: bytes) -> tuple[dict[str, bytes], tuple[Notice, ...]]:
    hashes = declared_hashes(manifest)
    expected = {**hashes, SUMS: sha256(sums_text(hashes, manifest))}
    files: dict[str, bytes] = {MANIFEST: manifest}
    faults: list[Notice] = []
    for name, wanted in expected.items():
        raw = _read(folder / name)
        if raw is None or sha256(raw) != wanted:
            faults.append(Notice("file_missing" if raw is None else "file_altered", snapshot, name))
        else:
            files[name] = raw
    return files, tuple(faults)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


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


