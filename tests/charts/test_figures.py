"""Figures as values: what is drawn from which row, and that every specification is Vega-Lite."""

import json

import altair as alt
import pandas as pd
import pytest
import vl_convert

from charts.bars import bars_figure, stacked_figure, tasks_figure
from charts.bump import bump_figure
from charts.figure import Figure
from charts.ladder import first_latest_figure, ladder_figure
from charts.profile import profile_figure
from charts.ranking import ranking_figure
from charts.slope import slope_figure
from charts.spark import spark
from charts.specs import axis_label, column_width, legend, spread
from charts.targets import targets_figure
from charts.trend import position, trend_figure

RANKING = pd.DataFrame(
    {
        "entity": ["a", "b", "c", "d"],
        "name": ["An Giang", "Bắc Ninh", "Cà Mau", "Đà Nẵng"],
        "rank": [1, 2, 2, None],
        "value": [0.9, 0.8, None, None],
        "movement": [1, -2, 0, None],
        "reason": ["", "", "", "not published"],
    }
)
TREND = pd.DataFrame(
    [
        ("s", "Series", "2020", 10.0, "reported", "2021"),
        ("s", "Series", "2021", 11.0, "preliminary", "2022-01"),
        ("s", "Series", "2021", 11.5, "reported", "2023-01"),
        ("s", "Series", "2020/2021", 10.8, "period_average", "2023-01"),
        ("s", "Series", "2023", 13.0, "preliminary", "2024-01"),
        ("m", "Ministry", "2021", 18.0, "estimate", "2022"),
        ("m", "Ministry", "2021-H1", 17.0, "estimate", "2021"),
    ],
    columns=["series", "label", "period", "value", "status", "published_on"],
)
TARGETS = pd.DataFrame(
    {"period": ["2025", "2030"], "value": [20, 30], "comparator": ["~", ">="], "missed": [True, None]}
)
BUMP = pd.DataFrame(
    [
        ("a", "A", "2020", 1, "old"),
        ("b", "B", "2020", 2, "old"),
        ("a", "A", "2021", 2, "new"),
        ("b", "B", "2021", 1, "new"),
        ("a", "A", "2022", 1, "new"),
        ("b", "B", "2022", None, "new"),
    ],
    columns=["entity", "name", "edition", "rank", "segment"],
)
SLOPE = pd.DataFrame({"entity": ["a", "b"], "name": ["A", "B"], "before": [0.5, None], "after": [0.6, 0.7]})
LADDER = pd.DataFrame(
    {"published_on": ["2025-01-06", "2023-12-04"], "value": [12.83, 12.67], "status": ["revised", "preliminary"]}
)
STACK = pd.DataFrame(
    [
        ("2022", "core", "Core", 7.0),
        ("2022", "rest", "Rest", 5.0),
        ("2023", "core", "Core", 8.0),
        ("2023", "rest", "Rest", None),
    ],
    columns=["period", "part", "label", "value"],
)
TASKS = pd.DataFrame(
    [
        ("x", "X", "completed_on_time", 97),
        ("x", "X", "overdue", 3),
        ("y", "Y", "in_progress", 40),
        ("y", "Y", "assigned", 40),
    ],
    columns=["entity", "name", "measure", "value"],
)
PROFILE = pd.DataFrame(
    {
        "indicator": ["i", "j"],
        "label": ["I", "J"],
        "value": [5.0, None],
        "mean": [4.0, 6.0],
        "best": [9.0, None],
        "scale_min": [0, 0],
        "scale_max": [10, 10],
        "rank": [3, None],
        "out_of": [34, 34],
    }
)
GOALS = pd.DataFrame(
    [
        ("i", "I", "value", "2025", 15.0, "="),
        ("i", "I", "target", "2030", 30.0, ">="),
        ("j", "J", "target", "2030", 2.0, ">="),
        ("k", "K", "value", "2024", 71.0, "="),
        ("k", "K", "target", "2030", 50.0, "<="),
    ],
    columns=["indicator", "label", "kind", "period", "value", "comparator"],
)
BARS = pd.DataFrame({"entity": ["a", "b"], "name": ["A", "B"], "value": [10.0, None], "comparator": [">", "="]})


