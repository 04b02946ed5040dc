"""Every formula of a receipt is counted a second time here, from the cells of the files as text, and must agree."""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from charts.figure import Figure
from figures import catalogue, formulas, overview, receipt, trace
from figures.context import Context
from figures.receipt import Receipt
from language import say

WEIGHTED = "own-weights/dti-2024-34/weights=dti-infrastructure:2~dti-awareness:0.5"


def _file(context: Context, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(context.tables.files[name].decode("utf-8"), newline="")))  # type: ignore[attr-defined]


def _cells(context: Context, edition: str, indicator: str) -> dict[str, Decimal]:
    """Values of one edition and indicator by entity, as the file writes them; groups left out."""
    groups = {row["id"] for row in _file(context, "entities.csv") if row["kind"] == "group"}
    return {
        row["entity"]: Decimal(row["value"])
        for row in _file(context, "observations.csv")
        if (row["edition"], row["indicator"]) == (edition, indicator) and row["value"] and row["entity"] not in groups
    }


def _at(figure: Figure, entity: str) -> int:
    return figure.table["entity"].tolist().index(entity)


def _of(context: Context, path: str, entity: str, column: str = "value") -> Receipt:
    figure = catalogue.figure(context, path)
    return receipt.receipt(context, figure, _at(figure, entity), column)


