"""Bringing data in: files dropped here, what waits for confirmation, what the draft changes so far, giving it up."""

from typing import NamedTuple

import streamlit as st

from components.desk import changed_tables, editable, naming, table_files, waiting_view
from components.desk.work import Work, act
from components.words import plain
from language import say
from snapshots.apart import table_names
from snapshots.desk import editing, looking
from snapshots.desk.draft import Draft
from snapshots.schema import tables

EXTENSIONS = ("csv", "xlsx")
PENDING_LIMIT = 10
"""Files of one person that may wait for their table, each of 10 MB at most."""
_HANDLED, _TURN, _PENDING = "_bring_in_handled", "_bring_in_turn", "_bring_in_pending"


class Pending(NamedTuple):
    """A file for which the table is asked first; `fitting` are file names of tables whose columns it has."""

    name: str
    raw: bytes
    fitting: tuple[str, ...]


def files(work: Work, draft: Draft) -> None:
    """The screen on which a clerk drops files, answers for what was converted, and takes it over into the draft."""
    editable.show_told()
    reason = editable.why_not(work, draft)
    if reason:
        st.info(reason, icon=":material/lock:")
    _meanwhile(work, draft, reason)
    if not reason:
        draft = _bring_in(work, draft)
        _ask_tables(work, draft)
        table_files.offer(work, draft)
    for upload in draft.uploads:
        waiting_view.waiting(work, draft, upload, reason)
    changed_tables.show(work, draft, reason)
    if not reason:
        _give_up(work, draft)


def _meanwhile(work: Work, draft: Draft, reason: str) -> None:
    entries = editable.looked(work, looking.published_meanwhile, draft.id)
    if not entries or reason:
        return
    named = ", ".join(f"{entry.snapshot} ({entry.actor})" for entry in entries)
    st.warning(plain(say(
        work.lang,
        "Meanwhile somebody published: {published}. Bring the draft up to date: its changes are put on what is published "
        "now, and are looked at again.", published=named)), icon=":material/update:")
    if st.button(say(work.lang, "Bring up to date"), key="renew") and act(work, editing.renew, draft.id):
        editable.tell(say(work.lang, "The draft is up to date. Look at the check and the comparison again."))
        st.rerun()


def _bring_in(work: Work, draft: Draft) -> Draft:
    """Takes each file dropped once; the draft as it is afterwards."""
    lang, turn = work.lang, st.session_state.get(_TURN, 0)
    given = st.file_uploader(
        say(lang, "Drop one or several files here (CSV or XLSX, at most 10 MB each)"), EXTENSIONS,
        accept_multiple_files=True, key=f"bring_in_{draft.id}_{turn}", max_upload_size=editing.UPLOAD_LIMIT // editing.MEGABYTE)
    handled = st.session_state.setdefault(_HANDLED, set())
    fresh = [file for file in given if file.file_id not in handled]
    if not fresh:
        return draft
    handled.update(file.file_id for file in fresh)
    done = [_taken(work, draft, file.name, file.getvalue()) for file in fresh]
    if all(done):
        st.session_state[_TURN] = turn + 1
        st.rerun()
    return editable.looked(work, looking.draft, draft.id) or draft


def _taken(work: Work, draft: Draft, name: str, raw: bytes) -> bool:
    """Brings a file in, or keeps it until the table is chosen; False when the desk refused it."""
    table = editing.suggested_table(name)
    fitting = table_names(raw) if len(raw) <= editing.UPLOAD_LIMIT else ()
    if len(raw) <= editing.UPLOAD_LIMIT and (not table or (fitting and tables()[table].path not in fitting)):
        return _keep_pending(work, draft, Pending(name, raw, fitting))
    return bring(work, draft, name, raw, table)


def _keep_pending(work: Work, draft: Draft, file: Pending) -> bool:
    """Keeps the file until its table is chosen; False when too many wait, so that memory stays bounded."""
    pending = st.session_state.setdefault(_PENDING, {}).setdefault(draft.id, [])
    if len(pending) >= PENDING_LIMIT:
        st.error(plain(say(
            work.lang, "{name} was not brought in: {count} files wait for their table. Choose a table for each first.",
            name=naming.shown(file.name), count=len(pending))))
        return False
    pending.append(file)
    return True


def bring(work: Work, draft: Draft, name: str, raw: bytes, table: str) -> bool:
    """Brings one file in and keeps what is to be told of it; False when the desk refused it."""
    with st.spinner(plain(say(work.lang, "Reading {name}…", name=naming.shown(name)))):
        done = act(work, editing.put_file, draft.id, name, raw, table=table)
    if done is None:
        return False
    upload, made = done
    if upload.ready and not made.changes:
        editable.tell(say(
            work.lang, "{name} needed no change and is in the draft now, as {table}.", name=upload.name,
            table=naming.table_title(work.lang, upload.table)))
    return True


def _ask_tables(work: Work, draft: Draft) -> None:
    pending = st.session_state.get(_PENDING, {}).get(draft.id, [])
    for number, file in enumerate(list(pending)):
        with st.container(border=True):
            _ask_table(work, draft, file, number, pending)


def _ask_table(work: Work, draft: Draft, file: Pending, number: int, pending: list[Pending]) -> None:
    lang, key = work.lang, f"{draft.id}_{number}_{len(pending)}"
    st.text(say(lang, "{name}: which table is it for?", name=naming.shown(file.name)))
    if file.fitting:
        fitting = "; ".join(naming.table_title(lang, name) for name in file.fitting[:3])
        st.caption(say(lang, "Its columns are those of: {tables}", tables=fitting))
    table = st.selectbox(
        say(lang, "Table"), list(tables()), index=None, key=f"which_table_{key}",
        format_func=lambda name: naming.table_title(lang, name), placeholder=say(lang, "Choose the table"))
    with st.container(horizontal=True):
        take = st.button(say(lang, "Bring in"), key=f"bring_{key}", type="primary", disabled=table is None)
        leave = st.button(say(lang, "Do not bring in"), key=f"leave_{key}")
    if leave or (take and table and bring(work, draft, file.name, file.raw, table)):
        pending.remove(file)
        st.rerun()


def _give_up(work: Work, draft: Draft) -> None:
    with st.popover(say(work.lang, "Drop the draft"), icon=":material/delete:"):
        st.text(say(
            work.lang, "The draft is closed and cannot be changed any more. Its files and its story are kept; nothing that "
            "readers see changes."))
        if st.button(say(work.lang, "Yes, drop this draft"), key="drop") and act(work, editing.drop, draft.id):
            editable.tell(say(work.lang, "The draft was dropped."))
            st.rerun()
