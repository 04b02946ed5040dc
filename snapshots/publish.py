"""Publishing, going back, withdrawing: everything is in its place, to stay, before the log entry that shows it."""

import datetime as dt
import itertools
import re
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from snapshots.files import sha256
from snapshots.findings import Report, visible, writable
from snapshots.log import KINDS, Entry, Head, append, require_head
from snapshots.manifest import MANIFEST, SUMS, declared_hashes, manifest_bytes, sums_text
from snapshots.messages import (
    AlreadyCurrentError,
    EmptyWordError,
    HeadMovedError,
    LastSnapshotError,
    LogDamagedError,
    MissingWordError,
    RefusedError,
    StoreAwayError,
    UnclearWordError,
    UnsafeStoreError,
    WithdrawnError,
)
from snapshots.mirrors import Tell, keep_up, to_log
from snapshots.questions import Answer, UnansweredError, as_log, unanswered
from snapshots.self_test import require
from snapshots.store import SNAPSHOT_FOLDER, Snapshot, Store, shown_line
from snapshots.validate import validate

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
LONGEST, LONGEST_NAME = 2000, 120
"""Most characters of a reason, and of a name."""
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})\Z")


def publish(
    draft_folder: Path | str, store: Store, *, snapshot_date: str, kind: str, reason_vi: str, reason_en: str,
    actor: str, approver: str, time: str, expect_head: Head, reconstructed: bool = False, request: str = "",
    answers: Sequence[Answer] = (), require_answers: bool = False, tell: Tell = to_log,
) -> Entry:
    """Checks the draft and publishes it as the newest snapshot, `<date>` or `<date>-2` and so on; its log entry.

    `expect_head` is the head the comparison was made against; `time` is ISO with a time zone. Raises RefusedError
    (its `report` has every fault), HeadMovedError, LogDamagedError, MissingWordError or UnsafeStoreError; nothing
    is visible then. `answers` to the report's questions are kept in the entry; with `require_answers` every question
    needs one, else UnansweredError. `tell` gets a notice of each checkpoint or mirror that could not be brought up to date.
    """
    _require(kind, KINDS, "--kind")
    _require_words(reason_vi, reason_en, actor, approver, time)
    _require_date(snapshot_date)
    _require_sound_log(store)
    report = validate(draft_folder, previous=store.newest())
    if not report.passed:
        raise RefusedError(report, errors=report.count("error"))
    if require_answers and (missing := unanswered(report, answers)):
        raise UnansweredError(missing)
    entry = _entry("publish", "", "", reason_vi, reason_en, actor, approver, time, request, kind=kind,
                   reconstructed=reconstructed, report=_report_digest(report, answers))
    return _followed(_store_and_log(store, report.files, snapshot_date, entry, expect_head), store, tell)


def roll_back(
    store: Store, identity: str, *, reason_vi: str, reason_en: str, actor: str, approver: str, time: str,
    expect_head: Head, request: str = "", tell: Tell = to_log,
) -> Entry:
    """Shows an earlier snapshot again, by a new log entry; the later ones stay readable under their own address."""
    _require_words(reason_vi, reason_en, actor, approver, time)
    _require_sound_log(store)
    snapshot = store.snapshot(identity)
    line = shown_line(store.entries())
    if line and line[-1].snapshot == identity:
        raise AlreadyCurrentError(snapshot=identity)
    entry = _log_about(store, "roll_back", snapshot, reason_vi, reason_en, actor, approver, time, expect_head, request)
    return _followed(entry, store, tell)


def withdraw(
    store: Store, identity: str, *, reason_vi: str, reason_en: str, actor: str, approver: str, time: str,
    expect_head: Head, request: str = "", tell: Tell = to_log,
) -> Entry:
    """Takes a snapshot out of use, by a new log entry; it stays readable with its notice."""
    _require_words(reason_vi, reason_en, actor, approver, time)
    _require_sound_log(store)
    snapshot = store.snapshot(identity)
    if {entry.snapshot for entry in shown_line(store.entries())} == {identity}:
        raise LastSnapshotError(snapshot=identity)
    entry = _log_about(store, "withdraw", snapshot, reason_vi, reason_en, actor, approver, time, expect_head, request)
    return _followed(entry, store, tell)


def _followed(entry: Entry, store: Store, tell: Tell) -> Entry:
    """The entry, once its checkpoint and the mirrors have followed as far as they can."""
    keep_up(store.place, tell)
    return entry


