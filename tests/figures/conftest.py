"""Figures of the published store, read from the files; each figure is made once a run."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from charts.figure import Figure
from figures import gdp, maps, profiles, rankings, tasks
from figures.context import Context
from figures.rankings import RankingView
from snapshots.store import Snapshot, Store

STORE = Store(Path(__file__).resolve().parents[2] / "data")
CHAIN = tuple(entry.snapshot for entry in STORE.entries() if entry.action == "publish")


@cache
def snapshot(identity: str = "") -> Snapshot:
    return STORE.snapshot(identity) if identity else STORE.current()


@cache
def context_of(lang: str, identity: str = "") -> Context:
    return Context(snapshot(identity), lang)


@pytest.fixture(scope="session")
def context() -> Callable[..., Context]:
    """Context of a language and a snapshot (the newest without one)."""
    return context_of


@pytest.fixture(scope="session")
def en() -> Context:
    return context_of("en")


@pytest.fixture(scope="session")
def vi() -> Context:
    return context_of("vi")


@pytest.fixture(scope="session")
def ranking() -> Callable[..., Figure]:
    """Ranking figure of an edition and indicator in the newest snapshot."""

    @cache
    def make(edition: str, indicator: str, lang: str = "en", identity: str = "") -> Figure:
        return rankings.ranking(context_of(lang, identity), RankingView(edition, indicator))

    return make


@pytest.fixture(scope="session")
def province_map() -> Callable[..., Figure]:
    @cache
    def make(edition: str, indicator: str, form: str = "map", lang: str = "en") -> Figure:
        return maps.province_map(context_of(lang), edition, indicator, form=form)

    return make


@pytest.fixture(scope="session")
def digital() -> Figure:
    return gdp.digital_economy(context_of("en"))


@pytest.fixture(scope="session")
def target_rows() -> pd.DataFrame:
    """All targets with their status; the slowest table of all."""
    return tasks.target_rows(context_of("en"))


@pytest.fixture(scope="session")
def profile() -> Figure:
    """Main indices of Phú Thọ, merged from three provinces."""
    return profiles.main_indices(context_of("en"), "phu-tho", "dti-2024-34")


@pytest.fixture(scope="session")
def chain() -> tuple[str, ...]:
    """Ids of the published snapshots, oldest first."""
    return CHAIN
