"""What readers take from a figure, with the real buttons: pictures, data, kit, addresses, citation, receipt, print.

The server has an empty shelf, so that every file is made by it, and a public address as a real site has: what is
printed at that address is opened at the same path of this server.
"""

import csv
import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import openpyxl
import pypdfium2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from charts.figure import Figure
from components.share import shape_names
from exports import fonts, proof
from exports.shapes import SHAPES
from figures import catalogue
from figures.context import Context
from language import LANGUAGES, say
from tests.browser.reading import DESKTOP, PATIENCE, PHONE, SETTLED, Server, choose, idle, shown, widget
from tests.browser.test_accessibility import ALLOWED, AXE, RUN
from tests.browser.test_journeys import OUTSIDE

pytestmark = pytest.mark.browser

SITE = "https://nq57.example.vn"
OLDER = "2025-12-31"
RANKING = "ranking/dti-2024-34/dti-overall"
FIGURES = {
    "own weights": ("rankings?view=weights&weights=dti-awareness:1~dti-society-activity:3&lang=en", "own_weights"),
    "map": ("map?lang=vi", "map"),
    "tasks": ("tasks?lang=en", "targets"),
}
"""A page of each kind of figure, and the key of its first; `test_embed` takes a file of every page."""
SHEETS = ("Read me", "Filters", "Data", "Flags", "Dictionary", "Changes")
A4 = (595, 842)
Facts = Callable[[str], Context]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("shelf")
    ready = fonts.prepare()
    (folder / ready.name).symlink_to(ready)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_CACHE", str(folder))
        patch.setenv("EXPLORER_ADDRESS", SITE)
        running = Server()
    yield running
    running.stop()


def _open(page: Page, button: str, key: str) -> Locator:
    """The dialog behind one of the buttons of a figure."""
    widget(page, f"{button}_{key}").get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("stElementContainer").first).to_be_visible()
    idle(page)
    return dialog


def _pick(dialog: Locator, key: str, name: str) -> None:
    dialog.locator(f".st-key-{key}").get_by_role("radio", name=name, exact=True).click()
    idle(dialog.page)


def _download(link: Locator) -> tuple[str, bytes]:
    """Name and bytes of the file that the browser saves."""
    with link.page.expect_download() as waiting:
        link.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def _view(link: Locator) -> tuple[str, str]:
    """Language and view in the address of a file of the figure."""
    path = urlsplit(link.get_attribute("href") or "").path
    _, f, _, lang, view = path.split("/", 4)
    assert f == "f"
    return lang, view.rpartition(".")[0]


# Files


@pytest.mark.parametrize("screen", FIGURES)
def test_first_figure_of_a_page_is_taken_as_pictures_and_data(
    page: Page, server: Server, facts: Facts, screen: str
) -> None:
    address, key = FIGURES[screen]
    shown(page, f"{server.url}/{address}")
    expect(page.locator("[class*=st-key-files_]").first).to_have_class(re.compile(rf"st-key-files_{key}\b"))
    dialog = _open(page, "files", key)
    link = dialog.locator(f".st-key-picture_{key}").get_by_role("link")
    lang, view = _view(link)
    figure = catalogue.figure(facts(lang), view)
    expect(dialog.get_by_text(figure.words.title, exact=True)).to_be_visible()
    _is_png(*_download(link), figure, screen)
    _are_upright(page, dialog, key, figure)
    _is_seen(dialog)
    _pick(dialog, f"part_{key}", say(lang, "Data"))
    _are_data(dialog, key, figure)


def _is_png(name: str, content: bytes, figure: Figure, screen: str) -> None:
    assert re.fullmatch(_named(figure, "article", "png"), name), name
    assert ("own-weights" in name) == (screen == "own weights")
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (SHAPES["article"].width * 2, SHAPES["article"].height * 2)
    _tells(content, figure)


def _named(figure: Figure, form: str, ending: str) -> str:
    """Subject, perhaps the period, form, language, snapshot, id."""
    return rf"[a-z0-9-]+(_[a-z0-9-]+)?_{form}_{figure.lang}_{figure.snapshot}_[0-9a-hj-kmnp-tv-z]{{4}}\.{ending}"


def _tells(content: bytes, figure: Figure) -> None:
    """The proof inside is whole and is that of this figure, with the site's own address."""
    told = proof.read(content)
    assert told.intact
    state = told.facts.state
    assert (state["snapshot"], state["view"], state["lang"]) == (figure.snapshot, figure.view, figure.lang)
    assert told.facts.title[figure.lang] == figure.words.title
    assert told.facts.pinned == f"{SITE}/f/{figure.snapshot}/{figure.lang}/{figure.view}"


