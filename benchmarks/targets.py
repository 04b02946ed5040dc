"""What is measured: the explorer, the static page and the plain script, each with its command, addresses and chart."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figures import rankings
from figures.context import Context
from language import number, say
from snapshots.store import Store

ROOT = Path(__file__).resolve().parent.parent
STREAMLIT_CHART = "[data-testid=stVegaLiteChart] svg"
DATASET = "dti"
EDITIONS = 4
"""Editions visited: those of the index with (nearly) all units, so that every redrawing has a full chart to draw."""
PAGES = ("rankings", "map")


@dataclass(frozen=True)
class Choice:
    """An edition to choose: place in the list, id, main indicator, and what its ranking shows: values and ends."""

    index: int
    edition: str
    indicator: str
    expected: dict[str, Any]


@dataclass(frozen=True)
class Target:
    """One thing measured. `command(port)` starts it in `folder`; `address(page)` is a page; `chart` selects its SVG."""

    name: str
    command: Callable[[int], list[str]]
    folder: Path
    health: str
    addresses: dict[str, str]
    chart: str
    label: str = ""
    """Label of the edition's selectbox; empty for the static page's own `select`."""

    def address(self, page: str) -> str:
        return self.addresses[page]


def choices() -> list[Choice]:
    """The newest editions of the index, with the highest and lowest value as the pages write them (point for comma)."""
    context = Context(Store().current(), "vi")
    editions = rankings.editions_of(context, DATASET)[:EDITIONS]
    return [_choice(context, index, edition) for index, edition in enumerate(editions)]


def _choice(context: Context, index: int, edition: str) -> Choice:
    indicator = rankings.indicators_of(context, edition)[0]
    values = rankings.ranked(context, edition, indicator)["value"].dropna()
    ends = [number("en", value, context.decimals(indicator)) for value in (values.max(), values.min())]
    return Choice(index, edition, indicator, {"values": len(values), "ends": ends})


def targets(site: Path) -> list[Target]:
    """Explorer, static page (built in `site`), plain script; in the order they are measured."""
    return [_explorer(), _static(site), _plain()]


def _explorer() -> Target:
    return Target("explorer", lambda port: _streamlit("app.py", port), ROOT, "_stcore/health",
                  {"rankings": "rankings", "map": "map"}, STREAMLIT_CHART, say("vi", "Edition"))


def _static(site: Path) -> Target:
    command = [sys.executable, "-m", "benchmarks.static_page", str(site)]
    return Target("static page", lambda port: [*command, str(port)], ROOT, "rankings.html",
                  {"rankings": "rankings.html", "map": "map.html"}, "#figure svg")


def _plain() -> Target:
    """Run in its own folder, so that it has Streamlit's usual settings and not the explorer's."""
    return Target("plain script", lambda port: _streamlit("plain_app.py", port), ROOT / "benchmarks", "_stcore/health",
                  {"rankings": "", "map": "?page=map"}, STREAMLIT_CHART, "Edition")


def _streamlit(script: str, port: int) -> list[str]:
    settings = ["--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    return [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), *settings]
