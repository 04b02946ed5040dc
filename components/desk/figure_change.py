"""One figure that a draft changes: its sentence, its rows and its places old and new, the drawing of both, what people say."""

from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

import streamlit as st

from charts.figure import Figure
from components import cached, figure_view
from components.desk import site
from components.desk.work import Work, act
from components.words import plain
from exports import revision
from figures import catalogue, changed
from figures.changed import CHANGED, GONE, NEW, Difference, Move, Said
from figures.context import Context
from figures.views import UnknownViewError
from language import LANGUAGE_NAMES, LANGUAGES, join, say, say_many
from snapshots.desk import review
from snapshots.desk.draft import Draft, Mark
from snapshots.desk.people import PERMITTED
from snapshots.desk.telling import moment

ROWS = 8
MOVES = 6
COLOURS = {CHANGED: "blue", NEW: "green", GONE: "red"}


def show(work: Work, draft: Draft, one: Difference) -> None:
    """The card of one figure."""
    key = one.view.replace("/", "_")
    with st.container(border=True, key=f"change_{key}"):
        old, new = _sides(work, draft, one.view)
        _head(work, draft, one, old or new)
        _sentences(work.lang, one)
        if old and new:
            _moves(work.lang, old, new)
            _rows(work, draft, old, new, key)
        _drawn(work.lang, old, new, key)
        _said(work, draft, one.view, key)


def contexts(work: Work, draft: Draft) -> tuple[tuple[Hashable, ...], tuple[Context, Context]]:
    """Both sides under the id of the base, as they were compared, and what they are kept under; made once."""
    store, dark = work.desk.store, st.context.theme.type == "dark"
    base = cached.kept(("base", str(store.where), draft.base), lambda: store.snapshot(draft.base))
    new = site.preview(work, draft.id)
    key = ("beside", base.manifest_sha256, new.manifest_sha256, work.lang, dark)
    return key, cached.kept(key, lambda: changed.beside(base, new, work.lang, dark))


def _sides(work: Work, draft: Draft, view: str) -> tuple[Figure | None, Figure | None]:
    """The figure of both sides; None where a side has no such view."""
    key, (old, new) = contexts(work, draft)
    return _figure(old, (*key, "old"), view), _figure(new, (*key, "new"), view)


def _figure(context: Context, key: tuple[Hashable, ...], view: str) -> Figure | None:
    try:
        made: Figure = cached.kept((*key, view), lambda: catalogue.figure(context, view))
    except UnknownViewError:
        return None
    return made


def _head(work: Work, draft: Draft, one: Difference, figure: Figure | None) -> None:
    lang = work.lang
    words = {CHANGED: say(lang, "changed"), NEW: say(lang, "new"), GONE: say(lang, "gone")}
    with st.container(horizontal=True, vertical_alignment="center"):
        told = (one.new or one.old).get(lang)
        st.markdown(f"**{plain(told.title if told and told.title else one.view)}**")
        st.caption(say(lang, catalogue.KINDS[catalogue.parse(one.view)[0]].title))
        st.badge(words[one.kind], color=COLOURS[one.kind])  # type: ignore[arg-type]
        if one.view in draft.accepted:
            st.badge(say(lang, "accepted"), icon=":material/check:", color="green")
        elif one.view in draft.questioned:
            st.badge(say(lang, "asked about"), icon=":material/help:", color="orange")
    if figure and one.kind != GONE:
        site.link(work, say(lang, "Open this page on the draft"), draft.id, figure.page)


def _sentences(lang: str, one: Difference) -> None:
    """The headline sentence of both sides, in both languages where it changes, with the words that differ marked."""
    told = False
    for tongue in (lang, *(other for other in LANGUAGES if other != lang)):
        before, after = _sentence(one.old.get(tongue)), _sentence(one.new.get(tongue))
        if before == after:
            continue
        told = True
        old, new = marked(before, after)
        st.markdown(
            f"{LANGUAGE_NAMES[tongue]}  \n{say(lang, 'Old')}: {old or '–'}  \n{say(lang, 'New')}: {new or '–'}"
        )
    if not told:
        st.caption(say(lang, "The headline sentence stays the same."))


def _sentence(said: Said | None) -> str:
    return said.finding or said.title if said else ""


def marked(old: str, new: str) -> tuple[str, str]:
    """Both sentences as Markdown: what left is struck out, what came is bold, each on its own ground."""
    before, after = old.split(" "), new.split(" ")
    left, right = [], []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, came = plain(" ".join(before[a:b])), plain(" ".join(after[c:d]))
        left.append(gone if kind == "equal" or not gone else f":red-background[~~{gone}~~]")
        right.append(came if kind == "equal" or not came else f":green-background[**{came}**]")
    return " ".join(part for part in left if part), " ".join(part for part in right if part)


