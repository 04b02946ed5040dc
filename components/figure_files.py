"""Files and pages of figures at addresses that last: `/f/<snapshot or latest>/<lang>/<view>[.png ...]`.

What is asked is read strictly; the file comes from the shelf or from a worker process, never from this one.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from components import cached
from components.jobs import Job
from components.web import IMMUTABLE
from components.workers import BrokenError, BusyError, Pool, RefusedError, TooSlowError
from exports import shelf
from exports.address import LATEST
from exports.order import Order, OrderError, check
from exports.shapes import SHAPES
from exports.shelf import Kept
from figures import catalogue
from figures.views import UnknownViewError, mark
from language import LANGUAGES, say
from snapshots.messages import DamagedSnapshotError, NoSnapshotError, SnapshotError
from snapshots.store import Snapshot

ENDINGS: Mapping[str, str] = {
    ".sdmx.csv": "sdmx-csv",
    ".png": "png",
    ".svg": "svg",
    ".pdf": "pdf",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".json": "json",
    ".zip": "kit",
}
"""What an address ends with, longest first, and the form that stands for."""
LOOKS = ("shape", "theme", "transparent", "plain", "size")
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "png": (*LOOKS, "scale"),
    "svg": (*LOOKS, "text"),
    "pdf": LOOKS,
    "csv": ("rows", "for"),
    "xlsx": ("rows",),
    "json": ("rows",),
    "sdmx-csv": ("rows",),
    "kit": (),
}
"""Options of each form, besides `download` and `inline`."""
VALUES: Mapping[str, tuple[str, ...]] = {
    "theme": ("light", "dark"),
    "transparent": ("1", "0"),
    "plain": ("1", "0"),
    "text": ("letters", "outlines"),
    "scale": ("1", "2", "3", "4"),
    "rows": ("shown", "all"),
    "for": ("machines", "spreadsheet"),
    "download": ("1", "0"),
    "inline": ("1", "0"),
}
HANDED = ("download", "inline")
SHOWN_INLINE = ("png", "svg")
"""Forms a browser shows unless `download=1`; the others are saved unless `inline=1`."""
SLOW_FORMS = ("kit",)
EACH_CLIENT = 6
"""Files made at once for one client address; further requests wait their turn."""
EACH_CLIENT_WAITING = 40
"""Requests of one client address that may wait; more are refused."""
RETRY_AFTER = "5"
SHORT = "public, max-age=60"
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
PAGE_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
OPEN = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
"""The files are public: another site's page may show and read them."""

pool = Pool()
_turns: dict[str, "_Turns"] = {}


@dataclass
class _Turns:
    """Who of one client address is being served, and how many wait or are served."""

    free: asyncio.Semaphore
    asking: int = 0


