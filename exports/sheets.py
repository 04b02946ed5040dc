"""What stands on the sheets of a workbook, as plain rows: about the file, choices, codes, dictionary, earlier figures."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from charts.figure import Column, Figure
from exports import address, citation, vocabulary
from exports.cells import Cell
from exports.earlier import changed
from exports.table import MACHINE, reader_columns, traced
from figures import names
from figures.context import Context
from figures.dictionary import basis_words, direction_words
from figures.series import status_words
from figures.views import mark
from language import LANGUAGES, say

STATUS = "status"
FLAGS = "flags"
INDICATOR = "indicator"
_SOURCE_HEADER = (
    mark("Publisher"),
    mark("Title"),
    mark("Address"),
    mark("Published (ISO)"),
    mark("Edition"),
    mark("Licence"),
)
_CODE_HEADER = (
    mark("Code"),
    mark("Kind of code"),
    mark("Name in Vietnamese"),
    mark("Name in English"),
    mark("Explanation in Vietnamese"),
    mark("Explanation in English"),
    mark("Rows"),
)
_COLUMN_HEADER = (
    mark("Column"),
    mark("Key"),
    mark("Unit of measure"),
    mark("Decimals"),
    mark("Meaning in Vietnamese"),
    mark("Meaning in English"),
)
_CHANGE_HEADER = (
    mark("Indicator"),
    mark("Name"),
    mark("Period (ISO)"),
    mark("Earlier value"),
    mark("Earlier rank"),
    mark("Published earlier (ISO)"),
    mark("Value in this file"),
    mark("Rank in this file"),
    mark("Status"),
    mark("Source"),
    mark("Source address"),
    mark("Remarks"),
)
_INDICATOR_HEADER = (
    mark("Indicator (id)"),
    mark("Name in Vietnamese"),
    mark("Name in English"),
    mark("Definition in Vietnamese"),
    mark("Definition in English"),
    mark("Unit in Vietnamese"),
    mark("Unit in English"),
    mark("Direction in Vietnamese"),
    mark("Direction in English"),
    mark("Scale from"),
    mark("Scale to"),
    mark("Decimals"),
    mark("Basis in Vietnamese"),
    mark("Basis in English"),
    mark("Index or series in Vietnamese"),
    mark("Index or series in English"),
    mark("Licence in Vietnamese"),
    mark("Licence in English"),
)


@dataclass(frozen=True)
class Block:
    """A header and its rows; a sheet is one block or several below each other."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _said(lang: str, header: Sequence[str]) -> tuple[str, ...]:
    return tuple(say(lang, name) for name in header)


def about(context: Context, figure: Figure) -> list[Block]:
    """What the file is, who made the figures, how to cite them; then the sources, one a row."""
    lang = figure.lang
    facts = [(name, text) for name, text in [*_words(figure), *_proof(figure)] if text]
    sources = tuple(
        (one.publisher, one.title, one.url, one.published_on, one.edition, one.licence) for one in figure.sources
    )
    return [
        Block((say(lang, "Item"), say(lang, "Text")), tuple(facts)),
        Block(_said(lang, _SOURCE_HEADER), sources),
    ]


def _words(figure: Figure) -> list[tuple[str, str]]:
    lang, words, other = figure.lang, figure.words, figure.other
    told = [
        (say(lang, "Not official"), figure.unofficial),
        (say(lang, "Title of the figure"), words.title),
        (say(lang, "Subtitle"), words.subtitle),
        (say(lang, "Finding"), words.finding),
        *((say(lang, "Note"), note) for note in words.notes),
        (say(lang, "Alternative text"), words.alt),
        (say(lang, "Description"), words.description),
    ]
    if other is None:
        return told
    vietnamese = lang != LANGUAGES[0]
    return [
        *told,
        (say(lang, "Title in Vietnamese") if vietnamese else say(lang, "Title in English"), other.title),
        (
            say(lang, "Alternative text in Vietnamese") if vietnamese else say(lang, "Alternative text in English"),
            other.alt,
        ),
    ]


def _proof(figure: Figure) -> list[tuple[str, str]]:
    """Snapshot, addresses, citation and licence."""
    lang = figure.lang
    addresses = [
        (say(lang, "This view, as of this snapshot"), address.pinned(figure)),
        (say(lang, "This view, always the newest"), address.live(figure)),
        (say(lang, "On the screen"), address.screen(figure, frozen=True) if figure.page else ""),
    ]
    licences = dict.fromkeys(line.licence for line in figure.sources if line.licence)
    return [
        (say(lang, "Snapshot"), figure.snapshot),
        (say(lang, "Checksum of the snapshot (SHA-256)"), figure.checksum),
        (say(lang, "Snapshot published"), figure.created),
        *(addresses if figure.view else []),
        (say(lang, "How to cite"), citation.line(figure, lang)),
        (say(lang, "Licence of the data"), "; ".join(licences)),
    ]


def filters(figure: Figure) -> list[Block]:
    """The choices made, and how many rows the file has with and without a value."""
    lang = figure.lang
    chosen: list[tuple[Cell, ...]] = [*figure.filters] or [(say(lang, "No choice leaves rows out."), None)]
    counts: list[tuple[Cell, ...]] = [(say(lang, "Rows in this file"), len(figure.table))]
    if "value" in figure.table:
        known = int(figure.table["value"].notna().sum())
        counts += [
            (say(lang, "Rows with a value"), known),
            (say(lang, "Rows without a value"), len(figure.table) - known),
        ]
    return [Block((say(lang, "Choice"), say(lang, "Chosen")), (*chosen, *counts))]


