"""The editor of cells: a table of the draft, filtered, edited as text, saved whole with what a filter hides untouched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from components.desk import cell_place, check_view, checked, editable, naming, row_words, waiting_view
from components.desk.cell_edits import (
    FIRST_ROW,
    MARK,
    ROW,
    Working,
    edits,
    found,
    frame,
    merged,
    whole,
    window,
    with_cell,
    working,
)
from components.desk.cell_place import CellPlace
from components.desk.work import Work, act
from components.words import plain
from language import number, say
from snapshots.desk import editing, looking
from snapshots.desk.draft import Draft
from snapshots.desk.merge import ConflictError
from snapshots.desk.merge import merged as together
from snapshots.identity import key_text
from snapshots.schema import Table, tables
from snapshots.table import read_rows, write_rows

ROWS_SHOWN = 200
ROWS_BEFORE = 3
EDITS_SHOWN = 100
FILTERED = ("entity", "indicator")
_EVERY = ""


@dataclass
class _State:
    """What the session keeps of a table being edited: up to the editor shown now, and with what was done in it."""

    folded: Working
    current: Working
    shown: tuple[object, ...] = ()
    turn: int = 0

    def fold(self) -> None:
        """Takes what was done in the editor into the table; the next editor starts from there."""
        self.folded = self.current
        self.turn += 1


def cells(work: Work, draft: Draft) -> None:
    """The screen on which a clerk opens a table, finds rows, changes cells, adds and deletes rows, and saves."""
    place = cell_place.asked()
    editable.show_told()
    table = _choose(work, draft, place)
    if table is None:
        return
    opened = editable.looked(work, looking.opened, draft.id, table.name)
    if opened is None:
        return
    reason = editable.why_not(work, draft)
    state = _state(draft, table, opened)
    if state.current.seen != opened.seen:
        _tell_stale(work, draft, table, state, opened)
    for upload in draft.uploads:
        if upload.table == table.path:
            waiting_view.waiting(work, draft, upload, reason)
    _cell(work, draft, state, table, place, reason)
    _edit(work, draft, state, table, place, reason)
    _pending(work.lang, state, table)
    if not reason:
        _save(work, draft, state, table)


def _choose(work: Work, draft: Draft, place: CellPlace | None) -> Table | None:
    """The table to edit; the address holds it, so that going to another step and back opens it again."""
    key = f"cells_table_{draft.id}"
    st.session_state[key] = place.table if place else None
    name = st.selectbox(
        say(work.lang, "Table to edit"), list(tables()), key=key, on_change=_chosen, args=(key,),
        format_func=lambda name: naming.table_title(work.lang, name), placeholder=say(work.lang, "Choose the table"))
    return tables()[name] if name else None


def _chosen(key: str) -> None:
    cell_place.leave()
    if st.session_state[key]:
        cell_place.go(CellPlace(st.session_state[key]))


def _state(draft: Draft, table: Table, opened: looking.Opened) -> _State:
    """What the session keeps of this table; opened anew where nothing was edited."""
    key = _key(draft, table)
    kept = st.session_state.get(key)
    if kept is None or (kept.current.seen != opened.seen and not kept.current.changed):
        fresh = working(table.columns, opened.rows, opened.seen)
        kept = _State(fresh, fresh, turn=kept.turn + 1 if kept else 0)
        st.session_state[key] = kept
    return kept


def _key(draft: Draft, table: Table) -> str:
    return f"cells_{draft.id}_{table.name}"


def _tell_stale(work: Work, draft: Draft, table: Table, state: _State, opened: looking.Opened) -> None:
    lang, key = work.lang, _key(draft, table)
    st.warning(say(
        lang, "Somebody changed this table in the draft after you opened it. Your edits are kept below. They can be put into "
        "the table as it is now, where you did not change the same rows."), icon=":material/sync_problem:")
    with st.container(horizontal=True):
        onto = st.button(say(lang, "Put my edits into the table as it is now"), key=f"onto_{key}", type="primary")
        anew = st.button(say(lang, "Open the table anew, without my edits"), key=f"anew_{key}")
        st.download_button(
            say(lang, "My edited table"), lambda: _csv(table, whole(state.current)), table.path, "text/csv",
            key=f"mine_{key}", on_click="ignore", icon=":material/download:")
    if anew:
        del st.session_state[key]
        st.rerun()
    if onto:
        _put_onto(work, draft, state, table, opened)


def _put_onto(work: Work, draft: Draft, state: _State, table: Table, opened: looking.Opened) -> None:
    """Saves the edits together with those of somebody else, unless both changed the rows about one thing."""
    before = _csv(table, [dict(row) for row in state.current.before.values()])
    try:
        raw = together(table, before, _csv(table, whole(state.current)), _csv(table, opened.rows))
    except ConflictError as error:
        st.error(plain(say(
            work.lang, "You and somebody else changed the same row: {key}. Note your edit, open the table anew and repeat it.",
            key=naming.shown(error.key))), icon=":material/block:")
        return
    _put(work, draft, table, read_rows(raw), opened.seen)


def _csv(table: Table, rows: Sequence[Mapping[str, str]]) -> bytes:
    return write_rows(table.columns, ([row.get(name, "") for name in table.columns] for row in rows))


def _cell(work: Work, draft: Draft, state: _State, table: Table, place: CellPlace | None, reason: str) -> None:
    """The one cell that the address names, in a field of its own."""
    if place is None or not place.row:
        return
    lang = work.lang
    row = state.current.rows.get(place.row)
    if row is None:
        st.info(say(lang, "Row {row} is not in the table any more.", row=place.row), icon=":material/link_off:")
        return
    with st.container(border=True):
        st.text("\n".join([_place_words(lang, table, place), *_said(work, draft, table, place, row)]))
        if not place.column:
            return
        now = row.get(place.column, "")
        key = f"{table.name}_{place.row}_{place.column}_{now}"
        with st.form(f"cell_{key}", border=False):
            value = st.text_input(
                naming.column_title(lang, place.column), now, key=f"one_cell_{key}", disabled=bool(reason))
            if st.form_submit_button(say(lang, "Change the cell"), key="change_cell", disabled=bool(reason)):
                state.current = with_cell(state.current, place.row, place.column, value)
                state.fold()
                st.rerun()


def _said(work: Work, draft: Draft, table: Table, place: CellPlace, row: Mapping[str, str]) -> list[str]:
    """What the check says of the cell, where it was run; else what the row is about."""
    report = checked.known(work.desk, work.person, draft)
    found = [one for one in report.kept if cell_place.of(one) == place] if report else []
    lines = [line for one in found for line in check_view.told(one, work.lang)]
    return lines or [say(work.lang, "The row is about: {key}", key=row_words.about(work.lang, table.name, key_text(table, row)))]


def _place_words(lang: str, table: Table, place: CellPlace) -> str:
    if not place.column:
        return say(lang, "{file}, row {row}", file=table.path, row=place.row)
    return say(
        lang, "{file}, row {row}, column {letter} ({column})", file=table.path, row=place.row,
        letter=naming.column_letter(table, place.column), column=place.column)


def _edit(work: Work, draft: Draft, state: _State, table: Table, place: CellPlace | None, reason: str) -> None:
    """The rows that fit the filters, in the editor; what is done there goes into `state.current`."""
    text, equal = _filters(work.lang, state, table)
    marked = place.row if place else 0
    fitting = found(state.folded, text, equal)
    begin = _begin(work.lang, table, fitting, len(state.folded.rows), marked)
    if (text, equal, begin, marked) != state.shown or _editor(draft, table, state) not in st.session_state:
        state.fold()
        state.shown = (text, equal, begin, marked)
        fitting = found(state.folded, text, equal)
    numbers = window(fitting, begin, ROWS_SHOWN)
    edited = st.data_editor(
        frame(state.folded, numbers, _order(table), marked), key=_editor(draft, table, state), hide_index=True,
        num_rows="dynamic", disabled=True if reason else [ROW], column_config=_config(work.lang, table, place))
    state.current = merged(state.folded, numbers, edited)


def _editor(draft: Draft, table: Table, state: _State) -> str:
    """Key of the editor; Streamlit forgets what was done in it when another screen was shown between."""
    return f"{_key(draft, table)}_{state.turn}"


def _filters(lang: str, state: _State, table: Table) -> tuple[str, dict[str, str]]:
    names = [name for name in FILTERED if name in table.columns]
    places = st.columns(len(names) + 1)
    text = places[0].text_input(say(lang, "Find"), key=f"find_{table.name}", placeholder=say(lang, "words in any cell"))
    equal = {}
    for name, box in zip(names, places[1:], strict=True):
        values = sorted({row.get(name, "") for row in state.folded.rows.values()} - {""})
        equal[name] = box.selectbox(
            naming.column_title(lang, name), [_EVERY, *values], key=f"only_{table.name}_{name}",
            format_func=lambda value: plain(naming.shown(value)) or say(lang, "all")) or _EVERY
    return text, equal


def _begin(lang: str, table: Table, fitting: Sequence[int], total: int, marked: int) -> int:
    """The row from which rows are shown where not all can be: just before the marked row when it was just asked for."""
    st.caption(say(
        lang, "{count} of {all} rows fit; at most {limit} are shown at a time.", count=number(lang, len(fitting), 0),
        all=number(lang, total, 0), limit=number(lang, ROWS_SHOWN, 0)))
    old = [one for one in fitting if one > 0]
    if len(old) <= ROWS_SHOWN:
        return FIRST_ROW
    key = f"from_{table.name}"
    if marked in old and st.session_state.get(f"{key}_asked") != marked:
        st.session_state[key] = old[max(0, old.index(marked) - ROWS_BEFORE)]
    st.session_state[f"{key}_asked"] = marked
    st.session_state[key] = min(max(int(st.session_state.get(key, FIRST_ROW)), FIRST_ROW), old[-1])
    return int(st.number_input(say(lang, "Show from row"), FIRST_ROW, old[-1], step=ROWS_SHOWN, key=key, width=220))


def _order(table: Table) -> list[str]:
    """Key columns first, then the others as declared."""
    return [*table.key, *(name for name in table.columns if name not in table.key)]


def _config(lang: str, table: Table, place: CellPlace | None) -> dict[str, Any]:
    marked = place.column if place else ""
    columns = {
        name: st.column_config.TextColumn(
            (MARK if name == marked else "") + naming.column_title(lang, name), help=naming.column_help(lang, table, name))
        for name in table.columns
    }
    return {ROW: st.column_config.TextColumn(say(lang, "Row"), disabled=True, pinned=True), **columns}


def _pending(lang: str, state: _State, table: Table) -> None:
    """What was changed and is not saved yet."""
    changed = edits(state.current)
    if not changed:
        return
    st.text(say(lang, "Changed here and not saved yet: {count}", count=number(lang, len(changed), 0)))
    rows = [_told(lang, table, *edit) for edit in changed[:EDITS_SHOWN]]
    head = [say(lang, word) for word in ("Row", "Column", "Was", "Now")]
    st.dataframe(pd.DataFrame(rows, columns=head), hide_index=True)


def _told(lang: str, table: Table, row: int, column: str, was: str, now: str) -> tuple[str, str, str, str]:
    place = f"{naming.column_letter(table, column)} ({column})" if column else say(lang, "the whole row")
    return (say(lang, "new") if row < 0 else str(row)), place, naming.shown(was), naming.shown(now)


def _save(work: Work, draft: Draft, state: _State, table: Table) -> None:
    lang, key = work.lang, _key(draft, table)
    with st.container(horizontal=True):
        save = st.button(
            say(lang, "Save the edits"), key=f"save_{key}", type="primary", disabled=not state.current.changed)
        undo = st.button(say(lang, "Undo the edits"), key=f"undo_{key}", disabled=not state.current.changed)
    if undo:
        state.current = Working(state.current.columns, state.current.seen, state.current.before, state.current.before)
        state.fold()
        st.rerun()
    if save:
        _put(work, draft, table, whole(state.current), state.current.seen)


def _put(work: Work, draft: Draft, table: Table, rows: Sequence[Mapping[str, str]], seen: str) -> None:
    lang, title = work.lang, naming.table_title(work.lang, table.name)
    done = act(work, editing.put_rows, draft.id, table.name, rows, seen=seen)
    if done is None:
        return
    upload, made = done
    del st.session_state[_key(draft, table)]
    if upload.ready and not made.changes:
        editable.tell(say(lang, "The edits of {table} are in the draft.", table=title))
    else:
        editable.tell(say(
            lang, "The edits of {table} wait below: some cells are to be written in another way. Look at each and take them "
            "over.", table=title))
    st.rerun()
