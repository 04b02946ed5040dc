"""Figures inside a page of another site: shown, high enough, lazy, with their files, without cookies or third hosts."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from components.addresses import SCREENS
from exports.embed import FRAME_CLASS, embed_code
from figures import catalogue
from snapshots.store import Store
from tests.browser.reading import DESKTOP, PATIENCE, PHONE, PROBES, Server

pytestmark = pytest.mark.browser

VIEW = "ranking/dti-2024-34/dti-overall"
WITHOUT_FIGURES = ("revisions",)
"""Screens that tell of the log, which is no figure of a snapshot; machines read it as the feed."""
FORMS = {
    "PNG": b"\x89PNG",
    "SVG": b"<svg",
    "PDF": b"%PDF",
    "CSV": b"",
    "XLSX": b"PK\x03\x04",
    "JSON": b"{",
    "Kit (ZIP)": b"PK\x03\x04",
}
"""Files offered in the frame, and what each begins with."""
FITS = """([height, frame]) => Math.abs(document.querySelector(frame).getBoundingClientRect().height - height) <= 2"""


class Site:
    """Another site: pages on `localhost`, which to the browser is another origin than the explorer's `127.0.0.1`."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        pages = self.pages

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802  the name the library asks for
                page = pages.get(self.path)
                self.send_response(200 if page else 404)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((page or "").encode())

            def log_message(self, *_: Any) -> None:
                """Nothing is told."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def page(self, name: str, body: str) -> str:
        """The address of a new page with this body."""
        head = '<meta charset="utf-8"><title>Another site</title><link rel="icon" href="data:,">'
        self.pages[f"/{name}"] = f"<!doctype html><html lang=vi><head>{head}</head><body>{body}</body></html>"
        return f"{self.url}/{name}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.stop()


@pytest.fixture
def opened(browser: Browser, server: Server, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a page of the other site for a new reader; in the end fails on errors, third hosts and cookies."""
    told: list[str] = []
    contexts: list[tuple[BrowserContext, bool]] = []
    allowed = {urlsplit(server.url).netloc, urlsplit(site.url).netloc}

    def watch(page: Page) -> None:
        page.on("request", lambda one: _note_host(told, one.url, allowed))
        page.on("console", lambda one: _note_error(told, one))
        page.on("pageerror", lambda error: told.append(str(error)))

    def go(address: str, cookies: bool = False, **settings: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **settings})
        context.set_default_timeout(PATIENCE)
        contexts.append((context, cookies))
        page = context.new_page()
        watch(page)
        page.goto(address)
        return page

    yield go
    found = [context.cookies() for context, cookies in contexts if not cookies]
    for context, _ in contexts:
        context.close()
    assert not told
    assert not any(found), "cookies were set"


def _note_host(told: list[str], address: str, allowed: set[str]) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("data", "blob", "about") and parts.netloc not in allowed:
        told.append(f"left the two hosts: {address}")


def _note_error(told: list[str], message: Any) -> None:
    probe = PROBES.fullmatch(urlsplit(message.location.get("url", "")).path)
    if message.type == "error" and not probe:
        told.append(message.text)


@pytest.fixture
def code(server: Server, monkeypatch: pytest.MonkeyPatch, facts) -> Callable[..., str]:
    monkeypatch.setenv("EXPLORER_ADDRESS", server.url)
    return lambda frozen=False, lang="vi": embed_code(catalogue.exported(facts(lang), VIEW), frozen)


def _frame(page: Page) -> FrameLocator:
    return page.frame_locator(f"iframe.{FRAME_CLASS}").first


def _loaded(picture: Any) -> None:
    """Until the picture is decoded, whatever it came as."""
    picture.evaluate("image => image.decode()")
    assert picture.evaluate("image => image.naturalWidth") > 0


