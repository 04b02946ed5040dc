"""Tables and whole snapshots, as a reader gets them with the real buttons."""

import hashlib
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from figures import rankings
from snapshots.store import Store
from tests.browser.reading import Server, shown, widget

pytestmark = pytest.mark.browser

EDITION, INDICATOR = "dti-2024-34", "dti-overall"


def test_table_twin_has_every_row(page: Page, server: Server, facts) -> None:
    """Files of figures: tests/browser/test_share.py."""
    shown(page, f"{server.url}/rankings?edition={EDITION}&lang=vi")
    twin = widget(page, "twin_ranking")
    twin.locator("summary").click()
    figure = rankings.ranking(facts("vi"), rankings.RankingView(EDITION, INDICATOR))
    expect(twin.locator("[role=grid]")).to_have_attribute("aria-rowcount", str(len(figure.table) + 1))


def test_whole_snapshot_verifies(page: Page, server: Server, tmp_path: Path) -> None:
    """The zip holds what `sha256sum -c SHA256SUMS` accepts."""
    snapshot = Store().current()
    shown_at = f"{server.url}/data?section=snapshots&lang=en"
    page.goto(shown_at)
    button = widget(page, f"zip_{snapshot.id}").get_by_role("button")
    with page.expect_download() as waiting:
        button.click()
    waiting.value.save_as(tmp_path / "snapshot.zip")
    with zipfile.ZipFile(tmp_path / "snapshot.zip") as archive:
        files = {Path(name).name: archive.read(name) for name in archive.namelist()}
    sums = dict(reversed(line.split("  ", 1)) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums.keys() == files.keys() - {"SHA256SUMS"}
    assert {name: hashlib.sha256(files[name]).hexdigest() for name in sums} == sums
