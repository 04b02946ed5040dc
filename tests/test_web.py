"""What the web server adds around Streamlit: headers, language of the page, unknown addresses, immutable files."""

import contextlib
import gzip
import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote_to_bytes

import brotli
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.datastructures import Headers as ReadHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from charts import geometry
from components.addresses import PATHS
from components.files import ROUTES
from components.web import HEADERS, IMMUTABLE, POLICY, STATIC_FOLDER, Headers, Pages
from language import say
from snapshots import checkpoints
from snapshots.places import AwayError
from snapshots.store import Store
from tests.loops import run

BEHIND = "this is Streamlit"
BUNDLE = sorted(path for path in (STATIC_FOLDER / "static" / "js").glob("index.*.js"))[0]
ADDRESS = f"/{BUNDLE.relative_to(STATIC_FOLDER).as_posix()}"


async def _behind(request: Request) -> PlainTextResponse:
    return PlainTextResponse(BEHIND, headers={"x-content-type-options": "wrong"})


async def _fails(request: Request) -> PlainTextResponse:
    raise RuntimeError("inside")


@dataclass
class Answer:
    """What came back, as sent: nothing is followed, decoded or put right."""

    status_code: int = 0
    headers: ReadHeaders = field(default_factory=ReadHeaders)
    content: bytes = b""

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True)
class Client:
    """Asks an ASGI application. A client of the network would tidy `..` and `//` away before asking."""

    app: Any

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        return run(self._ask(address, method, headers))

    async def _ask(self, address: str, method: str, headers: dict[str, str]) -> Answer:
        path, _, query = quote(address, safe="%/?=&\\.").partition("?")
        told = {"host": "testserver", **{name.replace("_", "-"): value for name, value in headers.items()}}
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "http_version": "1.1",
            "server": ("testserver", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
            "path": unquote_to_bytes(path).decode("utf-8", "replace"),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        }
        answer = Answer()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.status_code, answer.headers = message["status"], ReadHeaders(raw=list(message["headers"]))
            else:
                answer.content += message.get("body", b"")

        with contextlib.suppress(RuntimeError):  # raised again by the application after its answer, for the log
            await self.app(scope, receive, send)
        return answer


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """The middleware and the routes as in `app.py`, with a plain answer where Streamlit would be."""
    st.cache_resource.clear()
    yield Client(
        Starlette(
            routes=[*ROUTES, Route("/_stcore/fails", _fails), Route("/{path:path}", _behind)],
            middleware=[Middleware(Headers), Middleware(Pages)],
        )
    )
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def newest() -> str:
    return Store().current().id


@pytest.mark.parametrize(
    "path",
    ["/", "/rankings", "/nowhere", "/favicon.png", "/readyz", "/_stcore/health", ADDRESS]
    + ["/static/nothing.js", "/s/1999-01-01/a.csv", "/geo/0/vn-provinces.topojson"],
)
def test_every_answer_has_the_headers_once(client: Client, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], name


def test_a_policy_without_eval_other_hosts_or_inline_scripts() -> None:
    parts = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert "'unsafe-eval'" not in parts["script-src"].split()  # WebAssembly of our own bundle may compile; text never runs
    assert "unsafe-inline" not in parts["script-src"]
    assert "*" not in POLICY
    assert "http" not in POLICY
    assert parts["default-src"] == "'self'"
    assert parts["object-src"] == "'none'"
    assert {"base-uri", "form-action", "frame-ancestors", "connect-src", "worker-src"} <= set(parts)


def test_the_policy_lets_exactly_the_scripts_of_the_index_run(client: Client) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", client.get("/").text, re.DOTALL)
    allowed = re.findall(r"'(sha256-[^']+)'", POLICY)
    assert len(allowed) == len(scripts) >= 1
    for script in scripts:
        digest = hashlib.sha256(script.encode()).digest()
        assert any(one.endswith(b64encode(digest).decode()) for one in allowed)


