"""Addresses of a figure: pinned to its snapshot, live, on the screen, in an embed.

`EXPLORER_ADDRESS` is where readers find this site; it is printed on every picture, so it is a setting and never taken
from a request: the same view must give the same bytes.
"""

import os
from urllib.parse import quote

from charts.figure import Figure

LOCAL = "http://localhost:8501"
"""Where `make run` serves the site when no address is set."""
LATEST = "latest"
"""Stands for the newest snapshot in an address."""


def base() -> str:
    """Address of the site without a slash at its end."""
    return os.environ.get("EXPLORER_ADDRESS", LOCAL).rstrip("/")


def pinned(figure: Figure) -> str:
    """The view as this snapshot shows it, for good."""
    return f"{base()}{pinned_path(figure)}"


def pinned_path(figure: Figure) -> str:
    """`/f/2026-11-21/vi/ranking/dti-2024-34/dti-overall`."""
    return f"/f/{figure.snapshot}/{figure.lang}/{figure.view}"


def live(figure: Figure) -> str:
    """The view as the newest snapshot shows it."""
    return f"{base()}/f/{LATEST}/{figure.lang}/{figure.view}"


def screen(figure: Figure, frozen: bool = False) -> str:
    """The page of the explorer that shows the view; `frozen` keeps the snapshot."""
    path, _, query = figure.page.partition("?")
    parts = [query, f"lang={figure.lang}", f"snapshot={figure.snapshot}" if frozen else ""]
    return f"{base()}/{path}?" + "&".join(part for part in parts if part)


def embed(figure: Figure, frozen: bool = False) -> str:
    """The bare figure for a frame in another page."""
    kept = f"&snapshot={figure.snapshot}" if frozen else ""
    return f"{base()}/?embed={quote(figure.view, safe='/~=-._%')}&lang={figure.lang}{kept}"


def short(address: str) -> str:
    """An address as it is printed: without the scheme."""
    return address.split("://", 1)[-1]
