"""Maps of the newest snapshot: every unit drawn, missing never zero, two editions in the same classes."""

from collections.abc import Callable

import pytest

from charts.figure import Figure
from figures import maps
from figures.context import Context
from figures.rankings import mapped_editions, ranked

Map = Callable[..., Figure]
OVERALL = "dti-overall"


@pytest.mark.parametrize("form", ["map", "tiles"])
@pytest.mark.parametrize(("edition", "units"), [("dti-2024-34", 34), ("dti-2024-63", 63)])
def test_every_unit_is_there(province_map: Map, form: str, edition: str, units: int) -> None:
    figure = province_map(edition, OVERALL, form)
    assert figure.table["entity"].nunique() == len(figure.table) == units
    assert figure.table["value"].notna().all()
    assert figure.table["class_index"].notna().all()
    assert len(figure.datasets["rows"]) == units


@pytest.mark.parametrize("form", ["map", "tiles"])
def test_missing_is_not_zero(province_map: Map, form: str) -> None:
    figure = province_map("pii-2025-34", "pii-score", form)
    missing = figure.table["value"].isna()
    assert len(figure.table) == 34
    assert missing.sum() == 27
    assert not (figure.table["value"] == 0).any()
    assert figure.table.loc[missing, "class_index"].isna().all()
    drawn = figure.datasets["rows"].set_index("entity")
    gaps = drawn.loc[figure.table.loc[missing, "entity"]]
    assert set(gaps["shade"]) == {"none"}
    assert "27" in " ".join(figure.words.notes)


def test_a_gap_is_hatched(province_map: Map) -> None:
    assert len(province_map("pii-2025-34", "pii-score").datasets["hatch"])
    assert province_map("dti-2024-34", OVERALL).datasets["hatch"].empty


@pytest.mark.parametrize("edition", ["dti-2024-34", "dti-2024-63"])
def test_each_value_lies_in_its_class(province_map: Map, en: Context, edition: str) -> None:
    classes = maps.shared_classes(en, (edition,), OVERALL)
    assert 2 <= len(classes) <= 6
    for _, row in province_map(edition, OVERALL).table.iterrows():
        low, high = classes[int(row["class_index"])]
        assert low <= row["value"] <= high


def test_two_editions_share_their_classes(en: Context) -> None:
    both = maps.shared_classes(en, ("dti-2024-63", "dti-2023-63"), OVERALL)
    assert both == maps.shared_classes(en, ("dti-2023-63", "dti-2024-63"), OVERALL)
    one = maps.province_map(en, "dti-2024-63", OVERALL, against="dti-2023-63")
    other = maps.province_map(en, "dti-2023-63", OVERALL, against="dti-2024-63")
    limits = [figure.datasets["legend"].query("part == 'class'")["label"].tolist() for figure in (one, other)]
    assert limits[0] == limits[1]


def test_names_at_the_time_of_the_edition(province_map: Map) -> None:
    for edition, name in (("dti-2024-63", "Thua Thien Hue"), ("dti-2024-34", "Hue")):
        table = province_map(edition, OVERALL).table
        assert table.loc[table["entity"] == "hue", "name"].tolist() == [name]


def test_shapes_are_credited_and_the_frames_explained(province_map: Map) -> None:
    figure = province_map("dti-2024-34", OVERALL)
    assert any("boundaries" in line.publisher for line in figure.sources)
    assert len(figure.sources) >= 2
    assert figure.geometry == ("p34",)
    assert {"Hoàng Sa", "Trường Sa"} <= set(figure.datasets["islands"]["group"])


def test_a_unit_for_which_sources_disagree_has_no_single_value(en: Context) -> None:
    found = 0
    for edition in mapped_editions(en, "par"):
        table = ranked(en, edition, "par-overall")
        rows = maps.map_rows(en, edition, "par-overall").set_index("entity")
        for entity in set(table.loc[table["conflict"], "entity"]):
            found += 1
            assert rows.loc[entity, "value"] != rows.loc[entity, "value"]
    assert found
