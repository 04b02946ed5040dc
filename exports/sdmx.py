"""Observations of a figure as SDMX-CSV 2.0, one dataflow a dataset.

Concepts and code lists follow SDMX: CL_FREQ, CL_OBS_STATUS, CL_DECIMALS and the observational time period (Technical
Notes, section 6: `2025-S1`, ranges as `start/duration`). Codes of areas, indicators, units and sources are the ids of
docs/data-model.md, so that a row can be joined with the files of the snapshot.
"""

import csv
import datetime as dt
import io
import re
import unicodedata

import pandas as pd

from charts.figure import Figure
from exports.cells import cell
from exports.order import OrderError
from figures import names
from figures.context import Context
from figures.views import mark

AGENCY = "R57"
VERSION = "1.0"
ACTION = "I"
"""Information: the file tells, it does not ask a receiver to append or delete."""
NOT_APPLICABLE, UNKNOWN = "_Z", "_U"
DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "BOUNDARY", "EDITION", "VINTAGE", "DATA_SOURCE", "TIME_PERIOD")
"""Together one of a kind in a dataset: revisions differ in VINTAGE, conflicting sources in DATA_SOURCE."""
MEASURES = ("OBS_VALUE", "RANK")
ATTRIBUTES = (
    "OBS_STATUS",
    "UNIT_MEASURE",
    "DECIMALS",
    "COMPARATOR",
    "OUT_OF",
    "RANK_BASIS",
    "GRADE",
    "STATUS",
    "FLAGS",
    "SOURCE_AGENCY",
    "SOURCE_URL",
    "SNAPSHOT",
    "COMMENT",
)
HEADER = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, *MEASURES, *ATTRIBUTES)
KEYS = ("indicator", "entity", "period")
"""A row that has all of these is an observation."""
STATUSES = {
    "reported": "A",
    "revised": "A",
    "final": "A",
    "period_average": "A",
    "preliminary": "P",
    "provisional": "P",
    "estimate": "E",
    "forecast": "F",
    "plan": "",
    "not_collected": "L",
    "not_applicable": "M",
}
"""CL_OBS_STATUS by our status, as docs/glossary.md has it; a plan has no code."""
NORMAL, BREAK, DOUBTFUL, MISSING = "A", "B", "U", "O"
BREAKS = {"break-before", "definition-change"}
COMPARATORS = {"=": "EQ", ">": "GT", ">=": "GE", "<": "LT", "<=": "LE", "~": "ABOUT"}
"""In letters: a cell that begins with a sign would run as a formula in a spreadsheet."""
_HALF = re.compile(r"([0-9]{4})-H([12])\Z")
_FORMS = (
    (re.compile(r"[0-9]{4}\Z"), "A"),
    (re.compile(r"[0-9]{4}-S[12]\Z"), "S"),
    (re.compile(r"[0-9]{4}-Q[1-4]\Z"), "Q"),
    (re.compile(r"[0-9]{4}-[0-9]{2}\Z"), "M"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"), "D"),
)
OTHER_FREQUENCY = "_O"


class NoObservationsError(OrderError):
    """The figure's rows are not observations; `text(lang)` is one sentence for the reader."""

    def __init__(self) -> None:
        super().__init__(
            mark("This figure holds no observations, so there is no SDMX file of it; CSV, XLSX and JSON hold its rows.")
        )


def sdmx_csv(context: Context, figure: Figure) -> bytes:
    """The rows that are observations: UTF-8, comma, CRLF, point decimals at full precision, missing as the empty cell.

    Columns: `HEADER`. Rows that are no observations (goals, units without a figure) are left out. COMMENT is in the
    reader's language. Raises NoObservationsError where none is left.
    """
    rows = observed(figure)
    if rows.empty:
        raise NoObservationsError
    told = [_row(context, row, figure.snapshot) for _, row in rows.iterrows()]
    content = io.StringIO()
    writer = csv.DictWriter(content, HEADER)
    writer.writeheader()
    writer.writerows(told)
    return unicodedata.normalize("NFC", content.getvalue()).encode()


def observed(figure: Figure) -> pd.DataFrame:
    """The rows of the figure that have indicator, entity and period, and a figure or a status.

    Goals (rows without dataset in a table that has datasets) and what rests on the reader's own choices are none.
    """
    if figure.unofficial or not set(KEYS) <= set(figure.table):
        return pd.DataFrame()
    keys = figure.table[[*KEYS, *(["dataset"] if "dataset" in figure.table else [])]]
    held = (keys.notna() & (keys != "")).all(axis=1)
    told = pd.Series(False, index=figure.table.index)
    for name in ("value", "rank", "grade", "status"):
        if name in figure.table:
            told |= figure.table[name].notna() & (figure.table[name] != "")
    return figure.table[held & told]


def time_period(period: str) -> str:
    """Our period as SDMX writes it: `2025-H1` as `2025-S1`, `2021/2025` as `2021-01-01/P5Y`; others are the same."""
    if "/" in period:
        start, end = period.split("/", 1)
        return f"{_first_day(start).isoformat()}/{_duration(start, end)}"
    half = _HALF.match(period)
    return f"{half[1]}-S{half[2]}" if half else period


def frequency(period: str) -> str:
    """CL_FREQ by the form of a period; a span of our own is `_O`, other."""
    return next((code for form, code in _FORMS if form.match(time_period(period))), OTHER_FREQUENCY)


def status_code(status: str, flags: str, missing: bool) -> str:
    """CL_OBS_STATUS: the status itself where it says more than normal, then a missing value, a break, a doubt."""
    code = STATUSES.get(status, NORMAL)
    own = set(flags.split(";"))
    if code != NORMAL:
        return code
    if missing:
        return MISSING
    if own & BREAKS:
        return BREAK
    return DOUBTFUL if "doubtful" in own or "probable-misprint" in own else NORMAL


def _row(context: Context, row: pd.Series, snapshot: str) -> dict[str, str]:
    text = {name: _text(row.get(name)) for name in row.index}
    indicator = context.row("indicators", text["indicator"])
    source = text.get("source", "")
    flags = text.get("flags", "")
    return {
        "STRUCTURE": "dataflow",
        "STRUCTURE_ID": f"{AGENCY}:{indicator['dataset']}({VERSION})",
        "ACTION": ACTION,
        "FREQ": frequency(text["period"]),
        "REF_AREA": text["entity"],
        "INDICATOR": text["indicator"],
        "BOUNDARY": text.get("boundary") or NOT_APPLICABLE,
        "EDITION": text.get("edition") or NOT_APPLICABLE,
        "VINTAGE": text.get("published_on") or UNKNOWN,
        "DATA_SOURCE": source or UNKNOWN,
        "TIME_PERIOD": time_period(text["period"]),
        "OBS_VALUE": text.get("value", ""),
        "RANK": _whole(text.get("rank", "")),
        "OBS_STATUS": status_code(text.get("status", ""), flags, not text.get("value")),
        "UNIT_MEASURE": str(indicator["unit"]),
        "DECIMALS": str(int(indicator["decimals"])),
        "COMPARATOR": COMPARATORS.get(text.get("comparator", ""), ""),
        "OUT_OF": _whole(text.get("out_of", "")),
        "RANK_BASIS": text.get("rank_basis", ""),
        "GRADE": text.get("grade", ""),
        "STATUS": text.get("status", ""),
        "FLAGS": flags,
        "SOURCE_AGENCY": text.get("producer", ""),
        "SOURCE_URL": _address(context, source),
        "SNAPSHOT": snapshot,
        "COMMENT": names.remarks(context, row) if {"flags", "note_vi", "note_en"} <= set(row.index) else "",
    }


def _text(value: object) -> str:
    known = cell(value)
    return "" if known is None else str(known)


def _whole(text: str) -> str:
    return text.removesuffix(".0")


def _address(context: Context, source: str) -> str:
    if not context.has("sources", source):
        return ""
    row = context.row("sources", source)
    return str(row["original_url"] or row["url"])


def _first_day(part: str) -> dt.date:
    """The first day of a year, half, quarter, month or day."""
    year, _, rest = part.partition("-")
    if rest[:1] in ("H", "Q"):
        return dt.date(int(year), 1 + (int(rest[1]) - 1) * (6 if rest[0] == "H" else 3), 1)
    return dt.date.fromisoformat(part + "-01-01"[3 * part.count("-") :])


def _duration(start: str, end: str) -> str:
    """ISO 8601 duration from the first day of `start` to the last day of `end`, both of the same form."""
    first, last = _first_day(start), _first_day(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    form = frequency(end)
    if form == "D":
        return f"P{(last - first).days + 1}D"
    months += {"A": 12, "S": 6, "Q": 3, "M": 1}[form]
    return f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"