def _rounded(value: Fraction | Decimal, places: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return str(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def test_the_exact_text_the_row_and_the_checksums_are_those_of_the_file(en: Context) -> None:
    made = _of(en, "ranking/dti-2024-34/dti-overall", "bac-ninh")
    raw = en.tables.files[made.file]  # type: ignore[attr-defined]
    cells = [[], *csv.reader(io.StringIO(raw.decode(), newline=""))][made.line or 0]
    assert {"dti-overall", "bac-ninh", made.exact} <= set(cells)
    assert made.exact == "0.7474"
    assert made.file_sha256 == hashlib.sha256(raw).hexdigest()
    assert made.manifest == hashlib.sha256(en.tables.files["datapackage.json"]).hexdigest()  # type: ignore[attr-defined]
    assert made.address == f"/s/{en.snapshot}/observations.csv"
    assert made.source.url.startswith("https://dti.gov.vn/")
    assert made.definition
    assert made.unit
    assert made.direction


def test_the_weighted_overall_value(en: Context) -> None:
    made = _of(en, "ranking/dti-2024-34/dti-overall", "thanh-hoa")
    weights = {
        row["indicator"]: Fraction(row["weight"]) for row in _file(en, "weights.csv") if row["edition"] == "dti-2024-34"
    }
    parts = {one: weight * Fraction(_cells(en, "dti-2024-34", one)["thanh-hoa"]) for one, weight in weights.items()}
    text = made.steps[0]
    for one, product in parts.items():
        assert f"{en.name('indicators', one)}: " in text
        assert float(re.search(rf"{en.name('indicators', one)}: .* = ([0-9.]+)", text)[1]) == float(product)  # type: ignore[index]
    value = sum(parts.values(), Fraction(0)) / sum(weights.values())
    assert f"÷ 940 = {_rounded(value, 4)}" in text
    assert "Published: 0.7742; difference: +0.0001" in text


def test_the_mean_of_former_provinces(en: Context) -> None:
    made = _of(en, "means", "bac-ninh", "mean")
    former = [
        row["from"] for row in _file(en, "entity_changes.csv") if (row["to"], row["kind"]) == ("bac-ninh", "merge")
    ]
    cells = [_cells(en, "dti-2024-63", "dti-overall")[unit] for unit in former]
    assert len(cells) == 2
    total = sum(cells, Decimal(0))
    assert f"{total} ÷ 2 = {(total / 2).normalize()}" in made.steps[0]
    for unit, cell in zip(former, cells, strict=True):
        assert f"{en.name('entities', unit)}: {cell} (observations.csv, row " in made.steps[0]
    assert made.exact == ""


def test_a_computed_rank_counts_the_units_above(en: Context) -> None:
    figure = catalogue.figure(en, "profile/bac-ninh")
    computed = figure.table[figure.table["rank_basis"] == "computed"]
    assert len(computed)
    for position in computed.index:
        row = figure.table.loc[position]
        values = _cells(en, row["edition"], row["indicator"])
        own = values["bac-ninh"]
        better, same = sum(value > own for value in values.values()), sum(value == own for value in values.values())
        text = receipt.receipt(en, figure, position, "rank").steps[0]
        assert f"1 + {better} = {better + 1}." in text
        assert (f"{same} units have this value" in text) == (same > 1)


def test_a_published_rank_says_so_and_is_not_counted(en: Context) -> None:
    made = _of(en, "ranking/dti-2024-34/dti-overall", "bac-ninh", "rank")
    assert made.exact == "11"
    assert "as published" in made.steps[0]


def test_the_mean_of_a_complete_table(en: Context) -> None:
    values = _cells(en, "dti-2024-34", "dti-overall")
    total = sum(values.values(), Decimal(0))
    made = _of(en, "ranking/dti-2024-34/dti-overall", "bac-ninh")
    assert any(f"{total} ÷ 34 = {_rounded(total / 34, 4)}." in text for text in made.steps)


def test_places_moved_and_the_difference_of_values(en: Context) -> None:
    now, before = (_cells(en, edition, "dti-overall")["lang-son"] for edition in ("dti-2023-63", "dti-2022-63"))
    path = next(one for one in catalogue.every(en) if one.startswith("slope/dti-2023-63/dti-overall"))
    steps = " ".join(_of(en, path, "lang-son").steps)
    assert f"{now} (DTI 2023) − {before} (DTI 2022) = +{now - before}" in steps
    assert "= 6 (DTI 2022) − 4 = +2." in steps
    earlier = _of(en, path, "lang-son", "before")
    assert earlier.exact == str(before)
    assert earlier.line != _of(en, path, "lang-son").line


def test_a_revision_of_a_share_is_in_percentage_points(en: Context) -> None:
    figure = catalogue.figure(en, "digital-economy")
    rows = figure.table
    at = rows.index[
        (rows["indicator"] == "gso-digital-va-share-gdp") & (rows["value"] == 12.87) & (rows["period"] == "2023")
    ][0]
    made = receipt.receipt(en, figure, int(at))
    assert any("12.87 − 12.33 = +0.54 percentage points" in text for text in made.steps)
    assert len(made.earlier) == 1
    assert made.earlier[0].startswith("12.33% of GDP")
    assert made.conflicts == ()


def test_changes_by_kind_of_unit(en: Context) -> None:
    assert formulas.change_words(en, "un-egdi-rank", 86.0, 71.0) == "86 − 71 = +15 places"
    amount = next(row["id"] for row in _file(en, "indicators.csv") if row["unit"] in _units(en, "amount"))
    assert "(110 ÷ 100 − 1) × 100 = +10.0%" in formulas.change_words(en, amount, 100.0, 110.0).replace(".00", "")


def _units(context: Context, kind: str) -> set[str]:
    return {row["id"] for row in _file(context, "units.csv") if row["kind"] == kind}


def test_a_goal_against_its_value(en: Context) -> None:
    figure = catalogue.figure(en, "target-list")
    at = figure.table.index[figure.table["id"] == "d749-digital-economy-gdp-2025"]
    rows = figure.table.loc[at] if len(at) else figure.table[figure.table["value"] == 20.0]
    rows = rows[rows["measured_by"].str.contains("gso-digital-va-share-gdp")]
    text = receipt.receipt(en, figure, int(rows.index[0]), "state").steps[0]
    assert "20 − 14.02 = 5.98: 5.98 percentage points short." in text
    assert text.endswith("✗ missed")


def test_points_brought_and_lost_add_up_to_the_weight(en: Context) -> None:
    text = _of(en, "profile/bac-ninh", "bac-ninh", "lost").steps[0]
    found = re.search(r"Points brought = ([0-9]+) ÷ 940 × ([0-9.]+) = ([0-9.]+)", text)
    lost = re.search(r"Points lost = .* = ([0-9.]+)", text)
    assert found
    assert lost
    weight, value = Fraction(found[1]), Fraction(found[2])
    assert found[3] == _rounded(weight / 940 * value, 4)
    assert lost[1] == _rounded(weight / 940 * (1 - value), 4)


def test_own_weights_are_computed_again_and_say_what_they_are(en: Context) -> None:
    made = _of(en, WEIGHTED, "ho-chi-minh")
    first, second = (_cells(en, "dti-2024-34", one)["ho-chi-minh"] for one in ("dti-infrastructure", "dti-awareness"))
    total = 2 * first + second / 2
    assert f"÷ 2.5 = {_rounded(total / Decimal('2.5'), 4)}" in made.steps[0]
    assert made.notes[0] == "Reader's own weights – not official"
    assert {place.exact for place in made.places} == {str(first), str(second)}


def test_a_unit_without_a_figure_gets_clear_words(en: Context) -> None:
    keys = {
        "indicator": "dti-overall",
        "entity": "an-giang",
        "edition": "dti-2024-63",
        "source": "",
        "value": float("nan"),
    }
    made = receipt.of_row(en, keys)
    assert made.shown == "no figure published"
    assert made.places == ()
    assert made.line is None
    assert made.address == ""
    assert "An Giang" in made.notes[0]
    assert "zero" in made.notes[0]


@pytest.mark.parametrize("row", [{}, {"name": "x"}, {"indicator": "no-such", "entity": "nobody"}])
def test_a_row_that_leads_nowhere_is_no_crash(en: Context, row: dict[str, str]) -> None:
    assert receipt.of_row(en, row).shown == "no figure published"


def test_a_source_that_is_not_listed_leaves_the_body(en: Context) -> None:
    assert receipt.public_source(en, "", "most").url == ""
    assert receipt.public_source(en, "no-such-source", "most").producer == en.name("producers", "most")


def test_a_row_a_figure_does_not_have_is_refused(en: Context) -> None:
    figure = catalogue.figure(en, "weights/dti-2024-34")
    with pytest.raises(IndexError, match="row 8 of figure"):
        receipt.receipt(en, figure, len(figure.table))


def test_sources_that_disagree_name_each_other(en: Context) -> None:
    figure = catalogue.figure(en, "conflicts")
    rows = figure.table[figure.table["value"].isin([0.3026, 0.326])]
    told = [receipt.receipt(en, figure, int(at)) for at in rows.index]
    assert [one.exact for one in told] == ["0.3026", "0.326"]
    assert told[0].conflicts[0].startswith("0.3260")
    assert told[1].conflicts[0].startswith("0.3026")


def test_every_column_of_every_kind_of_figure_has_a_receipt(context: Callable[..., Context]) -> None:
    """The first row in one language, the last in the other."""
    for lang, end in (("vi", 0), ("en", -1)):
        own = context(lang)
        first: dict[str, str] = {}
        for path in catalogue.every(own):
            first.setdefault(path.split("/")[0], path)
        for path in first.values():
            figure = catalogue.figure(own, path)
            for column in ("value", *(one.key for one in figure.columns)):
                for position in range(len(figure.table))[end:][:1]:
                    made = receipt.receipt(own, figure, position, column)
                    assert made.shown or made.exact, (path, column)
                    assert made.places or made.shown == say(lang, "no figure published"), (path, column)
                    assert made.snapshot == own.snapshot


def test_tiles_show_the_value_they_show(en: Context) -> None:
    for tile in overview.tiles(en):
        made = receipt.tile_receipt(en, tile)
        assert made.shown == tile.value
        assert float(made.exact) == float(re.search(r"[0-9][0-9,]*\.?[0-9]*", tile.value)[0].replace(",", ""))  # type: ignore[index]
        assert any("Change from" in text for text in made.steps) == bool(tile.change)


def test_facts_of_a_profile_have_their_own_sources(en: Context) -> None:
    told = receipt.fact_receipts(en, "an-giang")
    row = next(one for one in _file(en, "province_facts.csv") if one["entity"] == "an-giang")
    assert told["Area"].exact == row["area_km2"]
    assert told["Population"].exact == row["population"]
    assert told["Official code"].file == "entities.csv"
    assert told["Official code"].exact == "91"
    assert told["Area"].source.url != told["Wards, communes and special zones"].source.url


def test_the_sentence_of_a_ranking_leads_to_its_first_place(en: Context) -> None:
    figure = catalogue.figure(en, "ranking/dti-2024-34/dti-overall")
    made = receipt.finding_receipt(en, figure)
    assert made.entity in figure.words.finding
    assert figure.table.iloc[receipt.finding_position(figure)]["rank"] == 1


def test_the_marked_unit_opens_first(en: Context) -> None:
    figure = catalogue.figure(en, "ranking/dti-2024-34/dti-overall/mark=bac-ninh")
    assert receipt.first_position(figure) == _at(figure, "bac-ninh")


def test_choices_are_in_vietnamese_order(context: Callable[..., Context]) -> None:
    told = list(receipt.choices(catalogue.figure(context("vi"), "ranking/dti-2024-34/dti-overall")).values())
    named = [text.split(" · ")[0] for text in told]
    assert len(named) == 34
    assert named.index("Cao Bằng") < named.index("Cần Thơ") < named.index("Đà Nẵng") < named.index("Hà Nội")


def test_the_text_to_copy_holds_everything(en: Context) -> None:
    made = _of(en, "ranking/dti-2024-34/dti-overall", "bac-ninh")
    text = receipt.as_text(made)
    for part in (
        made.exact,
        made.manifest,
        made.file_sha256,
        made.source.url,
        made.snapshot,
        "row 923",
        *made.steps[0].split("\n"),
    ):
        assert part in text
    assert trace.text({"a": None}, "a") == ""
