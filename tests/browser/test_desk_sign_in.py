"""The desk in real Chromium with a real provider: who comes in, who does not, the way out, and the doors that are shut."""

import base64
import hashlib
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from language import say
from snapshots.desk.journal import Journal
from tests.browser.provider import EDITOR, PEOPLE, PUBLISHER, STRANGER, UNVERIFIED, Provider, secrets
from tests.browser.reading import DESKTOP, PATIENCE, Server, free_port, idle

pytestmark = pytest.mark.browser

LISTED = {PUBLISHER: "publisher", "a@example.org": "editor", "c@example.org": "editor"}
AUTHORIZE, TOKEN = "/oauth2/authorize", "/oauth2/token"
MENU = re.compile("^st(TopNavLink|SidebarNavLink|PageLink).*")
FAILED = say("en", "Signing in did not succeed. The provider of identities may be out of reach: try again in a few minutes. "
                   "The public explorer is not affected.")


class DeskServer:
    """The desk in a process of its own, with a folder of its own and secrets that a test may write anew."""

    def __init__(self, folder: Path, provider: Provider) -> None:
        self.folder, self.provider, self.port = folder, provider, free_port()
        self.url = f"http://localhost:{self.port}"
        self.people(LISTED)
        self.start()

    def people(self, listed: dict[str, str]) -> None:
        (self.folder / "secrets.toml").write_text(secrets(self.provider, self.url, listed), encoding="utf-8")

    def start(self) -> None:
        environment = {"EXPLORER_DESK": str(self.folder / "desk"), "STREAMLIT_SECRETS_FILES": str(self.folder / "secrets.toml")}
        self.server = Server(script="desk.py", port=self.port, environment=environment)

    def restart(self) -> None:
        self.server.stop()
        self.start()

    def steps(self, subject: str) -> list[tuple[str, str]]:
        found = Journal(self.folder / "desk").steps()
        return [(step.action, step.details.get("reason", "")) for step in found if step.subject == subject]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    running = Provider()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[DeskServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("EXPLORER_DESK_LOCAL", raising=False)
        running = DeskServer(tmp_path_factory.mktemp("desk"), provider)
    yield running
    running.server.stop()


@pytest.fixture
def staff(browser: Browser, desk: DeskServer, provider: Provider) -> Iterator[BrowserContext]:
    """A browser of its own: nobody is signed in. The list of people is the usual one, the provider answers."""
    desk.people(LISTED)
    context = _context(browser)
    yield context
    context.close()


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.route(re.compile("cdn.jsdelivr.net"), lambda route: route.abort())  # the look of the provider's own page
    return context


def door(page: Page) -> None:
    """Until the door is shown, and nothing of the desk: no menu, no drafts."""
    idle(page)
    expect(page.get_by_role("heading", name=say("en", "Data desk"))).to_be_visible()
    expect(page.get_by_test_id(MENU)).to_have_count(0)
    expect(page.get_by_text(say("en", "Drafts"), exact=True)).to_have_count(0)


def signs_in(context: BrowserContext, desk: DeskServer, who: str, path: str = "/journal") -> Page:
    """Opens a screen of the desk, goes to the provider, and comes back as `who`."""
    page = context.new_page()
    page.goto(f"{desk.url}{path}?lang=en")
    door(page)
    page.locator(".st-key-sign_in button").click()
    page.wait_for_url("**/oauth2/authorize?**")
    page.locator(f"button[value='{who}']").first.click()
    page.wait_for_url(f"{desk.url}/**")
    idle(page)
    return page


def inside(page: Page, name: str, role: str) -> None:
    expect(page.get_by_text(f"{name} · {role}")).to_be_visible()
    expect(page.get_by_test_id(MENU).first).to_be_visible()


def test_a_publisher_signs_in_with_state_nonce_and_pkce(staff: BrowserContext, desk: DeskServer, provider: Provider) -> None:
    page = signs_in(staff, desk, PUBLISHER)
    inside(page, PEOPLE[PUBLISHER]["name"], "publisher")
    assert page.url == f"{desk.url}/journal?lang=en", "back on the same screen, in the same language"
    asked, token = provider.last(AUTHORIZE), provider.last(TOKEN)
    assert asked["response_type"] == "code" and asked["redirect_uri"] == f"{desk.url}/oauth2callback"
    assert len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20
    assert asked["code_challenge_method"] == "S256" and len(token["code_verifier"]) >= 43
    digest = hashlib.sha256(token["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert desk.steps(PUBLISHER)[-1] == ("sign_in", "")


def test_no_two_sign_ins_share_state_nonce_or_challenge(staff: BrowserContext, desk: DeskServer, provider: Provider) -> None:
    seen = [{key: value for key, value in told.items() if key in ("state", "nonce", "code_challenge")}
            for path, told in provider.asked if path == AUTHORIZE and "sub" in told]
    signs_in(staff, desk, EDITOR)
    for key in ("state", "nonce", "code_challenge"):
        assert provider.last(AUTHORIZE)[key] not in [one[key] for one in seen]


def test_cookies_of_identity_are_for_this_site_and_no_script(staff: BrowserContext, desk: DeskServer) -> None:
    page = signs_in(staff, desk, EDITOR)
    kept = {cookie["name"]: cookie for cookie in staff.cookies(desk.url)}
    for name in ("_streamlit_user", "_streamlit_user_tokens"):
        assert kept[name]["httpOnly"] and kept[name]["sameSite"] == "Strict"
        assert kept[name]["expires"] - page.evaluate("Date.now() / 1000") <= 8 * 3600 + 5
    assert all(cookie["sameSite"] in ("Lax", "Strict") for cookie in kept.values())
    assert "_streamlit_user" not in page.evaluate("document.cookie")


def test_an_editor_starts_a_draft(staff: BrowserContext, desk: DeskServer) -> None:
    page = signs_in(staff, desk, EDITOR, "/")
    inside(page, PEOPLE[EDITOR]["name"], "editor")
    page.locator(".st-key-start_draft button").click()
    page.wait_for_url(re.compile(r"/draft\?.*draft=[0-9a-f]{16}"))
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    assert ("start", "") in desk.steps(EDITOR)


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (STRANGER, "{name} is not on the list of people who may enter the data desk."),
        (UNVERIFIED, "The provider does not vouch for the e-mail address of {name}, so the desk stays closed."),
    ],
)
def test_whoever_may_not_enter_is_told_whom_to_ask(staff: BrowserContext, desk: DeskServer, who: str, told: str) -> None:
    page = signs_in(staff, desk, who)
    door(page)
    expect(page.get_by_text(told.format(name=PEOPLE[who]["name"]))).to_be_visible()
    expect(page.get_by_text("Ask: Phòng Dữ liệu")).to_be_visible()
    assert desk.steps(who)[-1][0] == "refused"
    for path in ("/", "/published", "/overview", "/rankings"):
        page.goto(f"{desk.url}{path}?lang=en")
        door(page)


def test_signing_out_ends_it_for_a_copied_cookie_too(staff: BrowserContext, desk: DeskServer, browser: Browser) -> None:
    page = signs_in(staff, desk, PUBLISHER)
    copied = staff.cookies(desk.url)
    thief = _context(browser)
    thief.add_cookies([{key: cookie[key] for key in ("name", "value", "domain", "path")} for cookie in copied])  # type: ignore[misc]
    other = thief.new_page()
    other.goto(f"{desk.url}/journal?lang=en")
    inside(other, PEOPLE[PUBLISHER]["name"], "publisher")
    page.locator(".st-key-sign_out button").click()
    page.wait_for_url("**/oauth2/end_session?**")
    page.locator("button").first.click()
    page.wait_for_url(f"{desk.url}/**")
    door(page)
    expect(page.get_by_text(say("en", "You have signed out."))).to_be_visible()
    assert not [cookie for cookie in staff.cookies(desk.url) if cookie["name"].startswith("_streamlit_user")]
    for turn in ("now", "after a restart"):
        other.goto(f"{desk.url}/journal?lang=en")
        door(other)
        if turn == "now":
            desk.restart()
    assert desk.steps(PUBLISHER)[-1] == ("sign_out", "")
    thief.close()


def test_whoever_is_taken_off_the_list_is_out_at_the_next_deed(staff: BrowserContext, desk: DeskServer) -> None:
    page = signs_in(staff, desk, EDITOR, "/")
    before = desk.steps(EDITOR).count(("start", ""))
    desk.people({PUBLISHER: "publisher"})
    page.locator(".st-key-start_draft button").click()
    expect(page.get_by_text(f"{PEOPLE[EDITOR]['name']} is not on the list")).to_be_visible()
    door(page)
    assert desk.steps(EDITOR).count(("start", "")) == before


def test_an_open_screen_closes_by_itself(staff: BrowserContext, desk: DeskServer) -> None:
    page = signs_in(staff, desk, EDITOR, "/")
    desk.people({PUBLISHER: "publisher"})
    expect(page.get_by_text(f"{PEOPLE[EDITOR]['name']} is not on the list")).to_be_visible(timeout=45_000)
    door(page)


@pytest.mark.parametrize("query", ["state=forged&code=x", "error=access_denied&state=x", "state=x&error=%0d%0aSet-Cookie:a"])
def test_a_forged_answer_of_the_provider_signs_nobody_in(desk: DeskServer, query: str) -> None:
    answer = httpx.get(f"{desk.url}/oauth2callback?{query}")
    assert (answer.status_code, answer.headers["location"]) == (302, "/?sign_in=failed")
    assert not [cookie for cookie in answer.headers.get_list("set-cookie") if re.match(r'_streamlit_user="?[^;"]', cookie)]


def test_a_code_used_twice_signs_nobody_in(staff: BrowserContext, desk: DeskServer) -> None:
    asked: list[str] = []
    page = staff.new_page()
    page.on("request", lambda request: asked.append(request.url) if "/oauth2callback?code" in request.url else None)
    page.close()
    opened = signs_in(staff, desk, EDITOR)
    opened.on("request", lambda request: asked.append(request.url))
    used = desk.provider.last(AUTHORIZE)["state"]
    opened.goto(f"{desk.url}/oauth2callback?code=used&state={used}")
    expect(opened).to_have_url(re.compile("sign_in=failed"))


def test_when_the_provider_is_out_of_reach_the_desk_says_so_and_readers_notice_nothing(
    staff: BrowserContext, desk: DeskServer, provider: Provider, server: Server
) -> None:
    page = staff.new_page()
    page.goto(f"{desk.url}/?lang=en")
    door(page)
    provider.stop()
    try:
        page.locator(".st-key-sign_in button").click()
        expect(page.get_by_text(FAILED)).to_be_visible()
        door(page)
        assert httpx.get(f"{server.url}/readyz").status_code == 200
    finally:
        provider.start()
    page.locator(".st-key-sign_in button").click()
    page.wait_for_url("**/oauth2/authorize?**")


# Bytes


def _upload(page: Page, desk: DeskServer) -> Request:
    """Brings a real file in by the screen; the request by which the browser sent it."""
    page.locator(".st-key-start_draft button").click()
    page.wait_for_url(re.compile(r"/draft\?"))
    with page.expect_request(lambda request: "upload_file" in request.url and request.method == "PUT") as sent:
        page.locator("input[type=file]").first.set_input_files(
            {"name": "la.csv", "mimeType": "text/csv", "buffer": b"la,ly\n1,2\n"})
    assert sent.value.response().status == 204  # type: ignore[union-attr]
    return sent.value


def test_direct_puts_are_held_to_the_same_rules(staff: BrowserContext, desk: DeskServer) -> None:
    page = signs_in(staff, desk, EDITOR, "/")
    sent = _upload(page, desk)
    cookies = {cookie["name"]: cookie["value"] for cookie in staff.cookies(desk.url)}
    own = {"x-xsrftoken": sent.all_headers()["x-xsrftoken"], "origin": desk.url}
    client = httpx.Client(cookies=cookies, headers=own, timeout=60)

    def put(address: str = sent.url, name: str = "b.csv", content: bytes = b"a,b\n", **more: Any) -> int:
        return client.put(address, files={"file": (name, content)}, **more).status_code

    assert put() == 204, "the control: the same request as the browser's is taken"
    assert put(name="b.html") == 415 and put(name="../b.csv") == 415 and put(name="b.csv.exe") == 415
    assert put(content=b"x" * 10_100_000) == 413
    assert put(headers={"x-xsrftoken": ""}) == 403 and put(headers={"origin": "http://evil.example"}) == 403
    session = sent.url.split("/")[-2]
    assert put(sent.url.replace(session, session[::-1].replace("-", "0"))) == 404
    assert put(sent.url.replace(session, "0b2f1a52-3f0e-4c2f-9d3c-6a1b2c3d4e5f")) == 403
    assert put(f"{sent.url}/%2e%2e/x") == 404 and put(sent.url.replace("/_stcore", "/draft/_stcore")) == 404
    assert client.post(sent.url, content=b"x").status_code == 405 and client.get(sent.url).status_code == 405
    assert httpx.put(sent.url, files={"file": ("b.csv", b"x")}).status_code == 403, "without the cookies of the page"

    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 1_000_000

    try:
        streamed = client.put(sent.url, content=chunks(), headers={"content-type": "multipart/form-data; boundary=b"}).status_code
    except httpx.TransportError:
        streamed = 413  # the server hung up while we were sending
    assert streamed == 413
    page.locator(".st-key-sign_out button").click()
    page.wait_for_url("**/oauth2/end_session?**")
    assert put() in (400, 403), "signed out: the same request brings nothing in any more"


# Doors


SHUT = ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent", "/.streamlit/secrets.toml", "/.git/config",
        "/secrets.toml", "/desk/journal/00000001.json", "/docs/secrets.example.toml", "/_stcore/upload_file", "/%2e%2e/%2e%2e/etc/passwd"]


