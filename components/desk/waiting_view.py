"""One file that waits: what was recognised, every change, questions, refusals; then “take over” or “set aside”."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from components.desk import editable, missing_rows, naming
from components.desk.work import Work, act
from components.words import plain
from language import number, say
from snapshots.desk import editing, looking
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft, Upload
from snapshots.desk.people import Person
from snapshots.intake.convert import BROWSER, WORKBOOK
from snapshots.intake.marking import marked_original
from snapshots.intake.model import Ask, Conversion, Converted
from snapshots.intake.summary import groups
from snapshots.table import write_rows

ROWS_SHOWN = 2_000
"""Changes listed of one kind; the file of changes has all."""
ASKS_SHOWN = 20
REFUSALS_SHOWN = 50
GROUPS_OPEN = 3
CHANGES_KEPT = 20_000
"""A conversion with more changes is read anew at each run rather than held in memory."""
MARKED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def waiting(work: Work, draft: Draft, upload: Upload, reason: str) -> None:
    """The file with all that was done to it; `reason` is why nothing may be changed now, empty where it may."""
    made = editable.looked(work, _conversion, draft, upload)
    with st.container(border=True):
        st.subheader(plain(naming.shown(upload.name)), anchor=False)
        st.caption(plain(_told(work, upload, made)))
        if made is None:
            return
        _refusals(work, upload, made)
        _asks(work, draft, made, reason)
        _changes(work, upload, made)
        _downloads(work, draft, upload, made)
        _decide(work, draft, upload, made, reason)


def _conversion(desk: Desk, someone: Person, draft: Draft, upload: Upload) -> Conversion:
    """The conversion, kept in memory between two runs of the page unless it is a very long list."""
    looking.draft(desk, someone, draft.id)
    if upload.changes > CHANGES_KEPT:
        return looking.conversion(desk, someone, draft.id, upload.id)
    return _kept(f"{desk.root} {draft.id} {upload.id} {upload.record}", desk, someone, draft.id, upload.id)


@st.cache_resource(max_entries=16, show_spinner=False)
def _kept(content: str, _desk: Desk, _someone: Person, _draft: str, _upload: str) -> Conversion:
    return looking.conversion(_desk, _someone, _draft, _upload)


def _told(work: Work, upload: Upload, made: Conversion | None) -> str:
    lang = work.lang
    parts = [say(lang, "For the table: {table}", table=naming.table_title(lang, upload.table))]
    if made and made.encoding:
        parts.append(_recognised(lang, made.encoding))
    if made and made.files:
        parts.append(say(lang, "rows read: {count}", count=number(lang, len(made.rows), 0)))
    return " · ".join(parts)


def _recognised(lang: str, encoding: str) -> str:
    if encoding == BROWSER:
        return say(lang, "edited in the browser")
    if encoding == WORKBOOK:
        return say(lang, "read as: workbook (XLSX)")
    return say(lang, "read as: text in {encoding}", encoding=encoding.upper() if encoding.startswith("utf") else encoding)


def _refusals(work: Work, upload: Upload, made: Conversion) -> None:
    lang = work.lang
    if not made.refusals:
        return
    st.error(say(
        lang, "This file cannot be taken over. Faults to be mended in the file itself: {count}. Then drop it here again.",
        count=made.faults), icon=":material/block:")
    for refusal in made.refusals[:REFUSALS_SHOWN]:
        lines = [replace(refusal, file=upload.name).place(lang), refusal.message(lang)]
        if refusal.found:
            lines.append(say(lang, "Found: {found}", found=naming.shown(refusal.found)))
        if refusal.allowed(lang):
            lines.append(say(lang, "Allowed: {allowed}", allowed=refusal.allowed(lang)))
        lines.append(say(lang, "To do: {remedy}", remedy=refusal.remedy(lang)))
        with st.container(border=True):
            st.text("\n".join(lines))


def _asks(work: Work, draft: Draft, made: Conversion, reason: str) -> None:
    for count, ask in enumerate(made.asks[:ASKS_SHOWN]):
        _ask(work, draft, made, ask, count, reason)
    if len(made.asks) > ASKS_SHOWN:
        st.caption(say(work.lang, "{count} more questions follow when these are answered.", count=len(made.asks) - ASKS_SHOWN))


def _ask(work: Work, draft: Draft, made: Conversion, ask: Ask, count: int, reason: str) -> None:
    lang, key = work.lang, f"{draft.id}_{made.name}_{ask.id}"
    with st.form(f"ask_{key}"):
        st.text(say(lang, "Question {number} of {count}", number=count + 1, count=len(made.asks)))
        st.text(ask.text(lang))
        answer = st.radio(
            say(lang, "Your answer"), [value for value, _ in ask.choices], index=None, key=f"choice_{key}",
            format_func=lambda value: plain(naming.shown(ask.label(lang, value))), label_visibility="collapsed")
        if not st.form_submit_button(say(lang, "Send the answer"), key=f"answer_{key}", disabled=bool(reason)):
            return
        if answer is None:
            st.warning(say(lang, "Choose one of the answers first."))
        elif act(work, editing.answer, draft.id, ask.id, answer):
            st.rerun()


def _changes(work: Work, upload: Upload, made: Conversion) -> None:
    lang = work.lang
    if not made.changes:
        return
    st.text(say(
        lang, "What was changed to make the file fit: {count}. Nothing else was touched.",
        count=number(lang, len(made.changes), 0)))
    told = groups(made, lang)
    single = [f"• {line}" for line, items in told if len(items) == 1]
    if single:
        st.text("\n".join(single))
    for index, (line, items) in enumerate(one for one in told if len(one[1]) > 1):
        box = st.expander(plain(line), expanded=index < GROUPS_OPEN, key=f"group_{upload.id}_{index}", on_change="rerun")
        if box.open:
            with box:
                _listed(lang, items)


def _listed(lang: str, items: Sequence[Converted]) -> None:
    st.dataframe(_table(lang, items[:ROWS_SHOWN]), hide_index=True, height="auto" if len(items) < 9 else 320)
    if len(items) > ROWS_SHOWN:
        st.caption(say(
            lang, "The first {shown} of {count} are shown; the file of all changes below has every one.",
            shown=number(lang, ROWS_SHOWN, 0), count=number(lang, len(items), 0)))


def _table(lang: str, items: Sequence[Converted]) -> pd.DataFrame:
    head = _heads(lang)
    rows = [
        (str(item.row or ""), f"{item.letter} ({item.column})" if item.column else item.letter, naming.shown(item.was),
         naming.shown(item.now)) for item in items
    ]
    return pd.DataFrame(rows, columns=list(head))


def _heads(lang: str) -> tuple[str, str, str, str]:
    return say(lang, "Row"), say(lang, "Column"), say(lang, "Was"), say(lang, "Now")


def changes_file(lang: str, made: Conversion) -> bytes:
    """Every change as CSV with a byte order mark, so that a spreadsheet reads its letters; no cell begins a formula."""
    rows = (
        (str(item.row or ""), item.letter, item.column, *map(naming.harmless, (item.was, item.now, item.text(lang))))
        for item in made.changes
    )
    row, column, was, now = _heads(lang)
    head = (row, say(lang, "Column letter"), column, was, now, say(lang, "What was done"))
    return b"\xef\xbb\xbf" + write_rows(head, rows)


def _downloads(work: Work, draft: Draft, upload: Upload, made: Conversion) -> None:
    lang, stem = work.lang, upload.table.removesuffix(".csv")
    with st.container(horizontal=True):
        _marked(work, draft, upload, made)
        st.download_button(
            say(lang, "Original file"), lambda: made.original, upload.name, "application/octet-stream",
            key=f"original_{upload.id}", on_click="ignore", icon=":material/download:")
        for name in made.files:
            st.download_button(
                say(lang, "Converted file"), partial(made.files.__getitem__, name), name, "text/csv",
                key=f"converted_{upload.id}_{name}", on_click="ignore", icon=":material/download:")
        if made.changes:
            st.download_button(
                say(lang, "All changes"), lambda: changes_file(lang, made), f"{stem}-changes.csv", "text/csv",
                key=f"changes_{upload.id}", on_click="ignore", icon=":material/download:")


def _marked(work: Work, draft: Draft, upload: Upload, made: Conversion) -> None:
    """The clerk's own file with each question and fault as a comment, unless it could not be read within bounds."""
    if not made.encoding or not (made.asks or made.refusals):
        return
    st.download_button(
        say(work.lang, "Marked copy"),
        lambda: marked_original(made, upload.name, work.desk.store.snapshot(draft.base), work.lang),
        f"{upload.name.rpartition('.')[0]}-{say(work.lang, 'marked')}.xlsx", MARKED, key=f"marked_{upload.id}",
        on_click="ignore", icon=":material/edit_document:")