def _moves(lang: str, old: Figure, new: Figure) -> None:
    rising, falling = changed.moves(old, new)
    if rising:
        st.markdown(f":material/arrow_upward: **{say(lang, 'Rise')}:** {plain(_told(lang, rising))}")
    if falling:
        st.markdown(f":material/arrow_downward: **{say(lang, 'Fall')}:** {plain(_told(lang, falling))}")


def _told(lang: str, moved: Sequence[Move]) -> str:
    shown = [say(lang, "{name} ({old} → {new})", name=one.name, old=one.old, new=one.new) for one in moved[:MOVES]]
    more = len(moved) - MOVES
    return join(lang, shown + ([say_many(lang, "{count} more", "{count} more", more)] if more > 0 else []))


def _rows(work: Work, draft: Draft, old: Figure, new: Figure, key: str) -> None:
    lang = work.lang
    found = revision.changes(contexts(work, draft)[1][1], old, new)
    words = say(lang, "the words")
    cells = [one for one in found if one.row != words]
    if not cells:
        return
    rows = [{"row": one.row, "column": one.column, "old": one.old, "new": one.new} for one in cells[:ROWS]]
    labels = {"row": say(lang, "Row"), "column": say(lang, "Column"), "old": say(lang, "Old"), "new": say(lang, "New")}
    st.caption(say_many(lang, "{count} cell of this figure changes", "{count} cells of this figure change", len(cells)))
    st.dataframe(rows, hide_index=True, column_config=labels, key=f"cells_{key}", placeholder="–", height="content")
    if len(cells) > ROWS:
        st.caption(say(lang, "The first {count} are shown; the figures below have all.", count=ROWS))


def _drawn(lang: str, old: Figure | None, new: Figure | None, key: str) -> None:
    box = st.expander(say(lang, "Old and new side by side"), on_change="rerun", key=f"beside_{key}", icon=":material/compare:")
    if not box.open:
        return
    with box:
        sides = st.columns(2)
        for place, label, figure, name in zip(
            sides, (say(lang, "Old"), say(lang, "New")), (old, new), ("old", "new"), strict=True
        ):
            with place:
                st.markdown(f"**{label}**")
                _draw(lang, figure, f"{name}_{key}")


def _draw(lang: str, figure: Figure | None, key: str) -> None:
    if figure is None:
        st.caption(say(lang, "There is no such figure."))
        return
    figure_view.drawn(figure, key)


def _said(work: Work, draft: Draft, view: str, key: str) -> None:
    """What people said of the figure, and the ways to say more."""
    for mark in (mark for mark in draft.marks if mark.view == view):
        st.markdown(_line(work.lang, mark))
    if not site.is_open(draft):
        return
    with st.container(horizontal=True):
        may = work.person.role in PERMITTED["accept"] and view not in draft.accepted
        if may and st.button(say(work.lang, "Accept"), key=f"accept_{key}", icon=":material/check:"):
            _accept(work, draft, view)
        if work.person.role in PERMITTED["ask"]:
            _talk(work, draft, view, key)


def _accept(work: Work, draft: Draft, view: str) -> None:
    if act(work, review.accept, draft.id, view):
        st.rerun()


def _line(lang: str, mark: Mark) -> str:
    told = {
        "accept": say(lang, "{name} accepted it, {moment}", name=mark.who.name, moment=moment(lang, mark.time)),
        "ask": say(lang, "{name} asked, {moment}: {text}", name=mark.who.name, moment=moment(lang, mark.time), text=mark.text),
        "reply": say(lang, "{name} answered, {moment}: {text}", name=mark.who.name, moment=moment(lang, mark.time), text=mark.text),
    }
    icons = {"accept": ":material/check:", "ask": ":material/help:", "reply": ":material/reply:"}
    return f"{icons[mark.action]} {plain(told[mark.action])}"


def _talk(work: Work, draft: Draft, view: str, key: str) -> None:
    """Ask about the figure; answer where somebody asked."""
    lang, asked = work.lang, view in draft.questioned
    label = say(lang, "Answer") if asked else say(lang, "Ask")
    with st.popover(label, icon=":material/chat:", key=f"talk_{key}"):
        with st.form(f"talk_form_{key}_{len(draft.marks)}", border=False):
            prompt = say(lang, "Your answer") if asked else say(lang, "What should be looked at again?")
            text = st.text_area(prompt, key=f"text_{key}_{len(draft.marks)}", max_chars=2000)
            sent = st.form_submit_button(say(lang, "Send"), key=f"send_{key}_{len(draft.marks)}")
        if sent and act(work, review.reply if asked else review.ask, draft.id, view, text):
            st.rerun()