@pytest.mark.parametrize("path", SHUT)
def test_doors_that_are_shut(desk: DeskServer, path: str) -> None:
    answer = httpx.get(f"{desk.url}{path}", follow_redirects=True)
    assert answer.status_code in (403, 404, 405) or b"<title>B\xc3\xa0n d\xe1\xbb\xaf li\xe1\xbb\x87u</title>" in answer.content
    assert b"cookie_secret" not in answer.content and b"sign_in\"" not in answer.content


def test_headers_of_every_answer(desk: DeskServer) -> None:
    for path in ("/", "/draft", "/overview", "/_stcore/health", "/nowhere", "/_stcore/metrics"):
        headers = httpx.get(f"{desk.url}{path}").headers
        assert headers["cache-control"] == "no-store", path
        assert "noindex" in headers["x-robots-tag"] and headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def handshake(port: int, **headers: str) -> int:
    """Status of a WebSocket handshake with these headers."""
    given = {"Host": f"localhost:{port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **headers}
    lines = ["GET /_stcore/stream HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in given.items()), "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall("\r\n".join(lines).encode())
        return int(line.recv(64).split()[1])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
    ],
)
def test_sockets_are_for_our_own_pages(desk: DeskServer, headers: dict[str, str], status: int) -> None:
    assert handshake(desk.port, **headers) == status


