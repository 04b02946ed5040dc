"""What a draft states otherwise than the snapshot it starts from, in every table: each change is asked about."""

from collections.abc import Mapping

import pytest

from snapshots.findings import Finding
from snapshots.questions import question_id
from snapshots.schema import tables
from snapshots.validate import validate_files
from tests.snapshots.conftest import ROWS, to_csv

Rows = list[dict[str, str]]
FACTS = ("ninh-binh", "vn")
WEIGHTS = [
    {"edition": "dti-2024-34", "indicator": name, "weight": weight, "basis": "published"}
    for name, weight in (("dti-awareness", "0.7"), ("dti-skills", "0.3"))
]


def _tables() -> dict[str, Rows]:
    """The test draft with a second target, a share of tasks, facts of two more units and weights that make a level."""
    skills = {**ROWS["indicators"][1], "id": "dti-skills"}
    return {
        **ROWS,
        "indicators": [*ROWS["indicators"], skills],
        "weights": WEIGHTS,
        "targets": [*ROWS["targets"], {**ROWS["targets"][0], "id": "t-2", "due": "2035", "value": "35"}],
        "tasks": [*ROWS["tasks"], {**ROWS["tasks"][0], "measure": "on-time-share", "value": "75", "unit": "percent"}],
        "province_facts": [
            {**ROWS["province_facts"][0], "population": "8800000", "area_km2": "3359.8"},
            *({"entity": name, "as_of": "2025-07-01", "population": "4400000", "area_km2": "3942.6"} for name in FACTS),
        ],
        "flags": [*ROWS["flags"], {**ROWS["flags"][0], "id": "revised", "kind": "revision"}],
    }  # fmt: skip


class Before:
    """A snapshot of these rows."""

    def rows(self, name: str) -> list[dict[str, str]]:
        return [{**dict.fromkeys(tables()[name].columns, ""), **row} for row in _tables()[name]]


def _asked(changed: Mapping[str, Rows], code: str = "") -> list[Finding]:
    report = validate_files({f"{name}.csv": to_csv(name, rows) for name, rows in {**_tables(), **changed}.items()}, Before())
    assert report.passed, [finding.message("en") for finding in report.findings if finding.severity == "error"]
    return [finding for finding in report.kept if code in ("", finding.code)]


def _edit(table: str, place: int, **cells: str) -> dict[str, Rows]:
    rows = _tables()[table]
    return {table: [{**row, **cells} if index == place else row for index, row in enumerate(rows)]}


# rule, what is changed (table, place, cells), what may be changed
CHANGES: list[tuple[str, tuple[str, int, dict[str, str]], tuple[str, int, dict[str, str]]]] = [
    ("changed_unexplained", ("tasks", 0, {"value": "46"}), ("tasks", 0, {"value": "45"})),
    ("changed_unexplained", ("targets", 0, {"value": "31"}), ("targets", 0, {"value": "31", "note_vi": "Nhập nhầm"})),
    ("changed_unexplained", ("targets", 0, {"value": "31"}), ("targets", 0, {"value": "31", "flags": "revised"})),
    ("changed_unexplained", ("targets", 0, {"due": "2031"}), ("targets", 0, {"name_vi": "Tỷ trọng kinh tế số"})),
    ("changed_unexplained", ("targets", 0, {"comparator": "<="}), ("targets", 0, {"source": "page-2"})),
    ("changed_unexplained", ("province_facts", 0, {"population": ""}), ("province_facts", 0, {"wards": "51"})),
    ("changed_unexplained", ("indicators", 2, {"unit": "tasks"}), ("indicators", 2, {"decimals": "1"})),
    ("unit_slip", ("province_facts", 0, {"population": "8800"}), ("province_facts", 0, {"population": "8800000"})),
    ("unit_slip", ("province_facts", 0, {"area_km2": "335980"}), ("province_facts", 0, {"area_km2": "3359.8"})),
    ("unit_slip", ("targets", 0, {"value": "3"}), ("targets", 0, {"value": "30"})),
    ("share_over", ("tasks", 1, {"value": "100.1"}), ("tasks", 1, {"value": "100", "note_vi": "Nhập nhầm"})),
    ("share_over", ("targets", 0, {"value": "-1"}), ("tasks", 0, {"value": "450", "note_vi": "Nhập nhầm"})),
    ("weights_sum", ("weights", 0, {"weight": "0.8"}), ("weights", 0, {"weight": "0.701"})),
]