def _decide(work: Work, draft: Draft, upload: Upload, made: Conversion, reason: str) -> None:
    lang = work.lang
    if not upload.ready:
        st.caption(say(
            lang, "It can be taken over when nothing is open: questions {asks}, faults {refusals}.", asks=upload.asks,
            refusals=upload.refusals))
    lacks = _lacks(work, draft, upload, made)
    if lacks:
        st.warning(say(
            lang, "The table in the draft has {count} rows that this file does not have. “Add or replace these rows only” "
            "leaves them as they are; “Replace the whole table” removes them.", count=number(lang, lacks, 0)),
            icon=":material/rule:")
    with st.container(horizontal=True):
        _take(work, draft, upload, lacks, disabled=bool(reason) or not upload.ready)
        aside = st.button(say(lang, "Set aside"), key=f"aside_{upload.id}", disabled=bool(reason))
    if aside:
        _set_aside(work, draft, upload)


def _lacks(work: Work, draft: Draft, upload: Upload, made: Conversion) -> int:
    """Rows of the draft's table that taking the file over would remove."""
    table = naming.table_of(upload.table)
    if table is None or table.path not in made.files or made.encoding == BROWSER:
        return 0
    key = f"{draft.base} {draft.tables.get(table.path)} {upload.files}"
    return missing_rows.lacking_in_file(key, work.desk, work.person, draft, table, made.files[table.path])


def _take(work: Work, draft: Draft, upload: Upload, lacks: int, disabled: bool) -> None:
    lang = work.lang
    some = bool(lacks) and st.button(
        say(lang, "Add or replace these rows only"), key=f"confirm_some_{upload.id}", type="primary", disabled=disabled)
    whole = st.button(
        say(lang, "Replace the whole table") if lacks else say(lang, "Take over"), key=f"confirm_{upload.id}",
        type="secondary" if lacks else "primary", disabled=disabled)
    if (some or whole) and act(work, editing.confirm, draft.id, upload.id, keep_others=some):
        editable.tell(say(lang, "{name} was taken over into the draft.", name=upload.name))
        st.rerun()


def _set_aside(work: Work, draft: Draft, upload: Upload) -> None:
    if act(work, editing.set_aside, draft.id, upload.id):
        editable.tell(say(work.lang, "{name} was set aside; the file is kept.", name=upload.name))
        st.rerun()