def test_another_name_of_this_machine_is_not_answered(desk: DeskServer) -> None:
    for name in ("evil.example", "evil.example:80", "localhost.evil.example", ""):
        assert httpx.get(f"{desk.url}/", headers={"host": name}).status_code in (400, 421)


def test_local_mode_shows_who_and_that_it_is_local(browser: Browser, tmp_path: Path) -> None:
    environment = {"EXPLORER_DESK": str(tmp_path / "desk"), "EXPLORER_DESK_LOCAL": "Nguyễn Văn A",
                   "STREAMLIT_SECRETS_FILES": str(tmp_path / "none.toml")}
    running = Server(script="desk.py", environment=environment)
    context = _context(browser)
    try:
        page = context.new_page()
        page.goto(f"{running.url}/?lang=en")
        inside(page, "Nguyễn Văn A", "publisher")
        expect(page.get_by_text(say("en", "Local mode: one person, this machine only"))).to_be_visible()
        assert httpx.get(running.url, headers={"x-forwarded-for": "192.0.2.1"}).status_code == 403
        assert httpx.get(running.url, headers={"host": "evil.example"}).status_code == 421
        assert httpx.get(f"{running.url}/auth/login").status_code == 404
        assert handshake(running.port, Host="evil.example", Origin="http://evil.example") == 403
    finally:
        context.close()
        running.stop()