@pytest.mark.parametrize(("code", "bad", "good"), CHANGES)
def test_what_is_stated_otherwise_is_asked_about(
    code: str, bad: tuple[str, int, dict[str, str]], good: tuple[str, int, dict[str, str]]
) -> None:
    (found,) = _asked(_edit(bad[0], bad[1], **bad[2]), code)
    assert found.file == f"{bad[0]}.csv"
    assert "{" not in found.message("vi") + found.remedy("vi") + found.allowed("vi")
    assert found.message("vi") != found.message("en")
    assert _asked(_edit(good[0], good[1], **good[2]), code) == []


def test_nothing_is_asked_where_nothing_was_changed_and_a_row_may_be_in_another_place() -> None:
    assert _asked({}) == []
    assert _asked({name: rows[::-1] for name, rows in _tables().items()}) == []


def test_a_change_of_unit_is_one_question_about_the_change_and_no_second_one() -> None:
    assert [one.code for one in _asked(_edit("province_facts", 0, population="8800"))] == ["unit_slip"]


def test_more_than_three_alike_are_one_question() -> None:
    facts = _tables()["province_facts"]
    more = [{**facts[1], "entity": name} for name in ("ninh-binh-63", "ha-nam-63")]
    before, after = [*facts, *more], [{**row, "population": row["population"][:-3]} for row in (*facts, *more)]

    class Longer(Before):
        def rows(self, name: str) -> list[dict[str, str]]:
            return [dict(row) for row in before] if name == "province_facts" else super().rows(name)

    draft = {**_tables(), "province_facts": after}
    report = validate_files({f"{name}.csv": to_csv(name, rows) for name, rows in draft.items()}, Longer())
    found = [finding for finding in report.kept if finding.severity == "question"]
    assert [(one.code, one.values["count"], one.values["factor"]) for one in found] == [("unit_slip_many", 5, "÷1000")]


def test_the_changed_cells_are_named_and_an_answer_holds_for_all_of_them() -> None:
    def both(second: str) -> Finding:
        rows = [{**row, "value": value} for row, value in zip(_tables()["targets"], ("31", second), strict=True)]
        (found,) = _asked({"targets": rows}, "changed_unexplained")
        return found

    assert both("36").values["names"] == "id=t-1: 30 → 31; id=t-2: 35 → 36"
    assert question_id(both("36")) != question_id(both("37"))


def test_the_figure_of_a_new_day_is_compared_with_the_day_before_it() -> None:
    facts = _tables()["province_facts"]
    for population, asked in (("9000000", 0), ("8800", 1)):
        later = {**facts[0], "as_of": "2026-07-01", "population": population}
        found = _asked({"province_facts": [*facts, later]}, "series_slip")
        assert [(one.row, one.values["earlier"]) for one in found] == [(5, "2025-07-01")] * asked


def test_two_figures_of_one_thing_are_both_left_as_they_are() -> None:
    rows = [*_tables()["tasks"], {**ROWS["tasks"][0], "value": "47"}]

    class Twice(Before):
        def rows(self, name: str) -> list[dict[str, str]]:
            filled = dict.fromkeys(tables()[name].columns, "")
            return [{**filled, **row} for row in rows] if name == "tasks" else super().rows(name)

    draft = {f"{name}.csv": to_csv(name, made) for name, made in {**_tables(), "tasks": rows}.items()}
    assert validate_files(draft, Twice()).findings == ()


def test_weights_that_add_up_as_in_another_edition_are_not_asked_about() -> None:
    def level(edition: str, *weights: str) -> Rows:
        return [{**row, "edition": edition, "weight": one} for row, one in zip(WEIGHTS, weights, strict=True)]

    assert _asked({"weights": [*level("dti-2023-63", "600", "340"), *level("dti-2024-34", "640", "300")]}, "weights_sum") == []
    assert len(_asked({"weights": [*level("dti-2023-63", "600", "340"), *level("dti-2024-34", "0.7", "0.3")]}, "weights_sum")) == 1
