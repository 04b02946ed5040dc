"""The ranking figure on the newest snapshot: places, ties, movement, names, sources."""

from collections.abc import Callable

import pytest

from charts.figure import Figure
from figures import rankings
from figures.context import Context
from figures.rankings import RankingView

Ranking = Callable[..., Figure]
DTI, OVERALL = "dti-2024-34", "dti-overall"


def test_the_34_provinces_in_order(ranking: Ranking) -> None:
    figure = ranking(DTI, OVERALL)
    assert len(figure.table) == len(figure.datasets["rows"]) == 34
    assert figure.table["rank"].tolist() == [float(place) for place in range(1, 35)]
    assert figure.table["value"].is_monotonic_decreasing
    assert figure.table["entity"].iloc[0] == "ha-noi"
    assert figure.datasets["rows"]["place"].iloc[0] == "1"
    assert set(figure.table["rank_basis"]) == {"published"}


def test_the_first_is_named_in_the_readers_language(ranking: Ranking) -> None:
    for lang, name, value in (("vi", "Hà Nội", "0,8241"), ("en", "Ha Noi", "0.8241")):
        figure = ranking(DTI, OVERALL, lang)
        row = figure.datasets["rows"].iloc[0]
        assert (row["name"], row["value_text"]) == (name, value)
        assert name in figure.words.finding
        assert value in figure.words.finding


def test_the_mean_is_that_of_the_published_values(ranking: Ranking) -> None:
    figure = ranking(DTI, OVERALL)
    assert figure.datasets["mean"]["value"].tolist() == [pytest.approx(figure.table["value"].mean())]
    assert "0.7005" in figure.datasets["mean"]["label"].iloc[0]


def test_the_table_twin_has_its_columns(ranking: Ranking) -> None:
    figure = ranking(DTI, OVERALL)
    keys = [column.key for column in figure.columns]
    assert keys[:3] == ["rank", "name", "value"]
    assert {"movement", "basis", "remarks"} <= set(keys)
    assert set(keys) <= set(figure.table.columns)
    assert all(column.label for column in figure.columns)
    assert next(column.decimals for column in figure.columns if column.key == "value") == 4


def test_sources_name_the_ministry_and_the_edition(ranking: Ranking, en: Context) -> None:
    figure = ranking(DTI, OVERALL)
    assert figure.snapshot == en.snapshot
    assert [line.publisher for line in figure.sources] == [en.name("producers", "most")]
    assert figure.sources[0].edition == en.edition_title(DTI)
    assert figure.sources[0].published_on == "2025-10-21"
    assert figure.sources[0].url.startswith("https://")


def test_the_picture_draws_only_named_data(ranking: Ranking) -> None:
    figure = ranking(DTI, OVERALL)
    assert "datasets" not in figure.spec
    assert '"values"' not in str(figure.spec).replace("'", '"')


def test_a_partial_table_is_never_ranked_by_us(ranking: Ranking) -> None:
    figure = ranking("pii-2025-34", "pii-score")
    assert 0 < len(figure.table) < 34
    assert "computed" not in set(figure.table["rank_basis"])
    assert figure.table["computed"].isna().all()
    assert figure.datasets["mean"]["value"].isna().all()


def test_no_partial_edition_has_a_place_of_ours(en: Context) -> None:
    editions = en.table("editions")
    population = dict(zip(editions["id"], editions["population"], strict=True))
    looked_at = 0
    for edition in editions.loc[editions["coverage"] == "partial", "id"].iloc[::2]:
        for indicator in rankings.indicators_of(en, edition)[:1] if population[edition] > 0 else []:
            table = rankings.ranked(en, edition, indicator)
            if table["value"].notna().sum() < population[edition]:
                looked_at += 1
                assert "computed" not in set(table["rank_basis"]), edition
                assert table["computed"].isna().all(), edition
    assert looked_at >= 8


def test_a_province_with_a_place_and_no_score_is_not_drawn_at_zero(ranking: Ranking) -> None:
    drawn = ranking("pii-2025-34", "pii-score").datasets["rows"]
    without = drawn[drawn["value"].isna()]
    assert len(without)
    assert not (drawn["value"] == 0).any()
    assert without["instead"].ne("").all()
    assert set(without["mark"]) <= {"rank", "none"}


def test_provinces_without_a_figure_follow_where_most_have_one(ranking: Ranking) -> None:
    figure = ranking("papi-2024-63", "papi-total")
    last = figure.datasets["rows"].tail(2)
    assert len(figure.table) == 63
    assert last["value"].isna().all()
    assert last["instead"].ne("").all()
    assert last["place"].eq("–").all()


