"""Targets and tasks: scopes are never added, nothing is counted twice, what nobody measures says so."""

import pandas as pd
import pytest

from figures import headline_ids, tasks
from figures.context import Context


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    return tasks._states(rows)


def test_one_scope_a_figure(en: Context) -> None:
    scopes = tasks.scopes_with(en, "country")
    assert tasks.NATIONAL_SCOPE in scopes
    assert len(scopes) > 1
    for scope in scopes:
        figure = tasks.national(en, scope)
        assert set(figure.table["scope"]) == {scope}
        assert any("scope" in note for note in figure.words.notes)


@pytest.mark.parametrize("kind", ["province", "ministry"])
def test_owners_of_one_kind_and_scope_on_their_newest_day(en: Context, kind: str) -> None:
    kinds = en.table("entities").set_index("id")["kind"]
    scopes = tasks.scopes_with(en, kind)
    assert scopes
    for scope in scopes:
        table = tasks.by_owner(en, scope, kind).table
        assert set(table["scope"]) == {scope}
        assert set(table["entity"].map(kinds)) == {kind}
        assert table.groupby("entity")["as_of"].nunique().eq(1).all()


def test_completed_is_not_counted_twice() -> None:
    rows = pd.DataFrame(
        {
            "entity": ["a", "a", "a", "b", "b", "b"],
            "measure": [
                "completed",
                "completed-on-time",
                "completed-late",
                "completed",
                "in-progress",
                "not-completed",
            ],
            "value": [10.0, 8.0, 2.0, 5.0, 3.0, 3.0],
        }
    )
    drawn = _drawn(rows)
    assert drawn.groupby("entity")["value"].sum().to_dict() == {"a": 10, "b": 8}


def test_the_parts_of_a_day_do_not_exceed_what_was_assigned(en: Context) -> None:
    table = en.table("tasks").query("scope == @tasks.NATIONAL_SCOPE and entity == 'vn'")
    checked = 0
    for _, day in table.groupby("as_of"):
        assigned = day.loc[day["measure"] == "assigned", "value"].dropna()
        if len(assigned):
            checked += 1
            assert _drawn(day)["value"].sum() <= assigned.max()
    assert checked >= 3


def test_shares_are_not_stacked_with_counts(en: Context) -> None:
    for scope in tasks.scopes_with(en, "country"):
        figure = tasks.national(en, scope)
        for rows in figure.datasets.values():
            assert not any("share" in str(part) for part in rows.get("part", []))


def test_every_published_count_is_in_the_table(en: Context) -> None:
    table = en.table("tasks").query("scope == @tasks.NATIONAL_SCOPE and entity == 'vn'")
    assert len(tasks.national(en).table) == len(table)


def test_targets_have_a_status_with_a_word_and_none_is_dropped(target_rows: pd.DataFrame, en: Context) -> None:
    rows = target_rows
    assert sorted(rows["id"]) == sorted(en.table("targets")["id"])
    assert rows["state"].str.contains("[a-z]").all()
    unmeasured = rows[rows["measured_by"] == ""]
    assert set(unmeasured["status_id"]) == {"not_measured"}
    assert unmeasured["now"].eq("").all()


def test_only_goals_that_are_past_are_missed(target_rows: pd.DataFrame) -> None:
    assert "not_met_missed" not in set(target_rows.query("due == '2030'")["status_id"])
    assert "not_met_missed" in set(target_rows.query("due == '2025'")["status_id"])
    assert "not_yet" not in set(target_rows.query("due == '2025'")["status_id"])


def test_progress_has_one_figure_an_indicator_and_its_goals(en: Context) -> None:
    ids = headline_ids.with_targets(en)
    table = tasks.targets(en, ids).table
    assert set(table["indicator"]) == set(ids)
    assert table.query("kind == 'value'").groupby("indicator").size().eq(1).all()
    assert table.query("kind == 'target'")["status_id"].ne("").all()
    due = {year for text in table.query("kind == 'target'")["period"] for year in text.split(", ")}
    assert due <= {"2025", "2026", "2030"}


def test_no_targets_no_picture(en: Context) -> None:
    figure = tasks.targets(en, ())
    assert figure.table.empty
    assert not figure.spec
