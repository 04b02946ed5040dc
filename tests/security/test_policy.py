"""Every page in real Chromium: nothing the policy refuses, nothing asked of another host, no cookie (points 2, 3, 5, 6)."""

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from components.addresses import SCREENS
from tests.browser.reading import Server, shown

pytestmark = pytest.mark.browser
BARE = "?embed=ranking/dti-2024-34/dti-overall"
OTHERS = ["f/latest/vi/ranking/dti-2024-34/dti-overall", "f/latest/vi/", "d/dti/", BARE]
LISTEN = (
    "window.refused = []; document.addEventListener('securitypolicyviolation', "
    "e => window.refused.push(e.blockedURI + ' ' + e.violatedDirective))"
)


def test_no_page_does_what_the_policy_refuses_or_asks_another_host(server: Server, readers: BrowserContext) -> None:
    page = readers.new_page()
    page.add_init_script(LISTEN)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in [*(screen.path for screen in SCREENS), "map?view=zoom"]:
        shown(page, f"{server.url}/{path}")
        assert page.evaluate("window.refused") == [], path
    for path in OTHERS:
        page.goto(f"{server.url}/{path}")
        assert page.evaluate("window.refused") == [], path
    page.close()
    assert not [
        url for url in asked if not url.startswith((server.url, "data:", "blob:", server.url.replace("http", "ws")))
    ]
    assert not [url for url in asked if url.endswith("/csp-report")]
    assert readers.cookies() == []


def test_the_policy_refuses_and_reports(server: Server, browser: Browser) -> None:
    """The control: what a page must not do is stopped, and the server hears of it."""
    page = browser.new_page()
    page.add_init_script(LISTEN)
    page.goto(f"{server.url}/?lang=en")
    with page.expect_response("**/csp-report") as report:
        page.evaluate(
            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.head.append(s);"
            " const i = new Image(); i.src = 'https://evil.example/p.png'; document.body.append(i); }"
        )
    assert report.value.status == 204
    page.wait_for_function("window.refused.length >= 2")
    assert page.evaluate("window.ran") is None
    page.close()


class _Other(http.server.BaseHTTPRequestHandler):
    """A page of another site that frames the address in its query."""

    def do_GET(self) -> None:
        body = f"<!doctype html><iframe src='{self.path[2:]}'></iframe>".encode()
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Other)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_address[1]}"
    site.shutdown()


@pytest.mark.parametrize(("path", "framed"), [("", False), ("rankings", False), ("f/latest/vi/", False), (BARE, True)])
def test_only_bare_figures_are_shown_in_a_frame_of_another_site(
    server: Server, browser: Browser, other: str, path: str, framed: bool
) -> None:
    page = browser.new_page()
    page.goto(f"{other}/?{server.url}/{path}", wait_until="load")
    inner = page.frames[1]
    if framed:
        inner.wait_for_selector("body *", state="attached")
    assert inner.url.startswith(server.url) == framed, inner.url
    page.close()
