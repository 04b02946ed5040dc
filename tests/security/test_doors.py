"""What a running public process answers, and what it does not (points 1, 3, 4, 6, 8, 10, 13, 26)."""

import json
import re
from typing import Any

import pytest

from components.addresses import SCREENS
from components.web import POLICY, Doors, Headers, complete_policy, safe_cookie
from language import say
from snapshots.store import Store
from tests.browser.reading import Server
from tests.loops import run
from tests.security.asking import ask
from tests.security.test_limits import Inside, scope

NEWEST = "2026-11-21"
VIEW = "/f/latest/vi/ranking/dti-2024-34/dti-overall"
CRAWLED = [
    *[f"/{screen.path}" for screen in SCREENS],
    "/?embed=true",
    "/?embed=ranking/dti-2024-34/dti-overall",
    "/?embed=nothing",
    "/nowhere",
    "/explorer.css",
    "/explorer.js",
    "/explorer-embed.js",
    "/favicon.png",
    "/robots.txt",
    "/feed.xml",
    "/sitemap.xml",
    "/readyz",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/media/x",
    "/component/x",
    f"/s/{NEWEST}/observations.csv",
    f"/s/{NEWEST}/datapackage.json",
    f"/s/{NEWEST}/nothing.csv",
    "/geo/0/vn-provinces.topojson",
    "/f/latest/vi/",
    VIEW,
    *[f"{VIEW}.{ending}" for ending in ("csv", "json", "svg")],
    f"{VIEW}.png?scale=9",
    "/f/latest/vi/nothing",
    "/f/latest",
    "/d/dti",
    "/s/a/b/c",
    "/static/nothing.js",
    "/d/dti/",
    "/d/dti.csv",
]
"""One address of every kind of answer."""
KINDS = {
    "html": "text/html",
    "json": "application/json",
    "csv": "text/csv",
    "svg": "image/svg+xml",
    "png": "image/png",
    "css": "text/css",
    "js": "text/javascript",
}
OPEN_FRAMES = ("/?embed=true", "/?embed=ranking/dti-2024-34/dti-overall", "/?embed=nothing")
"""Bare pages, made for frames of other sites; they set no cookie and nobody is signed in there."""
TRAVERSALS = [
    "/../../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/..%5c..%5cetc%5cpasswd",
    "/....//....//etc/passwd",
    "/..;/..;/etc/passwd",
    "/%252e%252e%252fetc%252fpasswd",
    "/%c0%ae%c0%ae/etc/passwd",
    "//etc/passwd",
    "/%00/etc/passwd",
    "/static/../../../../etc/passwd",
    "/static/..%2f..%2f..%2f__init__.py",
    "/static/%2e%2e/%2e%2e/__init__.py",
    "/static//etc/passwd",
    "/static/js/%2e%2e/%2e%2e/%2e%2e/config.py",
    "/media/../../etc/passwd",
    "/media/..%2f..%2fetc%2fpasswd",
    "/component/../../etc/passwd",
    "/component/x/..%2f..%2f..%2fetc%2fpasswd",
    f"/s/{NEWEST}/..%2f..%2flog%2f00000001.json",
    f"/s/{NEWEST}/%2e%2e/%2e%2e/log/00000001.json",
    "/s/..%2flog/00000001.json",
    "/s/%2e%2e/log/00000001.json",
    "/s//etc/passwd",
    f"/s/{NEWEST}//etc/passwd",
    f"/s/{NEWEST}/observations.csv%00.png",
    "/geo/../areas.csv",
    "/geo/..%2fareas.csv",
    "/f/latest/vi/../../../etc/passwd",
    "/f/latest/vi/..%2f..%2f..%2fetc%2fpasswd.csv",
    "/f/..%2f..%2fdata/vi/ranking.csv",
    "/d/..%2f..%2frequirements.txt",
    "/d/%2e%2e%2fdti.csv",
    "/\\\\evil.example\\share\\x",
    "/file:///etc/passwd",
]
HIDDEN = [
    "/.git/config",
    "/.git/HEAD",
    "/.env",
    "/.streamlit/config.toml",
    "/.streamlit/secrets.toml",
    "/.htaccess",
    "/.well-known/security.txt",
    "/app.py",
    "/desk.py",
    "/components/web.py",
    "/requirements.txt",
    "/pyproject.toml",
    "/Makefile.bak",
    "/README.md",
    "/docs/architecture.md",
    "/data/log/00000001.json",
    "/data/snapshots/2026-11-21/observations.csv",
    "/locale/vi/app.po",
    "/openapi.json",
    "/index.html",
    "/server-status.html",
    "/backup.zip",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/_stcore/agent/interact",
    "/_stcore/bidi-components/x/y.js",
    "/rankings/_stcore/metrics",
    "//_stcore//metrics",
    "/_stcore/",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
]
SECRET = re.compile(rb"root:x:|\[core\]|manifest_sha256\":|import streamlit|\[server\]|streamlit==")


@pytest.mark.parametrize("method", ["PUT", "POST", "GET", "DELETE", "PATCH", "OPTIONS", "HEAD"])
@pytest.mark.parametrize(
    "path", ["/_stcore/upload_file/session/file", "/rankings/_stcore/upload_file/a/b", "//_stcore//upload_file/a/b"]
)
def test_there_is_no_upload(server: Server, method: str, path: str) -> None:
    body = b"x" * 100 if method in ("PUT", "POST", "PATCH") else b""
    assert ask(server.port, path, method, body).status in (403, 404)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/", "/rankings", f"/s/{NEWEST}/observations.csv", "/readyz", "/media/x", "/d/dti.csv"]
)
def test_only_reading_is_possible(server: Server, method: str, path: str) -> None:
    assert ask(server.port, path, method).status == 405


