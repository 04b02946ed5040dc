"""Small files served beside the pages: the boundary layer, the files of a snapshot, readiness.

Addresses of immutable files hold a hash or a snapshot id, so they may be cached for good.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from charts import geometry
from components import cached
from components.web import IMMUTABLE
from snapshots.messages import SnapshotError


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


def ready(request: Request) -> Response:
    """Readiness: a verified snapshot is loaded."""
    try:
        return JSONResponse({"snapshot": cached.newest().id})
    except SnapshotError as error:
        return JSONResponse({"error": str(error)}, 503)


ROUTES = [
    Route("/geo/{digest}/vn-provinces.topojson", boundaries),
    Route("/s/{snapshot}/{file}", snapshot_file),
    Route("/readyz", ready),
]
