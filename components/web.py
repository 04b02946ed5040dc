"""What the web server does around Streamlit: language of the page, unknown addresses, headers, small files.

ASGI middleware and routes for `st.App`; nothing here knows a table or a figure.
"""

import gzip
import mimetypes
import re
from base64 import b64encode
from collections.abc import Collection, MutableMapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import brotli
import streamlit
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from components.addresses import PATHS
from components.limits import Receive, Scope, Send, reader_language
from components.logged import security
from exports import address
from language import LANGUAGES, say

STATIC_FOLDER = Path(streamlit.__file__).parent / "static"
CHART_PARTS = ("ArrowVegaLiteChart.*.js", "loadVegaEmbed.*.js", "vega-interpreter.*.js")
OWN_FILES = {
    "favicon.png": "image/png",
    "explorer.css": "text/css",
    "explorer.js": "text/javascript",
    "explorer-embed.js": "text/javascript",
    "embed-frame.js": "text/javascript",
}
SERVED_ELSEWHERE = (
    "_stcore", "static", "media", "component", "geo", "s", "f", "d", "checkpoints", "verify", "readyz", "auth", "oauth2callback",
)
SERVICES = ("health", "host-config", "stream")
"""Streamlit's own services (`/_stcore/...`) that a reader's page needs; not the upload, the metrics or the agents' ones."""
READING = ("GET", "HEAD", "OPTIONS")
OWN_DEPTHS = {
    "s": (3, 3), "geo": (3, 3), "readyz": (1, 1), "verify": (1, 1), "checkpoints": (2, 2), "d": (2, 3), "f": (3, 99),
}
"""How many parts the addresses of our own files have; Streamlit would answer others with its page."""
REPORTS = "/csp-report"
YEAR = 31_536_000