def test_ties_share_a_place_and_the_next_is_left_out(ranking: Ranking) -> None:
    drawn = ranking("dti-2024-63", OVERALL).datasets["rows"]
    shared = drawn[drawn["place"].str.startswith("=")]
    assert len(shared) == 2
    assert shared["place"].nunique() == 1
    place = int(shared["place"].iloc[0].removeprefix("="))
    assert str(place + 1) not in set(drawn["place"])
    assert str(place + 2) in set(drawn["place"])


def test_no_movement_across_the_method_break_and_the_reason_is_told(ranking: Ranking, en: Context) -> None:
    figure = ranking("dti-2024-63", OVERALL)
    assert figure.table["movement"].isna().all()
    assert set(figure.table["no_movement"]) == {"method_break"}
    assert figure.datasets["rows"]["movement_text"].eq("").all()
    assert en.row("editions", "dti-2024-63")["break_en"] in figure.words.notes


def test_no_movement_across_the_new_boundaries(ranking: Ranking) -> None:
    figure = ranking(DTI, OVERALL)
    assert figure.table["movement"].isna().all()
    assert set(figure.table["no_movement"]) == {"boundary_change"}


def test_movement_between_editions_of_one_method(ranking: Ranking) -> None:
    table = ranking("dti-2023-63", OVERALL).table
    assert table["movement"].notna().all()
    assert (table["rank_before"] - table["rank"]).tolist() == table["movement"].tolist()
    assert table["movement"].abs().max() < 63


def test_movement_is_blank_where_the_place_before_is_not_known(ranking: Ranking) -> None:
    table = ranking("dti-2022-63", OVERALL).table
    assert set(table.loc[table["rank_before"].isna(), "no_movement"]) == {"not_ranked"}
    assert table.loc[table["rank_before"].isna(), "movement"].isna().all()
    assert table["movement"].notna().sum() == 16


@pytest.mark.parametrize(
    ("edition", "vi", "en"), [("dti-2022-63", "Thừa Thiên Huế", "Thua Thien Hue"), (DTI, "Huế", "Hue")]
)
def test_names_are_those_of_the_year_described(ranking: Ranking, edition: str, vi: str, en: str) -> None:
    for lang, name in (("vi", vi), ("en", en)):
        table = ranking(edition, OVERALL, lang).table
        assert table.loc[table["entity"] == "hue", "name"].tolist() == [name]


def test_former_and_present_units_are_told_apart_by_id(ranking: Ranking) -> None:
    assert "phu-tho-63" in set(ranking("dti-2024-63", OVERALL).table["entity"])
    assert "phu-tho" in set(ranking(DTI, OVERALL).table["entity"])
    assert "phu-tho-63" not in set(ranking(DTI, OVERALL).table["entity"])


def test_conflicting_sources_keep_a_row_each(ranking: Ranking) -> None:
    table = ranking("par-2023-63", "par-overall").table
    conflicts = table[table["conflict"]]
    assert len(conflicts) > conflicts["entity"].nunique() >= 1
    assert conflicts["no_movement"].isin(["conflict"]).all()


def _view(**chosen: object) -> RankingView:
    return RankingView(DTI, OVERALL, **chosen)  # type: ignore[arg-type]


def test_a_filter_keeps_places_among_all(en: Context) -> None:
    table = rankings.ranked(en, DTI, OVERALL)
    kept = rankings.filtered(en, table, _view(kind="city"))
    assert 0 < len(kept) < 34
    assert set(kept["subtype"]) == {"city"}
    assert kept["rank"].tolist() == table.set_index("entity").loc[kept["entity"], "rank"].tolist()


def test_a_region_filter_and_a_name_filter(en: Context) -> None:
    table = rankings.ranked(en, DTI, OVERALL)
    assert set(rankings.filtered(en, table, _view(regions=("dbsh",)))["region"]) == {"dbsh"}
    assert rankings.filtered(en, table, _view(find="ha giang"))["entity"].tolist() == ["tuyen-quang"]
    assert rankings.filtered(en, table, _view(find="  ")).equals(table.reset_index(drop=True))
    assert rankings.filtered(en, table, _view(find="nowhere")).empty


def test_order_by_name_is_vietnamese(vi: Context) -> None:
    names = rankings.filtered(vi, rankings.ranked(vi, DTI, OVERALL), _view(sort="name"))["name"].tolist()
    assert names.index("Đà Nẵng") > names.index("Cao Bằng") > names.index("Cà Mau")
    assert len(names) == 34


def test_marked_units_are_drawn_apart(en: Context) -> None:
    drawn = rankings.ranking(en, _view(marked=("hue", "ha-noi"))).datasets["rows"]
    assert set(drawn.loc[drawn["chosen"], "entity"]) == {"hue", "ha-noi"}
