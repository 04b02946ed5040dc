"""`?embed=<view>` on any page's address: the bare figure for a frame in another site's page.

Only these pages, and Streamlit's own bare ones (`?embed=true`), may be framed elsewhere.
"""

from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from components import figure_files
from components.addresses import PATHS
from components.figure_files import OPEN, SHORT, RefusalError
from components.web import Receive, Scope, Send
from exports.address import LATEST
from exports.embed import THEMES, error_page
from language import LANGUAGES

STREAMLITS_OWN = ("", "true", "false")
"""Values of `embed` that Streamlit itself understands."""
POLICY = (
    "default-src 'none'; img-src 'self' data:; script-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)


class Embeds:
    """Answers for bare figures; everything else goes on."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await embedded(Request(scope)) if asks_for_figure(scope) else self.app
        await answer(scope, receive, send)


def asks_for_figure(scope: Scope) -> bool:
    """Whether a request is for the page of a screen with a view to embed."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("embed", [""])[0]
    return asked.lower() not in STREAMLITS_OWN and scope["path"].strip("/") in PATHS


async def embedded(request: Request) -> Response:
    """The bare figure of `embed`, in `lang`, of `snapshot` (else the newest), in `theme`."""
    asked = request.query_params
    lang = asked.get("lang", LANGUAGES[0])
    lang = lang if lang in LANGUAGES else LANGUAGES[0]
    try:
        return await _page(request, lang, asked.get("snapshot", ""), asked.get("theme", THEMES[0]))
    except RefusalError as error:
        return HTMLResponse(
            error_page(lang, error.text),
            error.status,
            {"cache-control": "no-store", "content-security-policy": POLICY, **OPEN},
        )


async def _page(request: Request, lang: str, frozen: str, theme: str) -> Response:
    if theme not in THEMES:
        raise RefusalError(400, figure_files.not_allowed(lang, "theme", theme, THEMES))
    view = figure_files.canonical(request.query_params["embed"], lang)
    snapshot, newest = await figure_files.found(frozen or LATEST, lang), await figure_files.found(LATEST, lang)
    arguments = (view, snapshot.id, lang, newest.id, theme, bool(frozen))
    job = figure_files.page_job("exports.served:bare_page", snapshot, arguments)
    made = await figure_files.made_unless_known(request, job, lang)
    headers = {"cache-control": SHORT, "content-security-policy": POLICY, **OPEN}
    return figure_files.reply(request, job, made, headers)
