"""Documents about the whole site at the addresses a plain copy of it has: datasets, feed, catalogue, map of the site."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from components.figure_files import (
    OPEN,
    PAGE_POLICY,
    SHORT,
    RefusalError,
    found,
    language,
    made_unless_known,
    page_job,
    refusal,
    reply,
)
from exports import datasets, index
from exports.address import LATEST
from exports.served import DOCUMENTS
from language import LANGUAGES, say
from snapshots.store import Snapshot

NAMES = (*DOCUMENTS, "robots.txt")
"""Files at the root of the site."""


async def document(request: Request) -> Response:
    """`/feed.xml`, `/dcat.jsonld` and their like."""
    return await _told(request, "document", LANGUAGES[0], request.url.path.rsplit("/", 1)[-1])


async def dataset_file(request: Request) -> Response:
    """`/d/<dataset>.csv` and `.json`: all rows of a dataset in the newest snapshot."""
    form = request.url.path.rsplit(".", 1)[-1]
    return await _told(request, "dataset_file", LANGUAGES[0], request.path_params["dataset"], form)


async def dataset_page(request: Request) -> Response:
    """`/d/<dataset>/`, `/d/<dataset>/en/`: what the dataset is, with its files."""
    lang = request.path_params.get("lang", LANGUAGES[0])
    return await _told(request, "dataset_page", lang, request.path_params["dataset"], lang)


async def robots(request: Request) -> Response:
    """What may be read by machines: everything."""
    return PlainTextResponse(index.robots(), headers={"cache-control": SHORT})


async def _told(request: Request, maker: str, lang: str, *arguments: Any) -> Response:
    try:
        snapshot = await found(LATEST, language(lang))
        if maker != "document":
            await run_in_threadpool(_known, snapshot, str(arguments[0]), lang)
        job = page_job(f"exports.served:{maker}", snapshot, (snapshot.id, *arguments))
        made = await made_unless_known(request, job, lang)
    except RefusalError as error:
        return refusal(error)
    headers = {"cache-control": SHORT, "content-security-policy": PAGE_POLICY, **OPEN}
    if made and maker == "dataset_file":
        headers["content-disposition"] = f'attachment; filename="{made.name}"'
    return reply(request, job, made, headers)


def _known(snapshot: Snapshot, dataset: str, lang: str) -> None:
    known = datasets.identities(snapshot)
    if dataset not in known:
        raise RefusalError(
            404,
            say(
                lang,
                "There is no dataset {found}; there are: {known}.",
                found=repr(dataset[:40]),
                known=", ".join(known),
            ),
        )


ROUTES = [
    *(Route(f"/{name}", document) for name in DOCUMENTS),
    Route("/robots.txt", robots),
    Route("/d/{dataset}.csv", dataset_file),
    Route("/d/{dataset}.json", dataset_file),
    Route("/d/{dataset}/", dataset_page),
    Route("/d/{dataset}/{lang}/", dataset_page),
]
