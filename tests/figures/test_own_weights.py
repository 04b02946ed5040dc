"""The ranking by the reader's own weights: exact places, partial tables refused, marked as not official everywhere."""

from decimal import Decimal

import pandas as pd
import pytest

from figures import own_weights
from figures.own_weights import BASIS, OwnWeightsError, places, read, written

EDITION = "dti-2024-34"
TOLERANCE = 1e-4
"""One unit of the last decimal printed, as in tests/data: the weights were fitted to printed values."""


def test_places_are_those_of_the_weighted_sums_and_ties_share_the_better_one() -> None:
    values = pd.DataFrame({"a": [0.9, 0.5, 0.6, 0.1], "b": [0.1, 0.5, 0.4, 0.2]}, index=["w", "x", "y", "z"])
    assert places(values, {"a": 1.0, "b": 1.0}).to_dict() == {"w": 1, "x": 1, "y": 1, "z": 4}
    assert places(values, {"a": 0.0, "b": 2.0}).to_dict() == {"w": 4, "x": 1, "y": 2, "z": 3}


def test_neither_rounding_nor_float_noise_decides_a_place() -> None:
    values = pd.DataFrame({"a": [0.1, 0.2, 0.3, 0.00000000000001], "b": [0.2, 0.1, 0.0, 0.3]})
    assert 0.1 + 0.2 != 0.3
    assert places(values, {"a": 1.0, "b": 1.0}).tolist() == [2, 2, 2, 1]


def test_the_weights_of_the_index_give_the_published_order_and_values(context) -> None:
    figure = own_weights.own_weights(context("en"), EDITION, own_weights.published_weights(context("en"), EDITION))
    table = figure.table
    assert len(table) == 34
    assert table["rank"].tolist() == table["published_rank"].tolist()
    assert (table["movement"] == 0).all()
    rows = context("en").table("observations")
    published = rows[(rows["edition"] == EDITION) & (rows["indicator"] == "dti-overall")].set_index("entity")["value"]
    distance = (table.set_index("entity")["value"] - published).dropna().abs()
    assert len(distance) == 34 and distance.max() < TOLERANCE
    assert "All 34 units keep the place they have in the published order." in figure.words.notes


def test_weights_in_the_same_proportion_give_the_same_places(context) -> None:
    own = own_weights.published_weights(context("en"), EDITION)
    figure = own_weights.own_weights(context("en"), EDITION, {one: weight / 1000 for one, weight in own.items()})
    assert figure.table["rank"].tolist() == figure.table["published_rank"].tolist()
    assert "These weights stand in the same proportion as the index's own." in figure.words.notes


def test_other_weights_are_counted_again_from_the_published_values(context) -> None:
    weights = {"dti-infrastructure": 2.0, "dti-awareness": 0.5}
    figure = own_weights.own_weights(context("en"), EDITION, weights, ("hue",))
    rows = context("en").table("observations")
    rows = rows[(rows["edition"] == EDITION) & rows["value"].notna()]
    value = {(row.entity, row.indicator): Decimal(repr(row.value)) for row in rows.itertuples()}
    sums = {
        entity: sum(value[entity, one] * Decimal(repr(weight)) for one, weight in weights.items())
        for entity in figure.table["entity"]
    }
    for row in figure.table.itertuples():
        assert row.rank == 1 + sum(other > sums[row.entity] for other in sums.values())
        assert row.value == pytest.approx(float(sums[row.entity] / Decimal("2.5")), abs=1e-12)
        assert row.movement == row.published_rank - row.rank
    assert figure.datasets["rows"]["chosen"].sum() == 1