def _as_high_as_its_figure(page: Page) -> None:
    """Until the frame is as high as what is in it, so that nothing scrolls inside."""
    height = _frame(page).locator("main").evaluate("main => Math.ceil(main.getBoundingClientRect().bottom)")
    page.wait_for_function(FITS, arg=[height, f"iframe.{FRAME_CLASS}"])


@pytest.mark.parametrize("frozen", [False, True])
def test_figure_with_its_title_in_another_sites_page(opened, site: Site, code, facts, frozen: bool) -> None:
    figure = catalogue.figure(facts("vi"), VIEW)
    page = opened(site.page("one", f"<h1>Tin</h1>{code(frozen)}"))
    frame = page.locator(f"iframe.{FRAME_CLASS}")
    expect(frame).to_have_attribute("title", figure.words.title)
    expect(frame).to_have_attribute("loading", "lazy")
    picture = _frame(page).get_by_role("img", name=figure.words.alt)
    _loaded(picture)
    expect(_frame(page).locator("h1")).to_have_text(figure.words.title)
    _as_high_as_its_figure(page)


@pytest.mark.parametrize(("size", "shape"), [(DESKTOP, "article"), (PHONE, "upright")])
def test_the_picture_fits_the_frame_and_the_frame_the_picture(opened, site: Site, code, size, shape: str) -> None:
    page = opened(site.page("sized", code()), viewport=size)
    picture = _frame(page).locator("picture img")
    _loaded(picture)
    asked = picture.evaluate("image => image.currentSrc")
    assert ("shape=upright" in asked) == (shape == "upright")
    _as_high_as_its_figure(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_frame_grows_with_the_table(opened, site: Site, code, facts) -> None:
    page = opened(site.page("table", code()))
    _loaded(_frame(page).locator("picture img"))
    _as_high_as_its_figure(page)
    before = page.locator("iframe").bounding_box()["height"]
    _frame(page).locator("summary").first.click()
    expect(_frame(page).locator("tbody tr")).to_have_count(len(catalogue.figure(facts("vi"), VIEW).table))
    page.wait_for_function(
        "before => document.querySelector('iframe').getBoundingClientRect().height > before", arg=before
    )
    _as_high_as_its_figure(page)


def test_a_figure_far_below_is_not_loaded_until_it_comes_near(opened, site: Site, code) -> None:
    page = opened(site.page("lazy", f"<div style='height:20000px'>Tin</div>{code()}"))
    assert len(page.frames) == 1 or page.frames[1].url in ("", "about:blank")
    page.locator("iframe").scroll_into_view_if_needed()
    _loaded(_frame(page).locator("picture img"))


def test_only_the_site_of_the_figure_may_set_the_height(opened, site: Site, code) -> None:
    page = opened(site.page("steered", code()))
    _loaded(_frame(page).locator("picture img"))
    _as_high_as_its_figure(page)
    before = page.locator("iframe").bounding_box()["height"]
    page.evaluate(
        """() => new Promise(done => {
            addEventListener('message', () => setTimeout(done));
            postMessage({explorer: 'height', height: 17}, '*');
        })"""
    )
    assert page.locator("iframe").bounding_box()["height"] == before


def test_without_scripts_the_page_has_the_picture_and_no_frame(opened, site: Site, code, facts) -> None:
    figure = catalogue.figure(facts("vi"), VIEW)
    page = opened(site.page("still", code(frozen=True)), java_script_enabled=False)
    picture = page.locator("noscript img")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("alt", figure.words.alt)
    expect(page.locator("iframe")).to_be_hidden()
    assert page.request.get(picture.get_attribute("src")).headers["content-type"] == "image/png"


def test_the_frame_itself_needs_no_script(opened, server: Server, facts) -> None:
    figure = catalogue.figure(facts("en"), VIEW)
    page = opened(f"{server.url}/?embed={VIEW}&lang=en", java_script_enabled=False)
    expect(page.get_by_role("img", name=figure.words.alt)).to_be_visible()
    page.locator("summary").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.get_by_role("link", name="Open in the explorer")).to_be_visible()


