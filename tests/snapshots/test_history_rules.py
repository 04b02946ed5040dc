"""Questions a draft raises beside the snapshot it starts from: each rule raised, and not raised by its neighbour."""

import csv
import io
import re
import string
from collections.abc import Callable, Mapping, Sequence

import pytest

from snapshots.column_rules import is_shifted
from snapshots.findings import Finding, Report
from snapshots.questions import question_id
from snapshots.robust import best_run, in_order, rank_correlation, ranks, spread
from snapshots.rules import RULES
from snapshots.validate import validate_files
from tests.snapshots.conftest import ROWS, to_csv

Files = dict[str, bytes]
Rows = list[dict[str, str]]
CODES = (
    "unit_slip_many", "series_slip", "series_slip_many", "jump", "jump_many", "sign_flip", "outlier",
    "revision_unexplained", "fewer_entities", "parts_sum", "rank_order_many",
    "rank_pair_many", "period_nearly_copied", "swapped", "sorted", "decimals_more", "rank_shared", "rank_pair", "period_copied", "shifted",
)  # fmt: skip
TOWNS = tuple(f"town-{number:02d}" for number in range(12))
# no order of these resembles the order one row further down (rank correlation 0.15)
SCORES = (52.1, 60.4, 48.3, 71.9, 55.0, 44.6, 66.2, 58.8, 50.7, 63.5, 47.2, 69.0)


class Before:
    """A snapshot of these rows."""

    def __init__(self, tables: Mapping[str, Rows]) -> None:
        self._tables = tables

    def rows(self, name: str) -> list[dict[str, str]]:
        return [dict(row) for row in self._tables.get(name, [])]


def _tables(observations: Rows) -> dict[str, Rows]:
    """The test draft with twelve towns, four indicators and these observations instead of its series."""
    indicator = {"dataset": "gdp", "direction": "higher", "basis": "measured", "decimals": "1"}
    names = {"score": ("", "points"), "core": ("gdp-share", "part"), "other": ("gdp-share", "part"), "sum": ("", "vnd")}
    return {
        **ROWS,
        "observations": [*(row for row in ROWS["observations"] if row["dataset"] == "dti"), *observations],
        "flags": [*ROWS["flags"], {**ROWS["flags"][0], "id": "revised", "kind": "revision"}],
        "units": [*ROWS["units"], _unit("points", "index"), _unit("part", "share"), _unit("vnd", "amount")],
        "indicators": [
            *ROWS["indicators"],
            *(
                {**indicator, "id": name, "name_vi": name, "name_en": name, "parent": parent, "unit": unit}
                for name, (parent, unit) in names.items()
            ),
        ],
        "entities": [
            *ROWS["entities"],
            *({"id": name, "kind": "ministry", "name_vi": name.title(), "name_en": name.title()} for name in TOWNS),
        ],
    }


def _unit(name: str, kind: str) -> dict[str, str]:
    return {"id": name, "kind": kind, "name_vi": name, "name_en": name}


def _row(indicator: str, entity: str, period: str, value: object, **cells: str) -> dict[str, str]:
    known = {"dataset": "gdp", "comparator": "=", "published_on": "2025-01-06", "source": "page-1"}
    return {**known, "indicator": indicator, "entity": entity, "period": period, "value": str(value), **cells}


def _column(
    period: str, values: Sequence[object], indicator: str = "score", ranked: Sequence[int] = (), **cells: str
) -> Rows:
    rows = [_row(indicator, town, period, value, **cells) for town, value in zip(TOWNS, values, strict=False)]
    return [{**row, "rank": str(rank)} for row, rank in zip(rows, ranked, strict=True)] if ranked else rows


def _yearly(indicator: str, values: Sequence[object], first: int = 2018) -> Rows:
    return [_row(indicator, "vn", str(first + index), value) for index, value in enumerate(values)]


def _report(before: Rows, after: Rows) -> Report:
    draft = {f"{name}.csv": to_csv(name, rows) for name, rows in _tables(after).items()}
    return validate_files(draft, Before(_tables(before)))