@pytest.mark.parametrize(("lang", "band"), [("vi", "không phải kết quả chính thức"), ("en", "not official")])
def test_words_and_files_say_that_it_is_the_readers_own(context, lang: str, band: str) -> None:
    figure = own_weights.own_weights(context(lang), EDITION, {"dti-infrastructure": 2.0, "dti-awareness": 0.5})
    assert band in figure.unofficial
    assert figure.subject == "dti-tinh34-own-weights"
    assert set(figure.table["rank_basis"]) == {BASIS}
    assert {"vi": "theo trọng số tự chọn", "en": "with own weights"}[lang] in figure.words.title
    assert {"vi": "Hạ tầng số 2;", "en": "Digital infrastructure 2;"}[lang] in figure.words.subtitle
    assert {"vi": "0,5", "en": "0.5"}[lang] in figure.words.subtitle
    assert len(figure.words.alt) <= 200
    assert all(figure.words.notes)
    assert [column.key for column in figure.columns] == ["rank", "name", "value", "published_rank", "movement"]
    assert figure.sources


def test_the_signs_compare_with_the_published_order_not_with_an_edition(context) -> None:
    notes = own_weights.own_weights(context("en"), EDITION, {"dti-awareness": 1.0}).words.notes
    assert "▲ ▼: places gained or lost against the published order." in notes
    assert not any("edition before" in note for note in notes)


def test_how_many_move_and_which_the_farthest_is_told(context) -> None:
    figure = own_weights.own_weights(context("en"), EDITION, {"dti-awareness": 1.0})
    moved = figure.table[figure.table["movement"] != 0]
    row = moved.loc[moved["movement"].abs().idxmax()]
    note = next(note for note in figure.words.notes if "change place" in note)
    assert note.startswith(f"{len(moved)} of 34 units")
    assert f"{row['name']} ({row['published_rank']:.0f} → {row['rank']:.0f})" in note


def test_only_complete_editions_with_known_weights_are_offered(context) -> None:
    assert own_weights.editions(context("en")) == [EDITION]
    assert own_weights.mains(context("en"), EDITION)[0] == "dti-awareness"
    assert len(own_weights.mains(context("en"), EDITION)) == 8


@pytest.mark.parametrize(
    ("edition", "weights", "reason"),
    [
        ("dti-2024-63", {"dti-infrastructure": 1.0}, "not every unit has one value in Digital awareness"),
        ("papi-2011-63", {"papi-public-services": 1.0}, "weights of PAPI 2011, 63 provinces are not known"),
        ("dti-2031-34", {"dti-awareness": 1.0}, "no edition 'dti-2031-34'"),
        (EDITION, {"dti-pillar-economy": 1.0}, "'dti-pillar-economy' is not a main index"),
        (EDITION, {"dti-awareness": -0.5}, "must be a number from 0 to 1,000, not -0.5"),
        (EDITION, {"dti-awareness": 1000.1}, "must be a number from 0 to 1,000"),
        (EDITION, {"dti-awareness": float("nan")}, "must be a number from 0 to 1,000"),
        (EDITION, {"dti-awareness": float("inf")}, "must be a number from 0 to 1,000"),
        (EDITION, {"dti-awareness": 0.0}, "At least one weight must be above 0"),
        (EDITION, {}, "At least one weight must be above 0"),
    ],
)
def test_what_cannot_be_ranked_is_refused_in_one_sentence(context, edition: str, weights: dict, reason: str) -> None:
    with pytest.raises(OwnWeightsError) as refused:
        own_weights.own_weights(context("en"), edition, weights)
    assert reason in refused.value.text("en")
    assert refused.value.text("vi") != refused.value.text("en")


def test_weights_in_an_address_are_read_as_written() -> None:
    weights = {"dti-infrastructure": 2.0, "dti-awareness": 0.5}
    assert written(weights) == "dti-infrastructure:2~dti-awareness:0.5"
    assert read(written(weights)) == weights


@pytest.mark.parametrize("text", ["dti-awareness", "dti-awareness:x", "a:1~a:2", "a:1~", ":", ""])
def test_an_address_that_is_no_list_of_weights_is_named(text: str) -> None:
    with pytest.raises(OwnWeightsError):
        read(text)
