"""Which views a draft changes: every one that says something else, and no other."""

from collections.abc import Callable
from dataclasses import asdict

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figures import catalogue, changed
from figures.changed import CHANGED, GONE, NEW, Difference
from figures.context import Context
from figures.views import UnknownViewError
from snapshots.store import Snapshot

HERE = {"edition": "dti-2024-34", "indicator": "dti-overall", "entity": "ha-noi"}
RANKING = "ranking/dti-2024-34/dti-overall"
VIEWS = (
    RANKING, "ranking/dti-2024-34/dti-digital-government-activity", "peers/ha-noi", "peers/hue", "over-time/hue",
    "history/ha-noi", "history/hue", "revisions/2023", "revisions/2024", "internet-economy", "world-places", "sources",
)
Edit = Callable[[str, pd.DataFrame], pd.DataFrame]


class Draft:
    """A snapshot with some tables edited, as a preview is: its id is not the day of a publication."""

    def __init__(self, base: Snapshot, **edits: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        self.id, self._base, self._edits = "draft-0123456789abcdef", base, edits
        self._made: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            table = self._base.table(name)
            self._made[name] = self._edits[name](table.copy()) if name in self._edits else table
        return self._made[name].copy(deep=False)


@pytest.fixture(scope="module")
def base() -> Snapshot:
    from tests.figures.conftest import snapshot

    return snapshot()


_known: dict[str, dict] = {}


def found(base: Snapshot, draft: Draft, views: tuple[str, ...] = VIEWS) -> dict[str, Difference]:
    """The differences by view; what the base says is kept between the tests."""
    steps = list(changed.differences(base, draft, [*views], _known))
    assert [(step.done, step.total) for step in steps] == [(at, len(views)) for at in range(1, len(views) + 1)]
    return {step.found.view: step.found for step in steps if step.found}


def here(rows: pd.DataFrame) -> pd.Series:
    return pd.concat([rows[name] == value for name, value in HERE.items()], axis=1).all(axis=1)


def valued(value: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda rows: rows.assign(value=rows["value"].mask(here(rows), value))


def test_a_draft_that_changes_nothing_changes_no_view(base: Snapshot) -> None:
    assert not found(base, Draft(base))


def test_one_number_changes_its_ranking_with_old_and_new_sentence_in_both_languages(base: Snapshot) -> None:
    differences = found(base, Draft(base, observations=valued(0.8243)))
    assert set(differences) == {RANKING, "peers/ha-noi", "peers/hue", "history/ha-noi"} & set(differences) | {
        RANKING, "history/ha-noi"}
    one = differences[RANKING]
    assert one.kind == CHANGED
    assert one.reworded
    for lang, old, new in (("en", "0.8241", "0.8243"), ("vi", "0,8241", "0,8243")):
        assert old in one.old[lang].finding
        assert new in one.new[lang].finding
        assert one.old[lang].finding.replace(old, new) == one.new[lang].finding


def test_a_row_that_is_only_renamed_in_one_language_changes_the_views_that_name_it(base: Snapshot) -> None:
    def renamed(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(name_en=rows["name_en"].mask(rows["id"] == "dti-overall", "Index of everything"))

    one = found(base, Draft(base, indicators=renamed))[RANKING]
    assert one.old["vi"] == one.new["vi"]
    assert "Index of everything" in one.new["en"].finding


def test_an_edition_that_comes_is_new_and_one_that_goes_is_gone(base: Snapshot) -> None:
    def without(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["edition"] != HERE["edition"]]

    less = Draft(base, observations=without)
    assert found(base, less, (RANKING,))[RANKING].kind == GONE
    back = list(changed.differences(less, base, [RANKING]))[0].found
    assert back is not None
    assert back.kind == NEW
    assert not back.old


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_view_not_named_is_equal_in_table_and_words_and_a_named_one_is_not(base: Snapshot, data: st.DataObject) -> None:
    table = base.table("observations")
    row = data.draw(st.sampled_from(table.index[table["value"].notna()].tolist()))
    column = data.draw(st.sampled_from(["value", "note_en", "published_on"]))
    other = {"value": table.loc[row, "value"] * 1.01 + 1, "note_en": "Another note", "published_on": "2020-02-03"}[column]

    def edited(rows: pd.DataFrame) -> pd.DataFrame:
        rows.loc[row, column] = other
        return rows

    draft = Draft(base, observations=edited)
    views = tuple(dict.fromkeys([*VIEWS[:6], *near(base, table.loc[row])]))
    named = found(base, draft, views)
    beside = [changed.beside(base, draft, lang) for lang in ("vi", "en")]
    for view in views:
        for contexts in beside:
            old, new = (told(context, view) for context in contexts)
            assert view in named or old == new
        assert (view not in named) or named[view].old != named[view].new


def near(base: Snapshot, row: pd.Series) -> list[str]:
    """Views about the row itself."""
    ids = [f"ranking/{row['edition']}/{row['indicator']}", f"history/{row['entity']}", f"over-time/{row['entity']}"]
    context = changed.beside(base, base, "en")[0]
    return [view for view in ids if told(context, view)]


def told(context: Context, view: str) -> tuple:
    """Table and words, independently of the digest; empty where there is no such view."""
    try:
        figure = catalogue.figure(context, view)
    except UnknownViewError:
        return ()
    return figure.table.to_csv(), asdict(figure.words)


def test_views_of_what_changed_come_first_and_none_is_left_out(base: Snapshot) -> None:
    draft = Draft(base, observations=valued(0.8243))
    views = changed.ordered(base, draft)
    assert sorted(views) == sorted(catalogue.every(Context(base, "vi")))
    first = changed.likely(base, draft)
    assert views[: len(first)] == first
    assert {RANKING, "brief/ha-noi", "map/dti-2024-34/dti-overall"} <= set(first)
    assert len(first) < 20


def test_who_rises_and_who_falls_is_told_by_published_places(base: Snapshot) -> None:
    def swapped(rows: pd.DataFrame) -> pd.DataFrame:
        in_table = (rows["edition"] == HERE["edition"]) & (rows["indicator"] == HERE["indicator"])
        places = rows["rank"].mask(in_table & (rows["rank"] == 1), 102).mask(in_table & (rows["rank"] == 2), 1)
        return rows.assign(rank=places.mask(places == 102, 2))

    old, new = changed.beside(base, Draft(base, observations=swapped), "en")
    rising, falling = changed.moves(catalogue.figure(old, RANKING), catalogue.figure(new, RANKING))
    assert [(one.name, one.old, one.new) for one in rising] == [("Hue", 2, 1)]
    assert [(one.name, one.old, one.new) for one in falling] == [("Ha Noi", 1, 2)]


def test_a_preview_stands_for_the_day_of_its_last_change(base: Snapshot) -> None:
    draft = Draft(base)
    assert Context(base, "en").day == base.id[:10]
    draft.entry = base.entry  # type: ignore[attr-defined]
    assert Context(draft, "en").day == base.entry.time[:10]
