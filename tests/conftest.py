"""Shared by all tests: what a page run by Streamlit's harness leaves behind is put back, and CI may not skip."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.reading import CHROMIUM, DESKTOP, FLAGS, PATIENCE, Watch


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In CI a skipped test is a failure: EXPLORER_NO_SKIP=1."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("EXPLORER_NO_SKIP") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """`AppTest` makes its page the main module; a process spawned later in the same worker would run that page."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; one a worker, since Playwright cannot be started twice in one process."""
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
