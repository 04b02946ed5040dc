"""What a publisher does: publish now or at a moment, go back, withdraw. Each once, however often it is repeated."""

import contextlib
import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snapshots import publish as store_publish
from snapshots.desk import content
from snapshots.desk.desk import Desk, new_request, request_id, stamp
from snapshots.desk.draft import PUBLISH, PUBLISHED, Draft
from snapshots.desk.editing import open_draft, place
from snapshots.desk.errors import (
    EmbargoError,
    JournalDamagedError,
    NotScheduledError,
    RequestError,
    TooEarlyError,
    UnconfirmedError,
    UnsafeDeskError,
)
from snapshots.desk.kept import private_folder
from snapshots.desk.people import CLOCK, Person, Who
from snapshots.desk.readiness import moved, require_accepted, require_approved, require_ready
from snapshots.desk.words import words
from snapshots.findings import printable
from snapshots.log import VIET_NAM, Entry
from snapshots.messages import (
    HeadMovedError,
    LogDamagedError,
    SnapshotError,
    StoreAwayError,
    UncertainError,
    UnsafeStoreError,
)

PASSING = (
    UnsafeDeskError, UnsafeStoreError, StoreAwayError, UnconfirmedError, UncertainError, LogDamagedError, JournalDamagedError,
)
"""Refusals of the machine, not of the draft: what is due is tried again."""


@dataclass(frozen=True)
class Scheduled:
    """A draft that waits for its moment (ISO, Vietnamese time)."""

    draft: str
    moment: str


@dataclass(frozen=True)
class Waiting:
    """An undo that waits for the approval of a second person: `approve`, then `publish` of this draft."""

    draft: str


@dataclass(frozen=True)
class Outcome:
    """What came of a draft that was due: the entry, or the refusal."""

    draft: str
    entry: Entry | None = None
    error: SnapshotError | None = None


def publish(
    desk: Desk, someone: Person, identity: str, *, now: dt.datetime, moment: dt.datetime | None = None,
) -> Entry | Scheduled:
    """Publishes a draft now, or at `moment`. Repeating it gives the same entry; nothing is published twice.

    Raises MovedError when somebody published since the draft's base was looked at, TooEarlyError before the moment of a
    scheduled draft, and whatever stands against publishing.
    """
    with desk.acting(someone, "publish", identity, now):
        draft = desk.draft(identity)
        if draft.state == PUBLISHED:
            return _settled(desk, someone, identity, now)
        if moment is not None and moment > now:
            return _schedule(desk, someone, identity, moment, now)
        if draft.moment and now < dt.datetime.fromisoformat(draft.moment):
            raise TooEarlyError(draft=identity, moment=draft.moment)
        return _commit(desk, someone, draft, now)


def _schedule(desk: Desk, someone: Person, identity: str, moment: dt.datetime, now: dt.datetime) -> Scheduled:
    if not desk.policy.embargo:
        raise EmbargoError()
    require_publishable(desk, open_draft(desk, identity))

    def decide() -> dict[str, str]:
        draft = open_draft(desk, identity)
        require_approved(desk, draft)
        return {"moment": stamp(moment), "content": draft.content}

    desk.write(someone, "schedule", identity, now, decide)
    return Scheduled(identity, stamp(moment))


def require_publishable(desk: Desk, draft: Draft) -> None:
    """Every condition of publishing at once: content, questions about figures, approval."""
    require_ready(desk, draft)
    require_accepted(draft)
    require_approved(desk, draft)


def unschedule(desk: Desk, someone: Person, identity: str, *, now: dt.datetime) -> Draft:
    """Takes a draft off the schedule; its approval stays."""

    def decide() -> dict[str, str]:
        draft = desk.draft(identity)
        if not draft.moment:
            raise NotScheduledError(draft=identity)
        return {"moment": draft.moment}

    with desk.acting(someone, "unschedule", identity, now):
        desk.write(someone, "unschedule", identity, now, decide)
        return desk.draft(identity)


def due(desk: Desk, *, now: dt.datetime) -> tuple[Outcome, ...]:
    """Publishes every draft whose moment has come, in the order of the moments; call it as often as you like.

    A draft that cannot be published any more (somebody published first, a question was asked) is taken off the schedule,
    and says why; where only the machine refused (a full disk) it is tried again at the next call.
    """
    waiting = [draft for draft in desk.drafts().values() if draft.moment]
    ripe = [draft for draft in waiting if dt.datetime.fromisoformat(draft.moment) <= now]
    return tuple(_release(desk, draft, now) for draft in sorted(ripe, key=lambda draft: draft.moment))


def _release(desk: Desk, draft: Draft, now: dt.datetime) -> Outcome:
    try:
        return Outcome(draft.id, _commit(desk, CLOCK, desk.draft(draft.id), now))
    except PASSING as error:
        return Outcome(draft.id, error=error)
    except SnapshotError as error:
        reason = {lang: error.text(lang) for lang in ("vi", "en")}
        told = {"reason": reason, "error": type(error).__name__}
        desk.write(CLOCK, "stop", draft.id, now, lambda: told if desk.draft(draft.id).moment else None)
        return Outcome(draft.id, error=error)


