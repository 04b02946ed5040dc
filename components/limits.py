"""Who may speak to the server and how much: names it answers to, origins of sockets, messages, sockets of one address.

ASGI middleware around `st.App`, with parameters, so that the public process and the desk share it. Nothing here knows
a page. Proxies do not look into a socket's messages, so their number is limited here (decision 0011).
"""

import asyncio
import ipaddress
import os
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from components.logged import security
from exports import address
from language import LANGUAGES, say

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
ANY = "*"
PROBES = ("_stcore/health", "readyz")
"""Asked by the machines that watch the server, under whatever name they know it by."""
POLICY_VIOLATION, TOO_BIG, TRY_LATER = 1008, 1009, 1013
GRACE = 1.0
"""Seconds in which a browser reads why its socket was closed."""
IPV6_SITE = 64
"""Bits of an IPv6 address that name a site; one reader can have all addresses below."""
REMEMBERED = 4096
"""Addresses remembered before those that have been quiet are forgotten."""


@dataclass(frozen=True)
class Bounds:
    """How much is taken. Per second and, after a pause, at once; of one socket, of one address, in all.

    A flood that was cut costs its address so many openings, or it would come back at once with a new session each time.
    """

    messages: float = 10.0
    burst: int = 30
    frame: int = 256 * 1024
    address_messages: float = 60.0
    address_burst: int = 300
    address_opened: float = 2.0
    address_opened_burst: int = 40
    flood_costs: int = 20
    turned_away_after: float = 1.0
    address_sockets: int = 100
    sockets: int = 1000


