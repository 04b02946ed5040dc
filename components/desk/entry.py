"""Who stands at the door: the claims of the provider held against the list of people and the limits of a session."""

import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import cached
from components.desk import clock, sessions, settings
from components.desk.sessions import SignIn
from components.desk.settings import Settings
from snapshots import apart
from snapshots.desk import signing
from snapshots.desk.desk import Desk, new_request
from snapshots.desk.people import PERMITTED, Person, Role, person
from snapshots.desk.policy import Policy
from snapshots.messages import SnapshotError

LOCAL_ISSUER = "local"
LOCAL_SESSION = new_request()
"""One signing in of the local person: as long as this process runs."""


@dataclass(frozen=True)
class Standing:
    """Somebody in (`out` empty), or why not: `nobody`, `unlisted`, `unverified`, `signed_out`, `idle`, `absolute`, `clock`."""

    desk: Desk
    settings: Settings
    person: Person | None = None
    sign_in: SignIn | None = None
    out: str = ""


@lru_cache(maxsize=1)
def desk_of(policy: Policy) -> Desk:
    """The desk of this process; a new one when its settings change, since the journal holds its state."""
    return Desk(None, cached.store(), policy, convert=apart.convert, check=apart.check)


def standing() -> Standing:
    """Who is there now: secrets, list, claims and limits are looked at anew. Raises SettingsError."""
    found = settings.current()
    desk = desk_of(found.policy)
    if found.local:
        return Standing(desk, found, Person(LOCAL_ISSUER, found.local, found.local, Role.PUBLISHER))
    return _standing(desk, found, claims())


def claims() -> Mapping[str, Any]:
    """What the provider said of the person at this Streamlit session; empty where nobody has signed in."""
    told = st.user.to_dict()
    return told if told.get("is_logged_in") is True else {}


def _standing(desk: Desk, found: Settings, told: Mapping[str, Any]) -> Standing:
    if not told:
        return Standing(desk, found, out="nobody")
    someone, sign_in = person(told, found.people), sessions.sign_in_of(told)
    if sign_in is None:
        return Standing(desk, found, someone, out="clock")
    out = sessions.end_of(desk, sign_in, clock.now()) or ("" if someone.role else _stranger(found, told))
    return Standing(desk, found, someone, sign_in, out)


def _stranger(found: Settings, told: Mapping[str, Any]) -> str:
    vouched = person({**told, "email_verified": True}, found.people)
    return "unverified" if vouched.role else "unlisted"


def welcome(there: Standing) -> None:
    """Somebody who may did something: the session goes on; the first time, the journal says who came."""
    if there.person is None:
        return
    signing_in = there.sign_in.id if there.sign_in else LOCAL_SESSION
    if there.sign_in:
        sessions.touch(there.sign_in, clock.now())
    if there.person.role in PERMITTED["put_file"]:
        sessions.let_in(session_id(), signing_in)
    _written(signing.sign_in, there, signing_in)


def turn_away(there: Standing) -> None:
    """What the door does with whoever may not come in: a session past its limits ends, a stranger is written down once."""
    if there.person is None or there.sign_in is None:
        return
    if there.out in ("idle", "absolute", "clock"):
        leave(there, reason=there.out)
    elif there.out in ("unlisted", "unverified"):
        sessions.forget(there.sign_in.id)
        if sessions.first_time(there.sign_in.id):
            _written(signing.sign_in, there, there.sign_in.id)


def leave(there: Standing, reason: str = "") -> None:
    """End the signing in for good, in every tab, and write it down."""
    if there.person is None or there.sign_in is None:
        return
    sessions.end(there.sign_in.id, reason)
    with contextlib.suppress(SnapshotError):  # it has ended in this process, whatever the disk says
        signing.sign_out(there.desk, there.person, now=clock.now(), reason=reason, session=there.sign_in.id)


def session_id() -> str:
    """Streamlit's own number of this tab."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _written(call: Any, there: Standing, session: str) -> None:
    """A journal that takes nothing keeps nobody from looking; whatever would change something is refused by itself."""
    try:
        call(there.desk, there.person, now=clock.now(), session=session)
    except SnapshotError as error:
        logging.getLogger("explorer.desk").warning("%s", error)
