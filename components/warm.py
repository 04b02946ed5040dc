"""Start-up: what the first reader should not wait for."""

import logging
from threading import Thread

from components import cached
from components.made import made
from components.web import compress_ahead
from exports.fonts import prepare
from figures import maps, overview, rankings
from figures.rankings import RankingView
from language import LANGUAGES
from snapshots.messages import NoSnapshotError
from snapshots.store import Snapshot


def load() -> None:
    """Read the newest snapshot; without one the pages say so, and the server still starts."""
    try:
        snapshot = cached.newest()
    except NoSnapshotError as error:
        logging.getLogger(__name__).error("%s", error)
        return
    snapshot.table("observations")
    Thread(target=_ahead, args=(snapshot,), name="ahead", daemon=True).start()


def _ahead(snapshot: Snapshot) -> None:
    """Compress the bundle, make the figures that open first, and the font of exported pictures."""
    compress_ahead()
    for lang in LANGUAGES:
        _first_figures(snapshot, lang)
    prepare()


def _first_figures(snapshot: Snapshot, lang: str) -> None:
    context = cached.context(snapshot, lang, False)
    made(overview.tiles, context)
    for edition in rankings.editions_of(context, "dti")[:1]:
        made(rankings.ranking, context, RankingView(edition, "dti-overall"))
        made(maps.province_map, context, edition, "dti-overall", form="map")
