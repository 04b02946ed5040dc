"""A published table, written the way a clerk's programs write it, comes back as the identical bytes."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snapshots.intake import Ask, convert
from snapshots.schema import Field, Table, tables
from snapshots.store import Store
from snapshots.table import write_rows
from snapshots.validate import Rows

DATA = Path(__file__).resolve().parents[2] / "data"
NAMES = ("observations", "province_facts", "special_zones", "tasks", "targets", "indicators", "entities", "weights", "editions")
ENCODINGS = {
    "utf-8": "utf-8", "utf-8 with mark": "utf-8-sig", "utf-16": "utf-16", "utf-16 without mark, LE": "utf-16-le",
    "utf-16 without mark, BE": "utf-16-be",
}


@dataclass(frozen=True)
class Style:
    """How a clerk's program writes a table."""

    mark: str
    comma: bool
    thousands: str
    encoding: str
    apart: bool
    end: str
    quoted: bool
    names: bool
    title: bool
    blank: bool
    ordered: bool
    declared: bool


STYLES = st.builds(
    Style,
    mark=st.sampled_from([",", ";", "\t"]),
    comma=st.booleans(),
    thousands=st.sampled_from(["", ".", " ", "\u00a0", "\u202f", "'"]),
    encoding=st.sampled_from(list(ENCODINGS)),
    apart=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    quoted=st.booleans(),
    names=st.booleans(),
    title=st.booleans(),
    blank=st.booleans(),
    ordered=st.booleans(),
    declared=st.booleans(),
)


@pytest.fixture(scope="module")
def base() -> Rows:
    return Store(DATA).current()


def a_number(text: str, style: Style) -> str:
    """The number with the style's decimal mark, and marks between the thousands of whole parts above 9999."""
    sign, body = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = body.partition(".")
    if style.thousands and len(whole) > 4 and (style.comma or style.thousands != "."):
        whole = f"{int(whole):,}".replace(",", style.thousands)
    return sign + whole + ("," if style.comma else ".") * bool(point) + rest


def a_cell(field: Field, row: dict[str, str], table: Table, style: Style, known: dict[str, str]) -> str:
    text = row[field.name]
    if field.type in ("number", "integer") and text:
        return a_number(text, style)
    if style.names and field.name == "entity" and row.get("boundary"):
        return known[text]
    return text


def as_csv(table: Table, rows: list[dict[str, str]], style: Style, known: dict[str, str]) -> bytes:
    fields = table.fields if style.ordered else table.fields[::-1]
    buffer = io.StringIO(newline="")
    if style.declared and style.mark != ",":
        buffer.write(f"sep={style.mark}{style.end}")
    writer = csv.writer(buffer, delimiter=style.mark, lineterminator=style.end,
                        quoting=csv.QUOTE_ALL if style.quoted else csv.QUOTE_MINIMAL)
    if style.title:
        writer.writerow(["BẢNG SỐ LIỆU"])
    writer.writerow([field.name for field in fields])
    for row in rows:
        writer.writerow([a_cell(field, row, table, style, known) for field in fields])
        if style.blank:
            writer.writerow([])
    text = buffer.getvalue()
    return (unicodedata.normalize("NFD", text) if style.apart else text).encode(ENCODINGS[style.encoding])


def truth(ask: Ask, style: Style) -> str:
    """What the clerk would answer: the marks as the style writes them."""
    assert ask.rule == "thousands", ask
    return "decimals" if ("," in ask.found) == style.comma else "thousands"


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(style=STYLES, name=st.sampled_from(NAMES), seed=st.integers(0, 10_000), count=st.integers(1, 12))
def test_a_table_in_a_clerks_style_comes_back_identical(base: Rows, style: Style, name: str, seed: int, count: int) -> None:
    table, every = tables()[name], base.rows(name)
    rows = [every[(seed + 7 * place) % len(every)] for place in range(count)]
    known = {row["id"]: row["name_vi"] for row in base.rows("entities")}
    strict = write_rows(table.columns, [[row[column] for column in table.columns] for row in rows])
    raw = as_csv(table, rows, style, known)
    result = convert(table.path, raw, base)
    result = convert(table.path, raw, base, {ask.id: truth(ask, style) for ask in result.asks})
    assert not result.refusals, [item.message("en") for item in result.refusals]
    assert result.files == {table.path: strict}


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10_000), count=st.integers(1, 12), apart=st.booleans(), title=st.booleans())
def test_a_table_in_a_workbook_comes_back_identical(
    base: Rows, name: str, seed: int, count: int, apart: bool, title: bool,
) -> None:
    table, every = tables()[name], base.rows(name)
    rows = [every[(seed + 7 * place) % len(every)] for place in range(count)]
    book = openpyxl.Workbook()
    sheet = book.active
    if title:
        sheet.append(["BẢNG SỐ LIỆU"])
    sheet.append(list(table.columns))
    for number, row in enumerate(rows, 3 if title else 2):
        for place, field in enumerate(table.fields, 1):
            _write(sheet.cell(number, place), field, row[field.name], apart)
    buffer = io.BytesIO()
    book.save(buffer)
    strict = write_rows(table.columns, [[row[column] for column in table.columns] for row in rows])
    result = convert(table.path, buffer.getvalue(), base)
    assert (result.asks, result.refusals) == ((), ())
    assert result.files == {table.path: strict}


def _write(cell: openpyxl.cell.Cell, field: Field, text: str, apart: bool) -> None:
    if field.type in ("number", "integer") and text:
        cell.value = float(text) if "." in text else int(text)
        cell.number_format = "0." + "0" * len(text.partition(".")[2]) if "." in text else "General"
    elif text:
        cell.value = unicodedata.normalize("NFD", text) if apart else text
