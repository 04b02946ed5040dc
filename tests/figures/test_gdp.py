"""The digital economy: two official series that never share a line, vintages, targets; and what is beside them."""

import pandas as pd

from charts.figure import Figure
from figures import gdp
from figures.context import Context


def _points(figure: Figure) -> pd.DataFrame:
    return figure.datasets["points"]


def test_two_series_never_share_a_line(digital: Figure) -> None:
    lines = _points(digital).query("segment != ''").groupby("segment")["series"].nunique()
    assert set(_points(digital)["series"]) == {gdp.OFFICE, gdp.MINISTRY}
    assert (lines == 1).all()


def test_a_line_never_joins_years_that_are_not_neighbours(digital: Figure) -> None:
    latest = _points(digital).query("latest and length == 'year'")
    assert (latest.sort_values("x").groupby("segment")["x"].diff().dropna() <= 1).all()


def test_the_ministrys_estimate_looks_different(digital: Figure) -> None:
    estimate = _points(digital).groupby("series")["estimate"].first()
    assert estimate[gdp.MINISTRY]
    assert not estimate[gdp.OFFICE]
    assert _points(digital).groupby("series")["colour"].nunique().eq(1).all()
    assert _points(digital)["colour"].nunique() == 2


def test_earlier_vintages_are_ghosts(digital: Figure) -> None:
    year = _points(digital).query("series == @gdp.OFFICE and x == 2023").sort_values("published")
    assert year["value"].tolist() == [12.33, 12.87]
    assert year["latest"].tolist() == [False, True]
    assert year["segment"].iloc[0] == ""
    each = _points(digital).query("latest").groupby(["series", "x"]).size()
    assert (each == 1).all()


def test_every_figure_is_in_the_table(digital: Figure, en: Context) -> None:
    rows = en.table("observations")
    own = rows[rows["indicator"].isin([gdp.OFFICE, gdp.MINISTRY]) & (rows["entity"] == "vn") & rows["value"].notna()]
    assert len(digital.table) == len(own) > len(_points(digital).query("latest"))
    assert sorted(digital.table["value"]) == sorted(own["value"])


def test_averages_are_in_the_table_only(digital: Figure) -> None:
    averages = digital.table.query("status == 'period_average'")
    assert len(averages)
    assert not set(averages["period_text"]) & set(_points(digital)["period_text"])


def test_targets_are_marked_when_due_and_missed_ones_say_so(digital: Figure) -> None:
    goals = digital.datasets["targets"].set_index("x")
    assert goals.loc[2030, "value"] == 30
    assert goals.loc[2030, "state"] == "pending"
    assert goals.loc[2025, "value"] == 20
    assert goals.loc[2025, "state"] == "missed"
    assert goals.index.max() <= 2030


def test_both_figures_are_told_with_their_year(digital: Figure) -> None:
    assert "14.02" in digital.words.finding
    assert "18.72" in digital.words.finding
    assert "2025" in digital.words.finding
    assert "18.72" not in " ".join(word for word in digital.words.finding.split(". ")[:1])


def test_sources_name_the_office_and_the_ministry(digital: Figure, en: Context) -> None:
    named = {line.publisher for line in digital.sources}
    assert en.name("producers", "nso") in named or en.name("producers", "gso") in named
    assert len(named) >= 2


def test_the_ladder_of_a_revised_year(en: Context) -> None:
    figure = gdp.ladder(en, "2023")
    assert figure.table["value"].tolist() == [12.33, 12.87]
    assert figure.table["published_on"].is_monotonic_increasing
    assert figure.period == "2023"


def test_wide_and_narrow_account_keep_their_own_names(en: Context) -> None:
    figure = gdp.joint_contribution(en)
    assert gdp.JOINT in set(figure.table["indicator"])
    assert figure.table.groupby("label")["indicator"].nunique().eq(1).all()
    assert "> 16.4" in " ".join(figure.table["value_text"])


def test_conflicting_figures_of_research_spending_stay(en: Context) -> None:
    figure = gdp.research(en)
    assert set(figure.table["indicator"]) == set(gdp.RESEARCH)
    shared = figure.datasets["points"].query("segment != ''").groupby("segment")["series"].nunique()
    assert (shared == 1).all()


def test_productivity_is_cut_where_the_source_changes(en: Context) -> None:
    latest = gdp.productivity(en).datasets["points"].query("latest and segment != ''").set_index("x")["segment"]
    assert latest[2019] != latest[2023]


def test_provincial_shares_of_one_series_and_year(en: Context) -> None:
    series = gdp.GRDP[0]
    years = gdp.grdp_years(en, series)
    figure = gdp.provincial_shares(en, series, years[0])
    assert set(figure.table["indicator"]) == {series}
    assert set(figure.table["period"]) == {years[0]}
    assert figure.table["value"].is_monotonic_decreasing
    assert "rank" not in [column.key for column in figure.columns]
    assert set(figure.table["boundary"]) <= {"63", "34"}


def test_one_year_is_never_drawn_over_two_sets_of_provinces(en: Context) -> None:
    for series in gdp.GRDP:
        for year in gdp.grdp_years(en, series):
            rows = gdp.grdp_rows(en, series, year)
            assert (
                rows["boundary"].nunique() == 1 or "boundary" in gdp.provincial_shares(en, series, year).words.subtitle
            )