@pytest.mark.parametrize("path", HIDDEN)
def test_what_is_no_business_of_readers_is_not_there(server: Server, path: str) -> None:
    answer = ask(server.port, path)
    assert answer.status == 404
    assert answer.text == say("vi", "There is nothing at this address.")


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out(server: Server, path: str) -> None:
    """22 payloads are asked for; 36 are tried. The page of an unknown address is an answer too, and tells nothing."""
    answer = ask(server.port, path)
    assert answer.status in (307, 400, 404, 422), answer.text[:200]
    assert not SECRET.search(answer.body)
    assert answer.header("location").startswith("/?") or not answer.header("location")


@pytest.mark.parametrize("path", CRAWLED)
def test_every_answer_says_what_it_is_and_who_may_frame_it(server: Server, path: str) -> None:
    answer = ask(server.port, path)
    policy = dict(part.strip().split(" ", 1) for part in answer.header("content-security-policy").split(";"))
    assert policy["frame-ancestors"] == ("*" if path in OPEN_FRAMES else "'self'")
    assert policy["report-uri"] == "/csp-report"
    assert "default-src" in policy
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "strict-origin-when-cross-origin"
    assert answer.header("set-cookie") == ""
    ending = path.partition("?")[0].rpartition(".")[2]
    kind = answer.header("content-type")
    assert "Streamlit</title>" not in answer.text  # its own page, without language and title, is never the answer
    if answer.status == 200:
        assert kind.startswith(KINDS.get(ending, "")) and kind
        assert answer.text.lstrip().startswith(("<!DOCTYPE html", "<!doctype html")) <= kind.startswith("text/html")


def test_the_list_crawled_has_every_kind_of_answer(server: Server) -> None:
    found = {ask(server.port, path).status for path in CRAWLED}
    assert {200, 307, 404, 400} <= found


def test_no_other_site_may_steer_the_page(server: Server) -> None:
    told = json.loads(ask(server.port, "/_stcore/host-config").body)
    assert told["allowedOrigins"] == ["https://invalid.example"]
    assert not told.get("useExternalAuthToken")


def test_the_entries_of_the_log_are_not_files_of_a_snapshot(server: Server) -> None:
    assert ask(server.port, f"/s/{NEWEST}/SHA256SUMS").status == 200
    assert Store().entries()[-1].snapshot == NEWEST
    assert ask(server.port, f"/s/{NEWEST}/00000001.json").status == 404


def test_an_unknown_host_is_told_so_and_shown_nothing(server: Server) -> None:
    answer = ask(server.port, "/", host="evil.example")
    assert answer.status == 421
    assert "<html" not in answer.text
    assert answer.header("content-security-policy") == POLICY


# Behind a proxy that ends TLS (1, 6)


class _Sets:
    """An application that sets cookies."""

    def __init__(self, *cookies: str) -> None:
        self._cookies = cookies

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"set-cookie", cookie.encode()) for cookie in self._cookies]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def _headers(app: Any) -> list[tuple[str, str]]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    run(app(scope(), None, send))
    return [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]


def test_an_encrypted_site_says_so_for_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://explorer.example.vn")
    assert ("strict-transport-security", "max-age=31536000") in _headers(Headers(Inside()))
    monkeypatch.setenv("EXPLORER_ADDRESS", "http://explorer.example.vn")
    assert "strict-transport-security" not in dict(_headers(Headers(Inside())))


def test_readers_are_given_no_cookie() -> None:
    assert "set-cookie" not in dict(_headers(Headers(_Sets("a=b", "c=d"))))


def test_cookies_of_staff_are_kept_from_other_sites_and_from_plain_connections() -> None:
    given = _headers(
        Headers(_Sets("a=b; Path=/; HttpOnly", "c=d; samesite=strict; secure"), cookies=True, encrypted=True)
    )
    cookies = [value for name, value in given if name == "set-cookie"]
    assert cookies == ["a=b; Path=/; HttpOnly; SameSite=Lax; Secure", "c=d; samesite=strict; secure"]


def test_a_cookie_that_only_names_an_attribute_is_not_taken_for_having_it() -> None:
    assert safe_cookie("samesite=1; path=/secure", True) == "samesite=1; path=/secure; SameSite=Lax; Secure"


def test_a_policy_of_a_pages_own_is_completed_and_not_loosened() -> None:
    assert complete_policy("default-src 'none'") == "default-src 'none'; frame-ancestors 'self'; report-uri /csp-report"
    assert complete_policy("frame-ancestors *") == "frame-ancestors *; report-uri /csp-report"


def test_the_desk_may_open_doors_that_readers_find_shut() -> None:
    inside = Inside()
    for path, allowed in (("/_stcore/upload_file/a/b", True), ("/auth/login", True), ("/_stcore/metrics", False)):
        asked = {**scope(path=path), "method": "GET"}
        run(Doors(inside, services=("health", "upload_file"), sign_in=True)(asked, None, _nothing))
        assert (asked in inside.asked) == allowed


async def _nothing(message: Any) -> None:
    """Takes what is sent."""
