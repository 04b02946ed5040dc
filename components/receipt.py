"""Where a number comes from: a button below a figure opens a drawer with the receipt of the row the reader picks.

Nothing is computed before the drawer is open.
"""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from charts.figure import Column, Figure, Words
from components import cached
from components.words import plain
from figures import receipt
from figures.context import Context
from figures.overview import Tile
from figures.receipt import Receipt
from language import say

ICON = ":material/receipt_long:"
CHECKSUM, CHECKSUM_SHOWN = 64, 12
"""Letters of a checksum, and how many of them stand on screen; the text to copy has all."""


def button(context: Context, figure: Figure, key: str) -> None:
    """The button of a figure; in its drawer the reader picks one of `figure.table`'s rows. Nothing without rows."""
    if not figure.table.empty and _pressed(context.lang, key):
        _open(context.lang, lambda: _pick_row(context, figure, key))


def of_table(context: Context, rows: pd.DataFrame, columns: tuple[Column, ...], key: str) -> None:
    """As `button`, for a twin table that stands without a figure; rows keep the keys of their table."""
    blank = Words("", "", "", "")
    button(context, Figure("table", {}, {}, rows, columns, blank, (), context.snapshot, context.lang), key)


def of_tile(context: Context, tile: Tile) -> None:
    """The button of an overview tile."""
    key = f"tile_{tile.indicator}"
    if _pressed(context.lang, key, small=True):
        _open(context.lang, lambda: show(receipt.tile_receipt(context, tile), key))


def of_facts(context: Context, entity: str) -> None:
    """The button of a profile's line of facts: area, population, communes, seat, code, region."""
    if _pressed(context.lang, f"facts_{entity}", small=True):
        _open(context.lang, lambda: _pick_named(context, receipt.fact_receipts(context, entity), f"facts_{entity}"))


def of_standing(context: Context, entity: str) -> None:
    """The button of the sentences that say where a ministry or agency stands."""
    key = f"standing_{entity}"
    if _pressed(context.lang, key, small=True):
        made = receipt.standing_receipts(context, entity)
        _open(context.lang, lambda: _pick_named(context, {one.title: one for one in made}, key))


def of_finding(context: Context, figure: Figure, key: str) -> None:
    """The button of a figure's sentence alone, where the figure itself is not shown."""
    if not figure.table.empty and _pressed(context.lang, f"finding_{key}", small=True):
        _open(context.lang, lambda: show(receipt.finding_receipt(context, figure), f"finding_{key}"))


def show(made: Receipt, key: str) -> None:
    """One receipt: the number, where it stands, its public source, how it was made; what it is; and all as text."""
    lang = made.lang
    st.markdown(f"{plain(made.title)}\n### {plain(made.shown)}")
    about = (made.period, made.published, made.status, made.unit, made.direction, made.basis)
    st.caption(plain(" · ".join(part for part in about if part)))
    if not made.places:
        st.info("  \n".join(plain(note) for note in made.notes))
    _links(made)
    for label, parts in (
        (say(lang, "How it is computed"), made.steps),
        (say(lang, "Published earlier"), made.earlier),
        (say(lang, "Sources that disagree"), made.conflicts),
        (say(lang, "Notes"), made.notes if made.places else ()),
    ):
        if parts:
            st.markdown(f"**{label}**\n\n" + "\n\n".join(_paragraph(part) for part in parts))
    st.markdown("  \n".join(f"**{plain(label)}:** {plain(_short(text))}" for label, text in _rest(made)))
    with st.expander(say(lang, "The receipt as text"), icon=":material/content_copy:"):
        st.code(receipt.as_text(made), language=None, wrap_lines=True)


def _rest(made: Receipt) -> list[tuple[str, str]]:
    """Label and text of what a receipt holds besides its number, formulas and links."""
    source, lang = made.source, made.lang
    told = (
        (say(lang, "Exact value in the file"), made.exact),
        (say(lang, "Definition"), made.definition),
        (say(lang, "Flags"), "; ".join(made.flags)),
        (say(lang, "Body whose figure it is"), source.producer),
        (say(lang, "Public source"), ": ".join(part for part in (source.publisher, source.title) if part)),
        (say(lang, "Source published"), source.published_on),
        (say(lang, "Source read"), source.retrieved_on),
        (say(lang, "Licence"), source.licence),
        (say(lang, "Remarks"), source.note),
        (say(lang, "Snapshot"), made.snapshot),
        (say(lang, "SHA-256 of the snapshot's description (datapackage.json)"), made.manifest),
        (say(lang, "SHA-256 of the file"), made.file_sha256),
    )
    return [(label, text) for label, text in told if text]


def _paragraph(text: str) -> str:
    return "  \n".join(plain(line) for line in text.split("\n"))


def _short(text: str) -> str:
    """A checksum by its beginning, as the text to copy has all of it; other text as it is."""
    whole = len(text) == CHECKSUM and set(text) <= set("0123456789abcdef")
    return f"{text[:CHECKSUM_SHOWN]}…" if whole else text


def _links(made: Receipt) -> None:
    """Links to the file of the snapshot, with the row, and to the public source."""
    lang = made.lang
    rows = dict.fromkeys(
        (place.file, say(lang, "{file}, row {line}", file=place.file, line=place.line)) for place in made.places
    )
    for file, text in rows:
        draft = cached.is_preview(made.snapshot)  # its files have no address
        st.markdown(f":material/table_rows: {plain(text) if draft else f'[{plain(text)}](/s/{made.snapshot}/{file})'}")
    if made.source.url:
        st.markdown(f":material/open_in_new: [{plain(say(lang, 'Open the public source'))}](<{made.source.url}>)")
    elif made.places:
        st.caption(say(lang, "No public address is known for this number."))


def _pick_row(context: Context, figure: Figure, key: str) -> None:
    told = receipt.choices(figure)
    first = receipt.first_position(figure)
    position = st.selectbox(
        say(context.lang, "Which number?"),
        list(told),
        index=list(told).index(first),
        format_func=told.__getitem__,
        key=f"receipt_row_{key}",
    )
    show(receipt.receipt(context, figure, first if position is None else position), key)


def _pick_named(context: Context, made: Mapping[str, Receipt], key: str) -> None:
    if not made:
        st.info(say(context.lang, "No published figure of this unit was found."))
        return
    chosen = st.selectbox(say(context.lang, "Which number?"), list(made), key=f"receipt_row_{key}")
    show(made[chosen or next(iter(made))], key)


def _pressed(lang: str, key: str, small: bool = False) -> bool:
    """The button itself; on a tile or a line its words are its help text."""
    words = say(lang, "Where does this number come from?")
    if small:
        return st.button(say(lang, "Origin"), help=words, key=f"receipt_{key}", icon=ICON, type="tertiary")
    return st.button(words, key=f"receipt_{key}", icon=ICON)


def _open(lang: str, body: Callable[[], None]) -> None:
    st.dialog(say(lang, "Where does this number come from?"), width="medium", position="right")(body)()
