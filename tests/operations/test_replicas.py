"""Three replicas behind the proxy of `deploy/haproxy.cfg`: doors, headers, stickiness, a kill under load, a publication."""

import http.client
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from snapshots.publish import roll_back
from snapshots.store import Store
from tests.browser.reading import CHROMIUM, FLAGS, chart, drawn
from tests.operations.site import DESK_HOST, HOST, NODE, Crowd, Downloads, Reader, Site, until

pytestmark = pytest.mark.browser

SOCKETS = 12
VIEW = "edition=dti-2024-34&mark=hue~ha-noi&lang=en"
BACK = 20.0
"""Longest time until a reader who was cut off sees the page again, on a machine with other work."""
A_MINUTE = 60.0
SOCKET = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
          "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==", "Sec-WebSocket-Protocol": "streamlit"}


def test_nothing_is_answered_without_encryption(running: Site) -> None:
    for path, headers in (("/rankings?lang=en", {}), ("/_stcore/stream", SOCKET)):
        line = http.client.HTTPConnection("127.0.0.1", running.plain, timeout=10)
        line.request("GET", path, headers={"Host": HOST, **headers})
        answer = line.getresponse()
        assert (answer.status, answer.getheader("location")) == (308, f"https://{HOST}{path}")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/_stcore/upload_file/some-session/some-file", 403), ("POST", "/rankings/_stcore/upload_file/a/b", 403),
        ("GET", "/_stcore/metrics", 403), ("GET", "/_stcore/script-health-check", 403), ("GET", "/.git/config", 403),
        ("GET", "/.streamlit/secrets.toml", 403), ("POST", "/rankings", 405), ("DELETE", "/s/2026-11-21/tasks.csv", 405),
        ("PUT", "/", 405), ("TRACE", "/", 405), ("GET", "/" + "a" * 9000, 400), ("GET", "/rankings", 200),
    ])
def test_a_route_that_takes_something_in_is_closed(method: str, path: str, status: int, running: Site) -> None:
    assert running.ask(path, method).status == status


def test_a_large_body_is_refused_before_it_is_read(running: Site) -> None:
    answer = running.ask("/csp-report", "POST", {"Content-Length": "999999999"})
    assert answer.status == 413


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", "127.0.0.1", DESK_HOST])
def test_another_name_is_not_answered(host: str, running: Site) -> None:
    assert running.ask("/rankings", host=host).status == 421


def test_the_desk_has_a_name_of_its_own_and_a_bound_on_what_it_takes(running: Site) -> None:
    assert running.ask("/", port=running.desk).status == 421
    assert running.ask("/", "PUT", {"Content-Length": "99000000"}, running.desk, DESK_HOST).status == 413
    assert running.ask("/_stcore/metrics", port=running.desk, host=DESK_HOST).status == 403


@pytest.mark.parametrize("path", ["/", "/rankings?lang=en", "/s/2026-11-21/tasks.csv", "/readyz", "/explorer.css", "/nowhere"])
def test_headers_of_every_answer(path: str, running: Site) -> None:
    answer = running.ask(path)
    assert answer.header("strict-transport-security") == "max-age=31536000"
    assert answer.header("x-content-type-options") == "nosniff"
    assert "default-src 'self'" in answer.header("content-security-policy")
    assert not answer.header("server")


def test_the_cookie_names_the_replica_and_nothing_else(running: Site) -> None:
    given = running.ask("/rankings").header("set-cookie")
    assert re.match(rf"{NODE}=(one|two|three)\b", given)
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "path=/"):
        assert word.lower() in given.lower()
    assert "domain" not in given.lower()
    assert not running.ask("/s/2026-11-21/tasks.csv").header("set-cookie"), "a cache could not keep the file"


def test_a_reader_stays_on_one_replica_and_readers_are_spread(running: Site) -> None:
    first = [running.ask("/rankings").header("set-cookie") for _ in range(9)]
    assert {running.replica_of(given).name for given in first} == {"one", "two", "three"}
    again = running.ask("/rankings", headers={"Cookie": first[0].partition(";")[0]})
    assert not again.header("set-cookie")