@pytest.mark.parametrize(
    ("query", "lang"),
    [
        ("", "vi"),
        ("?lang=vi", "vi"),
        ("?lang=en", "en"),
        ("?lang=fr", "vi"),
        ('?lang="><script>', "vi"),
        ("?lang=", "vi"),
    ],
)
@pytest.mark.parametrize("path", sorted(PATHS))
def test_language_of_the_page_is_that_of_the_address(client: Client, path: str, query: str, lang: str) -> None:
    answer = client.get(f"/{path}{query}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    assert re.search(r'<html[^>]* lang="(\w+)"', answer.text)[1] == lang
    assert '"><script>' not in answer.text
    assert "<title>Streamlit</title>" not in answer.text


def test_titles_differ_by_language(client: Client) -> None:
    titles = {re.search("<title>(.*?)</title>", client.get(f"/?lang={lang}").text)[1] for lang in ("vi", "en")}
    assert len(titles) == 2


@pytest.mark.parametrize(
    ("asked", "told", "lang"),
    [
        ("/nowhere", "nowhere", "vi"),
        ("/nowhere?lang=en", "nowhere", "en"),
        ("/nowhere?lang=fr", "nowhere", "vi"),
        ("/a/b", "a/b", "vi"),
        ("/bảng", "bảng", "vi"),
    ],
)
def test_an_unknown_address_leads_to_the_overview(client: Client, asked: str, told: str, lang: str) -> None:
    answer = client.get(asked)
    assert answer.status_code == 307
    place, _, query = answer.headers["location"].partition("?")
    assert place == "/"
    assert {"lang": ["vi"], **parse_qs(query)} == {"lang": [lang], "unknown": [told]}


@pytest.mark.parametrize("asked", ["//evil.example", "/\\evil.example", "/" + "x" * 5000, "/%0d%0aset-cookie:a=b"])
def test_no_address_leads_off_the_site(client: Client, asked: str) -> None:
    answer = client.get(asked)
    assert answer.headers.get("location", "/?").startswith("/?")
    assert len(answer.headers.get("location", "")) < 300
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/_stcore/health", "/rankings/_stcore/stream", "/media/abc", "/component/x"])
def test_streamlits_own_addresses_go_through(client: Client, path: str) -> None:
    assert client.get(path).text == BEHIND


def test_only_reading_is_answered_here(client: Client) -> None:
    assert client.get("/rankings", method="POST").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../index.html",
        "/static/../../__init__.py",
        "/static/%2e%2e/%2e%2e/__init__.py",
        "/static/..%2f..%2f__init__.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/js/../../../web/server/server.py",
    ],
)
def test_no_file_outside_the_bundle(client: Client, path: str) -> None:
    answer = client.get(path)
    for text in ("import", "root:", "<html"):
        assert text not in answer.text or path.endswith("index.html")
    assert "immutable" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize(("coding", "read"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_bundle_is_compressed_and_the_same_inside(client: Client, coding: str, read: Callable[[bytes], bytes]) -> None:
    answer = client.get(ADDRESS, accept_encoding=coding)
    assert answer.headers["content-encoding"] == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == IMMUTABLE
    assert "javascript" in answer.headers["content-type"]
    assert len(answer.content) < BUNDLE.stat().st_size / 2
    assert read(answer.content) == BUNDLE.read_bytes()


def test_bundle_uncompressed_for_who_asks_so(client: Client) -> None:
    answer = client.get(ADDRESS, accept_encoding="identity")
    assert "content-encoding" not in answer.headers
    assert answer.content == BUNDLE.read_bytes()


def test_bundle_is_served_where_the_environment_is_a_link(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python names its packages by the path it was started by, which may lead over a link."""
    (tmp_path / "linked").symlink_to(STATIC_FOLDER, target_is_directory=True)
    monkeypatch.setattr("components.web.STATIC_FOLDER", tmp_path / "linked")
    assert client.get(ADDRESS, accept_encoding="identity").content == BUNDLE.read_bytes()


def test_a_font_is_not_compressed_twice(client: Client) -> None:
    font = next((STATIC_FOLDER / "static").rglob("*.woff2"))
    answer = client.get(f"/{font.relative_to(STATIC_FOLDER).as_posix()}", accept_encoding="br, gzip")
    assert "content-encoding" not in answer.headers
    assert answer.content == font.read_bytes()


def test_icon(client: Client) -> None:
    answer = client.get("/favicon.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["observations.csv", "datapackage.json", "SHA256SUMS"])
def test_files_of_a_snapshot_byte_for_byte(client: Client, newest: str, name: str) -> None:
    answer = client.get(f"/s/{newest}/{name}")
    assert answer.status_code == 200
    assert answer.content == (Store().root / "snapshots" / newest / name).read_bytes()
    assert answer.headers["cache-control"] == IMMUTABLE
    assert f'filename="{name}"' in answer.headers["content-disposition"]
    assert answer.headers["content-type"].startswith(
        "application/json" if name.endswith(".json") else "text/csv" if name.endswith(".csv") else "text/plain"
    )


@pytest.mark.parametrize("name", ["00000001", "00000005", "latest"])
def test_checkpoints_are_served_as_they_lie_in_the_store(client: Client, name: str) -> None:
    answer = client.get(f"/checkpoints/{name}")
    folder = Store().root / "checkpoints"
    expected = max(folder.glob("[0-9]" * 8)) if name == "latest" else folder / name
    assert (answer.status_code, answer.content) == (200, expected.read_bytes())
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("text/plain; charset=utf-8", "no-cache")


@pytest.mark.parametrize("name", ["00000099", "secret", "..%2flog%2f00000001.json", "00000001.json", "a/b", "", "x" * 3000])
def test_nothing_else_is_served_beside_them(client: Client, name: str) -> None:
    answer = client.get(f"/checkpoints/{name}")
    assert answer.status_code == 404
    assert len(answer.text) < 100


def test_signatures_and_keys_are_served_where_there_are_some(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"00000001.sig": b"signature\n", "2026-11-21.SHA256SUMS.sig": b"other\n", "signer-0123456789abcdef": b"publisher key\n"}
    (tmp_path / "checkpoints").mkdir()
    for name, raw in files.items():
        (tmp_path / "checkpoints" / name).write_bytes(raw)
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path))
    st.cache_resource.clear()
    served = {name: client.get(f"/checkpoints/{name}").content for name in [*files, "allowed_signers"]}
    st.cache_resource.clear()
    assert served == {**files, "allowed_signers": b"publisher key\n"}


def test_a_store_that_is_away_is_told_where_a_checkpoint_is_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> bytes:
        raise AwayError(0, "away")

    monkeypatch.setattr(checkpoints, "public_file", away)
    answer = client.get("/checkpoints/00000001", accept_language="en")
    assert (answer.status_code, answer.text) == (503, say("vi", "The store cannot be reached now; try again later."))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tip=abc123&lang=en", {"section": ["verify"], "tip": ["abc123"], "lang": ["en"]}),
        ("tip=abc&lang=fr", {"section": ["verify"], "tip": ["abc"]}),
        ("", {"section": ["verify"]}),
        ("tip=" + "a" * 5000, {"section": ["verify"], "tip": ["a" * 80]}),
        ("tip=//evil.example%0d%0aset-cookie:a=b", {"section": ["verify"], "tip": ["//evil.example\r\nset-cookie:a=b"]}),
    ],
)
def test_the_address_to_verify_leads_to_the_part_of_the_page(client: Client, query: str, expected: dict[str, list[str]]) -> None:
    answer = client.get(f"/verify?{query}")
    place, _, found = answer.headers["location"].partition("?")
    assert (answer.status_code, place, parse_qs(found)) == (307, "/data", expected)
    assert "set-cookie" not in answer.headers


def test_the_files_served_verify_by_the_list_served(client: Client, newest: str) -> None:
    lines = client.get(f"/s/{newest}/SHA256SUMS").text.splitlines()
    assert len(lines) > 10
    for line in lines:
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256(client.get(f"/s/{newest}/{name.lstrip('*')}").content).hexdigest() == digest


@pytest.mark.parametrize(
    "path",
    ["/s/1999-01-01/observations.csv", "/s/{newest}/secret.csv", "/s/{newest}/..%2f..%2flog%2f00000001.json"]
    + ["/s/..%2f..%2fdata/observations.csv", "/s/{newest}/OBSERVATIONS.CSV"],
)
def test_what_was_not_published_is_not_found(client: Client, newest: str, path: str) -> None:
    answer = client.get(path.format(newest=newest))
    assert answer.status_code in (404, 307) or answer.text == BEHIND
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_an_older_snapshot_keeps_its_address(client: Client) -> None:
    first = Store().entries()[0].snapshot
    assert client.get(f"/s/{first}/observations.csv").status_code == 200


def test_boundary_layer_under_its_hash_only(client: Client) -> None:
    answer = client.get(f"/geo/{geometry.digest()}/vn-provinces.topojson")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == IMMUTABLE
    assert answer.content == geometry.topojson_bytes()
    assert json.loads(answer.content)["type"] == "Topology"
    other = client.get("/geo/0000000000/vn-provinces.topojson")
    assert other.status_code == 404
    assert "immutable" not in other.headers.get("cache-control", "")


def test_readiness(client: Client, newest: str) -> None:
    assert json.loads(client.get("/readyz").content) == {"snapshot": newest}


def test_not_ready_without_a_snapshot(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path))
    st.cache_resource.clear()
    answer = client.get("/readyz")
    st.cache_resource.clear()
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text


def test_a_failure_inside_tells_nothing(client: Client) -> None:
    answer = client.get("/_stcore/fails")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "inside" not in answer.text
