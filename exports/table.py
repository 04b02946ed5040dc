"""The table twin as CSV: plain for programs, with marks and commas for spreadsheets; each row with source, edition, snapshot."""

import unicodedata

import pandas as pd

from charts.figure import Column, Figure
from exports import address, vocabulary
from exports.cells import Cell, columns, harmless, whole, with_comma

MACHINE = (
    "dataset",
    "edition",
    "indicator",
    "entity",
    "boundary",
    "period",
    "as_of",
    "scope",
    "block",
    "measure",
    "due",
    "comparator",
    "value",
    "unit",
    "rank",
    "out_of",
    "rank_basis",
    "grade",
    "status",
    "flags",
    "published_on",
    "published_basis",
    "producer",
    "source",
    "source_url",
)
"""Columns of docs/data-model.md, written where the table has them, so that a program can read the file."""
TRACE = ("source", "edition", "snapshot")
"""Columns that make a row traceable when it has left the file it came in."""
UNOFFICIAL = "unofficial"
"""Column that says so in each row of a figure that is the reader's own."""
MARK, SEPARATOR, LINE_END = "\ufeff", ";", "\r\n"
"""What a spreadsheet in a country with decimal commas expects."""


def csv(figure: Figure) -> bytes:
    """The figure's rows: UTF-8 without mark, comma, LF, point decimals at full precision, missing as the empty cell.

    Columns: those of `MACHINE` that the table has, the other keys of `figure.columns`, then source, edition, snapshot.
    A row's own source, address and edition are kept; a row without a source stands for the figure's: their addresses,
    separated by `;`. The edition of a series may be empty: its release is told by published_on.
    """
    table = traced(figure)
    shown = pd.DataFrame({name: whole(table[name]) for name in table.columns})
    return unicodedata.normalize("NFC", shown.to_csv(index=False, lineterminator="\n")).encode()


def spreadsheet(figure: Figure) -> bytes:
    """The columns a reader sees, for a spreadsheet: byte-order mark, semicolon, CRLF, decimal comma; all texts quoted.

    Header: labels in the reader's language. A column of values in words is followed by the number itself; then come
    source address, edition, day of publication and snapshot. Text that would run as a formula begins with an
    apostrophe; numbers, negative ones too, stay numbers.
    """
    shown = reader_columns(figure)
    cells = columns(traced(figure))
    lines = [[_quoted(column.label) for column in shown]]
    lines += [[_written(cells[column.key][row]) for column in shown] for row in range(len(figure.table))]
    text = LINE_END.join([*(SEPARATOR.join(line) for line in lines), ""])
    return (MARK + unicodedata.normalize("NFC", text)).encode()


def traced(figure: Figure) -> pd.DataFrame:
    """The rows with the columns of the plain file, in its order."""
    machine = [name for name in MACHINE if name in figure.table]
    keys = machine + [
        column.key for column in figure.columns if column.key in figure.table and column.key not in machine
    ]
    own = [name for name in TRACE if name in figure.table and name not in keys]
    table = _filled(figure, figure.table[list(dict.fromkeys(keys + own))])
    trace = [*TRACE, *([UNOFFICIAL] if figure.unofficial else [])]
    return table[[*(key for key in table.columns if key not in trace), *trace]]


def reader_columns(figure: Figure) -> tuple[Column, ...]:
    """The figure's columns, the number behind a value in words, and what makes a row traceable."""
    shown = [column for column in figure.columns if column.key in figure.table]
    keys = [column.key for column in shown]
    if "value" in figure.table and "value" not in keys and "value_text" in keys:
        shown.insert(keys.index("value_text") + 1, _labelled(figure, "value"))
    keys = [column.key for column in shown]
    table = traced(figure)
    address_key = "source_url" if "source_url" in table else "source"
    wanted = (address_key, "edition", "published_on", "snapshot", UNOFFICIAL)
    return (*shown, *(_labelled(figure, key) for key in wanted if key in table and key not in keys))


def _labelled(figure: Figure, key: str) -> Column:
    return Column(key, vocabulary.label(figure.lang, key))


def _filled(figure: Figure, table: pd.DataFrame) -> pd.DataFrame:
    """The rows with address, edition, snapshot and the band's text; a row without a source stands for the figure's."""
    addresses = ";".join(dict.fromkeys(line.url for line in figure.sources if line.url)) or _own_address(figure)
    editions = list(dict.fromkeys(line.edition for line in figure.sources if line.edition))
    table = table.assign(snapshot=figure.snapshot)
    if "source" in table:
        own = table["source"].notna() & (table["source"] != "")
        known = table["source_url"] if "source_url" in table else pd.Series("", index=table.index, dtype=object)
        table = table.assign(source_url=known.where(own, addresses))
    else:
        table = table.assign(source=addresses)
    if "edition" not in table:
        table = table.assign(edition=";".join(editions))
    return table.assign(**{UNOFFICIAL: figure.unofficial}) if figure.unofficial else table


def _own_address(figure: Figure) -> str:
    """A list that is the explorer's own has no source but itself."""
    return address.pinned(figure) if figure.view else ""


def _written(value: Cell) -> str:
    if value is None:
        return ""
    return _quoted(value) if isinstance(value, str) else with_comma(value)


def _quoted(text: str) -> str:
    """Text is always in quotes: a separator or a quotation mark in it then cannot begin a cell (OWASP, CSV Injection)."""
    return '"' + harmless(unicodedata.normalize("NFC", text)).replace('"', '""') + '"' if text else ""
