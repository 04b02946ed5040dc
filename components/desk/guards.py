"""What stands before the desk's pages: this machine only in local mode, cookies kept short, the way to the provider and back."""

import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from components import selection
from components.desk.addresses import FAILED, KEYS, LEFT, PATHS, PREVIEW_PATHS, SIGN_IN
from components.desk.settings import CALLBACK, is_loopback
from components.limits import Receive, Scope, Send
from components.logged import security
from snapshots.desk.people import ABSOLUTE

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
LOGIN, LOGOUT = "/auth/login", "/auth/logout"
RETURN = "desk_return"
RETURN_SECONDS = 600
LONGEST_RETURN = 600
IDENTITY = "_streamlit_user"
"""Streamlit's cookies that say who somebody is; the others serve the form token and the way to the provider."""


class ThisMachineOnly:
    """Local mode: whatever comes from elsewhere, or through a proxy, is refused, however the server was started."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _from_here(scope):
            await self.app(scope, receive, send)
            return
        security.tell("not from this machine", client=(scope.get("client") or ("",))[0])
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            text = "Local mode: only from this machine. / Chế độ tại máy: chỉ dùng được trên chính máy này."
            await PlainTextResponse(text, 403)(scope, receive, send)


def _from_here(scope: Scope) -> bool:
    ends = [(scope.get(end) or ("",))[0] for end in ("server", "client")]
    return all(is_loopback(end or "") for end in ends) and not any(name in Headers(scope=scope) for name in FORWARDED)


class Cookies:
    """Who somebody is goes to this site alone (`SameSite=Strict`), not to scripts, and no longer than a session lasts."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_cookies(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                given = headers.getlist("set-cookie")
                del headers["set-cookie"]
                for cookie in given:
                    headers.append("set-cookie", strict(cookie))
            await send(message)

        await self.app(scope, receive, send_with_cookies if scope["type"] == "http" else send)


def strict(cookie: str) -> str:
    """A cookie that says who somebody is, bound tighter; any other as it is."""
    if not cookie.startswith(IDENTITY):
        return cookie
    kept = [part for part in cookie.split(";") if part.strip().partition("=")[0].lower() not in ("samesite", "httponly")]
    longest = int(ABSOLUTE.total_seconds())
    parts = [re.sub(r"(?i)^(\s*max-age=)([0-9]+)$", lambda found: f"{found[1]}{min(int(found[2]), longest)}", part)
             for part in kept]
    return ";".join([*parts, " HttpOnly", " SameSite=Strict"])


class SignInTrips:
    """Whoever goes to the provider comes back to the same screen, in the same language; a failure is told in words."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in (LOGIN, LOGOUT, CALLBACK):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        back = scope["path"] == CALLBACK
        address = kept_address(unquote(request.cookies.get(RETURN, ""))) if back else _from_referer(request)
        failed = False

        async def send_back(message: MutableMapping[str, Any]) -> None:
            nonlocal failed
            if message["type"] == "http.response.start":
                failed = _turn(message, request, address)
            await send({**message, "body": b""} if failed and message["type"] == "http.response.body" else message)

        await self.app(scope, receive, send_back)


def _turn(message: MutableMapping[str, Any], request: Request, address: str) -> bool:
    """Sends the browser where it belongs; True where signing in failed."""
    headers, path = MutableHeaders(scope=message), request.scope["path"]
    failed = message["status"] >= 400 or (path == CALLBACK and _refused(request, headers))
    if failed:
        message["status"] = 302
        headers["location"] = _with(address, FAILED)
        headers["content-length"] = "0"
    elif headers.get("location") == "/":
        headers["location"] = address if _entered(headers) else _with(address, LEFT)
    life = 0 if path == CALLBACK else RETURN_SECONDS
    value = "" if path == CALLBACK else quote(address, safe="")
    headers.append("set-cookie", f"{RETURN}={value}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax")
    return failed


def _refused(request: Request, headers: MutableHeaders) -> bool:
    """The provider, or Streamlit, did not sign anybody in; a way back after signing out carries no state."""
    return not _entered(headers) and ("state" in request.query_params or "error" in request.query_params)


def _entered(headers: MutableHeaders) -> bool:
    return any(re.match(rf'{IDENTITY}="?[^;"]', cookie) for cookie in headers.getlist("set-cookie"))


def _from_referer(request: Request) -> str:
    parts = urlsplit(request.headers.get("referer", ""))
    own = parts.netloc == request.headers.get("host")
    return kept_address(f"{parts.path}?{parts.query}" if own else "")


def kept_address(address: str) -> str:
    """The screen and choices of an address of ours; the first screen for anything else. Never leads to another site."""
    path, _, query = address[:LONGEST_RETURN].partition("?")
    if path.strip("/") not in PATHS | PREVIEW_PATHS or path != f"/{path.strip('/')}":
        return "/"
    known = {*KEYS, *selection.KEYS} - {SIGN_IN, "unknown"}
    choices = [(key, value) for key, value in parse_qsl(query) if key in known]
    return path + (f"?{urlencode(choices)}" if choices else "")


def _with(address: str, result: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode({SIGN_IN: result})}"
