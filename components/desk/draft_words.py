"""A draft in words: its name, its state, who worked on it, what is still open."""

from textwrap import shorten

import streamlit as st

from language import join, say, say_many
from snapshots.desk.draft import APPROVED, ASKED, DROPPED, OPEN, PUBLISH, PUBLISHED, Draft
from snapshots.desk.telling import moment

REASON = 160
COLOURS = {OPEN: "blue", ASKED: "orange", APPROVED: "green", PUBLISHED: "gray", DROPPED: "gray"}


def name_of(lang: str, draft: Draft) -> str:
    """What people know a draft by; short, since a link on a phone is cut."""
    if draft.what == PUBLISH:
        return say(lang, "Draft started at {moment}", moment=moment(lang, draft.started))
    titles = {
        "roll_back": say(lang, "Back to {snapshot}", snapshot=draft.target),
        "withdraw": say(lang, "Withdrawal of {snapshot}", snapshot=draft.target),
    }
    return titles[draft.what]


def reason(lang: str, draft: Draft) -> str:
    """What it changes and why, shortened; empty where nobody has said."""
    return shorten((draft.reason_vi if lang == "vi" else draft.reason_en).replace("\n", " "), REASON, placeholder="…")


def state(lang: str, draft: Draft) -> None:
    """The state as a badge, with a word and not by colour alone."""
    words = {
        OPEN: say(lang, "Being edited"),
        ASKED: say(lang, "Waiting for approval"),
        APPROVED: say(lang, "Approved"),
        PUBLISHED: say(lang, "Published: {snapshot}", snapshot=draft.snapshot),
        DROPPED: say(lang, "Dropped"),
    }
    st.badge(words[draft.state], color=COLOURS[draft.state])  # type: ignore[arg-type]


def authors(lang: str, draft: Draft) -> str:
    """Names of those who worked on it."""
    return join(lang, list(dict.fromkeys(who.name for who in draft.authors)))


def files(lang: str, draft: Draft) -> str:
    """The tables that differ from what is published; of a proposal to undo, when it was made."""
    if draft.what != PUBLISH:
        return say(lang, "proposed at {moment}", moment=moment(lang, draft.started))
    return join(lang, sorted(draft.tables)) if draft.tables else say(lang, "nothing changed yet")


def open_points(lang: str, draft: Draft) -> list[str]:
    """What somebody must still do, without running the check."""
    if draft.state in (PUBLISHED, DROPPED):
        return []
    points = []
    if draft.uploads:
        waiting = len(draft.uploads)
        points.append(say_many(lang, "{count} file waits to be confirmed", "{count} files wait to be confirmed", waiting))
    if draft.questioned:
        asked = len(draft.questioned)
        points.append(say_many(lang, "{count} figure is questioned", "{count} figures are questioned", asked))
    if draft.moment:
        points.append(say(lang, "to be published at {moment}", moment=moment(lang, draft.moment)))
    if draft.stopped:
        points.append(say(lang, "taken off the schedule: {reason}", reason=draft.stopped[lang]))
    return points
