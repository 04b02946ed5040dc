"""The same view from two snapshots: cells changed, rows that came and went, in words a reader knows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from charts.figure import Column, Figure, Words
from exports.revision import Change, changes
from figures.context import Context
from snapshots.store import Store

COLUMNS = (Column("value_text", "Share"), Column("rank", "Rank", 0))
Row = Mapping[str, Any]


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(Store().current(), "en")


def figure(*rows: Row, **words: str) -> Figure:
    texts = {"title": "T", "subtitle": "S", "finding": "F", "alt": "A", **words}
    return Figure("trend", {}, {}, pd.DataFrame(list(rows)), COLUMNS, Words(**texts), (), "2026-11-21", "en")


def row(
    entity: str = "ha-noi", period: str = "2024", value: float | None = 12.5, rank: float | None = 1, **more: Any
) -> Row:
    text = "" if value is None else f"{value:.1f} %"
    return {"entity": entity, "period": period, "value": value, "value_text": text, "rank": rank, **more}


def test_the_same_rows_in_another_order_are_no_change(context: Context) -> None:
    one, two = row("ha-noi"), row("hue", rank=2)
    assert changes(context, figure(one, two), figure(two, one)) == ()
    assert changes(context, figure(), figure()) == ()


def test_a_changed_cell_is_told_with_its_row_old_and_new(context: Context) -> None:
    found = changes(context, figure(row(), row("hue")), figure(row(value=13.5, rank=None), row("hue")))
    assert found == (
        Change("revised", "Ha Noi, 2024", "Share", "12.5 %", "13.5 %"),
        Change("revised", "Ha Noi, 2024", "Rank", "1", ""),
    )


def test_missing_stays_missing_and_is_not_zero(context: Context) -> None:
    assert changes(context, figure(row(rank=None)), figure(row(rank=float("nan")))) == ()
    (found,) = changes(context, figure(row(rank=None)), figure(row(rank=0)))
    assert (found.old, found.new) == ("", "0")


def test_a_digit_that_no_shown_column_tells_is_told_in_full(context: Context) -> None:
    (found,) = changes(context, figure(row(value=12.51)), figure(row(value=12.52)))
    assert found == Change("revised", "Ha Noi, 2024", "value", "12.51", "12.52")
    places = (replace(COLUMNS[1], key="mean", label="Mean", decimals=1),)
    one, two = (replace(figure(row(mean=mean)), columns=places) for mean in (7.123, 7.124))
    assert changes(context, one, two) == (Change("revised", "Ha Noi, 2024", "Mean", "7.123", "7.124"),)


def test_rows_that_came_and_went_are_told(context: Context) -> None:
    found = changes(context, figure(row(), row("hue")), figure(row(), row("an-giang", value=None)))
    assert found == (
        Change("removed", "Hue, 2024", "Share", "12.5 %", ""),
        Change("added", "An Giang, 2024", "Rank", "", "1"),
    )


def test_a_later_release_on_another_page_is_a_change_and_not_another_row(context: Context) -> None:
    old = row(source="page-1", published_on="2024-12-29")
    new = row(value=13.5, source="page-2", published_on="2025-12-29")
    assert [change.kind for change in changes(context, figure(old), figure(new))] == ["revised"]


def test_two_releases_of_one_period_are_paired_by_release(context: Context) -> None:
    first = row(value=11.0, source="page-1", published_on="2023-12-29")
    second = row(value=12.0, source="page-2", published_on="2024-12-29")
    third = row(value=13.0, source="page-3", published_on="2025-12-29")
    found = changes(context, figure(first, second), figure(third, second, first))
    assert found == (Change("added", "Ha Noi, 2024", "Share", "", "13.0 %"),)


def test_words_that_no_cell_tells_are_told(context: Context) -> None:
    (found,) = changes(context, figure(row()), figure(row(), title="New"))
    assert (found.column, found.old, found.new) == ("title of the figure", "T", "New")


def test_rows_of_the_same_name_are_told_apart_by_what_is_shown(context: Context) -> None:
    columns = (Column("measure_text", "Measure"), *COLUMNS)
    rows = [row(measure=name, measure_text=name.title()) for name in ("done", "late")]
    later = [rows[0], {**rows[1], "rank": 5}]
    one, two = (replace(figure(*kept), columns=columns) for kept in (rows, later))
    assert changes(context, one, two) == (Change("revised", "Ha Noi, 2024, Late", "Rank", "1", "5"),)
