"""Signing in and out, as the journal knows it."""

import datetime as dt

from snapshots.desk.desk import Desk
from snapshots.desk.people import Person


def sign_in(desk: Desk, someone: Person, *, now: dt.datetime) -> None:
    """Writes down who came; ForbiddenError, written down too, for whoever is not on the list."""
    with desk.acting(someone, "sign_in", "", now):
        desk.write(someone, "sign_in", "", now, lambda: {"role": str(someone.role)})


def sign_out(desk: Desk, someone: Person, *, now: dt.datetime, reason: str = "") -> None:
    """Writes down who left; `reason` is that of `people.session_end` where the desk ended the session."""
    with desk.acting(someone, "sign_out", "", now):
        desk.write(someone, "sign_out", "", now, lambda: {"reason": reason} if reason else {})
