"""The desk's pages and headers: as the public explorer's, but never cached, never indexed, never in a frame."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from components.desk.addresses import PATHS, PREVIEW_PATHS
from components.web import OWN_FILES, POLICY, SERVED_ELSEWHERE, STATIC_FOLDER, Pages, Receive, Scope, Send
from language import LANGUAGES, say

DESK_POLICY = POLICY.replace("frame-ancestors 'self'", "frame-ancestors 'none'")
PRIVATE = {"x-robots-tag": "noindex, nofollow", "referrer-policy": "same-origin", "x-frame-options": "DENY"}
NO_STORE = "no-store"
_CACHED_FOR_GOOD = ("static/", "geo/")


class DeskHeaders:
    """Nothing of the desk is kept by a browser or a proxy, found by a search engine or shown in a frame."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = DESK_POLICY
                for name, value in PRIVATE.items():
                    headers[name] = value
                if not scope["path"].strip("/").startswith(_CACHED_FOR_GOOD):
                    headers["cache-control"] = NO_STORE
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class DeskPages:
    """Streamlit's index for the desk's screens and those of a preview; an unknown address goes to the list of drafts."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.files = Pages(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        path = request.url.path.strip("/")
        if path in OWN_FILES or path.startswith("static/"):
            await self.files(scope, receive, send)
        elif "." in path or any(part in SERVED_ELSEWHERE for part in path.split("/")):
            await self.app(scope, receive, send)
        else:
            await _page(request, path)(scope, receive, send)


def _page(request: Request, path: str) -> Response:
    asked = request.query_params.get("lang", LANGUAGES[0])
    lang = asked if asked in LANGUAGES else LANGUAGES[0]
    if path in PATHS | PREVIEW_PATHS:
        return Response(_index(lang), media_type="text/html")
    return RedirectResponse("/?" + urlencode({"lang": lang}), status_code=307)


@cache
def _index(lang: str) -> bytes:
    text = (STATIC_FOLDER / "index.html").read_text(encoding="utf-8")
    title = say(lang, "Data desk")
    text = text.replace('<html lang="en">', f'<html lang="{lang}">').replace(
        "<title>Streamlit</title>", f"<title>{title}</title>"
    )
    own = '<link rel="stylesheet" href="/explorer.css" /><script src="/explorer.js"></script></head>'
    return text.replace("</head>", own).encode()
