"""The acceptance set: twelve fixed views in seven shapes, two languages and three forms, made by one command.

Source: figure export specification, section 10. The views are paths of the newest snapshot; beside the files stands
`files.json`, which says what each is.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from charts.figure import Figure
from exports import order as orders
from exports.order import PICTURES, Order
from exports.shapes import SHAPES
from exports.together import mapped, pictures
from language import LANGUAGES
from snapshots.store import Store

VIEWS: Mapping[str, str] = {
    "ranking-with-ties": "ranking/dti-2024-34/dti-awareness",
    "ranking-with-a-missing-unit": "ranking/papi-2024-63/papi-total",
    "trend-with-break": "over-time/ha-noi",
    "trend-with-two-sources": "digital-economy",
    "map-of-34": "map/dti-2024-34/dti-overall",
    "map-of-63": "map/dti-2024-63/dti-overall",
    "merger-fan": "former/lam-dong",
    "profile": "profile/phu-tho",
    "own-weights": "own-weights/dti-2024-34/weights=dti-awareness:1~dti-human-resources:2~dti-society-activity:3",
    "tasks": "tasks/r57-central",
    "brief-of-one-unit": "brief/ha-noi",
    "empty-result": "ranking/dti-2024-34/dti-overall/find=zzz",
}
LIST = "files.json"


@dataclass(frozen=True)
class Accepted:
    """One file of the set: the name of its view, the view's path, language, shape, form, and where it is."""

    name: str
    view: str
    lang: str
    shape: str
    form: str
    path: str


def make(folder: Path, progress: Callable[[int, int], None] | None = None, processes: int = 1) -> list[Accepted]:
    """Make the set in `folder`, one folder a view; `progress` is told (files made, all files)."""
    asked = [(name, lang) for name in VIEWS for lang in LANGUAGES]
    count, root, made = len(asked), str(Store().root), []
    for part in mapped(_view, asked, [str(folder)] * count, [root] * count, processes=processes):
        made += part
        if progress:
            progress(len(made), count * len(SHAPES) * len(PICTURES))
    (folder / LIST).write_text(json.dumps([asdict(one) for one in made], indent=1) + "\n", encoding="utf-8")
    return made


def listed(folder: Path) -> list[Accepted]:
    """The files of a set made before."""
    return [Accepted(**one) for one in json.loads((folder / LIST).read_text(encoding="utf-8"))]


def shown(name: str, lang: str, root: str) -> Figure:
    """The figure of a view of the set, as files of it are made."""
    return orders.figure(Order(VIEWS[name], lang=lang), Store(root))


def _view(asked: tuple[str, str], folder: str, root: str) -> list[Accepted]:
    """One view in one language, in every shape and form; each shape is laid out once."""
    name, lang = asked
    figure, place = shown(name, lang, root), Path(folder) / name
    place.mkdir(exist_ok=True)
    made = []
    for shape in SHAPES:
        wanted = [Order(VIEWS[name], lang=lang, shape=shape, form=form) for form in PICTURES]
        for order, content in zip(wanted, pictures(figure, wanted), strict=True):
            path = place / orders.name(figure, order)
            path.write_bytes(content)
            made.append(Accepted(name, VIEWS[name], lang, shape, order.form, str(path.relative_to(folder))))
    return made
