"""What every screen of the desk works with: who is there, what time it is, and how something is done."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components import selection
from components.desk import clock, door, entry
from components.desk.settings import SettingsError
from components.words import plain
from snapshots.desk.desk import Desk, new_request
from snapshots.desk.people import Person
from snapshots.messages import SnapshotError

LOOK_AGAIN = 30.0
QUIET = "_desk_quiet"
_REQUEST = "_request_"


@dataclass(frozen=True)
class Work:
    """Somebody at the desk, in the language of that person."""

    desk: Desk
    person: Person
    lang: str


def current() -> Work:
    """Whoever is signed in and may be here; else the screen that says why not, and nothing after it."""
    lang = selection.language()
    there = _there(lang)
    assert there.person is not None
    return Work(there.desk, there.person, lang)


def arrive() -> Work:
    """As `current`, for a screen that somebody opened or used: the session goes on, and the journal knows who came."""
    here = current()
    if not st.session_state.pop(QUIET, False):
        entry.welcome(_there(here.lang))
    return here


def look_again() -> None:
    """Run the whole screen again because something happened elsewhere; that keeps nobody's session alive."""
    st.session_state[QUIET] = True
    st.rerun(scope="app")


def watch() -> None:
    """An open screen closes by itself when the session ends or the person is taken off the list."""

    @st.fragment(run_every=LOOK_AGAIN)
    def look() -> None:
        try:
            out = entry.standing().out
        except SettingsError:
            out = "faulty"
        if out:
            look_again()

    look()


def now() -> dt.datetime:
    """This moment, with its time zone."""
    return clock.now()


def act(work: Work, call: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """`call(desk, person, *args, now=..., **named)` for whoever is there at this moment, not when the screen was drawn.

    A refusal is shown in the reader's language and gives None. Whoever may not be here any more sees the closed door.
    """
    there = _there(work.lang)
    assert there.person is not None
    if there.person.who[:2] != work.person.who[:2]:
        st.stop()
    entry.welcome(there)
    try:
        done = call(there.desk, there.person, *args, now=now(), **named)
    except SnapshotError as error:
        st.error(plain(error.text(work.lang)), icon=":material/block:")
        return None
    _fulfilled(named.get("request", ""))
    return done


def request(key: str) -> str:
    """The number of one intention: the same until it succeeded, so that a second click does nothing twice."""
    return str(st.session_state.setdefault(_REQUEST + key, new_request()))


def _fulfilled(done: str) -> None:
    if not done:
        return
    for key in [key for key in st.session_state if str(key).startswith(_REQUEST) and st.session_state[key] == done]:
        del st.session_state[key]


def _there(lang: str) -> entry.Standing:
    try:
        there = entry.standing()
    except SettingsError as error:
        door.faulty(lang, error)
    if there.out:
        entry.turn_away(there)
        door.closed(lang, there)
    return there