def _are_upright(page: Page, dialog: Locator, key: str, figure: Figure) -> None:
    choose(page, f"shape_{key}", shape_names(figure.lang)["upright"])
    link = dialog.locator(f".st-key-picture_{key}").get_by_role("link")
    for form, check in (("svg", _is_svg), ("pdf", _is_pdf)):
        _pick(dialog, f"form_{key}", form.upper())
        expect(link).to_have_attribute("href", re.compile(rf"\.{form}\?shape=upright&"))
        name, content = _download(link)
        assert re.fullmatch(_named(figure, "upright", form), name), name
        _tells(content, figure)
        check(content, figure)


def _is_svg(content: bytes, figure: Figure) -> None:
    root = ElementTree.fromstring(content)
    assert (root.get("width"), root.get("height")) == ("1080", "1350")
    assert root.findtext("{http://www.w3.org/2000/svg}title") == figure.words.title
    assert urlsplit(SITE).netloc in "".join(root.itertext())


def _is_pdf(content: bytes, figure: Figure) -> None:
    document = pypdfium2.PdfDocument(content)
    width, height = document[0].get_size()
    assert len(document) == 1
    assert height / width == pytest.approx(1350 / 1080, abs=0.01)
    assert figure.words.title.split()[0] in document[0].get_textpage().get_text_bounded()


def _is_seen(dialog: Locator) -> None:
    """The picture shown in the dialog arrives, and is told to who cannot see it."""
    preview = dialog.get_by_role("img").last
    expect(preview).to_have_attribute("src", re.compile(r"shape=upright\b"))
    expect(preview).to_have_js_property("complete", True)
    assert preview.evaluate("image => image.naturalHeight > image.naturalWidth")
    assert preview.get_attribute("alt")


def _are_data(dialog: Locator, key: str, figure: Figure) -> None:
    count = len(figure.table)
    links = {name: dialog.locator(f".st-key-{name}_{key}").get_by_role("link") for name in ("csv_0", "csv_1", "xlsx_0")}
    name, content = _download(links["csv_0"])
    assert re.fullmatch(_named(figure, "data", "csv"), name), name
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    assert len(rows) == count
    assert {row["snapshot"] for row in rows} == {figure.snapshot}

    _, content = _download(links["csv_1"])
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    assert len(list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=";"))) == count + 1

    _, content = _download(links["xlsx_0"])
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert book.sheetnames == [say(figure.lang, one) for one in SHEETS]
    assert sum(any(row) for row in book.worksheets[2].iter_rows(values_only=True)) == count + 1


def test_the_kit_is_made_while_its_progress_is_shown_and_its_sums_are_right(page: Page, server: Server) -> None:
    shown(page, f"{server.url}/gdp?section=joint&lang=vi")
    dialog = _open(page, "files", "joint")
    _pick(dialog, "part_joint", say("vi", "Kit"))
    dialog.locator(".st-key-make_joint").get_by_role("button").click()
    bar = dialog.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(dialog.get_by_text(say("vi", "The kit is being made …"))).to_be_visible()
    link = dialog.locator(".st-key-kit_joint").get_by_role("link")
    expect(link).to_be_visible(timeout=3 * PATIENCE)
    expect(dialog.get_by_text(say("vi", "The kit is ready."))).to_be_visible()
    name, content = _download(link)
    assert "_kit_vi_" in name
    assert name.endswith(".zip")
    _sums_are_right(content)


