"""Signing in and out, as the journal knows it."""

import datetime as dt

from snapshots.desk.desk import Desk
from snapshots.desk.journal import Step
from snapshots.desk.people import Person

SIGNED_OUT = "signed_out"


def sign_in(desk: Desk, someone: Person, *, now: dt.datetime, session: str = "") -> None:
    """Writes down who came; ForbiddenError, written down too, for whoever is not on the list.

    `session` names one signing in (a hash, never a token); it is written once, however often the person is seen.
    """
    with desk.acting(someone, "sign_in", "", now):
        told = {"role": str(someone.role), **({"session": session} if session else {})}
        desk.write(someone, "sign_in", "", now, lambda: None if _known(desk, "sign_in", session) else told)


def sign_out(desk: Desk, someone: Person, *, now: dt.datetime, reason: str = "", session: str = "") -> None:
    """Writes down who left; `reason` is that of `people.session_end` where the desk ended the session."""
    with desk.acting(someone, "sign_out", "", now):
        told = {key: value for key, value in (("reason", reason), ("session", session)) if value}
        desk.write(someone, "sign_out", "", now, lambda: None if _known(desk, "sign_out", session) else told)


def ended(desk: Desk, session: str) -> str:
    """Why this signing in was ended, as far as the journal knows, also before a restart; empty while it goes on."""
    step = _known(desk, "sign_out", session)
    return str(step.details.get("reason") or SIGNED_OUT) if step else ""


def _known(desk: Desk, action: str, session: str) -> Step | None:
    steps = desk.journal.steps() if session else ()
    return next((step for step in steps if step.action == action and step.details.get("session") == session), None)