def bounds() -> Bounds:
    """The usual bounds; `EXPLORER_SOCKETS` (in all), `EXPLORER_SOCKETS_EACH` (of one address), `EXPLORER_MESSAGES` (a
    second, of one socket; three times as many at once) and `EXPLORER_MESSAGES_EACH` (of one address) change them.
    """
    usual = Bounds()
    messages = float(os.environ.get("EXPLORER_MESSAGES", usual.messages))
    each = int(os.environ.get("EXPLORER_SOCKETS_EACH", usual.address_sockets))
    shared = float(os.environ.get("EXPLORER_MESSAGES_EACH", usual.address_messages))
    return Bounds(
        messages=messages,
        burst=round(3 * messages),
        address_messages=shared,
        address_burst=round(5 * shared),
        address_sockets=each,
        address_opened=each / 50,
        address_opened_burst=max(1, each * 2 // 5),
        sockets=int(os.environ.get("EXPLORER_SOCKETS", usual.sockets)),
    )


class Bucket:
    """Tokens that come back at `rate` a second, at most `burst` at once."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._tokens, self._at = float(burst), clock()

    def take(self) -> bool:
        """A token, if there is one."""
        self._refill()
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def owe(self) -> float:
        """Takes a token in any case; seconds until it is there."""
        self._refill()
        self._tokens -= 1
        return max(0.0, -self._tokens / self._rate)

    def charge(self, tokens: int) -> None:
        """Takes tokens that must come back before there are others, at most as many as there can be."""
        self._refill()
        self._tokens = max(-float(self._burst), self._tokens - tokens)

    def full(self) -> bool:
        """Whether nothing was taken for a while."""
        self._refill()
        return self._tokens >= self._burst

    def _refill(self) -> None:
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now


# Names and origins


def hosts() -> frozenset[str]:
    """Names this server answers to: `EXPLORER_HOSTS` (comma between), else this machine's; and that of the site's address."""
    named = [name.strip().lower() for name in os.environ.get("EXPLORER_HOSTS", "").split(",") if name.strip()]
    own = urlsplit(address.base()).hostname
    return frozenset([*(named or LOCAL_NAMES), *([own] if own else [])])


class Hosts:
    """Refuses requests under another name (DNS rebinding), and sockets that a page of another site opens."""

    def __init__(self, app: Any, names: Collection[str] | None = None) -> None:
        self.app = app
        self._names = frozenset(hosts() if names is None else names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._known(scope) and scope["path"].strip("/") not in PROBES:
            security.tell("unknown host", host=_told(scope, "host"))
            text = say(
                reader_language(scope), "This server does not answer under that name. Staff can add it: EXPLORER_HOSTS."
            )
            await PlainTextResponse(text, 421)(scope, receive, send)
        elif scope["type"] == "websocket" and not (self._known(scope) and own_origin(scope)):
            security.tell("foreign socket", host=_told(scope, "host"), origin=_told(scope, "origin"))
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await self.app(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        given = Headers(scope=scope).getlist("host")
        return len(given) == 1 and (ANY in self._names or host_name(given[0]) in self._names)


def reader_language(scope: Scope) -> str:
    """The language that an address asks for; the first one where it asks for none of ours."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def host_name(host: str) -> str:
    """The name in a Host header without its port, in lower case; empty where it is not one."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where it is no port
    except ValueError:
        return ""
    if parts.netloc != host or "@" in host:
        return ""
    return (parts.hostname or "").rstrip(".")


def own_origin(scope: Scope) -> bool:
    """Whether a socket was opened by this site's page, or by a program that is no browser (no origin at all)."""
    headers = Headers(scope=scope)
    origins = headers.getlist("origin")
    if not origins:
        return True
    parts = urlsplit(origins[0])
    return len(origins) == 1 and parts.scheme in ("http", "https") and parts.netloc.lower() == headers["host"].lower()


def _told(scope: Scope, name: str) -> str:
    return ", ".join(Headers(scope=scope).getlist(name))


# Who asks


def proxies() -> tuple[Network, ...]:
    """Networks of the proxies whose `X-Forwarded-For` is believed: `EXPLORER_PROXIES`, comma between; else none."""
    named = [one.strip() for one in os.environ.get("EXPLORER_PROXIES", "").split(",") if one.strip()]
    return tuple(ipaddress.ip_network(one, strict=False) for one in named)


class Clients:
    """Puts the reader's address in place of a trusted proxy's, and of nobody else's; all parts below agree on it."""

    def __init__(self, app: Any, trusted: Collection[Network] | None = None) -> None:
        self.app = app
        self._trusted = tuple(proxies() if trusted is None else trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope["client"] = (self._client(scope), 0)
        await self.app(scope, receive, send)

    def _client(self, scope: Scope) -> str:
        peer = scope["client"][0] if scope.get("client") else ""
        told = [part.strip() for value in Headers(scope=scope).getlist("x-forwarded-for") for part in value.split(",")]
        told = [_without_port(part) for part in told]
        last = next((one for one in reversed(told) if one not in LOCAL_NAMES), "")
        if peer and peer == last:  # uvicorn believes this machine's own addresses, and was asked before us
            peer = LOCAL_NAMES[1]
        while told and self._is_proxy(peer):
            peer = told.pop()
        return peer

    def _is_proxy(self, peer: str) -> bool:
        try:
            return any(ipaddress.ip_address(peer) in network for network in self._trusted)
        except ValueError:
            return False


def _without_port(part: str) -> str:
    if part.startswith("["):
        return part[1:].partition("]")[0]
    return part.partition(":")[0] if part.count(":") == 1 else part


def site(client: str) -> str:
    """What is counted as one reader's address: an IPv4 address, the first 64 bits of an IPv6 address."""
    try:
        number = ipaddress.ip_address(client)
    except ValueError:
        return client
    if number.version == 4:
        return str(number)
    if number.ipv4_mapped:
        return str(number.ipv4_mapped)
    return str(ipaddress.ip_network((number, IPV6_SITE), strict=False))


# Sockets


@dataclass
class _Address:
    opened: Bucket
    messages: Bucket
    sockets: int = 0


@dataclass
class _Places:
    """Sockets that are open, by address and in all."""

    limit: Bounds
    addresses: OrderedDict[str, _Address] = field(default_factory=OrderedDict)
    sockets: int = 0
    waiting: int = 0

    def of(self, client: str) -> _Address:
        key = site(client)
        if key not in self.addresses:
            self._forget()
            limit = self.limit
            self.addresses[key] = _Address(
                Bucket(limit.address_opened, limit.address_opened_burst),
                Bucket(limit.address_messages, limit.address_burst),
            )
        self.addresses.move_to_end(key)
        return self.addresses[key]

    def _forget(self) -> None:
        if len(self.addresses) >= REMEMBERED:
            quiet = [key for key, one in self.addresses.items() if not one.sockets and one.opened.full()]
            for key in quiet:
                del self.addresses[key]

    def full(self, of: _Address) -> str:
        """Why there is no place for another socket; empty where there is."""
        if not of.opened.take():
            return "sockets opened too fast"
        if of.sockets >= self.limit.address_sockets:
            return "too many sockets of one address"
        return "too many sockets" if self.sockets >= self.limit.sockets else ""


class Sockets:
    """Gives each socket its share: a flood is cut (1008), a message too big ends it (1009), a full server says so (1013).

    Messages of all sockets of one address together are slowed, not cut: an office has one address.
    """

    def __init__(self, app: Any, limit: Bounds | None = None) -> None:
        self.app = app
        self.places = _Places(limit or bounds())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        client = scope["client"][0] if scope.get("client") else ""
        own = self.places.of(client)
        reason = self.places.full(own)
        if reason:
            security.tell(reason, client=client)
            await self._turn_away(scope, receive, send)
            return
        own.sockets, self.places.sockets = own.sockets + 1, self.places.sockets + 1
        try:
            metered = _Metered(receive, send, self.places.limit, own, client)
            await self.app(scope, metered.receive, metered.send)
        finally:
            own.sockets, self.places.sockets = own.sockets - 1, self.places.sockets - 1

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Accepted, for before that a browser is told no code, and closed; a little later, so that trying again takes time."""
        await receive()
        self.places.waiting += 1
        try:
            if self.places.waiting <= self.places.limit.address_sockets:
                await asyncio.sleep(self.places.limit.turned_away_after)
        finally:
            self.places.waiting -= 1
        await send({"type": "websocket.accept", "subprotocol": next(iter(scope.get("subprotocols", [])), None)})
        await send({"type": "websocket.close", "code": TRY_LATER})
        _hang_up(send)


def _hang_up(send: Send) -> None:
    """Reads nothing more from a socket that was closed, and ends its connection.

    The server (uvicorn) would read and discard for some seconds all that still comes: at full speed, so that a flood that
    was cut cost more than one that was not (decision 0011). Its connection is not part of ASGI; where it is not found,
    nothing is done.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None and not transport.is_closing():
        transport.pause_reading()
        asyncio.get_running_loop().call_later(GRACE, transport.close)


class _Metered:
    """One socket's messages, counted."""

    def __init__(self, receive: Receive, send: Send, limit: Bounds, address: _Address, client: str) -> None:
        self._receive, self._send, self._limit, self._address, self._client = receive, send, limit, address, client
        self._own = Bucket(limit.messages, limit.burst)
        self._ended = 0

    async def receive(self) -> Message:
        if self._ended:
            return {"type": "websocket.disconnect", "code": self._ended}
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        if len(message.get("bytes") or message.get("text") or "") > self._limit.frame:
            return await self._end(TOO_BIG, "message too big")
        if not self._own.take():
            self._address.opened.charge(self._limit.flood_costs)
            return await self._end(POLICY_VIOLATION, "flood of messages")
        await asyncio.sleep(self._address.messages.owe())
        return message

    async def send(self, message: Message) -> None:
        if self._ended:
            return
        await self._send(message)
        if message["type"] == "websocket.close":
            self._ended = message.get("code", 1000)
            _hang_up(self._send)

    async def _end(self, code: int, reason: str) -> Message:
        security.tell(reason, client=self._client)
        await self.send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}
