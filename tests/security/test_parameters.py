"""10,000 random values in addresses: none is an error of ours, none leads to another site (point 32)."""

import random
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from components import figure_files, selection, site_files
from components.addresses import PATHS
from components.embed import Embeds
from components.files import ROUTES
from components.web import Doors, Headers, Pages
from language import LANGUAGES
from tests.loops import run

PAGES_ASKED, FILES_ASKED, CHOICES_MADE = 4000, 1000, 5000
PIECES = [
    "",
    "vi",
    "en",
    "../",
    "..",
    "//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "%00",
    "\x00",
    "\n",
    "\r\nset-cookie: a=b",
    "<script>",
    "'",
    '"',
    "~",
    "~~",
    "\u202e",
    "🏳️‍🌈",
    "Ninh Bình",
    "Ninh Bình",
    "NaN",
    "inf",
    "-1",
    "1e999",
    "9" * 400,
    "a" * 5000,
    "dti-2024-34",
    "2026-11-21",
    "draft-1",
    "ha-noi",
    "{0}",
    "%s",
    "${x}",
    "{{7*7}}",
    "' or 1=1--",
    "__class__",
    "\ud800",
]
VIEWS = [
    "ranking/dti-2024-34/dti-overall",
    "ranking",
    "map/x",
    "targets",
    "",
    "///",
    "ranking/dti-2024-34/dti-overall/more",
]
ENDINGS = ["", ".png", ".svg", ".csv", ".pdf", ".zip", ".json", ".exe", ".sdmx.csv"]


def text(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.7:
        return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 3)))
    return "".join(chr(chance.randrange(1, 0x2FFF)) for _ in range(chance.randint(1, 40)))


async def _behind(request: Request) -> PlainTextResponse:
    return PlainTextResponse("this is Streamlit")


def application() -> Starlette:
    routes = [*ROUTES, *figure_files.ROUTES, *site_files.ROUTES, Route("/{path:path}", _behind)]
    parts = [Middleware(Headers), Middleware(Doors, files=site_files.NAMES), Middleware(Embeds), Middleware(Pages)]
    return Starlette(routes=routes, middleware=parts)


async def _ask(app: Any, path: str, query: str) -> tuple[int, dict[str, str]]:
    told: dict[str, Any] = {}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            told.update(
                status=message["status"], headers={k.decode(): v.decode("latin-1") for k, v in message["headers"]}
            )

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    raw = quote(path.encode("utf-8", "surrogatepass"), safe="/")
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "http_version": "1.1",
        "server": ("testserver", 80),
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "path": path.encode("utf-8", "replace").decode(),
        "raw_path": raw.encode(),
        "query_string": query.encode("utf-8", "replace"),
        "headers": [(b"host", b"testserver")],
    }
    await app(scope, receive, send)  # an exception of ours would come out here
    return told["status"], told["headers"]


def query(chance: random.Random, names: list[str]) -> str:
    pairs = [(chance.choice(names), text(chance)) for _ in range(chance.randint(0, 4))]
    return "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs)


async def _all(chance: random.Random) -> list[str]:
    app, wrong = application(), []
    for number in range(PAGES_ASKED + FILES_ASKED):
        if number < PAGES_ASKED:
            path = "/" + (chance.choice(sorted(PATHS)) if chance.random() < 0.6 else text(chance).lstrip("/"))
            asked = query(chance, [*selection.KEYS, "embed", "theme"])
        else:
            path = f"/f/{chance.choice(['latest', text(chance)])}/{chance.choice(['vi', 'xx', text(chance)])}/"
            path += (chance.choice(VIEWS) if chance.random() < 0.5 else text(chance)) + chance.choice(ENDINGS)
            asked = "shape=nothing&" + query(
                chance, ["shape", "theme", "size", "scale", "rows", "for", "text", "download"]
            )
        status, headers = await _ask(app, path, asked)
        place = headers.get("location", "/")
        if (
            status >= 500
            or urlsplit(place).netloc
            or not place.startswith("/")
            or place.startswith("//")
            or "set-cookie" in headers
        ):
            wrong.append(f"{status} {path[:80]!r} {asked[:80]!r} -> {place[:80]!r}")
    return wrong


def test_random_addresses_are_answered_and_stay_here() -> None:
    st.cache_resource.clear()
    assert run(_all(random.Random(57))) == []
    st.cache_resource.clear()


class _Session:
    """What the choices need of Streamlit: the address and the session."""

    def __init__(self, asked: dict[str, str]) -> None:
        self.query_params, self.session_state = asked, dict[str, Any]()

    def selectbox(self, label: str, options: list[str], key: str = "", **_: Any) -> Any:
        return self.session_state[key]

    def multiselect(self, label: str, options: list[str], key: str = "", **_: Any) -> Any:
        return self.session_state[key]

    def text_input(self, label: str, key: str = "", **_: Any) -> Any:
        return self.session_state[key]


def test_random_choices_fall_back_to_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    chance, options = random.Random(58), ["dti-2024-34", "dti-2023-63"]
    for _ in range(CHOICES_MADE):
        session = _Session({key: text(chance) for key in chance.sample(sorted(selection.KEYS), 4)})
        monkeypatch.setattr(selection, "st", session)
        selection.begin()
        assert selection.language() in LANGUAGES
        selection.keep_snapshot()
        assert selection.choose("edition", "", options, options[0]) in options
        assert set(selection.choose_many("mark", "", options)) <= set(options)
        assert len(selection.write_text("find", "")) <= 60
        assert all(len(value) <= 60 for _, value in selection.fallbacks())
        selection.fallback_words("vi")


def test_only_known_keys_are_read() -> None:
    with pytest.raises(KeyError):
        selection.asked("next")
