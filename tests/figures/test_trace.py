"""The row behind a number is the row of the file: checked against the bytes, by another reader than the one that made it."""

import csv
import io
from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest

from charts.figure import Figure
from figures import catalogue, trace
from figures.context import Context
from snapshots.schema import tables
from snapshots.store import Snapshot
from snapshots.table import read_frame, write_rows

MEASURES = ["value", "rank"]


@cache
def _parsed(raw: bytes) -> list[list[str]]:
    return [[], *csv.reader(io.StringIO(raw.decode("utf-8"), newline=""))]


def _spreadsheet(snapshot: Snapshot, file: str) -> list[list[str]]:
    """The rows as a spreadsheet shows them: row 1 is the header."""
    return _parsed(snapshot.files[file])


def _views(context: Context) -> list[str]:
    """The first view of each kind of figure."""
    first: dict[str, str] = {}
    for path in catalogue.every(context):
        first.setdefault(path.split("/")[0], path)
    return list(first.values())


@pytest.fixture(scope="module")
def made(en: Context) -> dict[str, Figure]:
    return {path: catalogue.figure(en, path) for path in _views(en)}


def test_every_row_with_a_figure_leads_to_a_row_of_a_file(en: Context, made: dict[str, Figure]) -> None:
    for path, figure in made.items():
        if path.startswith("own-weights"):
            continue  # computed by the reader's weights: no row of a file holds it
        found = trace.rows_of(en, figure)
        valued = {
            position
            for position, (_, row) in enumerate(figure.table.iterrows())
            if any(trace.text(row, name) for name in MEASURES)
        }
        assert valued <= set(found["position"]), path
        assert set(found["table"]) <= {table.path for table in tables().values()}


def test_file_and_row_hold_the_keys_and_the_number(en: Context, made: dict[str, Figure]) -> None:
    checked = 0
    for path, figure in made.items():
        for _, row in trace.rows_of(en, figure).iterrows():
            sheet = _spreadsheet(en.tables, row["table"])
            cells = dict(zip(sheet[1], sheet[row["line"]], strict=True))
            for key in ("id", "dataset", "edition", "indicator", "entity", "period", "source"):
                if key in cells and trace.text(row, key):
                    assert cells[key] == row[key], (path, key, row["line"])
            if cells.get("value") and row["table"] == "observations.csv":
                drawn = figure.table.iloc[row["position"]]
                number = drawn.get("value")
                if path.split("/")[0] not in ("change", "slope") and number is not None and number == number:
                    assert float(cells["value"]) == pytest.approx(float(number), abs=1e-12), (path, row["line"])
                    checked += 1
    assert checked > 100


def test_rows_are_counted_as_a_spreadsheet_does_where_a_cell_holds_line_breaks() -> None:
    table = tables()["flags"]
    rows = [["one", "doubt", "a\nb", "a", "x\ny\nz", "y"], ["two", "doubt", "c", "c", "d", "d"]]
    raw = write_rows(table.columns, rows)
    frame = read_frame(raw, table)
    index = frame.index[frame["id"] == "two"][0]
    sheet = [[], *csv.reader(io.StringIO(raw.decode(), newline=""))]
    assert sheet[trace.Origin("flags", int(index)).line][0] == "two"
    assert raw.decode().splitlines()[trace.Origin("flags", int(index)).line - 1] != "two,doubt,c,c,d,d"


def test_a_unit_without_a_figure_has_no_row(en: Context) -> None:
    row = {
        "indicator": "dti-overall",
        "entity": "an-giang",
        "edition": "dti-2024-63",
        "value": float("nan"),
        "source": "",
    }
    assert trace.origins(en, row) == ()


def test_a_row_without_keys_has_no_table(en: Context) -> None:
    assert trace.table_of({"name": "x"}) == ""
    assert trace.origins(en, {"name": "x"}) == ()


OFFICE = "gso-digital-va-share-gdp"


def _office(context: Context, value: float) -> pd.DataFrame:
    rows = context.table("observations")
    return rows[(rows["indicator"] == OFFICE) & (rows["period"] == "2023") & (rows["value"] == value)]


def test_earlier_and_later_figures_of_one_period(en: Context) -> None:
    """12.33 % for 2023 was published in December 2023 and restated as 12.87 % in January 2025."""
    first, restated = _office(en, 12.33), _office(en, 12.87)
    assert trace.earlier(en, restated)["value"].tolist() == [12.33]
    assert trace.earlier(en, first).empty
    assert trace.later(en, first)["value"].tolist() == [12.87]
    assert trace.later(en, restated).empty


def test_a_revision_is_no_conflict(en: Context) -> None:
    for value in (12.33, 12.87):
        assert trace.conflicting(en, _office(en, value).iloc[0]).empty


def test_conflicting_figures_are_each_others(en: Context) -> None:
    """The mean of the 63 in 2020 is in print as 0.3026 and as 0.326."""
    rows = en.table("observations")
    both = rows[(rows["entity"] == "provinces-63") & rows["value"].isin([0.3026, 0.326])]
    told = {row["value"]: trace.conflicting(en, row)["value"].tolist() for _, row in both.iterrows()}
    assert told == {0.3026: [0.326], 0.326: [0.3026]}


def test_the_other_series_of_one_name(en: Context) -> None:
    found = trace.other_series(en, _office(en, 12.87).iloc[0])
    assert {trace.of(en, origin)["indicator"] for origin in found} == {"mic-digital-economy-share-gdp"}
    assert {trace.of(en, origin)["period"] for origin in found} == {"2023"}


def test_both_languages_and_older_snapshots_trace_too(context: Callable[..., Context]) -> None:
    for identity in ("2023-12-31", "2025-01-31"):
        old = context("vi", identity)
        figure = catalogue.figure(old, _views(old)[0])
        found = trace.rows_of(old, figure)
        assert len(found) > 0
        sheet = _spreadsheet(old.tables, found["table"].iloc[0])
        entity = dict(zip(sheet[1], sheet[found["line"].iloc[0]], strict=True)).get("entity", "")
        assert entity == trace.text(found.iloc[0], "entity")