def every_figure(parts: dict, dark: bool = False) -> list[Figure]:
    given = {**parts, "dark": dark}
    first_latest = pd.DataFrame({"period": ["2021"], "first": [12.8], "latest": [12.9]})
    return [
        ranking_figure(RANKING, **given, chosen=["b"], mean=0.85),
        trend_figure(TREND, **given, targets=TARGETS, estimates=["m"], unit="%"),
        bump_figure(BUMP, **given, chosen=["a"]),
        slope_figure(SLOPE, **given, chosen=["a"], labels=("2020", "2021")),
        ladder_figure(LADDER, **given),
        first_latest_figure(first_latest, **given),
        bars_figure(BARS, **given),
        stacked_figure(STACK, **given),
        tasks_figure(TASKS, **given),
        profile_figure(PROFILE, **given),
        targets_figure(GOALS, **given),
    ]


def drawn(figure: Figure) -> dict:
    data = {name: json.loads(table.to_json(orient="records")) for name, table in figure.datasets.items()}
    return {**figure.spec, "width": 340, "datasets": data}


@pytest.mark.parametrize("dark", [False, True])
def test_every_specification_is_vega_lite_without_data(parts: dict, dark: bool) -> None:
    for figure in every_figure(parts, dark):
        alt.LayerChart.from_dict(dict(figure.spec), validate=True)
        assert "datasets" not in figure.spec, figure.name
        assert "values" not in json.dumps([part.get("data") for part in (figure.spec, *figure.spec["layer"])]), (
            figure.name
        )


def test_every_figure_is_drawn_with_every_dataset_it_names(parts: dict) -> None:
    for figure in every_figure(parts):
        named = {part["data"]["name"] for part in (figure.spec, *figure.spec["layer"]) if "data" in part}
        assert named == set(figure.datasets), figure.name
        assert "<svg" in vl_convert.vegalite_to_svg(drawn(figure)), figure.name


def test_every_figure_carries_the_alternative_text_and_the_rows_given(parts: dict) -> None:
    for figure in every_figure(parts):
        assert figure.spec["description"] == "Alternative text."
        assert figure.spec["width"] == "container"
    assert every_figure(parts)[0].table is RANKING


def test_the_specification_is_built_once(parts: dict) -> None:
    one, other = (ranking_figure(RANKING, **parts, chosen=chosen) for chosen in (["a"], ["b"]))
    assert one.spec["layer"] is other.spec["layer"]


def test_lists_can_be_clicked_by_entity(parts: dict) -> None:
    for figure in every_figure(parts):
        if figure.name in ("ranking", "bars", "bump", "slope"):
            assert '"name": "entity"' in json.dumps(figure.spec["params"]), figure.name


def test_a_missing_value_is_a_reason_and_a_rank_alone_is_hollow(parts: dict) -> None:
    rows = ranking_figure(RANKING, **parts).datasets["rows"]
    assert rows["place"].tolist() == ["1", "=2", "=2", "–"]
    assert rows["mark"].tolist() == ["value", "value", "rank", "none"]
    assert rows["instead"].tolist() == ["", "", "rank only", "not published"]
    assert rows["value_text"].tolist() == ["0.90", "0.80", "", ""]
    assert rows["value"].isna().tolist() == [False, False, True, True]


def test_movement_is_a_sign_and_a_number_and_none_where_not_comparable(parts: dict) -> None:
    figure = ranking_figure(RANKING, **parts)
    assert figure.datasets["rows"]["movement_text"].tolist() == ["▲1", "▼2", "=", ""]
    assert any("▲" in note for note in figure.words.notes)


def test_a_row_has_the_same_height_however_many_there_are(parts: dict) -> None:
    few, many = ranking_figure(RANKING.head(1), **parts), ranking_figure(RANKING, **parts)
    assert many.spec["height"] - few.spec["height"] == 3 * 22


def test_vietnamese_labels_have_a_decimal_comma(parts: dict) -> None:
    figure = ranking_figure(RANKING, **{**parts, "lang": "vi"}, mean=0.85)
    assert figure.datasets["rows"]["value_text"][0] == "0,90"
    assert figure.datasets["mean"]["label"][0] == "Trung bình 0,85"
    assert axis_label("vi") != axis_label("en")


def test_trend_keeps_the_latest_vintage_and_draws_no_average(parts: dict) -> None:
    points = trend_figure(TREND, **parts).datasets["points"]
    assert 10.8 not in points["value"].tolist()
    series = points[points["series"] == "s"]
    assert series.loc[series["x"].eq(2021), ["value", "latest"]].values.tolist() == [[11.0, False], [11.5, True]]


