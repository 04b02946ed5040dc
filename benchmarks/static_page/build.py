"""Writes the static page: some editions and indicators of one index, each as specification and data ready to draw.

The figures are the explorer's own (`figures`), so that both draw the same marks; Vega, Vega-Lite and Vega-Embed come
from the bundle inside vl-convert.
"""

import html
import json
from pathlib import Path
from typing import Any

import vl_convert

from benchmarks.targets import DATASET, EDITIONS, PAGES
from charts import geometry
from charts.figure import Figure, source_text
from figures import maps, rankings
from figures.context import Context
from figures.rankings import RankingView
from snapshots.store import Store

LANG = "vi"
SOURCE = Path(__file__).parent
GEOMETRY_ADDRESS = "vn-provinces.topojson"
INDICATORS = 2
"""Of each edition: enough for a choice, few enough to be made within seconds."""


def build(folder: Path) -> None:
    """Fill `folder`; nothing else is needed to serve the site."""
    context = Context(Store().current(), LANG)
    (folder / "vega.js").write_text(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"), encoding="utf-8")
    (folder / "site.js").write_bytes((SOURCE / "site.js").read_bytes())
    (folder / GEOMETRY_ADDRESS).write_bytes(geometry.topojson_bytes())
    for page in PAGES:
        (folder / f"{page}.html").write_text(_page(context, page), encoding="utf-8")
    for edition in _editions(context):
        for indicator in _indicators(context, edition):
            _write(folder, "rankings", edition, indicator, rankings.ranking(context, RankingView(edition, indicator)))
            _write(folder, "map", edition, indicator, maps.province_map(context, edition, indicator))


def _editions(context: Context) -> list[str]:
    return rankings.editions_of(context, DATASET)[:EDITIONS]


def _indicators(context: Context, edition: str) -> list[str]:
    return rankings.indicators_of(context, edition)[:INDICATORS]


def _page(context: Context, page: str) -> str:
    editions = _editions(context)
    held = {edition: {one: context.name("indicators", one) for one in _indicators(context, edition)}
            for edition in editions}
    options = "".join(f'<option value="{one}">{html.escape(context.edition_title(one))}</option>' for one in editions)
    text = (SOURCE / "page.html").read_text(encoding="utf-8")
    fill = {"{page}": page, "{options}": options, "{indicators}": json.dumps(held, ensure_ascii=False)}
    for sign, value in fill.items():
        text = text.replace(sign, value)
    return text


def _write(folder: Path, page: str, edition: str, indicator: str, figure: Figure) -> None:
    text = json.dumps(_ready(figure), ensure_ascii=False, separators=(",", ":"))
    (folder / f"{page}-{edition}-{indicator}.json").write_text(text, encoding="utf-8")


def _ready(figure: Figure) -> dict[str, Any]:
    spec = geometry.with_geometry_url(figure.spec, GEOMETRY_ADDRESS) if figure.geometry else dict(figure.spec)
    datasets = {name: json.loads(rows.to_json(orient="records")) for name, rows in figure.datasets.items()}
    words = figure.words
    return {"title": words.title, "subtitle": words.subtitle, "finding": words.finding, "notes": words.notes,
            "source": source_text(figure), "spec": {**spec, "datasets": datasets}}