def test_a_socket_from_another_site_is_refused(running: Site) -> None:
    assert running.ask("/_stcore/stream", headers={**SOCKET, "Origin": "https://evil.example"}).status == 403


def test_a_replica_killed_under_load(running: Site, browser: Browser) -> None:
    """Readers on sockets and in Chromium are on all replicas, files are fetched meanwhile; one replica gets SIGKILL."""
    crowd = [Reader(running, VIEW) for _ in range(SOCKETS)]
    with Crowd(crowd), Downloads(running, "/s/2026-11-21/observations.csv") as files:
        own = browser.browser_type.launch(
            executable_path=CHROMIUM, args=[*FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"])
        context = own.new_context(ignore_https_errors=True)
        page = context.new_page()
        page.goto(f"{running.url}/rankings?{VIEW}")
        drawn(page)
        page.evaluate("window.sameDocument = true")
        address = page.url
        cookie = next(cookie for cookie in context.cookies() if cookie["name"] == NODE)
        victim = running.replica_of(f"{NODE}={cookie['value']}")
        before = sum(files.told.values())
        victim.end()

        began = time.monotonic()
        hit = [reader for reader in crowd if f"{NODE}={victim.name}" == reader.cookie]
        until(lambda: all(reader.gaps for reader in hit), "everybody to be back", BACK)
        page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")
        drawn(page)
        back = time.monotonic() - began
        until(lambda: sum(files.told.values()) > before + 20, "more files to be fetched")

        assert hit and len(hit) < SOCKETS, "the kill hit nobody, or everybody: the test shows nothing"
        assert page.url == address
        assert page.evaluate("window.sameDocument"), "the page was loaded anew"
        assert "0.8241" in chart(page, "ranking").inner_text()
        own.close()
    assert set(files.told) - {"IncompleteRead"} == {"200"}, files.told
    assert files.told["IncompleteRead"] <= 1, "more than the one file that was on its way was cut off"
    assert all(not reader.gaps for reader in crowd if reader not in hit), "a reader on another replica was cut off"
    assert all(_words(reader.shown[-1]) == _words(reader.shown[0]) for reader in hit), "a reader lost the view"
    assert {"0.8241", "2024"} <= _words(crowd[0].shown[0])
    gaps = sorted(gap for reader in hit for gap in reader.gaps)
    assert gaps[-1] < BACK
    print(f"{len(hit)} of {SOCKETS} cut, back after {gaps[len(gaps) // 2]:.1f} s (median), {gaps[-1]:.1f} s (longest); "  # noqa: T201
          f"page in Chromium {back:.1f} s; files {dict(files.told)}")


def _words(shown: str) -> set[str]:
    return set(re.findall(r"[A-Za-z0-9][A-Za-z0-9.-]{2,}[A-Za-z0-9]", shown))


def test_a_publication_reaches_all_replicas_within_a_minute(running: Site, store: Path) -> None:
    alive = [replica for replica in running.replicas if replica.process.poll() is None]
    crowd = [Reader(running, "lang=vi") for _ in range(6)]
    with Crowd(crowd), Downloads(running, "/s/2026-11-21/observations.csv") as files:
        here = Store(store)
        words = {"reason_vi": "Diễn tập", "reason_en": "A drill", "actor": "An", "approver": "Bình"}
        roll_back(here, "2025-12-31", time="2026-11-22T08:00:00+07:00", expect_head=here.head(), **words)
        took = until(lambda: all("2025-12-31" in replica.ready() for replica in alive), "the new snapshot", A_MINUTE)
    assert len(alive) >= 2
    assert set(files.told) == {"200"}, files.told
    assert took < A_MINUTE
    print(f"{len(alive)} replicas show it after {took:.1f} s; files {dict(files.told)}")  # noqa: T201
