"""Names, origins, addresses, messages and sockets (points 7 and 9), over small applications that record what reaches them."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from components import limits
from components.limits import Bounds, Bucket, Clients, Hosts, Sockets, host_name, site
from tests.loops import run

NAMES = ("explorer.example.vn", "127.0.0.1")
Scope = dict[str, Any]


def scope(kind: str = "http", path: str = "/", client: str = "203.0.113.7", **headers: str | list[str]) -> Scope:
    told = {name.replace("_", "-"): value for name, value in {"host": NAMES[0], **headers}.items()}
    pairs = [(name, each) for name, value in told.items() for each in ([value] if isinstance(value, str) else value)]
    return {
        "type": kind,
        "method": "GET",
        "path": path,
        "query_string": b"",
        "client": (client, 55555),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in pairs],
        "subprotocols": ["streamlit"],
    }


class Inside:
    """The application behind the limits: remembers what it was asked, reads a socket to its end."""

    def __init__(self) -> None:
        self.asked: list[Scope] = []
        self.messages: list[Any] = []

    async def __call__(self, scope: Scope, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        self.asked.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await receive()
        await send({"type": "websocket.accept", "subprotocol": "streamlit"})
        while (message := await receive())["type"] == "websocket.receive":
            self.messages.append(message)


def ask(app: Any, scope: Scope, *frames: bytes) -> list[Any]:
    """What the application sent; a socket is opened, sends its frames and ends."""
    sent: list[Any] = []
    coming = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "bytes": one} for one in frames)]
    waiting = iter([*coming, {"type": "websocket.disconnect", "code": 1000}])

    async def receive() -> Any:
        return next(waiting)

    async def send(message: Any) -> None:
        sent.append(message)

    run(app(scope, receive, send))
    return sent


def status(app: Any, scope: Scope) -> int:
    return ask(app, scope)[0]["status"]


def codes(sent: list[Any]) -> list[int]:
    return [message["code"] for message in sent if message["type"] == "websocket.close"]


# Names and origins (7)


@pytest.mark.parametrize(
    "host", ["explorer.example.vn", "EXPLORER.example.vn:8501", "127.0.0.1:8501", "explorer.example.vn."]
)
def test_own_names_are_answered(host: str) -> None:
    assert status(Hosts(Inside(), NAMES), scope(host=host)) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "explorer.example.vn.evil.example", "evil.example:8501", "", "explorer.example.vn@evil.example"]
    + ["explorer.example.vn/x", "explorer.example.vn:x", "[::1", "127.0.0.2", "0.0.0.0", "2130706433"],
)
def test_a_rebound_name_gets_neither_a_page_nor_a_socket(host: str) -> None:
    inside = Inside()
    app = Hosts(inside, NAMES)
    assert status(app, scope(host=host)) == 421
    assert codes(ask(app, scope("websocket", host=host, origin=f"http://{host}"))) == [1008]
    assert not inside.asked


def test_two_names_at_once_are_refused() -> None:
    assert status(Hosts(Inside(), NAMES), scope(host=[NAMES[0], NAMES[1]])) == 421


def test_machines_that_watch_the_server_may_ask_under_any_name() -> None:
    app = Hosts(Inside(), NAMES)
    assert status(app, scope(path="/_stcore/health", host="10.0.0.9:8501")) == 200
    assert status(app, scope(path="/readyz", host="10.0.0.9:8501")) == 200
    assert status(app, scope(path="/rankings", host="10.0.0.9:8501")) == 421


@pytest.mark.parametrize("origin", ["https://explorer.example.vn", "http://EXPLORER.example.vn", None])
def test_a_socket_of_our_own_page_is_opened(origin: str | None) -> None:
    inside = Inside()
    ask(Hosts(inside, NAMES), scope("websocket", **({"origin": origin} if origin else {})))
    assert len(inside.asked) == 1


@pytest.mark.parametrize(
    "origin",
    ["null", "https://evil.example", "https://explorer.example.vn.evil.example", "http://localhost:3000", "", "file://"]
    + ["https://explorer.example.vn:444", "chrome-extension://explorer.example.vn", "https://x@explorer.example.vn"],
)
def test_a_socket_of_another_page_is_refused(origin: str) -> None:
    inside = Inside()
    assert codes(ask(Hosts(inside, NAMES), scope("websocket", origin=origin))) == [1008]
    assert not inside.asked


def test_names_come_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXPLORER_HOSTS", raising=False)
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://so-lieu.example.vn/nq57")
    assert limits.hosts() == {"localhost", "127.0.0.1", "::1", "so-lieu.example.vn"}
    monkeypatch.setenv("EXPLORER_HOSTS", "one.example, Two.example")
    assert limits.hosts() == {"one.example", "two.example", "so-lieu.example.vn"}


def test_any_name_must_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_HOSTS", "*")
    app = Hosts(Inside())
    assert status(app, scope(host="whatever.example")) == 200
    assert codes(ask(app, scope("websocket", host="whatever.example", origin="https://evil.example"))) == [1008]


def test_host_names_with_ports() -> None:
    assert host_name("[::1]:8501") == "::1"
    assert host_name("a.example:65536") == ""


# Who asks (9)


def _seen(app_scope: Scope, *trusted: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("EXPLORER_PROXIES", ",".join(trusted))
    inside = Inside()
    ask(Clients(inside), app_scope)
    return str(inside.asked[0]["client"][0])


@pytest.mark.parametrize(
    ("peer", "told", "trusted", "seen"),
    [
        ("203.0.113.7", "9.9.9.9", (), "203.0.113.7"),  # nobody is believed unless named
        ("10.0.0.5", "9.9.9.9", ("10.0.0.0/24",), "9.9.9.9"),
        ("10.0.0.5", "1.1.1.1, 9.9.9.9", ("10.0.0.0/24",), "9.9.9.9"),  # what the reader wrote before is not believed
        ("10.0.0.5", "9.9.9.9, 10.0.0.6", ("10.0.0.0/24",), "9.9.9.9"),  # two proxies in a row
        ("10.0.1.5", "9.9.9.9", ("10.0.0.0/24",), "10.0.1.5"),
        ("9.9.9.9", "9.9.9.9", ("127.0.0.1",), "9.9.9.9"),  # uvicorn has put it in already
        ("9.9.9.9", "1.1.1.1, 9.9.9.9", ("127.0.0.1",), "9.9.9.9"),
        ("9.9.9.9", "9.9.9.9", (), "127.0.0.1"),  # uvicorn believed a program of this machine; we do not
        ("6.6.6.6", "6.6.6.6, 1.2.3.4", ("127.0.0.1",), "6.6.6.6"),
        ("10.0.0.5", "[2001:db8::1]:443", ("10.0.0.5/32",), "2001:db8::1"),
        ("10.0.0.5", "", ("10.0.0.5/32",), "10.0.0.5"),
    ],
)
def test_only_a_named_proxy_is_believed(
    peer: str, told: str, trusted: tuple[str, ...], seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = scope(client=peer, **({"x_forwarded_for": told} if told else {}))
    assert _seen(asked, *trusted, monkeypatch=monkeypatch) == seen


def test_one_reader_is_one_address() -> None:
    assert site("203.0.113.7") == site("::ffff:203.0.113.7") == "203.0.113.7"
    assert site("2001:db8:1:2::1") == site("2001:db8:1:2:ffff::9") != site("2001:db8:1:3::1")


# Messages and sockets (9)


def test_tokens_come_back_with_time() -> None:
    now = [0.0]
    bucket = Bucket(10, 3, lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.1
    assert [bucket.take() for _ in range(2)] == [True, False]
    now[0] = 100.0
    assert bucket.full()
    assert [bucket.owe() for _ in range(5)] == [0, 0, 0, pytest.approx(0.1), pytest.approx(0.2)]


def test_a_flood_is_cut_and_what_comes_after_is_not_handed_on() -> None:
    inside = Inside()
    sent = ask(Sockets(inside, Bounds(messages=0.001, burst=30)), scope("websocket"), *[b"x"] * 200)
    assert codes(sent) == [1008]
    assert len(inside.messages) == 30


def test_as_many_as_allowed_are_not_cut() -> None:
    inside = Inside()
    assert codes(ask(Sockets(inside, Bounds()), scope("websocket"), *[b"x"] * 30)) == []
    assert len(inside.messages) == 30


def test_a_message_too_big_ends_the_socket_and_is_not_handed_on() -> None:
    inside = Inside()
    limit = Bounds(frame=1000)
    assert codes(ask(Sockets(inside, limit), scope("websocket"), b"x" * 1000, b"x" * 1001, b"x")) == [1009]
    assert [len(one["bytes"]) for one in inside.messages] == [1000]


class Lasting(Inside):
    """An application whose sockets stay open until told."""

    def __init__(self) -> None:
        super().__init__()
        self.end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        self.asked.append(scope)
        await self.end.wait()


async def _opened(limit: Bounds, clients: list[str]) -> tuple[list[list[Any]], int, Sockets]:
    """What each of the sockets, all open at once, was sent; how many reached the application; the limits afterwards."""
    inside = Lasting()
    app = Sockets(inside, limit)
    told: list[list[Any]] = [[] for _ in clients]

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def one(place: int, client: str) -> None:
        async def send(message: Any) -> None:
            told[place].append(message)

        await app(scope("websocket", client=client), receive, send)

    tasks = [asyncio.create_task(one(place, client)) for place, client in enumerate(clients)]
    for _ in range(10):
        await asyncio.sleep(0)
    inside.end.set()
    await asyncio.gather(*tasks)
    return told, len(inside.asked), app


def test_one_address_has_so_many_sockets_and_others_have_theirs() -> None:
    clients = ["203.0.113.7"] * 5 + ["203.0.113.8"]
    told, reached, app = run(_opened(Bounds(address_sockets=3, turned_away_after=0), clients))
    assert [codes(sent) for sent in told] == [[], [], [], [1013], [1013], []]
    assert reached == 4
    assert app.places.sockets == 0  # each gives its place back


def test_a_full_server_says_try_later_in_the_protocol_the_page_speaks() -> None:
    told, reached, _ = run(
        _opened(Bounds(sockets=2, turned_away_after=0), [f"203.0.113.{n}" for n in range(3)])
    )
    assert reached == 2
    assert told[2] == [
        {"type": "websocket.accept", "subprotocol": "streamlit"},
        {"type": "websocket.close", "code": 1013},
    ]


def test_opening_again_and_again_is_slowed() -> None:
    inside = Inside()
    app = Sockets(inside, Bounds(address_opened=0.001, address_opened_burst=5, turned_away_after=0))
    ended = [codes(ask(app, scope("websocket"))) for _ in range(8)]
    assert ended == [[]] * 5 + [[1013]] * 3


def test_a_flood_that_was_cut_costs_its_address_openings_and_no_other() -> None:
    limit = Bounds(
        messages=0.001, burst=5, address_opened=0.001, address_opened_burst=30, flood_costs=20, turned_away_after=0
    )
    app = Sockets(Inside(), limit)
    ended = [codes(ask(app, scope("websocket"), *[b"x"] * 9)) for _ in range(4)]
    assert ended == [[1008], [1008], [1013], [1013]]
    assert codes(ask(app, scope("websocket", client="203.0.113.8"))) == []


def test_who_is_turned_away_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(limits.asyncio, "sleep", sleep)
    app = Sockets(Inside(), Bounds(sockets=0))
    assert codes(ask(app, scope("websocket"))) == [1013]
    assert waited == [1.0]


def test_quiet_addresses_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 10)
    app = Sockets(Inside(), Bounds(address_opened=1e9))
    for number in range(100):
        ask(app, scope("websocket", client=f"203.0.113.{number}"))
    assert len(app.places.addresses) <= 10


def test_all_sockets_of_an_address_together_are_slowed_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(limits.asyncio, "sleep", sleep)
    inside = Inside()
    app = Sockets(inside, Bounds(address_messages=10, address_burst=20))
    assert codes(ask(app, scope("websocket"), *[b"x"] * 15) + ask(app, scope("websocket"), *[b"x"] * 15)) == []
    assert len(inside.messages) == 30
    assert max(waited) == pytest.approx(1.0, abs=0.1)


def test_bounds_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.bounds() == Bounds()
    monkeypatch.setenv("EXPLORER_SOCKETS", "7")
    monkeypatch.setenv("EXPLORER_SOCKETS_EACH", "3")
    monkeypatch.setenv("EXPLORER_MESSAGES", "2")
    monkeypatch.setenv("EXPLORER_MESSAGES_EACH", "4")
    opened = {"address_sockets": 3, "address_opened": 0.06, "address_opened_burst": 1}
    asked = Bounds(sockets=7, **opened, messages=2, burst=6, address_messages=4, address_burst=20)
    assert limits.bounds() == asked