def test_trend_is_cut_at_a_missing_year_and_never_joins_half_years_or_producers(parts: dict) -> None:
    points = trend_figure(TREND, **parts, estimates=["m"]).datasets["points"]
    pieces = points[points["latest"]].groupby("segment")["x"].apply(list).tolist()
    assert sorted(pieces) == [[2020.0, 2021.0], [2020.75], [2021.0], [2023.0]]


def test_a_break_cuts_the_line_and_has_a_mark_between(parts: dict) -> None:
    rows = TREND.head(2).assign(segment=["old", "new"])
    figure = trend_figure(rows, **parts)
    assert figure.datasets["breaks"]["x"].tolist() == [2020.5]
    assert figure.datasets["points"]["segment"].nunique() == 2


def test_a_missed_target_is_said_and_a_future_one_is_pending(parts: dict) -> None:
    goals = trend_figure(TREND, **parts, targets=TARGETS, unit="%").datasets["targets"]
    assert goals["state"].tolist() == ["missed", "pending"]
    assert goals["text"].tolist() == ["Target 2025: ≈ 20% (not reached)", "Target 2030: ≥ 30%"]


def test_a_trend_that_does_not_start_at_zero_says_so(parts: dict) -> None:
    notes = trend_figure(TREND.head(2), **parts).words.notes
    assert "The value axis does not start at zero." in notes
    assert (
        "The value axis does not start at zero."
        not in trend_figure(TREND.assign(value=[1, 2, 3, 4, 5, 6, 7]), **parts).words.notes
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2024", 2024),
        ("2024-H1", 2023.75),
        ("2024-H2", 2024.25),
        ("2024-Q1", 2023.625),
        ("2021/2025", None),
        ("yearly", None),
    ],
)
def test_periods_have_a_place_on_the_axis_of_years(text: str, place: float | None) -> None:
    assert position(text) == place


def test_bump_lines_are_cut_where_editions_do_not_compare(parts: dict) -> None:
    data = bump_figure(BUMP, **parts, chosen=["a"]).datasets
    assert data["rows"].groupby("segment")["rank"].apply(list).to_dict() == {
        "a/1": [
            1,
        ],
        "a/2": [2, 1],
        "b/1": [2],
        "b/2": [1],
    }
    assert data["breaks"]["x"].tolist() == [0.5]
    assert data["ends"]["text"].tolist() == ["1  A"]


def test_slope_leaves_out_an_entity_without_one_of_the_two(parts: dict) -> None:
    figure = slope_figure(SLOPE, **parts, chosen=["a", "b"])
    assert set(figure.datasets["rows"]["entity"]) == {"a"}
    assert len(figure.table) == 2


def test_ladder_orders_by_publication_and_gives_the_steps(parts: dict) -> None:
    rows = ladder_figure(LADDER, **parts, unit="%", change_unit=" pp").datasets["rows"]
    assert rows["value"].tolist() == [12.67, 12.83]
    assert rows["change_text"].tolist() == ["", "+0.16 pp"]
    assert rows["soft"].tolist() == [True, False]


def test_stack_draws_only_periods_with_every_part(parts: dict) -> None:
    rows = stacked_figure(STACK, **parts).datasets["rows"]
    assert rows[["row", "start", "end"]].values.tolist() == [["2022", 0.0, 7.0], ["2022", 7.0, 12.0]]


def test_a_segment_too_narrow_for_its_number_has_it_beside_the_row(parts: dict) -> None:
    rows = tasks_figure(TASKS, **parts).datasets["rows"]
    assert rows[["row", "text", "wide"]].values.tolist() == [["X", "97", True], ["X", "3", False], ["Y", "40", True]]
    assert rows["beside"].tolist() == ["3 overdue", "3 overdue", ""]


def test_profile_marks_shares_of_the_scale_and_only_what_is_known(parts: dict) -> None:
    data = profile_figure(PROFILE, **parts, name="Huế").datasets
    marks = data["marks"].set_index(["order", "role"])["share"].to_dict()
    assert marks == {(0, "value"): 0.5, (0, "mean"): 0.4, (1, "mean"): 0.6, (0, "best"): 0.9}
    assert data["rows"]["place"].tolist() == ["place 3 of 34", "no figure"]
    assert data["keys"]["label"].tolist() == ["Huế", "Mean", "Best"]