def _inline_scripts() -> str:
    """Hashes of the scripts inside Streamlit's own index, so that no other inline script runs."""
    scripts = re.findall(rb"<script>(.*?)</script>", (STATIC_FOLDER / "index.html").read_bytes(), re.DOTALL)
    return " ".join(f"'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in scripts)


# deck.gl compiles WebAssembly of our own bundle, hence wasm-unsafe-eval; no script text is ever evaluated.
# Vega, the data grid and deck.gl all draw under this policy; nothing may be fetched from another host.
POLICY = "; ".join(
    [
        "default-src 'self'",
        f"script-src 'self' 'wasm-unsafe-eval' {_inline_scripts()}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        f"report-uri {REPORTS}",
    ]
)
FRAMED_POLICY = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
"""For the bare pages (`?embed=true`), which other sites may show in a frame."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
}
IMMUTABLE = "public, max-age=31536000, immutable"


class Headers:
    """Adds the security headers to every response; a page with a policy of its own keeps that.

    `cookies` False: no response sets one (readers need no account). True: those set are kept, not read by scripts of other
    sites (SameSite), and sent only encrypted where the site's address is https, as then every answer says for a year.
    """

    def __init__(self, app: Any, cookies: bool = False, encrypted: bool | None = None) -> None:
        self.app = app
        self._cookies = cookies
        https = urlsplit(address.base()).scheme == "https"
        self._encrypted = https if encrypted is None else encrypted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)

    def _complete(self, headers: MutableHeaders) -> None:
        own = headers.get("content-security-policy")
        headers.update({**HEADERS, "content-security-policy": complete_policy(own) if own else POLICY})
        if self._encrypted:
            headers["strict-transport-security"] = f"max-age={YEAR}"
        given = headers.getlist("set-cookie")
        del headers["set-cookie"]
        for cookie in given if self._cookies else ():
            headers.append("set-cookie", safe_cookie(cookie, self._encrypted))


def complete_policy(own: str) -> str:
    """A policy of a page's own, with who may frame it and where violations are reported, where it does not say."""
    lacking = {"frame-ancestors": "frame-ancestors 'self'", "report-uri": f"report-uri {REPORTS}"}
    return "; ".join([own, *(part for name, part in lacking.items() if name not in own)])


def safe_cookie(cookie: str, encrypted: bool) -> str:
    """A cookie as it should be set: `SameSite=Lax` where it says nothing, `Secure` where the site is encrypted."""
    attributes = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
    same_site = "" if "samesite" in attributes else "; SameSite=Lax"
    return cookie + same_site + ("; Secure" if encrypted and "secure" not in attributes else "")


class Doors:
    """Refuses what this process has no use for: Streamlit's other services, hidden files, files that are nowhere.

    `services` are those of `/_stcore/` that answer; `files` the names at the root that a route of ours serves;
    `sign_in` whether Streamlit's login may be asked.
    """

    def __init__(
        self, app: Any, services: Collection[str] = SERVICES, files: Collection[str] = (), sign_in: bool = False
    ) -> None:
        self.app = app
        self._services, self._sign_in = frozenset(services), sign_in
        self._files = frozenset([*files, *OWN_FILES])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._refusal(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        parts = [part for part in re.split(r"[/\\]+", scope["path"]) if part]
        if self._closed(scope["path"], parts):
            security.tell("closed door", method=scope["method"], path=scope["path"])
            return _nothing(scope)
        service = "_stcore" in parts
        if scope["method"] in READING or service or scope["path"] == REPORTS:
            return None
        words = say(reader_language(scope), "Nothing can be sent to this address; it is for reading.")
        return PlainTextResponse(words, 405, {"allow": ", ".join(READING)})

    def _closed(self, path: str, parts: list[str]) -> bool:
        if "//" in path.strip("/") or any(part.startswith(".") or "\0" in part for part in parts):
            return True
        if "_stcore" in parts:
            service = parts[parts.index("_stcore") + 1 :]
            return not service or service[0] not in self._services
        first = parts[0] if parts else ""
        if first in ("auth", "oauth2callback"):
            return not self._sign_in
        return "." in "/".join(parts) and first not in (*SERVED_ELSEWHERE, *self._files)


class Pages:
    """Answers for the pages and Streamlit's own bundle; everything else goes on to Streamlit.

    A page is Streamlit's index with the reader's language and title in it; an unknown address goes to the overview,
    which says so; bundle files are compressed once and cached for good, since their names carry a hash.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _answer(Request(scope)) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        await (answer or self.app)(scope, receive, send)


def _answer(request: Request) -> Response | None:
    path = request.url.path.strip("/")
    if path in OWN_FILES:
        file = Path(__file__).parent / path
        headers = {"cache-control": "public, max-age=3600", "cross-origin-resource-policy": "cross-origin"}
        return Response(file.read_bytes(), media_type=OWN_FILES[path], headers=headers)
    if path.startswith("static/"):
        return _bundle_file(path, request.headers.get("accept-encoding", "")) or _nothing(request.scope)
    parts = path.split("/")
    least, most = OWN_DEPTHS.get(parts[0], (0, len(parts)))
    if not least <= len(parts) <= most:
        return _nothing(request.scope)
    if parts[0] == "d" and "." not in path and not request.url.path.endswith("/"):
        return RedirectResponse(f"/{quote(path)}/", status_code=307)
    if "." in path or parts[0] in SERVED_ELSEWHERE or "_stcore" in parts:
        return None  # a page asks for its services below its own address too
    return _index(request) if path in PATHS else _unknown(request, path)


def _nothing(scope: Scope) -> Response:
    return PlainTextResponse(say(reader_language(scope), "There is nothing at this address."), 404)


def _unknown(request: Request, path: str) -> Response:
    lang = parse_qs(request.url.query).get("lang", [LANGUAGES[0]])[0]
    kept = {"lang": lang} if lang in LANGUAGES else {}
    return RedirectResponse("/?" + urlencode({**kept, "unknown": path[:60]}), status_code=307)


def _index(request: Request) -> Response:
    lang = request.query_params.get("lang", LANGUAGES[0])
    body = _localised_index(lang if lang in LANGUAGES else LANGUAGES[0])
    bare = request.query_params.get("embed", "").lower() == "true"
    own = {"content-security-policy": FRAMED_POLICY} if bare else {}
    return Response(body, media_type="text/html", headers={"cache-control": "no-cache", **own})


@cache
def _localised_index(lang: str) -> bytes:
    text = (STATIC_FOLDER / "index.html").read_text(encoding="utf-8")
    title = say(lang, "Resolution 57 explorer")
    text = text.replace('<html lang="en">', f'<html lang="{lang}">').replace(
        "<title>Streamlit</title>", f"<title>{title}</title>"
    )
    early = "".join(f'<link rel="modulepreload" crossorigin href="./{path}" />' for path in _chart_files())
    return text.replace(
        "</head>", f'{early}<link rel="stylesheet" href="/explorer.css" /><script src="/explorer.js"></script></head>'
    ).encode()


def _chart_files() -> list[str]:
    """The parts of Streamlit's bundle that draw charts, which the browser would ask for only when one arrives."""
    folder = STATIC_FOLDER / "static" / "js"
    found = [path for pattern in CHART_PARTS for path in sorted(folder.glob(pattern))]
    return [str(path.relative_to(STATIC_FOLDER)) for path in found]


def compress_ahead() -> None:
    """Compress what every first visit asks for, so that no reader waits for it. Meant for a thread at start-up."""
    asked = re.findall(rb'(?:href|src)="\./(static/[^"]+\.(?:js|css))"', _localised_index(LANGUAGES[0]))
    for coding in ("br", "gzip"):
        for path in asked:
            _compressed((STATIC_FOLDER / path.decode()).resolve(), coding)


def _bundle_file(path: str, accepted: str) -> Response | None:
    file = (STATIC_FOLDER / path).resolve()
    if not file.is_relative_to((STATIC_FOLDER / "static").resolve()) or not file.is_file():
        return None
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {"cache-control": IMMUTABLE, "vary": "Accept-Encoding"}
    coding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
    if file.suffix not in (".js", ".css", ".json", ".svg") or not coding:
        return Response(file.read_bytes(), media_type=kind, headers=headers)
    return Response(_compressed(file, coding), media_type=kind, headers={**headers, "content-encoding": coding})


@cache
def _compressed(file: Path, coding: str) -> bytes:
    body = file.read_bytes()
    return brotli.compress(body, quality=5) if coding == "br" else gzip.compress(body, 6, mtime=0)