class RefusalError(Exception):
    """An answer other than the file: status and one sentence."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


async def figure_file(request: Request) -> Response:
    """`/f/<snapshot>/<lang>/<view>`: the file its ending names, or the page of the figure."""
    try:
        return await _answer(request)
    except RefusalError as error:
        return refusal(error)


async def _answer(request: Request) -> Response:
    lang = language(request.path_params["lang"])
    snapshot = await found(request.path_params["snapshot"], lang)
    view, form = split(_raw_view(request))
    if not view.strip("/"):
        return await _list(request, snapshot, lang)
    if not form:
        return await _page(request, view, snapshot, lang)
    view, shape = shaped(view) if form in SHOWN_INLINE else (view, {})
    options = {**shape, **checked_options(request.url.query, form, lang)}
    order = ordered(view, form, snapshot.id, lang, options)
    job = file_job(order, snapshot.manifest_sha256)
    made = await made_unless_known(request, job, lang)
    headers = {"cache-control": _kept_for(request, snapshot), "content-security-policy": PICTURE_POLICY, **OPEN}
    if made:
        headers["content-disposition"] = _disposition(made.name, form, options)
    return reply(request, job, made, headers)


def _kept_for(request: Request, snapshot: Snapshot) -> str:
    """A pinned file never changes; one of a withdrawn snapshot should not be kept by others for good."""
    withdrawn = any(notice.code == "withdrawn" for notice in snapshot.notices)
    return SHORT if withdrawn or request.path_params["snapshot"] == LATEST else IMMUTABLE


async def _page(request: Request, view: str, snapshot: Snapshot, lang: str) -> Response:
    newest = await found(LATEST, lang)
    job = page_job("exports.served:figure_page", snapshot, (canonical(view, lang), snapshot.id, lang, newest.id))
    made = await made_unless_known(request, job, lang)
    return reply(request, job, made, {"cache-control": SHORT, "content-security-policy": PAGE_POLICY})


async def _list(request: Request, snapshot: Snapshot, lang: str) -> Response:
    """`/f/<snapshot>/<lang>/`: every figure of the snapshot."""
    newest = await found(LATEST, lang)
    job = page_job("exports.served:figures_page", snapshot, (snapshot.id, lang, newest.id))
    made = await made_unless_known(request, job, lang)
    return reply(request, job, made, {"cache-control": SHORT, "content-security-policy": PAGE_POLICY})


def page_job(maker: str, snapshot: Snapshot, arguments: tuple[Any, ...]) -> Job:
    """A page made by `maker`; what it says of other snapshots changes with the log."""
    told = {"maker": maker, "arguments": arguments, "log": list(cached.head())}
    return Job(maker, arguments, shelf.key(told, snapshot.manifest_sha256))


def file_job(order: Order, checksum: str) -> Job:
    """The job of an order from the snapshot with this checksum."""
    return Job("exports.served:file", (order,), shelf.key({"order": asdict(order)}, checksum), order.form in SLOW_FORMS)


# What is asked


def language(lang: str) -> str:
    """The language of an address. Raises RefusalError where it is none of ours."""
    if lang not in LANGUAGES:
        raise RefusalError(404, say(LANGUAGES[0], "There is no language {found}: use vi or en.", found=repr(lang[:20])))
    return lang


def _raw_view(request: Request) -> str:
    """The view as it was written: a sign that stands for itself in a name (%2F) must not be read as a separator."""
    raw = request.scope.get("raw_path", b"").split(b"?")[0].decode("ascii", "replace")
    return raw.split("/", 4)[4] if raw.count("/") >= 4 else str(request.path_params["view"])


def split(path: str) -> tuple[str, str]:
    """View and form of an address; the form is empty where it ends with none."""
    for ending, form in ENDINGS.items():
        if path.endswith(ending):
            return path.removesuffix(ending), form
    return path, ""


def shaped(path: str) -> tuple[str, dict[str, str]]:
    """View and shape of `<view>.upright`, as plain files are named: such a server knows no options."""
    view, dot, shape = path.rpartition(".")
    return (view, {"shape": shape}) if dot and shape in SHAPES else (path, {})


def checked_options(query: str, form: str, lang: str) -> dict[str, str]:
    """The options of a query, each known for the form, allowed and written once. Raises RefusalError."""
    allowed = (*OPTIONS[form], *HANDED)
    options: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in allowed:
            raise RefusalError(400, _no_option(lang, name, form, allowed))
        if name in options:
            raise RefusalError(400, say(lang, "The option {name} is written twice.", name=name))
        if name in VALUES and value not in VALUES[name]:
            raise RefusalError(400, not_allowed(lang, name, value, VALUES[name]))
        options[name] = value
    return options


def _no_option(lang: str, name: str, form: str, allowed: tuple[str, ...]) -> str:
    return say(
        lang,
        "A file of the form {form} has no option {found}; it has: {allowed}.",
        form=form,
        found=repr(name[:40]),
        allowed=", ".join(allowed),
    )


def not_allowed(lang: str, name: str, found: str, allowed: tuple[str, ...]) -> str:
    message = mark("{name} cannot be {found}; choose one of: {allowed}.")
    return say(lang, message, name=name, found=repr(found[:80]), allowed=", ".join(allowed))


def ordered(view: str, form: str, snapshot: str, lang: str, options: Mapping[str, str]) -> Order:
    """The order an address stands for, with the view in its one written form. Raises RefusalError."""
    order = Order(
        view=canonical(view, lang),
        snapshot=snapshot,
        lang=lang,
        form="csv-spreadsheet" if options.get("for") == "spreadsheet" else form,
        shape=options.get("shape", "article"),
        dark=options.get("theme") == "dark",
        transparent=options.get("transparent") == "1",
        plain=options.get("plain") == "1",
        outlines=options.get("text") == "outlines",
        scale=int(options.get("scale", 0)),
        size=options.get("size", ""),
        rows=options.get("rows", "shown"),
    )
    try:
        check(order)
    except OrderError as error:
        raise RefusalError(400, error.text(lang)) from error
    return order


def canonical(view: str, lang: str) -> str:
    """The view as our own addresses write it. Raises RefusalError where there is none."""
    try:
        kind, chosen = catalogue.parse(view)
        return catalogue.path(kind, **chosen)
    except UnknownViewError as error:
        raise RefusalError(404, error.text(lang)) from error


async def found(identity: str, lang: str) -> Snapshot:
    """The snapshot of an address. Raises RefusalError where it is unknown or not what was published."""
    try:
        return await run_in_threadpool(_snapshot, identity)
    except (NoSnapshotError, DamagedSnapshotError) as error:
        raise RefusalError(503, error.text(lang)) from error
    except SnapshotError as error:
        raise RefusalError(404, error.text(lang)) from error


def _snapshot(identity: str) -> Snapshot:
    newest = cached.newest()
    return newest if identity in (LATEST, newest.id) else cached.older(identity, cached.head())


# What is answered


async def made_unless_known(request: Request, job: Job, lang: str) -> Kept | None:
    """The file; None where the reader has it already: its tag stands for its bytes."""
    if tag(job) in request.headers.get("if-none-match", ""):
        return None
    return await made(job, lang, client(request))


async def made(job: Job, lang: str, client: str) -> Kept:
    """The file, from the shelf or a worker. Raises RefusalError."""
    kept = await run_in_threadpool(shelf.take, job.key)
    if kept:
        return kept
    async with _turn(client, lang):
        try:
            return await asyncio.shield(asyncio.wrap_future(pool.ask(job)))
        except RefusedError as error:
            raise RefusalError(404 if error.refused.unknown else 400, error.refused.texts[lang]) from error
        except BusyError as error:
            raise RefusalError(503, _busy(lang)) from error
        except TooSlowError as error:
            raise RefusalError(
                503, say(lang, "The file took too long to make and was given up; ask for a smaller one.")
            ) from error
        except BrokenError as error:
            raise RefusalError(
                500, say(lang, "The file could not be made. The figures are safe; the fault was noted.")
            ) from error


@asynccontextmanager
async def _turn(client: str, lang: str) -> AsyncIterator[None]:
    """The client's turn: so many of its files are made at once that others are served too."""
    turns = _turns.setdefault(client, _Turns(asyncio.Semaphore(EACH_CLIENT)))
    if turns.asking >= EACH_CLIENT_WAITING:
        raise RefusalError(503, _busy(lang))
    turns.asking += 1
    try:
        async with turns.free:
            yield
    finally:
        turns.asking -= 1
        if not turns.asking:
            _turns.pop(client, None)


