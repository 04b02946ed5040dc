"""What a second person does: accept or ask about each changed figure, approve what the draft holds now."""

import datetime as dt
from collections.abc import Collection

from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.editing import open_draft
from snapshots.desk.errors import ClosedDraftError, OwnDraftError
from snapshots.desk.people import Person
from snapshots.desk.readiness import require_accepted, require_ready
from snapshots.desk.words import words

_VIEW = 300


def accept(desk: Desk, someone: Person, identity: str, view: str, *, now: dt.datetime) -> Draft:
    """A changed figure (by its view path) is right as it is now; a later change of the draft asks for a new look."""
    return _mark(desk, someone, identity, "accept", view, "", now)


def ask(desk: Desk, someone: Person, identity: str, view: str, text: str, *, now: dt.datetime) -> Draft:
    """A question about a changed figure; the draft is not approved or published until the figure is accepted."""
    return _mark(desk, someone, identity, "ask", view, text, now)


def reply(desk: Desk, someone: Person, identity: str, view: str, text: str, *, now: dt.datetime) -> Draft:
    """An answer to such a question; it stays open until a publisher accepts the figure."""
    return _mark(desk, someone, identity, "reply", view, text, now)


def _mark(desk: Desk, someone: Person, identity: str, action: str, view: str, text: str, now: dt.datetime) -> Draft:
    with desk.acting(someone, action, identity, now):
        told = {"view": words("view", view, _VIEW)}
        if action != "accept":
            told["text"] = words("text", text)
        desk.write(someone, action, identity, now, lambda: {**told, "content": _living(desk, identity).content})
        return desk.draft(identity)


def _living(desk: Desk, identity: str) -> Draft:
    draft = desk.draft(identity)
    if draft.snapshot or draft.dropped:
        raise ClosedDraftError(draft=identity)
    return draft


def approve(
    desk: Desk, someone: Person, identity: str, *, now: dt.datetime, figures: Collection[str] = (),
) -> Draft:
    """Approves exactly what the draft holds now. `figures` are the views that changed; each must have been accepted.

    Raises OwnDraftError under the rule of two people, and whatever stands against publishing.
    """
    with desk.acting(someone, "approve", identity, now):
        draft = open_draft(desk, identity)
        if desk.policy.two_people and any(someone.who.same(who) for who in draft.authors):
            raise OwnDraftError(name=someone.name)
        require_ready(desk, draft)
        require_accepted(draft, figures)
        desk.write(someone, "approve", identity, now, lambda: _approvable(desk, draft))
        return desk.draft(identity)


def _approvable(desk: Desk, looked_at: Draft) -> dict[str, str]:
    """What was looked at, even where somebody changed the draft meanwhile: the approval then does not hold."""
    open_draft(desk, looked_at.id)
    return {"content": looked_at.content}