def data_columns(figure: Figure) -> tuple[Column, ...]:
    """Columns of the sheet of data: those a reader sees, then the machine columns that make a row traceable."""
    shown = reader_columns(figure)
    keys = {column.key for column in shown}
    table = traced(figure)
    machine = [key for key in MACHINE if key in table and key not in keys]
    return (*shown, *(Column(key, vocabulary.label(figure.lang, key)) for key in machine))


def codes(context: Context, figure: Figure) -> list[Block]:
    """Every flag and status of the rows with its meaning in both languages and the number of rows that have it."""
    lang = figure.lang
    rows = [*_flag_rows(context, figure), *_status_rows(figure)]
    if not rows:
        return [Block((say(lang, "No flag or status is set in these rows."),), ())]
    return [Block(_said(lang, _CODE_HEADER), tuple(rows))]


def _flag_rows(context: Context, figure: Figure) -> list[tuple[Cell, ...]]:
    texts = figure.table[FLAGS].dropna().tolist() if FLAGS in figure.table else []
    counts = Counter(flag for text in texts for flag in str(text).split(";") if flag)
    table = context.table("flags").set_index("id")
    texts_of = ("name_vi", "name_en", "explanation_vi", "explanation_en")
    return [
        (
            flag,
            say(figure.lang, "flag"),
            *(str(table.loc[flag, key]) if flag in table.index else "" for key in texts_of),
            n,
        )
        for flag, n in sorted(counts.items())
    ]


def _status_rows(figure: Figure) -> list[tuple[Cell, ...]]:
    values = figure.table[STATUS].dropna().tolist() if STATUS in figure.table else []
    counts = Counter(str(value) for value in values if value)
    return [
        (status, say(figure.lang, "status"), status_words("vi", status), status_words("en", status), None, None, n)
        for status, n in sorted(counts.items())
    ]


def dictionary(context: Context, figure: Figure) -> list[Block]:
    """Every column of the sheet of data, then every indicator of its rows, in both languages."""
    lang = figure.lang
    columns = tuple(
        (
            column.label,
            column.key,
            column.unit or None,
            column.decimals,
            vocabulary.meaning("vi", column.key),
            vocabulary.meaning("en", column.key),
        )
        for column in data_columns(figure)
    )
    indicators = tuple(_described(context, indicator) for indicator in indicators_of(context, figure))
    blocks = [Block(_said(lang, _COLUMN_HEADER), columns)]
    if indicators:
        blocks.append(Block(_said(lang, _INDICATOR_HEADER), indicators))
    return blocks


def indicators_of(context: Context, figure: Figure) -> list[str]:
    """Ids of the indicators of the rows, in their order."""
    if INDICATOR not in figure.table:
        return []
    ids = dict.fromkeys(str(one) for one in figure.table[INDICATOR].dropna())
    return [one for one in ids if context.has("indicators", one)]


def _described(context: Context, indicator: str) -> tuple[Cell, ...]:
    row = context.row("indicators", indicator)
    unit, dataset = context.row("units", row["unit"]), context.row("datasets", row["dataset"])

    def both(make: Callable[[str], str]) -> list[str]:
        return [make(lang) for lang in ("vi", "en")]

    return (
        indicator,
        *both(lambda lang: row[f"name_{lang}"]),
        *both(lambda lang: row[f"definition_{lang}"]),
        *both(lambda lang: unit[f"name_{lang}"]),
        *both(lambda lang: direction_words(lang, row["direction"])),
        _number(row["scale_min"]),
        _number(row["scale_max"]),
        _number(row["decimals"]),
        *both(lambda lang: basis_words(lang, row["basis"])),
        *both(lambda lang: dataset[f"name_{lang}"]),
        *both(lambda lang: say(lang, str(dataset["licence"]))),
    )


def _number(value: float) -> Cell:
    return None if pd.isna(value) else float(value)


def changes(context: Context, figure: Figure) -> list[Block]:
    """Other figures published before those of the file for the same thing and period, with the value that stands now."""
    lang = figure.lang
    rows = changed(context, figure)
    if rows.empty:
        return [Block((say(lang, "No other value was published earlier for the rows of this file."),), ())]
    told = tuple(_change(context, row) for _, row in rows.iterrows())
    return [Block(_said(lang, _CHANGE_HEADER), told)]


def _change(context: Context, row: pd.Series) -> tuple[Cell, ...]:
    lang = context.lang
    source = context.row("sources", row["source"]) if context.has("sources", str(row["source"])) else None
    return (
        context.name("indicators", row["indicator"]),
        names.name_at(context, row["entity"], row["period"]),
        str(row["period"]),
        _number(row["value"]),
        _number(row["rank"]),
        str(row["published_on"]),
        _number(row["value_now"]),
        _number(row["rank_now"]),
        status_words(lang, row["status"]) if row["status"] else None,
        context.whose(str(row["producer"]), str(row["source"])),
        str(source["original_url"] or source["url"]) if source is not None else None,
        names.remarks(context, row),
    )


def labels_of(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.label for column in columns)
