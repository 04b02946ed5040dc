"""The table twin and the names of files."""

import io
import re
from dataclasses import replace

import pandas as pd
import pytest

from charts.figure import SourceLine
from exports.names import LONGEST, content_id, file_name
from exports.table import csv


def test_csv_can_be_read_back(make_ranking) -> None:
    figure = make_ranking(3)
    table = pd.read_csv(io.BytesIO(csv(figure)))
    assert table[["rank", "name", "value"]].values.tolist() == figure.table[["rank", "name", "value"]].values.tolist()


def test_every_row_keeps_source_edition_and_snapshot(make_ranking) -> None:
    table = pd.read_csv(io.BytesIO(csv(make_ranking(2))))
    assert list(table.columns) == ["entity", "value", "rank", "name", "source", "edition", "snapshot"]
    assert table.loc[1, ["source", "edition", "snapshot"]].tolist() == [
        "https://example.org/dti",
        "DTI 2024",
        "2026-11-21",
    ]


def test_a_rows_own_source_is_kept_and_several_sources_are_listed(make_ranking) -> None:
    figure = make_ranking(2)
    own = replace(figure, table=figure.table.assign(source=["one", "two"]))
    assert pd.read_csv(io.BytesIO(csv(own)))["source"].tolist() == ["one", "two"]
    two = replace(figure, sources=(*figure.sources, SourceLine("P", "T", "https://example.org/b")))
    assert pd.read_csv(io.BytesIO(csv(two)))["source"][0] == "https://example.org/dti;https://example.org/b"


def test_csv_is_plain_utf8_with_points_and_empty_for_missing(make_ranking) -> None:
    figure = make_ranking(2)
    table = figure.table.assign(value=[0.8241, None], rank=[1.0, None])
    text = csv(replace(figure, table=table)).decode("utf-8")
    assert text.splitlines()[1].startswith("e0,0.8241,1,Hà Nội 1,https")
    assert text.splitlines()[2].startswith("e1,,,Huế 2,https")
    assert "\r" not in text and not text.startswith("\ufeff") and text.endswith("\n")


def test_numbers_keep_the_digits_given(make_ranking) -> None:
    figure = make_ranking(1)
    table = figure.table.assign(value=[0.1 + 0.2])
    assert repr(0.1 + 0.2) in csv(replace(figure, table=table)).decode()


def test_file_names_have_the_parts_in_order(make_ranking) -> None:
    name = file_name(make_ranking(3), "DTI tỉnh34", "2024", "article", "png")
    assert re.fullmatch(r"dti-tinh34_2024_article_vi_2026-11-21_[0-9a-z]{4}\.png", name)


def test_another_view_has_another_name_and_the_same_view_the_same(make_ranking) -> None:
    assert content_id(make_ranking(3)) == content_id(make_ranking(3))
    ids = {content_id(make_ranking(count)) for count in (3, 4, 5)} | {content_id(make_ranking(3, dark=True))}
    assert len(ids) == 4


@pytest.mark.parametrize("subject", ["Đóng góp của kinh tế số vào GDP " * 8, "../../x", "a/b\\c"])
def test_names_are_short_and_safe(make_ranking, subject: str) -> None:
    name = file_name(make_ranking(3), subject, "2021/2025", "data", "csv")
    assert len(name) <= LONGEST
    assert re.fullmatch(r"[a-z0-9_.-]+", name)
    assert ".." not in name
