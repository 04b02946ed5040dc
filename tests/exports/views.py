"""One figure of each kind from the published store, made once a run."""

from functools import cache
from pathlib import Path

from charts.figure import Figure
from figures import catalogue
from figures.context import Context
from snapshots.store import Store

STORE = Store(Path(__file__).resolve().parents[2] / "data")
RICHER = {
    "places": "places/dti-2023-63/dti-overall",
    "slope": "slope/dti-2022-63/dti-overall/dti-2021-63",
    "over-time": "over-time/ha-noi",
    "own-weights": "own-weights/dti-2024-34",
}
"""In place of the first view of a kind that has no rows, or that nobody lists."""


@cache
def context(lang: str = "vi") -> Context:
    return Context(STORE.current(), lang)


@cache
def views() -> dict[str, str]:
    found = dict(RICHER)
    for view in catalogue.every(context()):
        found.setdefault(view.split("/")[0], view)
    return found


KINDS = tuple(catalogue.KINDS)


@cache
def figure(kind: str, lang: str = "vi") -> Figure:
    return catalogue.exported(context(lang), views()[kind])