def client(request: Request) -> str:
    """Address of who asks."""
    return request.client.host if request.client else ""


def _busy(lang: str) -> str:
    return say(lang, "Too many files are being made at the moment; try again in a few seconds.")


def tag(job: Job) -> str:
    """The job's key stands for the bytes of its file."""
    return f'"{job.key[:32]}"'


def reply(request: Request, job: Job, made: Kept | None, headers: Mapping[str, str]) -> Response:
    """The file, only its head for who asks for that, or that it has not changed."""
    told = {**headers, "etag": tag(job)}
    if made is None:
        return Response(status_code=304, headers=told)
    body = b"" if request.method == "HEAD" else made.content
    return Response(body, media_type=made.media_type, headers={**told, "content-length": str(len(made.content))})


def refusal(error: RefusalError) -> Response:
    """One sentence, never kept."""
    later = {"retry-after": RETRY_AFTER} if error.status == 503 else {}
    return PlainTextResponse(error.text, error.status, {"cache-control": "no-store", **OPEN, **later})


def _disposition(name: str, form: str, options: Mapping[str, str]) -> str:
    shown = form in SHOWN_INLINE if options.get("download") != "1" else False
    kind = "inline" if shown or options.get("inline") == "1" else "attachment"
    return f'{kind}; filename="{name}"'


def warm_worker() -> None:
    """Have a worker load what it needs, a little after the server answers: the first order should not wait for it."""
    pool.warm(Job("components.worker:warm"))


ROUTES = [Route("/f/{snapshot}/{lang}/{view:path}", figure_file)]