@pytest.mark.parametrize("form", FORMS)
def test_each_file_is_saved_from_inside_the_frame(opened, site: Site, code, tmp_path, form: str) -> None:
    page = opened(site.page("files", code(lang="en")))
    _loaded(_frame(page).locator("picture img"))
    with page.expect_download(timeout=3 * PATIENCE) as waiting:
        _frame(page).get_by_role("link", name=form, exact=True).click()
    waiting.value.save_as(tmp_path / "file")
    suffix = "zip" if form.startswith("Kit") else form.lower()
    assert waiting.value.suggested_filename.endswith(f"_{_id(waiting.value)}.{suffix}")
    assert FORMS[form] in (tmp_path / "file").read_bytes()[:300]
    expect(_frame(page).locator("picture img")).to_be_visible()


def _id(download: Any) -> str:
    return download.suggested_filename.rsplit("_", 1)[1].split(".")[0]


def test_a_frozen_figure_says_what_replaced_it(opened, site: Site, server: Server) -> None:
    older, newest = Store().entries()[-2].snapshot, Store().current().id
    address = f"{server.url}/?embed={VIEW}&lang=en&snapshot={older}"
    page = opened(site.page("old", f'<iframe class="{FRAME_CLASS}" src="{address}" width=900 height=900></iframe>'))
    note = _frame(page).get_by_role("note")
    expect(note).to_contain_text(older)
    expect(note).to_contain_text(newest)
    note.get_by_role("link").click()
    expect(_frame(page).locator("figcaption")).to_contain_text(newest)
    expect(_frame(page).get_by_role("note")).to_have_count(0)


@pytest.mark.parametrize("prefers", ["light", "dark"])
def test_auto_follows_what_the_reader_prefers(opened, site: Site, server: Server, prefers: str) -> None:
    frame = f'<iframe class="{FRAME_CLASS}" src="{server.url}/?embed={VIEW}&theme=auto" width=900 height=900></iframe>'
    page = opened(site.page("auto", frame), color_scheme=prefers)
    picture = _frame(page).locator("picture img")
    _loaded(picture)
    assert ("theme=dark" in picture.evaluate("image => image.currentSrc")) == (prefers == "dark")


def test_a_page_that_is_not_bare_is_not_framed(browser: Browser, site: Site, server: Server) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(site.page("stolen", f'<iframe src="{server.url}/rankings" width=900 height=900></iframe>'))
    assert page.frame_locator("iframe").get_by_test_id("stApp").count() == 0
    context.close()


@pytest.mark.parametrize("path", [screen.path for screen in SCREENS if screen.path not in WITHOUT_FIGURES])
def test_every_bare_page_gives_its_files_inside_a_frame(opened, site: Site, server: Server, path: str) -> None:
    """Streamlit's own bare pages keep a token of their own against forged uploads; the figures' pages set nothing."""
    address = f"{server.url}/{path}?embed=true&lang=en"
    page = opened(site.page("bare", f'<iframe src="{address}" width=1200 height=800></iframe>'), cookies=True)
    inside = page.frame_locator("iframe")
    inside.locator("[class*='st-key-files_'] button").first.click()
    link = inside.get_by_role("dialog").locator("a[href*='/f/']").first
    expect(link).to_be_visible()
    answer = page.request.get(f"{server.url}{urlsplit(link.get_attribute('href')).path}", timeout=PATIENCE)
    assert answer.status == 200
    assert _saved(page, link)


def _saved(page: Page, link: Any) -> list[str]:
    """Names of the files the link gives; Streamlit's links open a window of their own, which the file closes."""
    names: list[str] = []
    page.context.on("page", lambda own: own.on("download", lambda file: names.append(file.suggested_filename)))
    page.on("download", lambda file: names.append(file.suggested_filename))
    link.click()
    for _ in range(PATIENCE // 100):
        if names:
            break
        page.wait_for_timeout(100)
    return names