def test_targets_are_shares_of_their_own_scale_and_less_is_better_has_no_bar(parts: dict) -> None:
    data = targets_figure(GOALS, **parts).datasets
    assert data["rows"][["share", "bar"]].fillna(-1).values.tolist() == [[0.5, True], [-1, False], [1.0, False]]
    assert data["rows"]["instead"].tolist() == ["", "not measured yet", ""]
    assert data["targets"]["text"].tolist() == ["2030: ≥ 30", "2030: ≥ 2", "2030: ≤ 50"]


def test_bars_write_the_comparator_and_no_zero_for_missing(parts: dict) -> None:
    rows = bars_figure(BARS, **parts, unit="%").datasets["rows"]
    assert rows["value_text"].tolist() == ["> 10.0%", ""]
    assert rows["instead"].tolist() == ["", "no figure"]


def test_spark_has_no_axis_and_a_gap_for_a_missing_year() -> None:
    spec, data = spark(pd.DataFrame({"period": ["2020", "2021", "2023"], "value": [1, 2, 3]}), "Course")
    assert data["spark"]["segment"].nunique() == 2
    assert (spec["height"], spec["description"]) == (40, "Course")
    assert all(layer["encoding"]["x"]["axis"] is None for layer in spec["layer"])


def test_labels_are_moved_apart_and_keep_their_order() -> None:
    placed = spread([5.0, 5.1, 9.0], 1.0)
    assert placed == pytest.approx([4.55, 5.55, 9.0])
    assert spread([], 1.0) == []


def test_a_legend_breaks_into_lines_that_fit() -> None:
    keys = legend([{"label": "x" * 20}, {"label": "y" * 20}], 200)
    assert keys["line"].tolist() == [0, 1]
    assert keys["up"].tolist() == [-27.0, -9.0]


def test_column_width_has_few_values() -> None:
    assert {column_width(["x" * letters]) for letters in range(7)} == {40}
    assert column_width(["Bộ Nông nghiệp và Môi trường"]) % 8 == 0


def test_padding_is_given_by_side_as_the_browser_component_needs_it(parts: dict) -> None:
    specs = [figure.spec for figure in every_figure(parts)]
    specs.append(spark(pd.DataFrame({"period": ["2020"], "value": [1]}), "Course")[0])
    assert all(set(spec["padding"]) == {"left", "top", "right", "bottom"} for spec in specs)


def test_what_can_be_clicked_lies_over_everything_else(parts: dict) -> None:
    for figure in every_figure(parts):
        if figure.name in ("ranking", "bars", "bump", "slope"):
            (selection,) = [param for param in figure.spec["params"] if "select" in param]
            assert selection["views"] == [figure.spec["layer"][-1]["name"]], figure.name
            assert figure.spec["layer"][-1]["mark"]["opacity"] == 0, figure.name


def test_a_long_name_takes_two_lines_and_a_higher_row(parts: dict) -> None:
    rows = RANKING.assign(name=["Bộ Nông nghiệp và Môi trường", "B", "C", "D"])
    figure = ranking_figure(rows, **parts)
    assert figure.datasets["rows"]["label"].tolist() == ["Bộ Nông nghiệp và Môi\ntrường", "B", "C", "D"]
    assert figure.spec["height"] > ranking_figure(RANKING, **parts).spec["height"]


def test_a_missing_reason_is_no_figure_and_never_nan(parts: dict) -> None:
    rows = bars_figure(BARS.assign(reason=[None, float("nan")]), **parts).datasets["rows"]
    assert rows["instead"].tolist() == ["", "no figure"]


@pytest.mark.parametrize(
    ("draw", "rows"),
    [
        (ranking_figure, RANKING),
        (trend_figure, TREND),
        (bump_figure, BUMP),
        (slope_figure, SLOPE),
        (ladder_figure, LADDER),
        (bars_figure, BARS),
        (stacked_figure, STACK),
        (tasks_figure, TASKS),
        (profile_figure, PROFILE),
        (targets_figure, GOALS),
    ],
)
def test_an_empty_table_is_an_empty_picture(parts: dict, draw, rows: pd.DataFrame) -> None:
    figure = draw(rows.head(0), **parts)
    assert figure.table.empty
    assert "<svg" in vl_convert.vegalite_to_svg(drawn(figure))
