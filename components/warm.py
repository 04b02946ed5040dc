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
    """Read the newest snapshot, make the figures that open first, compress the bundle; about two seconds, once.

    Done before the server answers: in a thread it would slow the very reader it is for. Without a snapshot the pages
    say so, and the server still starts.
    """
    try:
        snapshot = cached.newest()
    except NoSnapshotError as error:
        logging.getLogger(__name__).error("%s", error)
        return
    compress_ahead()
    for lang in LANGUAGES:
        _first_figures(snapshot, lang)
    Thread(target=prepare, name="fonts", daemon=True).start()  # the first exported picture should not wait for the font


def _first_figures(snapshot: Snapshot, lang: str) -> None:
    context = cached.context(snapshot, lang, False)
    made(overview.tiles, context)
    for edition in rankings.editions_of(context, "dti")[:1]:
        made(rankings.ranking, context, RankingView(edition, "dti-overall"))
        made(maps.province_map, context, edition, "dti-overall", form="map")
