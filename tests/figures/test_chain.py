"""Every published snapshot makes every kind of figure in both languages, and every text fits its place."""

from collections.abc import Callable, Iterator

import pytest

from charts.figure import Figure, source_text
from figures import dictionary, gdp, headline_ids, maps, overview, profiles, rankings, tasks, world
from figures.context import Context
from figures.rankings import RankingView

ALT = 200
SNAPSHOTS = 5


def _provincial(context: Context) -> Iterator[Figure]:
    edition = rankings.editions_of(context, "dti")[0]
    yield rankings.ranking(context, RankingView(edition, "dti-overall"))
    yield maps.province_map(context, edition, "dti-overall")
    yield profiles.main_indices(context, "ha-noi", profiles.edition_for(context, "ha-noi"))


NATIONAL = {
    make.__name__: make
    for make in (
        gdp.digital_economy,
        gdp.core_and_other,
        gdp.joint_contribution,
        gdp.productivity,
        gdp.research,
        gdp.budget,
        gdp.internet_economy,
    )
}


@pytest.fixture(params=["vi", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=range(SNAPSHOTS))
def each(request: pytest.FixtureRequest, chain: tuple[str, ...], context: Callable[..., Context], lang: str) -> Context:
    """Each snapshot in each language."""
    return context(lang, chain[request.param])


def test_the_chain_has_the_snapshots_looked_at(chain: tuple[str, ...]) -> None:
    assert len(chain) >= SNAPSHOTS


def _fits(figure: Figure, context: Context) -> None:
    assert figure.snapshot == context.snapshot
    assert figure.lang == context.lang
    assert figure.words.title
    if not figure.spec:  # nothing was published by the day of the snapshot: said, not drawn
        assert figure.words.finding or not figure.table.empty
        return
    assert 0 < len(figure.words.alt) <= ALT, figure.words.alt
    assert figure.spec["description"] == figure.words.alt
    assert figure.words.finding or figure.words.title in figure.words.alt
    assert figure.sources
    assert figure.snapshot in source_text(figure)
    assert {column.key for column in figure.columns} <= set(figure.table.columns)
    told = " ".join([figure.words.title, figure.words.finding, figure.words.alt, *figure.words.notes])
    assert "nan" not in told.lower().split()
    assert "{" not in told


def test_ranking_map_and_profile(each: Context) -> None:
    for figure in _provincial(each):
        assert figure.spec
        assert not figure.table.empty
        _fits(figure, each)


@pytest.mark.parametrize("make", NATIONAL)
def test_national_figures(each: Context, make: str) -> None:
    figure = NATIONAL[make](each)
    _fits(figure, each)
    later = [line for line in figure.sources if line.published_on[:10] > each.snapshot[:10]]
    assert not later, "a snapshot knows nothing of the days after it"


def test_tasks_of_the_country(each: Context) -> None:
    for scope in tasks.scopes_with(each, "country"):
        _fits(tasks.national(each, scope), each)


def test_overview(each: Context) -> None:
    tiles = overview.tiles(each)
    assert tiles
    for tile in tiles:
        assert tile.name and tile.value and tile.when and tile.source
        assert len(tile.alt) <= ALT


def test_data_page_tables(each: Context) -> None:
    for make in (dictionary.editions, dictionary.conflicts, dictionary.sources):
        rows, columns = make(each)
        assert {column.key for column in columns} <= set(rows.columns)
        assert len({column.label for column in columns}) == len(columns)


def test_every_alternative_text_of_every_ranking_fits(vi: Context, en: Context) -> None:
    for context in (vi, en):
        for level in rankings.LEVEL_DATASETS.values():
            for dataset in level:
                edition = rankings.editions_of(context, dataset)[0]
                indicator = rankings.indicators_of(context, edition)[0]
                _fits(rankings.ranking(context, RankingView(edition, indicator)), context)


def test_rankings_of_the_world(vi: Context) -> None:
    known = world.known(vi)
    assert len(known) >= 5
    for indicator in known:
        _fits(world.ranking_over_time(vi, indicator), vi)


def test_targets_of_every_snapshot(each: Context) -> None:
    figure = tasks.targets(each, headline_ids.with_targets(each))
    _fits(figure, each)
