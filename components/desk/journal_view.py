"""Everything staff did, newest first: append-only, verified, to filter and to take along."""

import csv
import io
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.desk.work import Work
from components.words import plain
from language import number, say
from snapshots.desk import looking
from snapshots.desk.journal import Step
from snapshots.desk.telling import ACTION_WORDS, moment, told
from snapshots.messages import SnapshotError

PAGE = 50
UNTOLD = ("session",)
"""A number that means nothing to people."""
FIELDS = ("seq", "time", "name", "issuer", "subject", "action", "draft", "details")
_SHORT = 8
_HASH = 64
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def journal(work: Work) -> None:
    """The screen."""
    lang = work.lang
    st.title(say(lang, "Journal"), anchor=False)
    st.caption(say(lang, "Every step of every person at the desk. Nothing here can be changed or removed."))
    _state(work)
    steps = looking.steps(work.desk, work.person)
    chosen = _chosen(lang, steps)
    st.caption(say(lang, "{count} of {all} steps", count=number(lang, len(chosen), 0), all=number(lang, len(steps), 0)))
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(st.pagination(pages, key="journal_page"), pages) if pages > 1 else 1
    rows = [told_step(lang, step) for step in chosen[(page - 1) * PAGE : page * PAGE]]
    labels = {
        "seq": say(lang, "No."), "time": say(lang, "Moment"), "name": say(lang, "Person"), "action": say(lang, "What the person did"),
        "draft": say(lang, "Draft"), "details": say(lang, "More"),
    }
    st.dataframe(pd.DataFrame(rows, columns=list(labels)), hide_index=True, column_config=labels, key="journal_rows",
                 placeholder="–", height="content")
    st.download_button(
        say(lang, "These steps (CSV)"), lambda: as_csv(chosen), "journal.csv", "text/csv", key="journal_csv",
        on_click="ignore", icon=":material/download:")


def _state(work: Work) -> None:
    """Whether the journal is as it was written, read anew."""
    lang, broken = work.lang, None
    try:
        broken = looking.verified(work.desk, work.person)
    except SnapshotError as error:
        st.error(plain(error.text(lang)), icon=":material/gpp_bad:")
        return
    if broken is None:
        st.success(say(lang, "The journal is whole: every step is as it was written."), icon=":material/verified:")
    elif broken.code == "missing":
        st.error(say(lang, "The journal is damaged: {file} is missing. Nothing can be done at the desk until it is restored "
                     "from a backup.", file=broken.file), icon=":material/gpp_bad:")
    else:
        st.error(say(lang, "The journal is damaged: {file} was altered. Nothing can be done at the desk until it is restored "
                     "from a backup.", file=broken.file), icon=":material/gpp_bad:")


def _chosen(lang: str, steps: Sequence[Step]) -> list[Step]:
    """The steps that fit the filters, newest first."""
    one, two, three = st.columns(3)
    every = say(lang, "all")
    people = {f"{step.issuer} {step.subject}": step.name for step in steps}
    person = one.selectbox(say(lang, "Person"), ["", *people], key="journal_person",
                           format_func=lambda key: people[key] if key else every)
    drafts = list(dict.fromkeys(step.draft for step in reversed(steps) if step.draft))
    draft = two.selectbox(say(lang, "Draft"), ["", *drafts], key="journal_draft", format_func=lambda key: key[:_SHORT] or every)
    actions = [action for action in ACTION_WORDS if any(step.action == action for step in steps)]
    action = three.selectbox(say(lang, "What the person did"), ["", *actions], key="journal_action",
                             format_func=lambda key: str(told(lang, "action", key)) if key else every)
    return [
        step for step in reversed(steps)
        if person in ("", f"{step.issuer} {step.subject}") and draft in ("", step.draft) and action in ("", step.action)
    ]


def told_step(lang: str, step: Step) -> tuple[int, str, str, str, str, str]:
    """A step in words: number, moment, person, action, draft, the rest."""
    return (step.seq, moment(lang, step.time), step.name, str(told(lang, "action", step.action)), step.draft[:_SHORT],
            details(lang, step))


def details(lang: str, step: Step) -> str:
    """What a step tells besides: names, tables, snapshots, words; hashes by their beginning."""
    named = [f"{key}: {_told(lang, key, value)}" for key, value in step.details.items()
             if key not in UNTOLD and value not in ("", {}, [], False)]
    return " · ".join(named)


def _told(lang: str, key: str, value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value)
    text = str(told(lang, key, value))
    return f"{text[:_SHORT]}…" if len(text) == _HASH and set(text) <= set("0123456789abcdef") else text


def as_csv(steps: Sequence[Step]) -> bytes:
    """The steps as FIELDS, one a line; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for step in steps:
        cells = [step.seq, step.time, step.name, step.issuer, step.subject, step.action, step.draft, details("en", step)]
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
