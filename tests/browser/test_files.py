"""Tables, pictures and whole snapshots, as a reader gets them with the real buttons."""

import csv
import hashlib
import io
import struct
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from exports.picture import SHAPES
from figures import rankings
from snapshots.store import Store
from tests.browser.reading import Server, shown, widget

pytestmark = pytest.mark.browser

EDITION, INDICATOR = "dti-2024-34", "dti-overall"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def opened(page: Page, server: Server) -> Page:
    """The ranking with its table and files unfolded, in Vietnamese."""
    shown(page, f"{server.url}/rankings?edition={EDITION}&lang=vi")
    twin = widget(page, "twin_ranking")
    twin.locator("summary").click()
    expect(twin.get_by_test_id("stDataFrame")).to_be_visible()
    return page


def test_table_twin_has_every_row_and_the_files_are_what_they_say(opened: Page, tmp_path: Path, facts) -> None:
    figure = rankings.ranking(facts("vi"), rankings.RankingView(EDITION, INDICATOR))
    grid = widget(opened, "twin_ranking").locator("[role=grid]")
    expect(grid).to_have_attribute("aria-rowcount", str(len(figure.table) + 1))
    _is_picture(_download(opened, "png", tmp_path))
    _is_drawing(_download(opened, "svg", tmp_path), figure.words.title)
    _has_rows(_download(opened, "csv", tmp_path), figure)


def _download(page: Page, kind: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        widget(page, f"{kind}_ranking").get_by_role("button").click()
    assert waiting.value.suggested_filename.endswith(f".{kind}")
    waiting.value.save_as(folder / f"file.{kind}")
    return (folder / f"file.{kind}").read_bytes()


def _is_picture(content: bytes) -> None:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (SHAPES["article"].width * 2, SHAPES["article"].height * 2)


def _is_drawing(content: bytes, title: str) -> None:
    """Parses; has title and description; keeps its Vietnamese letters; asks no host for anything."""
    root = ElementTree.fromstring(content)
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == title
    assert root.findtext(f"{SVG}desc")
    text = "".join(root.itertext())
    assert {"ộ", "ị", "ỉ"} <= set(text)
    fetched = [
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.endswith(("href", "src")) or "url(" in value
    ]
    assert all(value.startswith(("#", "data:", "url(#")) for value in fetched)
    styles = "".join(element.text or "" for element in root.iter(f"{SVG}style"))
    assert "http" not in styles
    assert "@import" not in styles


def _has_rows(content: bytes, figure) -> None:
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    assert [row["entity"] for row in rows] == figure.table["entity"].tolist()
    assert [float(row["value"]) for row in rows] == figure.table["value"].tolist()
    assert {row["snapshot"] for row in rows} == {figure.snapshot}
    assert all(row["source"] for row in rows)


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
