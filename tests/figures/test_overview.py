"""The overview: a few headline figures, each with its date, its producer and its goals; what changed."""

from collections.abc import Callable

import pandas as pd
import pytest

from figures import overview
from figures.context import Context
from figures.overview import Tile

_MADE: dict[str, list[Tile]] = {}


def _tiles(context: Context) -> list[Tile]:
    """The tiles of the newest snapshot, made once a language."""
    return _MADE.setdefault(context.lang, overview.tiles(context) if context.lang not in _MADE else [])


def _tile(context: Context, indicator: str) -> Tile:
    return next(tile for tile in _tiles(context) if tile.indicator == indicator)


def test_eight_to_twelve_tiles(en: Context) -> None:
    assert 8 <= len(_tiles(en)) <= 12
    assert len({tile.indicator for tile in _tiles(en)}) == len(_tiles(en))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_tile_has_value_period_and_whose_figure_it_is(en: Context, vi: Context, lang: str) -> None:
    for tile in _tiles({"vi": vi, "en": en}[lang]):
        assert tile.name and tile.value and tile.when and tile.source, tile.indicator
        assert any(sign.isdigit() for sign in tile.value)


def test_the_two_digital_economies_name_their_producers(en: Context, vi: Context) -> None:
    office, ministry = (_tile(en, f"{start}-share-gdp") for start in ("gso-digital-va", "mic-digital-economy"))
    assert office.value == "14.02% of GDP"
    assert office.source == en.name("producers", "nso")
    assert ministry.value.startswith("≈ 18.72")
    assert ministry.source == en.name("producers", "most")
    assert _tile(vi, office.indicator).value.startswith("14,02")


def test_a_value_sources_disagree_on_is_not_alone(en: Context) -> None:
    told = [tile for tile in _tiles(en) if tile.rivals]
    assert told
    for tile in told:
        assert tile.notes


def test_shares_change_in_percentage_points_and_ranks_in_places(en: Context) -> None:
    assert "percentage points" in _tile(en, "gso-digital-va-share-gdp").change
    assert "place" in _tile(en, "un-egdi-rank").change


def test_a_bound_decides_nothing(en: Context) -> None:
    tile = _tile(en, "sti-dx-contribution-gdp")
    assert tile.value.startswith(">")
    assert {status for status, _ in tile.statuses} == {"undecided"}


def test_status_on_a_tile_is_that_of_the_page_of_targets(target_rows: pd.DataFrame, en: Context) -> None:
    """One goal has one status on one day."""
    told = 0
    for tile in _tiles(en):
        own = target_rows[[tile.indicator in ids.split(";") for ids in target_rows["measured_by"]]]
        for status, words in tile.statuses:
            told += 1
            assert status in {row["status_id"] for _, row in own.iterrows() if row["goal"] in words}, words
    assert told >= 8


def test_a_line_has_its_own_alternative_text(en: Context) -> None:
    drawn = [tile for tile in _tiles(en) if tile.spark is not None]
    assert len(drawn) >= 6
    for tile in drawn:
        assert tile.name in tile.alt
        assert tile.datasets


def test_what_changed_is_told_and_only_revisions_that_are_ones(context: Callable[..., Context], chain: tuple) -> None:
    newer, older = context("en", chain[-1]), context("en", chain[-2])
    told = overview.changed(newer, older.tables)
    assert told
    assert len(told) == len(set(told))
    assert overview.changed(newer, newer.tables) == []


def test_changes_are_told_in_vietnamese_with_names_not_ids(context: Callable[..., Context], chain: tuple) -> None:
    newer, older = context("vi", chain[-1]), context("vi", chain[-2])
    ids = set(newer.table("indicators")["id"]) | set(newer.table("editions")["id"])
    for text in overview.changed(newer, older.tables):
        assert not ids & set(text.replace(",", " ").replace(":", " ").split()), text
