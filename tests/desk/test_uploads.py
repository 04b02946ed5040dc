"""The upload route: who, what name, what size, how much in all; what is refused is refused before it is kept."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from components.desk import uploads
from components.desk.uploads import ALL_BYTES, FILES_HELD, KINDS, SESSION_BYTES, Uploads, allowed_name
from snapshots.desk.editing import UPLOAD_LIMIT
from tests.loops import run

SESSION, OTHER = "0b2f1a52-3f0e-4c2f-9d3c-6a1b2c3d4e5f", "1b2f1a52-3f0e-4c2f-9d3c-6a1b2c3d4e5f"
FILE = "2b2f1a52-3f0e-4c2f-9d3c-6a1b2c3d4e5f"
PATH = f"/_stcore/upload_file/{SESSION}/{FILE}"
TOKEN = generate_xsrf_token_string()
OWN = {"x-xsrftoken": TOKEN, "cookie": f"{XSRF_COOKIE_NAME}={TOKEN}", "origin": "http://desk"}
BOUNDARY = "0123456789"


def form(name: str, content: bytes, disposition: str = "") -> bytes:
    head = disposition or f'form-data; name="{name}"; filename="{name}"'
    return f"--{BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


class Behind:
    """What stands behind the guard: takes whatever comes, and remembers."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        if scope["method"] == "PUT":
            while (message := await receive()).get("more_body") or message.get("body"):
                body += message["body"]
                if not message.get("more_body"):
                    break
        self.got.append((scope["path"], body))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Door:
    """The guard with one session let in; `held` is what Streamlit is said to keep."""

    def __init__(self) -> None:
        self.behind, self.held = Behind(), {}
        self.guard = Uploads(self.behind, entered=lambda session: session == SESSION, held=lambda: dict(self.held))

    def ask(self, method: str, path: str, content: Any = None, **headers: str) -> int:
        kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        given = {key: value for key, value in {**kind, **OWN, **headers}.items() if value}

        async def go() -> int:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.guard), base_url="http://desk") as client:
                return (await client.request(method, path, content=content, headers=given)).status_code

        return run(go())

    def put(self, name: str = "a.csv", content: bytes = b"a,b\n", **headers: str) -> int:
        return self.ask("PUT", PATH, form(name, content), **headers)


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    yield made
    assert not made.guard.room.coming, "room is given back whatever happened"


@pytest.mark.parametrize("name", ["a.csv", "DTI 2024 (bản cuối).XLSX", "Bảng số liệu tỉnh Đắk Lắk.csv", "a.b.csv"])
def test_a_file_of_somebody_at_the_desk_goes_through_as_it_is(door: Door, name: str) -> None:
    assert door.put(name, b"\xff\x00a,b\n") == 204
    assert door.behind.got == [(PATH, form(name, b"\xff\x00a,b\n"))]
    assert door.ask("DELETE", PATH) == 204


NAMES = [
    "a.html", "a.csv.exe", "a.xlsm", "a.zip", "a", ".csv", "", "a.csv\0.html", "../a.csv", "..\\a.csv", "/etc/passwd.csv",
    "C:\\a.csv", "a/b.csv", "a\u202e.csv", "a\r.csv", "x" * 252 + ".csv", ".htaccess.csv", "\\\\host\\share\\a.csv", "a.csv ",
]


@pytest.mark.parametrize("name", NAMES)
def test_other_names_are_not_taken(name: str) -> None:
    assert not allowed_name(name)


@pytest.mark.parametrize("name", ["a.html", "a.csv.exe", "../a.csv", "a/b.csv", "a.xlsm", "a"])
def test_other_names_do_not_get_through(door: Door, name: str) -> None:
    assert door.put(name) == 415
    assert door.behind.got == []


PLACES = [
    f"/_stcore/upload_file/{SESSION}", f"/_stcore/upload_file/{SESSION}/", f"/_stcore/upload_file/{SESSION}/../{FILE}",
    f"/_stcore/upload_file/{SESSION}/%2e%2e/{FILE}", f"/_stcore/upload_file/{SESSION}/..%2f{FILE}",
    f"/_stcore/upload_file/{SESSION}/{FILE}/..", f"/_stcore/upload_file/{SESSION}/{FILE}%00", f"{PATH}.csv", f"{PATH}/x",
    f"/_stcore/upload_file//{SESSION}/{FILE}", f"//_stcore/upload_file/{SESSION}/{FILE}",
    f"/draft/_stcore/upload_file/{SESSION}/{FILE}", f"/_stcore/upload_file/../upload_file/{SESSION}/{FILE}",
    f"/_stcore/upload_file/{SESSION.upper()}/{FILE}", f"/_stcore/upload_file/../../etc/{FILE}", f"/_stcore/upload_file/{SESSION}/a",
    f"/_stcore/upload_file/{SESSION}/..%5c..%5c{FILE}", f"/_stcore/upload_file/{SESSION}/%252e%252e/{FILE}",
    f"/_stcore\\upload_file\\{SESSION}\\{FILE}", f"/_stcore/upload_file/{SESSION}/{FILE};a", f"/_stcore/upload_file/{SESSION}/C:",
    f"/_stcore/upload_file/{SESSION}/%c0%ae%c0%ae/{FILE}", f"/_stcore/upload_file/{SESSION}/\uff0e\uff0e/{FILE}",
    f"/_stcore/upload_file/%30b2f1a52-3f0e-4c2f-9d3c-6a1b2c3d4e5f/{FILE}", f"/_stcore/upload_file/{SESSION}\n/{FILE}",
    f"/_stcore/upload_file/\\\\host\\share/{FILE}",
]


