"""Following docs/updating-data.md literally updates a figure on screen, and takes it back; the guide names what is pressed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from language import LANGUAGES
from scripts.desk_walk import NEW, OLD, PRACTICE, Walk, seen, servers, take_back, update
from snapshots.store import Store
from tests.browser.reading import ROOT, Server

pytestmark = pytest.mark.browser
GUIDE = ROOT / "docs" / "updating-data.md"
SECTIONS = {"vi": "## Tiếng Việt", "en": "## English"}


def _guide(lang: str) -> str:
    whole = GUIDE.read_text(encoding="utf-8")
    start, end = whole.index(SECTIONS["vi"]), whole.index(SECTIONS["en"])
    return whole[start:end] if lang == "vi" else whole[end:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walk")


@pytest.fixture(scope="module")
def both(folder: Path) -> Iterator[tuple[Server, Server]]:
    """The site and the desk; the second walk begins where the first took everything back."""
    running = servers(folder)
    yield running
    for server in running:
        server.stop()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_guide_is_literal(both: tuple[Server, Server], page: Page, folder: Path, lang: str) -> None:
    site, desk = both
    taken: list[str] = []
    walk = Walk(page, desk.url, site.url, lang, lambda page, name: taken.append(name), [])
    store = Store(folder / "data")
    before = store.current().id
    seen(walk, OLD[lang])
    update(walk)
    assert store.current().id != before
    seen(walk, NEW[lang])
    take_back(walk, before)
    seen(walk, OLD[lang])
    bold = re.findall(r"\*\*(.+?)\*\*", _guide(lang))
    assert [word for word in dict.fromkeys(walk.pressed) if word not in bold] == []
    assert all(f"screenshots/desk-{name}-{lang}.png" in _guide(lang) for name in taken)
    assert PRACTICE.name in _guide(lang)