def _sums_are_right(content: bytes) -> None:
    """What `sha256sum -c SHA256SUMS` accepts; pictures, data and texts of both languages are inside."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    sums = dict(reversed(line.split("  ", 1)) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums.keys() == files.keys() - {"SHA256SUMS"}
    assert {name: hashlib.sha256(files[name]).hexdigest() for name in sums} == sums
    for lang in LANGUAGES:
        held = {Path(name).suffix for name in files if name.startswith(f"{lang}/")}
        assert {".png", ".svg", ".pdf", ".csv", ".xlsx", ".json"} <= held


@pytest.mark.parametrize(("address", "lang"), [("province?province=ha-noi", "vi"), ("ministry?ministry=bo-tc", "en")])
def test_one_page_to_print_is_one_page(page: Page, server: Server, facts: Facts, address: str, lang: str) -> None:
    shown(page, f"{server.url}/{address}&lang={lang}")
    link = widget(page, "one_page").get_by_role("link", name=say(lang, "One page to print (PDF)"))
    name, content = _download(link)
    assert name.endswith(".pdf")
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx(A4, abs=1)
    unit = facts(lang).name("entities", address.rpartition("=")[2])
    assert unit.split()[-1] in document[0].get_textpage().get_text_bounded()


# Addresses


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_citation_and_embed_code_are_there_to_copy(
    page: Page, server: Server, facts: Facts, browser: Browser, lang: str
) -> None:
    shown(page, f"{server.url}/rankings?edition=dti-2024-34&lang={lang}")
    dialog = _open(page, "links", "ranking")
    expect(dialog.get_by_test_id("stCode").filter(has_text="<iframe")).to_be_visible()
    codes = [text.strip() for text in dialog.get_by_test_id("stCode").all_inner_texts()]
    snapshot = facts(lang).snapshot
    assert codes[:2] == [f"{SITE}/f/{one}/{lang}/{RANKING}" for one in (snapshot, "latest")]
    for own, text in zip((lang, _other(lang)), codes[2:4], strict=True):
        figure = catalogue.figure(facts(own), RANKING)
        assert figure.words.title.split(",")[0] in text
        assert f"{SITE}/f/{snapshot}/{own}/{RANKING}" in text
        assert figure.words.alt in codes
    _frame_code(dialog, lang, snapshot)
    _works_without_scripts(browser, server, codes[0], catalogue.figure(facts(lang), RANKING))


def _other(lang: str) -> str:
    return next(one for one in LANGUAGES if one != lang)


def _frame_code(dialog: Locator, lang: str, snapshot: str) -> None:
    code = dialog.get_by_test_id("stCode").filter(has_text="<iframe")
    expect(code).to_contain_text(f"{SITE}/?embed={RANKING}&")
    expect(code).not_to_contain_text("snapshot=")
    _pick(dialog, "frozen_ranking", say(lang, "This snapshot"))
    expect(code).to_contain_text(f"snapshot={snapshot}")


def _works_without_scripts(browser: Browser, server: Server, address: str, figure: Figure) -> None:
    """The page at a permanent address: title, drawing and every row, in a browser that runs no script."""
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    pictures: list[int] = []
    page = context.new_page()
    page.on("response", lambda one: pictures.append(one.status) if one.request.resource_type == "image" else None)
    answer = page.goto(address.replace(SITE, server.url))
    assert answer is not None
    assert answer.status == 200
    assert figure.words.title in page.title()
    expect(page.locator("h1")).to_have_text(figure.words.title)
    expect(page.locator("tbody tr")).to_have_count(len(figure.table))
    assert 200 in pictures
    context.close()


@pytest.mark.parametrize(
    ("address", "lang", "words"),
    [
        (f"rankings?edition=dti-2024-34&snapshot={OLDER}", "vi", "The figures of this view did not change."),
        (
            "gdp?snapshot=2025-01-31",
            "en",
            "Figures of this view changed since; the newest ones are at the live address.",
        ),
    ],
)
def test_figure_of_an_older_snapshot_says_whether_it_changed_and_leads_to_the_newest(
    page: Page, server: Server, address: str, lang: str, words: str
) -> None:
    shown(page, f"{server.url}/{address}&lang={lang}")
    ribbon = page.get_by_test_id("stAlert").filter(has=page.get_by_role("link")).first
    expect(ribbon).to_contain_text(say(lang, words))
    link = ribbon.get_by_role("link", name=say(lang, "The same view as it is now"))
    with page.context.expect_page() as opened:
        link.click()
    live = opened.value
    live.wait_for_load_state()
    assert live.url.startswith(f"{server.url}/f/latest/{lang}/")
    expect(live.locator("h1")).to_be_visible()
    expect(live.locator("body")).not_to_contain_text(parse_qs(urlsplit(address).query)["snapshot"][0])
    live.close()


# Origin of a number


def test_receipt_is_two_clicks_away_and_names_the_row_of_the_file(page: Page, server: Server, facts: Facts) -> None:
    snapshot = facts("vi").snapshot
    shown(page, f"{server.url}/rankings?edition=dti-2024-34&lang=vi")
    dialog = _open(page, "receipt", "ranking")
    link = dialog.get_by_role("link").filter(has_text="observations.csv").first
    expect(link).to_have_attribute("href", f"/s/{snapshot}/observations.csv")
    name, content = _download(link)
    assert name == "observations.csv"
    lines = content.decode("utf-8").split("\n")
    assert _row(lines, link) == {"entity": "ha-noi", "indicator": "dti-overall", "edition": "dti-2024-34"}
    expect(dialog).to_contain_text(hashlib.sha256(content).hexdigest()[:12])
    expect(dialog).to_contain_text(facts("vi").tables.manifest_sha256[:12])

    rows = dialog.locator(".st-key-receipt_row_ranking").get_by_role("combobox")
    before = link.inner_text()
    rows.click()
    page.get_by_role("option").nth(1).click()
    expect(link).not_to_have_text(before)
    assert _row(lines, link)["entity"] != "ha-noi"
    dialog.locator("summary").click()
    expect(dialog.get_by_test_id("stCode")).to_contain_text(hashlib.sha256(content).hexdigest())


def _row(lines: list[str], link: Locator) -> dict[str, str]:
    """Keys in the line of the file that the receipt names; the value there is the one on the receipt."""
    line = int(re.findall(r"\d+$", link.inner_text().strip())[0])
    row = dict(zip(lines[0].split(","), next(csv.reader([lines[line - 1]])), strict=True))
    expect(link.page.get_by_role("dialog").locator("h3")).to_have_text(row["value"].replace(".", ","))
    return {key: row[key] for key in ("entity", "indicator", "edition")}


# For everyone


def test_dialogs_fit_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size(PHONE)
    shown(page, f"{server.url}/rankings?edition=dti-2024-34&lang=en")
    assert not page.evaluate(OUTSIDE)
    wide = []
    for button in ("files", "links", "receipt"):
        dialog = _open(page, button, "ranking")
        wide += [f"{button}: {one}" for one in _beyond(dialog)]
        if button == "files":
            for part in ("Data", "Kit"):
                _pick(dialog, "part_ranking", say("en", part))
                wide += [f"{part}: {one}" for one in _beyond(dialog)]
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    page.set_viewport_size(DESKTOP)
    assert not wide


def _beyond(dialog: Locator) -> list[str]:
    """What can be pressed or read in a dialog but lies outside it or outside the screen, and sideways scrolling."""
    dialog.page.evaluate(SETTLED)
    return dialog.evaluate("""dialog => {
        const box = dialog.getBoundingClientRect();
        const told = box.left < 0 || box.right > innerWidth ? [`dialog ${box.left} to ${box.right}`] : [];
        if (dialog.scrollWidth > dialog.clientWidth) told.push(`scrolls ${dialog.scrollWidth} > ${dialog.clientWidth}`);
        for (const part of dialog.querySelectorAll('button, a, input, p, pre, img, summary, [role=radio]')) {
            const own = part.getBoundingClientRect();
            if (own.width && (own.left < box.left - 1 || own.right > box.right + 1)) told.push(part.outerHTML.slice(0, 120));
        }
        return told;
    }""")


def test_keyboard_reaches_the_buttons_and_escape_leads_back(page: Page, server: Server) -> None:
    shown(page, f"{server.url}/rankings?edition=dti-2024-34&lang=vi")
    first = widget(page, "files_ranking").get_by_role("button")
    for _ in range(80):
        page.keyboard.press("Tab")
        if _has_focus(first):
            break
    for button in ("files", "links", "receipt"):
        own = widget(page, f"{button}_ranking").get_by_role("button")
        assert _has_focus(own), f"Tab does not reach {button}"
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        idle(page)
        assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(own).to_be_focused()
        page.keyboard.press("Tab")


def _has_focus(part: Locator) -> bool:
    return bool(part.evaluate("part => part === document.activeElement"))


@pytest.mark.parametrize(("theme", "lang"), [("light", "vi"), ("dark", "en")])
def test_dialogs_have_no_serious_violation(page: Page, server: Server, theme: str, lang: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci")
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    shown(page, f"{server.url}/rankings?edition=dti-2024-34&lang={lang}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for button in ("files", "links", "receipt"):
        dialog = _open(page, button, "ranking")
        for folded in dialog.locator("summary").all():
            folded.click()
        found += _violations(page)
        if button == "files":
            _pick(dialog, "part_ranking", say(lang, "Data"))
            found += _violations(page)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    assert not found, "\n".join(found)


def _violations(page: Page) -> list[str]:
    page.evaluate(SETTLED)
    return page.evaluate(RUN, [[one.rule, one.selector] for one in ALLOWED])
