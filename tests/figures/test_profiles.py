"""One province: points lost, strengths, former provinces, peers, history, facts."""

import pytest

from charts.figure import Figure
from figures import profiles
from figures.context import Context
from indicators import peers, wording

DTI = "dti-2024-34"


def test_points_lost_add_up_to_what_is_missing_to_one(profile: Figure, en: Context) -> None:
    rows = en.table("observations").query("edition == @DTI and indicator == 'dti-overall' and entity == 'phu-tho'")
    lost = profile.table["lost"]
    assert len(lost) == 8
    assert (lost >= 0).all()
    assert lost.sum() == pytest.approx(1 - rows["value"].iloc[0], abs=2e-4)  # the published value has four decimals


def test_each_loss_is_its_weight_times_the_gap(profile: Figure) -> None:
    table = profile.table
    assert table["weight"].sum() == pytest.approx(1)
    assert (table["lost"] - table["weight"] * (1 - table["value"])).abs().max() < 1e-9


def test_nobody_is_better_than_the_best(profile: Figure) -> None:
    table = profile.table
    assert (table["best"] >= table[["value", "mean"]].max(axis=1)).all()
    assert table["best_name"].ne("").all()
    assert table["out_of"].eq(34).all()


def test_the_finding_names_place_and_dearest_index(profile: Figure) -> None:
    worst = profile.table.sort_values("lost").iloc[-1]
    assert worst["name_en"] in profile.words.finding
    assert "20" in profile.words.finding
    assert "34" in profile.words.finding


def test_fitted_weights_are_said_to_be_fitted(profile: Figure, en: Context) -> None:
    assert set(profile.table["weight_basis"]) == {"fitted"}
    assert wording.weights_words("en", "fitted") in profile.words.notes


def test_former_provinces_of_phu_tho(en: Context, vi: Context) -> None:
    figure = profiles.former(en, "phu-tho")
    assert figure.table["entity"].tolist() == ["vinh-phuc-63", "hoa-binh-63", "phu-tho-63"]
    assert figure.table["value"].tolist() == [0.7389, 0.7160, 0.6370]
    assert figure.table["rank"].tolist() == [20, 30, 50]
    assert figure.sources
    assert "Vĩnh Phúc" in set(profiles.former(vi, "phu-tho").table["name"])


def test_peers_by_each_rule(en: Context) -> None:
    for rule in (peers.POPULATION, peers.REGION):
        table = profiles.beside_peers(en, "phu-tho", DTI, rule).table
        assert len(table) == profiles.PEERS + 1
        assert "phu-tho" in set(table["entity"])
        assert not table["entity"].str.endswith("-63").any()
    own = en.row("entities", "phu-tho")["region"]
    assert set(profiles.beside_peers(en, "phu-tho", DTI, peers.REGION).table["region"]) == {own}


def test_history_never_mixes_former_and_present_unit(en: Context) -> None:
    today, before = (profiles.history(en, entity) for entity in ("phu-tho", "phu-tho-63"))
    assert set(today["entity"]) == {"phu-tho"}
    assert set(before["entity"]) == {"phu-tho-63"}
    assert not set(today["edition"]) & set(before["edition"])
    assert before.loc[before["edition"] == "dti-2024-63", "break_text"].iloc[0]


def test_history_of_a_unit_left_as_it_was_goes_on(en: Context) -> None:
    assert {"dti-2024-34", "dti-2024-63", "dti-2023-63"} <= set(profiles.history(en, "ha-noi")["edition"])


def test_the_newest_edition_that_holds_the_unit(en: Context) -> None:
    assert profiles.edition_for(en, "phu-tho") == "dti-2024-34"
    assert profiles.edition_for(en, "phu-tho-63") == "dti-2024-63"
    assert profiles.edition_for(en, "vn") == ""


def test_every_province_has_an_edition(en: Context) -> None:
    entities = en.table("entities").query("kind == 'province'")["id"]
    assert len(entities) == 34 + 52
    assert all(profiles.edition_for(en, entity) for entity in entities)


@pytest.mark.parametrize("entity", ["ha-noi", "hue", "ha-giang-63"])
def test_the_finding_names_the_unit(en: Context, entity: str) -> None:
    edition = profiles.edition_for(en, entity)
    assert en.name("entities", entity) in profiles.finding(en, entity, edition)


def test_facts_leave_out_what_is_not_known(en: Context) -> None:
    told = profiles.facts(en, "phu-tho")
    assert any("km²" in text for text in told.values())
    assert all(told.values())
    assert profiles.facts(en, "vn") == {}