def _log_about(
    store: Store, action: str, snapshot: Snapshot, reason_vi: str, reason_en: str, actor: str, approver: str, time: str,
    expect_head: Head, request: str,
) -> Entry:
    if any(notice.code == "withdrawn" for notice in snapshot.notices):
        raise WithdrawnError(snapshot=snapshot.id)
    entry = _entry(action, snapshot.id, snapshot.manifest_sha256, reason_vi, reason_en, actor, approver, time, request)
    return append(store.place, entry, expect_head)


def _entry(
    action: str, snapshot: str, manifest: str, reason_vi: str, reason_en: str, actor: str, approver: str, time: str,
    request: str, *, kind: str = "", reconstructed: bool = False, report: Mapping[str, object] | None = None,
) -> Entry:
    return Entry(
        seq=0, prev="", action=action, snapshot=snapshot, manifest_sha256=manifest, kind=kind, reason_vi=reason_vi,
        reason_en=reason_en, actor=actor, approver=approver, time=time, request=request or uuid.uuid4().hex,
        reconstructed=reconstructed, report=report or {},
    )


def _store_and_log(store: Store, files: Mapping[str, bytes], date: str, entry: Entry, expect_head: Head) -> Entry:
    known = require_head(store.place, entry.request, expect_head)
    if known:
        return known
    snapshot, manifest = _write_snapshot(store, files, date, entry.time)
    try:
        logged = append(store.place, _named(entry, snapshot, manifest), expect_head)
    except (HeadMovedError, LogDamagedError, StoreAwayError, UnsafeStoreError):  # and only then is it sure that no entry names it
        _discard(store, snapshot)
        raise
    if logged.snapshot != snapshot:
        _discard(store, snapshot)
    return logged


def _named(entry: Entry, snapshot: str, manifest: str) -> Entry:
    return Entry(**{**entry.__dict__, "snapshot": snapshot, "manifest_sha256": manifest})


def _discard(store: Store, snapshot: str) -> None:
    store.place.drop_folder(f"{SNAPSHOT_FOLDER}/{snapshot}")


def _write_snapshot(store: Store, files: Mapping[str, bytes], date: str, time: str) -> tuple[str, str]:
    names = itertools.chain([date], (f"{date}-{number}" for number in itertools.count(2)))
    try:
        snapshot = store.place.add_folder(SNAPSHOT_FOLDER, names, files, lambda name: _face(name, time, files))
    except OSError as error:
        raise UnsafeStoreError(folder=SNAPSHOT_FOLDER, detail=error.strerror) from error
    return snapshot, sha256(manifest_bytes(snapshot, time, files))


def _face(snapshot: str, time: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    manifest = manifest_bytes(snapshot, time, files)
    return {MANIFEST: manifest, SUMS: sums_text(declared_hashes(manifest), manifest)}


def _report_digest(report: Report, answers: Sequence[Answer]) -> dict[str, object]:
    logged = as_log(report, answers)
    digest = {**report.summary(), "sha256": sha256(report.json("en").encode("utf-8"))}
    return {**digest, "answers": logged} if logged else digest


def _require_sound_log(store: Store) -> None:
    damage = store.notices()
    if any(notice.code == "store_away" for notice in damage):
        raise StoreAwayError
    if damage:
        raise LogDamagedError(detail=damage[0])
    require(store.place)


def option(name: str) -> str:
    """A word of a publication as the command line calls it."""
    return f"--{name.replace('_', '-')}"


def _require_plain(name: str, text: str, longest: int) -> None:
    """Letters that can be written and seen; reasons may have several lines."""
    lines = "\n" if longest == LONGEST else ""
    if len(text) > longest or not all(letter.isprintable() or letter in lines for letter in text):
        raise UnclearWordError(name=option(name), found=visible(writable(text)), longest=longest)


def _require_words(reason_vi: str, reason_en: str, actor: str, approver: str, time: str) -> None:
    for name, text in (("reason_vi", reason_vi), ("reason_en", reason_en), ("actor", actor)):
        if not text.strip():
            raise EmptyWordError(name=option(name))
    for name, text, longest in (
        ("reason_vi", reason_vi, LONGEST), ("reason_en", reason_en, LONGEST), ("actor", actor, LONGEST_NAME),
        ("approver", approver, LONGEST_NAME),
    ):
        _require_plain(name, text, longest)
    if not _TIME.match(time):
        raise MissingWordError(name="time", found=visible(time), allowed="2026-11-21T08:30:00+07:00")


def _require(text: str, allowed: tuple[str, ...], name: str) -> None:
    if text not in allowed:
        raise MissingWordError(name=name, found=visible(text), allowed=", ".join(allowed))


def _require_date(text: str) -> None:
    try:
        dt.date.fromisoformat(text if _DATE.match(text) else "")
    except ValueError:
        raise MissingWordError(name="--date", found=visible(text), allowed="2026-11-21") from None
