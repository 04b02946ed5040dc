"""`/csp-report`: what a reader's browser refused under our policy; noted in the log, at most so many a minute."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from components.logged import security
from components.web import REPORTS

LARGEST = 16 * 1024
"""Bytes of a report; browsers send about one thousand."""


async def report(request: Request) -> Response:
    """Takes one report. Nothing of it is kept but directive, refused host and page, since anybody may send anything."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return Response(status_code=413)
    except ClientDisconnect:
        return Response(status_code=400)
    told = _told(bytes(body))
    if told is None:
        return Response(status_code=400)
    security.tell("policy violation", **told)
    return Response(status_code=204)


def _told(body: bytes) -> dict[str, str] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    inner = found.get("csp-report") if isinstance(found, Mapping) else None
    if not isinstance(inner, Mapping):
        return None
    directive = inner.get("effective-directive") or inner.get("violated-directive")
    return {
        "directive": str(directive or "")[:60],
        "refused": _place(inner.get("blocked-uri")),
        "page": _path(inner.get("document-uri")),
    }


def _place(address: Any) -> str:
    """Scheme and host; a word such as `inline` as it is. Query strings of other sites are none of our business."""
    text = str(address or "")[:500]
    return f"{_parts(text)[0]}://{_parts(text)[1]}" if "://" in text else text[:60]


def _path(address: Any) -> str:
    return _parts(str(address or "")[:500])[2]


def _parts(text: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(text)
    except ValueError:
        return "", "", ""
    return parts.scheme, parts.netloc, parts.path


ROUTES = [Route(REPORTS, report, methods=["POST"])]