def _asked(before: Rows, after: Rows, code: str) -> list[Finding]:
    report = _report(before, after)
    assert report.passed, [finding.message("en") for finding in report.findings if finding.severity == "error"]
    return [finding for finding in report.kept if finding.code == code]


def _next(values: Sequence[float], *, add: float = 0.3) -> list[float]:
    return [round(value + add, 1) for value in values]


STEADY = _yearly("sum", [100, 104, 109, 113, 118])
PARTS = [_row("core", "vn", "2022", 62), _row("other", "vn", "2022", 38)]
OLD = _column("2022", SCORES)
# each 0.1 to 0.5 more than in 2022, but that the fourth and the sixth have each other's value
SWAPPED = (52.4, 60.5, 48.7, 44.7, 55.1, 72.1, 66.4, 59.3, 50.9, 63.9, 47.3, 69.5)

# rule, snapshot before, rows added, rows added that ask nothing of the kind
CASES: list[tuple[str, Rows, Rows, Rows]] = [
    ("series_slip", STEADY, _yearly("sum", ["1.23"], 2023), _yearly("sum", [123], 2023)),
    ("series_slip", STEADY, _yearly("sum", [123000], 2023), _yearly("sum", [190], 2023)),
    ("jump", STEADY, _yearly("sum", [190], 2023), _yearly("sum", [124], 2023)),
    ("jump", STEADY, _yearly("sum", [70], 2023), _yearly("sum", [121], 2023)),
    ("outlier", OLD, _column("2023", [*_next(SCORES)[:-1], 160]), _column("2023", _next(SCORES))),
    ("fewer_entities", OLD, _column("2023", _next(SCORES)[:11]), _column("2023", _next(SCORES))),
    (
        "parts_sum", PARTS,
        [_row("core", "vn", "2023", 62.2), _row("other", "vn", "2023", 38)],
        [_row("core", "vn", "2023", 62.1), _row("other", "vn", "2023", 38)],
    ),
    (
        "rank_pair", [],
        _column("2023", (80, 70), rank="2") [:1] + _column("2023", (80, 90), rank="3")[1:],
        _column("2023", (80, 70), rank="2") [:1] + _column("2023", (80, 70), rank="3")[1:],
    ),
    ("period_copied", OLD, _column("2023", SCORES), _column("2023", [*SCORES[:-1], 69.1])),
    ("shifted", OLD, _column("2023", [*SCORES[1:], 52.2]), _column("2023", _next(SCORES))),
    ("shifted", OLD, _column("2023", [52.2, *SCORES[:-1]]), _column("2023", [*SCORES[:-2], 69.0, 47.3])),
    (
        "period_nearly_copied", OLD,
        _column("2023", [*SCORES[:-1], 69.1]), _column("2023", [*SCORES[:-2], 47.3, 69.1]),
    ),
    ("shifted", OLD, _column("2023", [*SCORES[2:], 60.5, 52.2]), _column("2023", _next(SCORES))),
    ("swapped", OLD, _column("2023", SWAPPED), _column("2023", [*_next(SCORES)[:3], 80.0, *_next(SCORES)[4:]])),
    ("sorted", OLD, _column("2023", sorted(_next(SCORES))), _column("2023", [*sorted(_next(SCORES))[:-1], 50.2])),
    ("sorted", OLD, _column("2023", sorted(_next(SCORES))[::-1]), _column("2023", [50.0] * 6 + [51.0] * 6)),
    (
        "decimals_more", OLD,
        _column("2023", [*_next(SCORES)[:-1], 69.123]), _column("2023", [*_next(SCORES)[:-1], 69.12]),
    ),
    ("rank_shared", OLD, _column("2023", [""] * 3, rank="1"), _column("2023", [""] * 2, rank="1")),
    ("rank_shared", OLD, _column("2023", [""] * 3, rank="1"), _column("2023", [70.1] * 3, rank="1")),
    (
        "rank_pair_many", OLD,
        _column("2023", _next(SCORES)[:10], ranked=range(1, 11)),
        _column("2023", sorted(_next(SCORES)[:10])[::-1], ranked=range(1, 11)),
    ),
    (
        "series_slip_many", OLD,
        _column("2023", [round(value * 100) for value in SCORES]), _column("2023", _next(SCORES)),
    ),
    (
        "jump_many", [row for year in range(2018, 2023) for row in _column(str(year), SCORES)],
        _column("2023", [value + 30 for value in SCORES]), _column("2023", _next(SCORES)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "before", "added", "usual"), CASES)
def test_new_figures_raise_the_question_and_usual_ones_do_not(
    code: str, before: Rows, added: Rows, usual: Rows
) -> None:
    assert len(_asked(before, [*before, *added], code)) == 1
    assert _asked(before, [*before, *usual], code) == []


@pytest.mark.parametrize(("code", "before", "added", "usual"), CASES)
def test_what_was_published_with_the_question_is_not_asked_again(
    code: str, before: Rows, added: Rows, usual: Rows
) -> None:
    published = [*before, *added]
    assert _asked(published, published, code) == []
    assert _asked(published, list(reversed(published)), code) == []


def _changed(value: object, was: object = 12.5, **cells: str) -> tuple[Rows, Rows]:
    return [_row("gdp-share", "vn", "2023", was)], [_row("gdp-share", "vn", "2023", value, **cells)]


# rule, value before, value now, other cells now, whether it is asked
CHANGES: list[tuple[str, object, object, dict[str, str], bool]] = [
    ("sign_flip", 12.5, 13.5, {}, False),
    ("revision_unexplained", 12.5, 13.5, {}, True),
    ("revision_unexplained", 12.5, "", {"status": "not_collected"}, True),
    ("revision_unexplained", 12.5, 12.5, {}, False),
    ("revision_unexplained", 12.5, 13.5, {"note_vi": "Nhập nhầm", "note_en": "Typing error"}, False),
    ("revision_unexplained", 12.5, 13.5, {"published_on": "2026-01-05"}, False),  # a revision as it should be
    ("unit_slip", 12.5, "1.25", {}, True),
    ("unit_slip", 12.5, 13.5, {}, False),
]


@pytest.mark.parametrize(("code", "was", "now", "cells", "asked"), CHANGES)
def test_a_figure_changed_in_place_raises_its_question(
    code: str, was: object, now: object, cells: dict[str, str], asked: bool
) -> None:
    before, after = _changed(now, was, **cells)
    kept = before if "published_on" in cells else []
    assert bool(_asked(before, [*kept, *after], code)) is asked


def test_a_value_that_changes_its_sign_is_a_question() -> None:
    before, after = _yearly("sum", [118]), _yearly("sum", [-118])
    assert [finding.values["old"] for finding in _asked(before, after, "sign_flip")] == ["118"]


def test_a_flag_of_the_kind_revision_explains_a_changed_figure() -> None:
    assert _asked(*_changed(13.5, flags="revised"), "revision_unexplained") == []
    assert _asked(*_changed(13.5, flags="conflict"), "revision_unexplained")


def test_many_figures_changed_in_place_are_one_question_an_indicator_and_period() -> None:
    after = _column("2022", _next(SCORES))
    found = _asked(OLD, after, "revision_unexplained")
    assert [(finding.values["count"], finding.values["group"]) for finding in found] == [(12, "score, 2022")]


def test_a_column_in_another_unit_is_one_question_not_twelve() -> None:
    after = _column("2022", [round(value * 1000) for value in SCORES])
    report = _report(OLD, after)
    assert [finding.values["count"] for finding in report.kept if finding.code == "unit_slip_many"] == [12]
    assert not [finding for finding in report.kept if finding.code == "unit_slip"]
    few = [*_column("2022", [521, 604]), *OLD[2:]]
    assert len(_asked(OLD, few, "unit_slip")) == 2


def test_a_column_shifted_in_place_is_found_against_its_own_values() -> None:
    shifted = _column("2022", [*SCORES[1:], SCORES[0]])
    assert [finding.values["earlier"] for finding in _asked(OLD, shifted, "shifted")] == ["2022"]


def test_a_column_sorted_by_value_is_not_taken_for_a_shifted_one() -> None:
    order = sorted(range(12), key=SCORES.__getitem__)
    before = [OLD[index] for index in order]
    after = [_row("score", TOWNS[index], "2023", round(SCORES[index] + index % 3 / 10, 1)) for index in order]
    assert _asked(before, [*before, *after], "shifted") == []


def test_the_missing_units_are_named_and_those_that_ended_are_not() -> None:
    found = _asked(OLD, [*OLD, *_column("2023", _next(SCORES)[:10])], "fewer_entities")
    assert [finding.values["names"] for finding in found] == ["Town-10, Town-11"]
    assert (found[0].values["count"], found[0].values["before"], found[0].values["earlier"]) == (10, 12, "2022")
    tables = _tables([*OLD, *_column("2023", _next(SCORES)[:11])])
    tables["entities"] = [
        {**row, "valid_to": "2022-12-31"} if row["id"] == "town-11" else row for row in tables["entities"]
    ]
    report = validate_files({f"{name}.csv": to_csv(name, rows) for name, rows in tables.items()}, Before(_tables(OLD)))
    assert not [finding for finding in report.kept if finding.code == "fewer_entities"]


def test_a_row_of_the_newest_table_that_is_taken_out_is_named() -> None:
    after = [*_column("2022", _next(SCORES)[:11])]
    assert [finding.values["names"] for finding in _asked(OLD, after, "fewer_entities")] == ["Town-11"]


def test_a_unit_that_always_lies_far_off_is_not_asked_about_again() -> None:
    far = [*SCORES[:-1], 160]
    before = _column("2022", far)
    assert _asked(before, [*before, *_column("2023", _next(far))], "outlier") == []


def test_three_points_are_no_history() -> None:
    short = STEADY[:3]
    assert _asked(short, [*short, *_yearly("sum", [190], 2021)], "jump") == []


def test_a_break_declared_by_the_edition_explains_a_jump() -> None:
    edition = {"id": "sum-2023", "dataset": "gdp", "period": "2023", "coverage": "partial", "source": "page-1"}
    after = [*STEADY, {**_yearly("sum", [190], 2023)[0], "edition": "sum-2023"}]
    for note, asked in (("", 1), ("Đổi cách tính", 0)):
        tables = _tables(after)
        tables["editions"] = [*tables["editions"], {**edition, "break_vi": note, "break_en": note}]
        draft = {f"{name}.csv": to_csv(name, rows) for name, rows in tables.items()}
        report = validate_files(draft, Before(_tables(STEADY)))
        assert len([finding for finding in report.kept if finding.code == "jump"]) == asked


def test_parts_nobody_saw_add_up_are_asked_about_only_above_the_whole() -> None:
    for other, asked in ((38, 0), (30, 0), (39, 1)):
        after = [_row("core", "vn", "2023", 62), _row("other", "vn", "2023", other)]
        assert len(_asked([], after, "parts_sum")) == asked


def test_parts_of_two_sources_are_not_added() -> None:
    after = [*PARTS, _row("core", "vn", "2023", 62), _row("other", "vn", "2023", 45, source="page-2")]
    assert _asked(PARTS, after, "parts_sum") == []


def test_full_marks_for_everybody_are_no_copy() -> None:
    before = _column("2022", [100.0] * 12)
    assert _asked(before, [*before, *_column("2023", [100.0] * 12)], "period_copied") == []


def test_a_copied_period_of_the_country_is_found() -> None:
    names = ("gdp-share", "core", "other", "sum", "score")
    before = [_row(name, "vn", "2022", 20 + index) for index, name in enumerate(names)]
    copied = [_row(name, "vn", "2023", 20 + index) for index, name in enumerate(names)]
    assert [finding.values["group"] for finding in _asked(before, [*before, *copied], "period_copied")] == [
        "gdp, vn, 2023"
    ]
    other = [*copied[:-1], _row("score", "vn", "2023", 30)]
    assert _asked(before, [*before, *other], "period_copied") == []


def test_false_precision_is_asked_about_once() -> None:
    before, after = _changed("0.30000000000000004", "0.3", note_vi="Theo nguồn", note_en="As printed")
    assert [finding.found for finding in _asked(before, after, "precision")] == ["0.30000000000000004"]
    assert _asked(after, after, "precision") == []


def test_nothing_is_asked_without_a_snapshot_before() -> None:
    draft = {f"{name}.csv": to_csv(name, rows) for name, rows in _tables([*OLD, *_column("2023", SCORES)]).items()}
    assert validate_files(draft).findings == ()


def test_questions_do_not_depend_on_the_order_of_the_rows(files: Files) -> None:
    after = [*OLD, *_column("2023", [*_next(SCORES)[:-2], 160])]
    told = [sorted((one.code, one.key, one.message("en")) for one in _report(OLD, rows).kept if one.code != "shifted")
            for rows in (after, after[::-1])]  # fmt: skip
    assert told[0] == told[1] != []


def _long(values: Sequence[float]) -> Rows:
    return [row for year in range(2018, 2023) for row in _column(str(year), values)]


def _instead(values: Sequence[float], place: int, value: float) -> list[float]:
    return [*values[:place], value, *values[place + 1:]]


HUNDREDFOLD, FAR_ON = [round(value * 100) for value in SCORES], [value + 30 for value in SCORES]
NEXT, SHIFTED = _next(SCORES), [*SCORES[1:], 52.2]
# rule, snapshot before, draft with the question, draft that differs in another cell or row than the one that is told
COVERED: list[tuple[str, Rows, Rows, Rows]] = [
    ("revision_unexplained", OLD, _column("2022", NEXT), _column("2022", _instead(NEXT, 5, 44.8))),
    ("revision_unexplained", OLD, [*_column("2022", NEXT[:2]), *OLD[2:]], [OLD[0], *_column("2022", NEXT)[1:3], *OLD[3:]]),
    ("rows_removed", OLD, OLD[1:11], [*OLD[1:10], OLD[11]]),
    ("unit_slip_many", OLD, _column("2022", HUNDREDFOLD), _column("2022", _instead(HUNDREDFOLD, 5, 4461))),
    (
        "series_slip_many", OLD,
        [*OLD, *_column("2023", HUNDREDFOLD)], [*OLD, *_column("2023", _instead(HUNDREDFOLD, 5, 4461))],
    ),
    (
        "jump_many", _long(SCORES),
        [*_long(SCORES), *_column("2023", FAR_ON)], [*_long(SCORES), *_column("2023", _instead(FAR_ON, 5, 74.7))],
    ),
    (
        "period_nearly_copied", OLD, [*OLD, *_column("2023", [*SCORES[:-1], 69.1])],
        [*OLD, *_column("2023", [*SCORES[:-1], 69.2])],
    ),
    ("sorted", OLD, [*OLD, *_column("2023", sorted(NEXT))], [*OLD, *_column("2023", [*sorted(NEXT)[:-1], 73.0])]),
    (
        "decimals_more", OLD,
        [*OLD, *_column("2023", [52.123, 60.456])], [*OLD, *_column("2023", [52.123, 60.457])],
    ),
    ("swapped", OLD, [*OLD, *_column("2023", SWAPPED)], [*OLD, *_column("2023", _instead(SWAPPED, 5, 72.2))]),
    (
        "rank_pair_many", [],
        _column("2023", NEXT[:10], ranked=range(1, 11)), _column("2023", _instead(NEXT[:10], 5, 44.8), ranked=range(1, 11)),
    ),
    (
        "period_copied", OLD, [*OLD, *_column("2023", SCORES)],
        [*_column("2022", _instead(SCORES, 5, 44.7)), *_column("2023", _instead(SCORES, 5, 44.7))],
    ),
    ("shifted", OLD, [*OLD, *_column("2023", SHIFTED)], [*OLD, *_column("2023", _instead(SHIFTED, 5, 66.3))]),
    (
        "fewer_entities", OLD,
        [*OLD, *_column("2023", NEXT)[:10]], [*OLD, *_column("2023", NEXT)[:9], *_column("2023", NEXT)[10:11]],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "before", "after", "other"), COVERED)
def test_an_answer_holds_for_every_cell_its_question_covers(code: str, before: Rows, after: Rows, other: Rows) -> None:
    first = {question_id(finding) for finding in _asked(before, after, code)}
    again = {question_id(finding) for finding in _asked(before, after[::-1], code)}
    second = {question_id(finding) for finding in _asked(before, other, code)}
    assert len(first) == len(second) == 1
    assert first != second
    if code not in ("shifted", "sorted"):  # which stands beside what is the order of the rows
        assert again == first


def test_another_unit_missing_is_asked_about_though_the_text_names_none() -> None:
    edition = {"id": "sum-2023", "dataset": "gdp", "population": "12", "coverage": "complete", "source": "page-1"}

    def draft(units: Sequence[int]) -> Files:
        all_units, some = _column("2023", SCORES), [_column("2023", SCORES, "core")[index] for index in units]
        tables = _tables([{**row, "edition": "sum-2023"} for row in (*all_units, *some)])
        return {name + ".csv": to_csv(name, rows) for name, rows in
                {**tables, "editions": [*tables["editions"], edition]}.items()}  # fmt: skip

    class Published(Before):
        def rows(self, name: str) -> list[dict[str, str]]:
            return list(csv.DictReader(io.StringIO(draft(range(6))[name + ".csv"].decode(), newline="")))

    asked = {finding.code for finding in validate_files(draft(range(6))).kept}
    again = validate_files(draft(range(6)), Published({}))
    moved = validate_files(draft((0, 1, 2, 3, 4, 11)), Published({}))
    assert "indicator_incomplete" in asked
    assert (again.standing, [one.code for one in again.kept if one.code == "indicator_incomplete"]) == (1, [])
    assert [one.code for one in moved.kept if one.code == "indicator_incomplete"] == ["indicator_incomplete"]


def _ranked(values: Sequence[float], ranks_of: Sequence[float]) -> Files:
    """A complete edition of the twelve towns: these values, with the ranks that those others give."""
    edition = {"id": "score-2023", "dataset": "gdp", "population": "12", "coverage": "complete", "source": "page-1"}
    places = [str(1 + sum(other > one for other in ranks_of)) for one in ranks_of]
    rows = [{**row, "edition": "score-2023", "rank": rank}
            for row, rank in zip(_column("2023", values), places, strict=True)]  # fmt: skip
    tables = _tables(rows)
    tables["editions"] = [*tables["editions"], edition]
    return {f"{name}.csv": to_csv(name, made) for name, made in tables.items()}


def _rank_questions(values: Sequence[float], ranks_of: Sequence[float] = SCORES) -> list[Finding]:
    return [one for one in validate_files(_ranked(values, ranks_of)).kept if one.code.startswith("rank_order")]


def test_one_changed_value_is_one_question_that_names_it_and_none_about_its_neighbours() -> None:
    (found,) = _rank_questions(_instead(SCORES, 3, 40.0))  # the first of twelve becomes the last
    assert (found.values["count"], found.values["names"]) == (12, "town-03: 1 (40.0 → 12)")
    assert found.key.startswith("dataset=gdp, indicator=score, entity=town-03")
    (again,) = _rank_questions(_instead(SCORES, 3, 41.0))
    assert question_id(again) != question_id(found)


def test_every_rank_that_is_truly_wrong_is_named() -> None:
    (found,) = _rank_questions(_instead(_instead(SCORES, 3, 40.0), 11, 41.0))  # the first two become the last
    assert found.values["names"] == "town-03: 1 (40.0 → 12); town-11: 2 (41.0 → 11)"
    assert "town-11: 2 (41.0 → 11)" in found.message("vi")


def test_few_wrong_ranks_are_asked_about_one_by_one() -> None:
    assert [one.code for one in _rank_questions(_instead(SCORES, 3, 68.5))] == ["rank_order"] * 2
    assert _rank_questions(SCORES) == []


def test_the_values_in_order_worked_by_hand() -> None:
    assert in_order([1, 2, 9, 3, 4]) == {0, 1, 3, 4}
    assert in_order([5, 5, 1]) == {0, 1}
    assert in_order([]) == set()


def _long_column(period: str, values: Sequence[float]) -> Rows:
    return [_row("score", f"unit-{index:02d}", period, value) for index, value in enumerate(values)]


def test_a_column_shifted_from_its_middle_on_is_found_and_its_part_named() -> None:
    values = [round(40 + (index * 7919) % 31 + index / 100, 2) for index in range(30)]
    assert len({round(value) for value in values}) > 20
    units = [{"id": f"unit-{index:02d}", "kind": "ministry", "name_vi": "U", "name_en": "U"} for index in range(30)]

    def asked(new: Sequence[float]) -> list[Finding]:
        before = _long_column("2022", values)
        tables = _tables([*before, *_long_column("2023", new)])
        tables["entities"] = [*tables["entities"], *units]
        draft = {f"{name}.csv": to_csv(name, rows) for name, rows in tables.items()}
        report = validate_files(draft, Before({**_tables(before), "entities": tables["entities"]}))
        return [finding for finding in report.kept if finding.code == "shifted"]

    (found,) = asked([*_next(values[:12]), *_next(values[11:29])])
    assert (found.values["shifted"], found.values["rows"]) == (18, 1)
    assert (found.values["first"], found.values["last"]) == ("unit-12", "unit-29")
    assert asked(_next(values)) == []
    assert asked([*_next(values[:18]), *_next(values[17:29])]) == []  # twelve off their place may be chance


def test_a_long_column_need_not_resemble_the_year_before_so_closely_to_be_found_shifted() -> None:
    before = list(range(60))
    now = [place + 16 * (place % 3 - 1) for place in range(60)]  # a quarter of the column up, down or not at all
    mixed = [before[place * 37 % 60] for place in range(60)]
    year, next_year = [float(mixed[place]) for place in range(60)], [float(now[mixed[place]]) for place in range(60)]
    assert 0.5 < rank_correlation(next_year, year) < 0.9
    assert is_shifted(next_year[1:], year[1:], year[:-1], False) is False
    assert is_shifted(next_year[:-1], year[1:], year[:-1], False) is True
    assert is_shifted(next_year[:12], year[1:13], year[:12], False) is False  # so few may be chance


def test_the_stretch_with_the_largest_sum_worked_by_hand() -> None:
    assert best_run([-1, 2, -1, 3, -5, 1]) == (1, 4)
    assert best_run([-1, -2]) == (0, 0)


@pytest.mark.parametrize("code", CODES)
def test_each_question_has_what_it_asks_and_what_to_do_in_both_languages(code: str) -> None:
    rule = RULES[code]
    assert rule.severity == "question"
    fields = {name for text in (rule.message, rule.remedy, rule.allowed) for _, name, _, _ in _parsed(text) if name}
    finding = Finding(code, "observations.csv", 2, "value", "H", "1", dict.fromkeys(fields, "1"))
    for text in (finding.message, finding.remedy):
        assert re.search("[a-z]", text("en")) and text("vi") != text("en")


def _parsed(text: str) -> Sequence[tuple[str, str | None, str | None, str | None]]:
    return tuple(string.Formatter().parse(text))


@pytest.mark.parametrize("make", [lambda: CASES], ids=["cases"])
def test_every_question_of_a_draft_names_its_figures(make: Callable[[], list[tuple[str, Rows, Rows, Rows]]]) -> None:
    for code, before, added, _ in make():
        for finding in _asked(before, [*before, *added], code):
            assert "{" not in finding.message("vi") + finding.message("en") + finding.allowed("vi")
            assert finding.key


def test_the_spread_of_numbers_worked_by_hand() -> None:
    assert spread([1, 2, 3, 4, 100]) == pytest.approx(1.4826)  # median 3, distances 2 1 0 1 97
    assert spread([5, 5, 5, 9]) == 0


def test_rank_correlation_worked_by_hand() -> None:
    assert ranks([10, 30, 20, 20]) == [1, 4, 2.5, 2.5]
    assert rank_correlation([1, 2, 3], [2, 4, 9]) == 1
    assert rank_correlation([1, 2, 3], [9, 4, 2]) == -1
    assert rank_correlation([1, 2, 3, 4], [2, 1, 4, 3]) == pytest.approx(0.6)  # 1 - 6·4/(4·15)
    assert rank_correlation([1, 1, 1], [1, 2, 3]) == 0
