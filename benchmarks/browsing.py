"""A reader in headless Chromium: first and second visits, changes of a choice, bytes over the wire."""

import base64
import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from benchmarks.servers import Server
from benchmarks.targets import Choice

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PROBE = Path(__file__).parent / "probe.js"
SIZE = ViewportSize(width=1440, height=900)
SETTLE = 500
"""Waited after the chart is drawn before bytes are read, ms: whatever a first visit still fetches."""
BINARY_FRAME = 2


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or "/usr/bin/chromium"
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@contextlib.contextmanager
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader with an empty cache."""
    context = browser.new_context(viewport=SIZE, locale="vi-VN", reduced_motion="reduce")
    context.add_init_script(path=PROBE)
    yield context
    context.close()


@dataclass
class Wire:
    """Bytes a page received: HTTP bodies and headers as they came, and websocket messages unpacked."""

    http: int = 0
    socket: int = 0

    def watch(self, session: CDPSession) -> None:
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._received)
        session.send("Network.enable")

    def _loaded(self, event: dict) -> None:
        self.http += int(event["encodedDataLength"])

    def _received(self, event: dict) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        self.socket += len(base64.b64decode(data)) if frame["opcode"] == BINARY_FRAME else len(data.encode())


def visit(page: Page, server: Server, name: str, choice: Choice) -> float:
    """Opens a page; seconds from the start of the navigation until its chart is drawn."""
    page.goto(server.address(name), wait_until="commit")
    drawn = "([page, chart, expected]) => window.bench.drawn(page, chart, expected, '')"
    return page.evaluate(drawn, [name, server.target.chart, choice.expected]) / 1000


def first_visit(context: BrowserContext, server: Server, name: str, choice: Choice) -> tuple[Page, float, Wire]:
    """A visit with bytes counted; the page stays open."""
    page, wire = context.new_page(), Wire()
    wire.watch(context.new_cdp_session(page))
    seconds = visit(page, server, name, choice)
    page.wait_for_timeout(SETTLE)
    return page, seconds, wire


def second_visit(context: BrowserContext, server: Server, name: str, choice: Choice) -> float:
    page = context.new_page()
    seconds = visit(page, server, name, choice)
    page.close()
    return seconds


def change(page: Page, server: Server, name: str, choice: Choice) -> float:
    """Chooses an edition; ms from the choice until the chart shows it."""
    act = _choose_option if server.target.label else _choose_select
    return act(page, server, name, choice)


def _choose_select(page: Page, server: Server, name: str, choice: Choice) -> float:
    script = """([index, page, chart, expected]) => window.bench.change(() => {
        const select = document.getElementById('edition');
        select.selectedIndex = index;
        select.dispatchEvent(new Event('change'));
    }, page, chart, expected)"""
    return float(page.evaluate(script, [choice.index, name, server.target.chart, choice.expected]))


def _choose_option(page: Page, server: Server, name: str, choice: Choice) -> float:
    """The list is opened first; what is timed begins with the click on its option."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    box = page.get_by_test_id("stSelectbox").filter(has_text=server.target.label).first
    box.locator("input").click()
    page.get_by_role("option").nth(choice.index).wait_for()
    script = """([index, page, chart, expected]) => window.bench.change(
        () => document.querySelectorAll('[role=option]')[index].click(), page, chart, expected)"""
    return float(page.evaluate(script, [choice.index, name, server.target.chart, choice.expected]))
