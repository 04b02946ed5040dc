"""Small files served beside the pages: the boundary layer, the files of a snapshot, checkpoints, readiness.

Addresses of immutable files hold a hash or a snapshot id, so they may be cached for good.
"""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from charts import geometry
from components import cached
from components.limits import reader_language
from components.web import IMMUTABLE
from language import LANGUAGES, say
from snapshots import checkpoints
from snapshots.messages import SnapshotError
from snapshots.places import AwayError

LONGEST = 80
"""Letters of what is asked that are kept: a checksum has 64."""


def boundaries(request: Request) -> Response:
    """`/geo/<hash>/vn-provinces.topojson`: the boundary layer; another hash is an old or a mistyped address."""
    if request.path_params["digest"] != geometry.digest():
        return PlainTextResponse("No such boundary layer.", 404)
    return Response(geometry.topojson_bytes(), media_type="application/json", headers={"cache-control": IMMUTABLE})


def snapshot_file(request: Request) -> Response:
    """`/s/<snapshot>/<file>`: a file of a published snapshot, byte for byte."""
    name = request.path_params["file"]
    try:
        snapshot = cached.older(request.path_params["snapshot"], cached.head())
    except SnapshotError as error:
        return PlainTextResponse(str(error), 404)
    if name not in snapshot.files:
        return PlainTextResponse(f"Snapshot {snapshot.id} has no file {name}.", 404)
    kind = (
        "application/json"
        if name.endswith(".json")
        else "text/csv; charset=utf-8"
        if name.endswith(".csv")
        else "text/plain"
    )
    return Response(
        snapshot.files[name],
        media_type=kind,
        headers={"cache-control": IMMUTABLE, "content-disposition": f'attachment; filename="{name}"'},
    )


def checkpoint_file(request: Request) -> Response:
    """`/checkpoints/<file>`: a checkpoint, a signature, `latest` or `allowed_signers`, as it lies in the store."""
    lang = reader_language(request.scope)
    try:
        found = checkpoints.public_file(cached.store().place, request.path_params["file"])
    except AwayError:
        return PlainTextResponse(say(lang, "The store cannot be reached now; try again later."), 503)
    if found is None:
        return PlainTextResponse(say(lang, "There is nothing at this address."), 404)
    return PlainTextResponse(found, headers={"cache-control": "no-cache"})


def verify(request: Request) -> Response:
    """`/verify?tip=<checksum>`: to the part of the page that answers whether it is still in our history."""
    asked = {key: request.query_params.get(key, "") for key in ("tip", "lang")}
    kept = {"tip": asked["tip"][:LONGEST], "lang": asked["lang"] if asked["lang"] in LANGUAGES else ""}
    found = {key: value for key, value in kept.items() if value}
    return RedirectResponse("/data?" + urlencode({"section": "verify", **found}), 307)


def ready(request: Request) -> Response:
    """Readiness: a verified snapshot is loaded."""
    try:
        return JSONResponse({"snapshot": cached.newest().id})
    except SnapshotError as error:
        return JSONResponse({"error": str(error)}, 503)


ROUTES = [
    Route("/geo/{digest}/vn-provinces.topojson", boundaries),
    Route("/s/{snapshot}/{file}", snapshot_file),
    Route("/checkpoints/{file}", checkpoint_file),
    Route("/verify", verify),
    Route("/readyz", ready),
]
