"""A real server on a free loopback port, ended by pid, and Debian's Chromium."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from figures.context import Context
from snapshots.store import Store
from tests.browser.reading import DESKTOP, PATIENCE, Server, Watch

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def fresh_server() -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(data: Path | None = None) -> Server:
        started.append(Server(data))
        return started[-1]

    yield start
    for running in started:
        running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Debian's chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def readers(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for all tests, so that the bundle is fetched once."""
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(readers: BrowserContext) -> Iterator[Page]:
    """A new page of a reader; fails the test if it asked another host for anything or logged an error."""
    opened, watch = readers.new_page(), Watch()
    watch.on(opened)
    yield opened
    opened.close()
    watch.check()


@pytest.fixture(scope="session")
def facts() -> Callable[[str], Context]:
    """The newest snapshot in a language: names and figures a page must show."""
    snapshot = Store().current()
    return lambda lang: Context(snapshot, lang, False)
