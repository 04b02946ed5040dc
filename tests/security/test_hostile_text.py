"""Names, notes and reasons full of HTML, script, Markdown and links are text on every screen and in every file (point 17)."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

import openpyxl
import pytest
from playwright.sync_api import BrowserContext

from components.addresses import SCREENS
from snapshots.store import default_root
from snapshots.validate import validate
from tests.browser.reading import Server, shown
from tests.security.asking import ask
from tests.security.hostile import MARK, PAYLOAD, changed, hostile_store

VIEW = "/f/latest/en/ranking/dti-2024-34/dti-overall"
BARE = "embed=ranking/dti-2024-34/dti-overall&lang=en"
SCREENS_SEEN = {
    "": "",
    "rankings": "view=list",
    "gdp": "",
    "map": "view=tiles",
    "province": "province=ha-noi",
    "ministry": "",
    "tasks": "",
    "data": "section=sources",
    "revisions": "",
}
ALIEN = """() => ({
    ran: window.ran === 1,
    images: [...document.images].filter(one => one.getAttribute('src') === 'x').length,
    scripts: [...document.scripts].filter(one => one.textContent.includes('window.ran')).length,
    handlers: document.querySelectorAll('[onerror],[onload]').length,
    links: [...document.querySelectorAll('a')].filter(one => one.href.startsWith('javascript:')).length,
    formulas: document.querySelectorAll('.katex').length,
    icons: [...document.querySelectorAll('[data-testid=stIconMaterial]')].filter(one => one.textContent === 'bug_report').length,
    emoji: document.body.innerText.includes('\\u{1F604}'),
})"""
"""What would be in a page that took the text for more than text."""
NOTHING = {
    "ran": False,
    "images": 0,
    "scripts": 0,
    "handlers": 0,
    "links": 0,
    "formulas": 0,
    "icons": 0,
    "emoji": False,
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = hostile_store(tmp_path_factory.mktemp("hostile"), Path(default_root()))
    running = Server(store.root)
    yield running
    running.stop()


def test_every_screen_is_tried() -> None:
    assert set(SCREENS_SEEN) == {screen.path for screen in SCREENS}


@pytest.mark.browser
def test_nothing_runs_on_any_screen_nor_in_a_tooltip(hostile: Server, readers: BrowserContext) -> None:
    """One page visits all screens; the text is there as text, and no request leaves the host."""
    page = readers.new_page()
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    seen = ""
    for path, choices in SCREENS_SEEN.items():
        shown(page, f"{hostile.url}/{path}?lang=en&{choices}")
        for mark in page.locator("svg.marks .mark-rect path, svg.marks .mark-symbol path").all()[:2]:
            mark.hover(force=True, timeout=3000)
        for button in page.get_by_test_id("stExpander").all()[:2]:
            button.locator("summary").click()
        page.wait_for_timeout(150)
        assert page.evaluate(ALIEN) == NOTHING, path
        seen += page.inner_text("body")
    page.goto(f"{hostile.url}/?{BARE}")
    assert page.evaluate(ALIEN) == NOTHING
    page.close()
    assert MARK in seen
    assert "<b>Z</b>" in seen
    assert not dialogs
    assert not [url for url in asked if not url.startswith((hostile.url, "data:", "blob:"))]


@pytest.mark.parametrize("path", [VIEW, f"/?{BARE}", "/f/latest/en/", "/d/dti/en/", "/f/latest/en/profile/ha-noi"])
def test_pages_without_script_show_it_as_text(hostile: Server, path: str) -> None:
    answer = ask(hostile.port, path)
    if path.endswith("ha-noi") and answer.status == 404:
        pytest.fail("the view is not known any more; name another")
    assert answer.status == 200
    for alien in ("<img src=x", "<script>window", "<b>Z", 'href="javascript:', "</svg> #h"):
        assert alien not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_drawing_holds_no_element_of_the_text(hostile: Server) -> None:
    answer = ask(hostile.port, f"{VIEW}.svg")
    assert answer.status == 200
    for element in Xml.fromstring(answer.body).iter():
        assert not str(element.tag).endswith(("}script", "}foreignObject", "}b", "}img"))
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        assert not any(value.strip().lower().startswith("javascript:") for value in element.attrib.values())
    assert "<b>Z</b>" in "".join(Xml.fromstring(answer.body).itertext())


def test_a_printed_page_has_no_script_and_no_action(hostile: Server) -> None:
    answer = ask(hostile.port, f"{VIEW}.pdf")
    assert answer.body.startswith(b"%PDF")
    for action in (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction", b"javascript:"):
        assert action not in answer.body


def test_a_workbook_holds_texts_and_no_formula_nor_link(hostile: Server) -> None:
    raw = ask(hostile.port, f"{VIEW}.xlsx").body
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(raw)).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not [
        cell.hyperlink.target for cell in cells if cell.hyperlink and "javascript" in str(cell.hyperlink.target)
    ]
    assert any(MARK in str(cell.value) for cell in cells)
    assert not [
        name
        for name in zipfile.ZipFile(io.BytesIO(raw)).namelist()
        if "vba" in name.lower() or "external" in name.lower()
    ]


def test_rows_come_back_as_they_were_written(hostile: Server) -> None:
    answer = ask(hostile.port, "/s/2026-11-22/observations.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert {row["note_en"] for row in rows if row["edition"] == "dti-2024-34"} == {PAYLOAD}
    assert answer.header("content-disposition").startswith("attachment")


def test_the_feed_tells_the_reason_as_text(hostile: Server) -> None:
    told = Xml.fromstring(ask(hostile.port, "/feed.xml").body)
    assert any(MARK in "".join(element.itertext()) for element in told.iter())


@pytest.mark.parametrize(
    ("name", "column", "text"),
    [
        ("sources.csv", "url", "javascript:alert(1)"),
        ("sources.csv", "url", "data:text/html,<script>alert(1)</script>"),
        ("sources.csv", "title", '=HYPERLINK("https://evil.example")'),
        ("sources.csv", "title", "+cmd|' /C calc'!A0"),
        ("sources.csv", "title", "@SUM(1)"),
        ("sources.csv", "title", "\uff1dSUM(1)"),
        ("sources.csv", "title", "a\u202egnp.exe"),
        ("sources.csv", "title", "a\x00b"),
        ("sources.csv", "title", "a\u200bb"),
        ("entities.csv", "name_en", "=1+1"),
    ],
)
def test_what_no_reader_should_get_is_refused_before(tmp_path: Path, name: str, column: str, text: str) -> None:
    """Formulas, links that are none, and marks nobody sees do not become data (point 14)."""
    newest = Path(default_root()) / "snapshots" / "2026-11-21"
    for path in newest.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    row = next(csv.DictReader(io.StringIO((tmp_path / name).read_text(encoding="utf-8"), newline="")))
    raw = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(changed(raw, (("id", row["id"], {column: text}),)))
    report = validate(tmp_path)
    assert [found for found in report.findings if found.file == name and found.severity == "error"]
