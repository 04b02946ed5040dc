"""The figure as one JSON document: words, addresses, snapshot, sources, columns and rows with machine keys."""

import json as codec
import unicodedata
from dataclasses import asdict
from typing import Any

from charts.figure import Column, Figure, Words
from exports import address, vocabulary
from exports.cells import Cell, cell, columns
from exports.sheets import indicators_of
from exports.table import traced
from exports.version import SOFTWARE
from figures.context import Context
from language import LANGUAGES

FORMAT = "r57-figure/1"
"""Name and version of this form of a figure."""


def json(context: Context, figure: Figure) -> bytes:
    """UTF-8, NFC, keys sorted, a line feed at the end; columns and rows keep the figure's order.

    Numbers are numbers at full precision, whole columns integers; what is missing is null, never zero.
    """
    document = {
        "format": FORMAT,
        "software": SOFTWARE,
        "kind": figure.name,
        "lang": figure.lang,
        "view": figure.view,
        "unofficial": figure.unofficial or None,
        "words": _words(figure),
        "addresses": _addresses(figure),
        "snapshot": {"id": figure.snapshot, "checksum": figure.checksum, "created": figure.created},
        "sources": [asdict(line) for line in figure.sources],
        "licence": list(dict.fromkeys(line.licence for line in figure.sources if line.licence)),
        "filters": [{"label": label, "value": value} for label, value in figure.filters],
        "columns": _columns(figure),
        "indicators": [_indicator(context, one) for one in indicators_of(context, figure)],
        "rows": rows(figure),
    }
    text = codec.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (unicodedata.normalize("NFC", text) + "\n").encode()


def rows(figure: Figure) -> list[dict[str, Cell]]:
    """The rows of the plain CSV by machine key; the empty text of a column is null as well."""
    cells = columns(traced(figure))
    return [
        {key: None if values[at] == "" else values[at] for key, values in cells.items()}
        for at in range(len(figure.table))
    ]


def _words(figure: Figure) -> dict[str, Any]:
    known: dict[str, Words] = {figure.lang: figure.words}
    if figure.other is not None:
        known[next(lang for lang in LANGUAGES if lang != figure.lang)] = figure.other
    return {lang: asdict(words) for lang, words in known.items()}


def _addresses(figure: Figure) -> dict[str, str]:
    if not figure.view:
        return {}
    return {
        "pinned": address.pinned(figure),
        "live": address.live(figure),
        "screen": address.screen(figure, frozen=True),
    }


def _columns(figure: Figure) -> list[dict[str, Any]]:
    """Key, label, unit, decimals and meaning of every column, in the order of the plain CSV."""
    shown = {column.key: column for column in figure.columns}
    found = [
        shown.get(str(key), Column(str(key), vocabulary.label(figure.lang, str(key)))) for key in traced(figure).columns
    ]
    return [
        {
            "key": column.key,
            "label": column.label,
            "unit": column.unit or None,
            "decimals": column.decimals,
            "meaning": {lang: vocabulary.meaning(lang, column.key) for lang in LANGUAGES},
        }
        for column in found
    ]


def _indicator(context: Context, indicator: str) -> dict[str, Any]:
    """What the indicator is, from the dictionary of the snapshot."""
    row = context.row("indicators", indicator)
    unit = context.row("units", row["unit"])
    return {
        "id": indicator,
        "dataset": row["dataset"],
        "name": {lang: row[f"name_{lang}"] for lang in LANGUAGES},
        "definition": {lang: row[f"definition_{lang}"] or None for lang in LANGUAGES},
        "unit": {"id": row["unit"], **{lang: unit[f"name_{lang}"] for lang in LANGUAGES}},
        "direction": row["direction"],
        "scale": {"from": cell(row["scale_min"]), "to": cell(row["scale_max"])},
        "decimals": int(row["decimals"]),
        "basis": row["basis"],
    }