@pytest.mark.parametrize("path", PLACES)
def test_no_other_path_leads_to_a_file(path: str) -> None:
    """Paths as a raw client sends them: the scope holds the path decoded once and the path as it was sent."""
    door = Door()
    assert run(_raw(door, path)) in (400, 404)
    assert door.behind.got == []


async def _raw(door: Door, path: str) -> int:
    from urllib.parse import unquote

    statuses = []
    headers = [(key.encode(), value.encode()) for key, value in OWN.items()] + [(b"host", b"desk")]
    headers += [(b"content-type", f"multipart/form-data; boundary={BOUNDARY}".encode())]
    scope = {"type": "http", "method": "PUT", "path": unquote(path), "raw_path": path.encode(), "headers": headers,
             "query_string": b"", "scheme": "http", "client": ("127.0.0.1", 1), "server": ("desk", 80)}
    parts = [{"type": "http.request", "body": form("a.csv", b"x"), "more_body": False}]

    async def receive() -> dict[str, Any]:
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        statuses.append(message.get("status"))

    await door.guard(scope, receive, send)
    return next(status for status in statuses if status)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-xsrftoken": ""}, 403),
        ({"cookie": ""}, 403),
        ({"x-xsrftoken": generate_xsrf_token_string()}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"content-length": "-1"}, 400),
        ({"content-length": "1e3"}, 400),
        ({"content-length": "9" * 30}, 400),
        ({"content-length": str(UPLOAD_LIMIT + uploads.FRAMING + 1)}, 413),
        ({"content-type": "text/csv"}, 400),
        ({"content-type": "multipart/form-data"}, 400),
    ],
)
def test_a_request_that_is_not_of_our_page_is_refused(door: Door, headers: dict[str, str], status: int) -> None:
    assert door.put(**headers) == status
    assert door.behind.got == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PATCH", "OPTIONS", "TRACE"])
def test_files_are_put_or_deleted_and_nothing_else(door: Door, method: str) -> None:
    assert door.ask(method, PATH) == 405


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_session_of_nobody_takes_nothing(door: Door, method: str) -> None:
    assert door.ask(method, PATH.replace(SESSION, OTHER), form("a.csv", b"x")) == 403


def test_two_files_or_none_in_one_request_are_refused(door: Door) -> None:
    two = form("a.csv", b"x").removesuffix(b"--\r\n") + b"\r\n" + form("b.csv", b"x")
    assert door.ask("PUT", PATH, two) == 400
    assert door.ask("PUT", PATH, form("", b"x", 'form-data; name="a"')) == 400
    assert door.ask("PUT", PATH, b"") == 400


def test_the_largest_file_goes_through_and_one_byte_more_does_not(door: Door) -> None:
    assert door.put(content=b"x" * UPLOAD_LIMIT) == 204
    assert door.put(content=b"x" * (UPLOAD_LIMIT + 1)) == 413
    assert len(door.behind.got) == 1


def test_a_stream_without_a_length_is_cut_where_it_is_too_long(door: Door) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield form("a.csv", b"")[:-20]
        while sent < 100:
            sent += 1
            yield b"x" * 1_000_000

    assert door.ask("PUT", PATH, endless()) == 413
    assert sent <= UPLOAD_LIMIT // 1_000_000 + 2 and door.behind.got == []


def test_a_session_holds_so_many_files(door: Door) -> None:
    door.held = {SESSION: [1] * (FILES_HELD - 1)}
    assert door.put() == 204
    door.held = {SESSION: [1] * FILES_HELD}
    assert door.put() == 413


def test_a_session_and_the_desk_hold_so_much(door: Door) -> None:
    door.held = {SESSION: [SESSION_BYTES - 10_000]}
    assert door.put(content=b"x" * 9_000) == 204
    assert door.put(content=b"x" * 11_000) == 413
    door.held = {OTHER: [ALL_BYTES - 10_000]}
    assert door.put(content=b"x" * 9_000) == 204
    assert door.put(content=b"x" * 11_000) == 429


def test_files_on_their_way_count(door: Door) -> None:
    room = door.guard.room
    for _ in range(6):
        room.take(SESSION, UPLOAD_LIMIT)
    assert door.put() == 413
    for _ in range(6):
        room.leave(SESSION, UPLOAD_LIMIT)
    assert door.put() == 204


def test_whoever_sends_too_slowly_is_cut_off(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield form("a.csv", b"")[:-20]
        await asyncio.sleep(5)

    assert door.ask("PUT", PATH, slow()) == 408


def test_other_routes_are_left_alone(door: Door) -> None:
    assert door.ask("GET", "/_stcore/health") == 204
    assert KINDS == (".csv", ".xlsx")


def test_a_refusal_is_heard_by_whoever_is_still_sending(door: Door) -> None:
    """A little of the body is thrown away first; of an endless one, no more than that."""
    for parts, most in ((3, 3), (1000, 3 + uploads.DROPPED // 50_000)):
        sent = 0

        async def body(parts: int = parts) -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(parts):
                sent += 1
                yield b"x" * 50_000

        assert door.ask("PUT", PATH.replace(SESSION, OTHER), body()) == 403
        assert min(parts, 3) <= sent <= most
