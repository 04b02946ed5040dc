"""What stands before the desk's pages, asked directly."""

from typing import Any

import httpx
import pytest

from components.desk.guards import RETURN, SignInTrips, ThisMachineOnly, kept_address, strict
from components.desk.web import DeskHeaders, DeskPages
from components.web import STATIC_FOLDER
from tests.loops import run

LOGIN = "/auth/login"


async def fine(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


def reply(status: int, body: bytes = b"", **headers: str) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": body})

    return app


def get(app: Any, path: str, client: str = "127.0.0.1", server: str = "localhost", **headers: str) -> httpx.Response:
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(client, 5))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{server}") as asking:
            return await asking.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return run(go())


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"server": "127.0.0.1"}, 200),
        ({"client": "::1"}, 200),
        ({"client": "192.0.2.9"}, 403),
        ({"server": "192.0.2.2"}, 403),
        ({"x_forwarded_for": "127.0.0.1"}, 403),
        ({"forwarded": "for=127.0.0.1"}, 403),
        ({"x_forwarded_host": "localhost"}, 403),
        ({"x_real_ip": "127.0.0.1"}, 403),
    ],
)
def test_local_mode_answers_this_machine_only(asked: dict[str, str], status: int) -> None:
    assert get(ThisMachineOnly(fine), "/", **asked).status_code == status


def test_local_mode_takes_no_socket_from_elsewhere() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [], "client": ("192.0.2.9", 1), "server": ("::", 1)}
    run(ThisMachineOnly(fine)(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_a_cookie_of_identity_is_bound_tight() -> None:
    given = '_streamlit_user="abc"; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax'
    assert strict(given) == '_streamlit_user="abc"; Max-Age=28800; Path=/; HttpOnly; SameSite=Strict'
    assert strict("_streamlit_user_tokens_1=x; max-age=60").startswith("_streamlit_user_tokens_1=x; max-age=60;")
    for other in ("_streamlit_xsrf=1; Path=/", "_streamlit_session=1; SameSite=lax"):
        assert strict(other) == other


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/draft?draft=0123456789abcdef&step=check&lang=en", "/draft?draft=0123456789abcdef&step=check&lang=en"),
        ("/", "/"),
        ("/rankings?snapshot=draft-0123456789abcdef", "/rankings?snapshot=draft-0123456789abcdef"),
        ("/draft?draft=%3Cscript%3E", "/draft?draft=%3Cscript%3E"),
        ("/journal?next=https://evil.example&lang=vi", "/journal?lang=vi"),
        ("/?sign_in=failed", "/"),
        *[(other, "/") for other in (
            "", "//evil.example", "///evil.example", "https://evil.example/draft", "/\\evil.example", "/draft/../../x",
            "/auth/logout", "/draft/", "draft", "/%2f%2fevil.example", "javascript:alert(1)", "/draft\r\nSet-Cookie: a=b")],
    ],
)
def test_the_way_back_leads_to_our_own_screens(address: str, kept: str) -> None:
    assert kept_address(address) == kept


def test_whoever_signs_in_comes_back_to_the_same_screen() -> None:
    to_provider = reply(302, location="https://login.example.org/x")
    out = get(SignInTrips(to_provider), LOGIN, referer="http://localhost/draft?draft=0123456789abcdef&lang=en")
    assert out.headers["location"] == "https://login.example.org/x"
    kept = out.headers["set-cookie"]
    assert kept.startswith(f"{RETURN}=") and "HttpOnly" in kept and "SameSite=Lax" in kept
    back = reply(302, location="/", set_cookie="_streamlit_user=abc; Path=/")
    returned = get(SignInTrips(back), "/oauth2callback?state=s&code=c", cookie=kept.partition(";")[0])
    assert returned.headers["location"] == "/draft?draft=0123456789abcdef&lang=en"
    assert f"{RETURN}=; Path=/; Max-Age=0" in returned.headers["set-cookie"]


def test_a_way_back_planted_by_another_site_is_not_gone() -> None:
    back = reply(302, location="/", set_cookie="_streamlit_user=abc; Path=/")
    for planted in ("https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fdraft%0d%0aSet-Cookie%3A%20a%3Db"):
        returned = get(SignInTrips(back), "/oauth2callback?state=s&code=c", cookie=f"{RETURN}={planted}")
        assert returned.headers["location"] == "/"
    elsewhere = get(SignInTrips(reply(302, location="x")), LOGIN, referer="http://evil.example/draft?lang=en")
    assert f"{RETURN}=%2F;" in elsewhere.headers["set-cookie"]


@pytest.mark.parametrize(("path", "app"), [
    (LOGIN, reply(400, b"Authentication error")),
    (LOGIN, reply(500, b"Internal Server Error")),
    ("/oauth2callback?error=access_denied&state=s", reply(302, location="/")),
    ("/oauth2callback?state=s&code=old", reply(302, location="/", set_cookie='_streamlit_user=""; Max-Age=0')),
])
def test_a_failure_is_told_on_the_first_screen(path: str, app: Any) -> None:
    told = get(SignInTrips(app), path)
    assert (told.status_code, told.headers["location"], told.content) == (302, "/?sign_in=failed", b"")


def test_after_signing_out_the_first_screen_says_so() -> None:
    for path in ("/auth/logout", "/oauth2callback"):
        assert get(SignInTrips(reply(302, location="/")), path).headers["location"] == "/?sign_in=left"


def test_pages_of_the_desk_are_not_kept_and_not_found() -> None:
    pages = DeskHeaders(DeskPages(reply(418)))
    for path in ("/", "/draft?lang=en", "/journal", "/overview", "/rankings", "/f/x.png"):
        headers = get(pages, path).headers
        assert headers["cache-control"] == "no-store" and "noindex" in headers["x-robots-tag"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"] and headers["x-frame-options"] == "DENY"
    assert b'<html lang="en">' in get(pages, "/draft?lang=en").content
    assert b'<html lang="vi">' in get(pages, "/draft?lang=<script>").content
    assert get(pages, "/desk/unknown").headers["location"] == "/?lang=vi"
    assert get(pages, "/_stcore/health").status_code == 418
    bundle = next((STATIC_FOLDER / "static" / "js").glob("index.*.js")).name
    assert "immutable" in get(pages, f"/static/js/{bundle}").headers["cache-control"]