def _commit(desk: Desk, someone: Person, draft: Draft, now: dt.datetime) -> Entry:
    if draft.state != PUBLISHED:
        _require_alive(desk, draft)
        require_publishable(desk, draft)
        _once(desk, someone, draft, now)
    return _settled(desk, someone, draft.id, now)


def _once(desk: Desk, someone: Person, draft: Draft, now: dt.datetime) -> None:
    """Publishes, unless another process did so with this draft at the same time; MovedError when it was another draft.

    Whatever else is refused after the head has moved was refused because of it: the check looks at what is newest.
    """
    try:
        _to_store(desk, someone, draft, now)
    except PASSING:
        raise
    except SnapshotError as error:
        if desk.entry(draft.id) is None:
            late = isinstance(error, HeadMovedError) or desk.store.head() != draft.head
            raise moved(desk, draft) if late else error from error


def _require_alive(desk: Desk, draft: Draft) -> None:
    if not draft.moment:
        open_draft(desk, draft.id)


def _to_store(desk: Desk, someone: Person, draft: Draft, now: dt.datetime) -> Entry:
    """The request is the draft's id, so that the log itself tells what came of a draft, and takes it once."""
    given: dict[str, Any] = {
        "reason_vi": draft.reason_vi, "reason_en": draft.reason_en, "actor": _actor(draft),
        "approver": _approver(draft, someone), "time": stamp(now), "request": draft.id}
    if draft.what == PUBLISH:
        day = now.astimezone(VIET_NAM).date().isoformat()
        with _folder(desk, draft) as folder:
            return store_publish.publish(
                folder, desk.store, snapshot_date=day, kind=draft.kind, expect_head=draft.head,
                answers=content.answers(draft), require_answers=True, **given)
    undo = store_publish.roll_back if draft.what == "roll_back" else store_publish.withdraw
    return undo(desk.store, draft.target, expect_head=draft.head, **given)


def _actor(draft: Draft) -> str:
    return printable(", ".join(dict.fromkeys(who.name for who in draft.authors)))


def _approver(draft: Draft, someone: Person) -> str:
    """Who approved; where nobody had to, the publisher who did not work on the draft; else nobody."""
    if draft.approver and draft.approved_for == draft.content:
        return printable(draft.approver.name)
    known: tuple[Who, ...] = (*draft.authors, CLOCK.who)
    return "" if any(someone.who.same(who) for who in known) else printable(someone.name)


@contextlib.contextmanager
def _folder(desk: Desk, draft: Draft) -> Iterator[Path]:
    """The draft's tables in a folder of their own, for the time of publishing."""
    folder = desk.folder(draft.id) / f".{new_request()}.tmp"
    try:
        private_folder(folder)
        for name, raw in content.files(desk, draft).items():
            (folder / name).write_bytes(raw)
        yield folder
    except OSError as error:
        raise UnsafeDeskError(detail=error.strerror) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settled(desk: Desk, someone: Person, identity: str, now: dt.datetime) -> Entry:
    """Writes to the journal what the log already has; the entry."""
    entry = desk.entry(identity)
    assert entry is not None
    told = {"snapshot": entry.snapshot, "entry": entry.seq, "manifest": entry.manifest_sha256}

    def decide() -> dict[str, object] | None:
        known = any(step.action == "publish" and step.draft == identity for step in desk.journal.steps())
        return None if known else told

    desk.write(someone, "publish", identity, now, decide)
    return entry


def roll_back(
    desk: Desk, someone: Person, target: str, reason_vi: str, reason_en: str, *, now: dt.datetime, request: str = "",
) -> Entry | Waiting:
    """Shows an earlier snapshot again: at once, or after approval where the settings ask for it."""
    return _undo(desk, someone, "roll_back", target, (reason_vi, reason_en), now, request)


def withdraw(
    desk: Desk, someone: Person, target: str, reason_vi: str, reason_en: str, *, now: dt.datetime, request: str = "",
) -> Entry | Waiting:
    """Takes a snapshot out of use for good: at once, or after approval where the settings ask for it."""
    return _undo(desk, someone, "withdraw", target, (reason_vi, reason_en), now, request)


def _undo(
    desk: Desk, someone: Person, what: str, target: str, reasons: tuple[str, str], now: dt.datetime, request: str,
) -> Entry | Waiting:
    with desk.acting(someone, what, request, now):
        identity = request_id(request)
        told = {"target": desk.store.snapshot(target).id,
                "reason_vi": words("reason_vi", reasons[0]), "reason_en": words("reason_en", reasons[1])}
        desk.write(someone, what, identity, now, lambda: _proposal(desk, identity, what, told))
        draft = desk.draft(identity)
        if draft.state == PUBLISHED or not desk.policy.needs_approval(what):
            return _commit(desk, someone, draft, now)
        return Waiting(identity)


def _proposal(desk: Desk, identity: str, what: str, told: dict[str, str]) -> dict[str, object] | None:
    known = desk.drafts().get(identity)
    if known is None:
        return {**told, **place(desk)}
    if (known.what, known.target) != (what, told["target"]):
        raise RequestError()
    return None
