"""What browser tests share: a server of their own, a watch on what pages ask for, and states to wait for.

Nothing waits for a length of time: helpers wait for a state. Names of units and editions come from the snapshot, so
that no test depends on how a sentence is worded.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
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
PATIENCE = 60_000
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
CHART = "[data-testid=stVegaLiteChart][role=graphics-document]"
PROBES = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")
"""Streamlit's page looks for its services below the page's own address first (`/map/_stcore/health`), as it may be
mounted under a path; the server answers 404 and the page then finds them at the root. The browser logs both as errors."""

SETTLED = """() => new Promise(done => {
    let last = '', same = 0;
    const look = () => {
        const now = [...document.querySelectorAll('svg.marks, canvas, details')]
            .map(part => Object.values(part.getBoundingClientRect().toJSON())).join();
        same = now === last ? same + 1 : 0;
        last = now;
        same > 12 ? done() : requestAnimationFrame(look);
    };
    look();
})"""
"""Until no drawing and nothing that unfolds has moved for a dozen frames: a list that is open closes when it moves."""

expect.set_options(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`streamlit run app.py` (or another `script`) on a free port, or the one given; `url` is its address."""

    def __init__(
        self, data: Path | None = None, script: str = "app.py", port: int = 0, environment: dict[str, str] | None = None
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, **({"EXPLORER_DATA": str(data)} if data else {}), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                output, _ = self.process.communicate()
                raise RuntimeError(f"the server ended at once:\n{output}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server was not healthy within a minute")

    def stop(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        try:
            output, _ = self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            output, _ = self.process.communicate()
        return output


@dataclass
class Watch:
    """What the pages of one browser context asked for and complained about."""

    host: str = "127.0.0.1"
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("request", self._request)
        page.on("websocket", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _request(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != self.host:
            self.elsewhere.append(request.url)

    def _console(self, message: Any) -> None:
        address = urlsplit(message.location.get("url", ""))
        probe = message.text.startswith("Failed to load resource") and PROBES.fullmatch(address.path)
        if message.type == "error" and not probe:
            self.errors.append(f"{message.text} ({address.path})")

    def check(self) -> None:
        assert not self.elsewhere, f"requests that left the host: {self.elsewhere}"
        assert not self.errors, f"errors in the browser's console: {self.errors}"


def idle(page: Page) -> None:
    """Until the script of the page has run to its end."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE)


def shown(page: Page, address: str) -> Page:
    """The page at `address`, whole: script ended, footer there, and a chart or a table drawn."""
    page.goto(address)
    drawn(page)
    return page


def drawn(page: Page) -> None:
    footer(page).wait_for()
    idle(page)
    page.locator(f"{CHART} svg.marks, [data-testid=stDataFrame]").first.wait_for()


def footer(page: Page) -> Locator:
    """The line with the checksum of the snapshot shown, the last of every page."""
    return page.get_by_test_id("stCaptionContainer").filter(has_text=re.compile(r"\b[0-9a-f]{12}\b")).last


def widget(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key}")


def chart(page: Page, key: str) -> Locator:
    """The drawing of a figure in which a reader can choose (Streamlit gives only those the class of their key)."""
    return page.locator(f".st-key-chart_{key} {CHART}")


def choose(page: Page, key: str, name: str) -> None:
    """Choose an option of a list by its name."""
    widget(page, key).get_by_role("combobox").click()
    page.get_by_role("option", name=name, exact=True).click()
