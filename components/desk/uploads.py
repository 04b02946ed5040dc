"""The one door by which bytes come in: Streamlit's upload route, for whoever is at the desk, within bounds.

Streamlit itself takes any file of any name into any live session and keeps it in memory; here a file is read only for a
session that was let in, with the token of its page, while there is room; and passed on when name and size are right.
"""

import asyncio
import contextlib
import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from unicodedata import category

from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from streamlit.runtime import Runtime, get_instance
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from components.desk import sessions
from components.limits import Receive, Scope, Send, own_origin
from components.logged import security
from snapshots.desk.editing import UPLOAD_LIMIT

SERVICE = "upload_file"
KINDS = (".csv", ".xlsx")
LONGEST_NAME = 255
FRAMING = 16 * 1024
"""Bytes around the file in the body of the request."""
FILES_HELD = 30
SESSION_BYTES = 60_000_000
ALL_BYTES = 200_000_000
PATIENCE = 120.0
"""Seconds for one file: whoever sends slower holds room that others need."""
DROPPED, DROP_SECONDS = 1_000_000, 2.0
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PATH = re.compile(rf"/_stcore/{SERVICE}/(?P<session>{_UUID})/(?P<file>{_UUID})\Z")


class RefusedUploadError(Exception):
    """Why a file was not taken: the status and one line for whoever looks."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass
class Room:
    """Files on their way, by session: their number and bytes; `held` tells what Streamlit keeps already."""

    held: Callable[[], dict[str, list[int]]]
    coming: dict[str, list[int]] = field(default_factory=dict)

    def take(self, session: str, size: int) -> None:
        """Holds room for a file of this session; RefusedUploadError where there is none."""
        held = self.held()
        for one, sizes in self.coming.items():
            held[one] = [*held.get(one, []), *sizes]
        own = held.get(session, [])
        if len(own) >= FILES_HELD or sum(own) + size > SESSION_BYTES:
            raise RefusedUploadError(413, "Too many files wait. Take some over, or remove them.")
        if sum(map(sum, held.values())) + size > ALL_BYTES:
            raise RefusedUploadError(429, "The desk holds as many files as it can. Try again in a few minutes.")
        self.coming.setdefault(session, []).append(size)

    def leave(self, session: str, size: int) -> None:
        """The file has arrived or was refused."""
        self.coming[session].remove(size)
        if not self.coming[session]:
            del self.coming[session]


def held_by_streamlit() -> dict[str, list[int]]:
    """Sizes of the files that Streamlit keeps for each session."""
    manager: Any = _runtime().uploaded_file_mgr
    return {
        session: [len(record.data) for record in list(files.values())]
        for session, files in list(manager.file_storage.items())
    }


def _runtime() -> Runtime:
    return get_instance()


class _Incoming:
    """The body of a request as it comes."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ended = False

    async def __call__(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        self._ended = message["type"] != "http.request" or not message.get("more_body")
        return message

    async def drop(self) -> None:
        """Throws away a little of what still comes: whoever is cut off while sending never hears why."""
        left = DROPPED
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DROP_SECONDS):
                while not self._ended and left > 0:
                    left -= len((await self()).get("body", b""))


class Uploads:
    """Lets a file through to Streamlit when person, page, name, size and room are right; refuses it before reading else."""

    def __init__(
        self, app: Any, entered: Callable[[str], bool] = sessions.entered,
        held: Callable[[], dict[str, list[int]]] = held_by_streamlit,
    ) -> None:
        self.app = app
        self._entered = entered
        self.room = Room(held)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or SERVICE not in scope["path"]:
            await self.app(scope, receive, send)
            return
        incoming = _Incoming(receive)
        try:
            session = self._session(scope)
            if scope["method"] == "PUT":
                await self._put(session, scope, incoming, send)
            else:
                await self.app(scope, incoming, send)
        except RefusedUploadError as error:
            security.tell("upload refused", status=error.status, why=str(error))
            await incoming.drop()
            await _refusal(error)(scope, receive, send)

    def _session(self, scope: Scope) -> str:
        found = _PATH.match(scope["path"])
        if found is None or scope.get("raw_path", b"").split(b"?")[0] not in (b"", scope["path"].encode()):
            raise RefusedUploadError(404, "Not found.")
        if scope["method"] not in ("PUT", "DELETE"):
            raise RefusedUploadError(405, "Files are put or deleted here.")
        if not self._entered(found["session"]):
            raise RefusedUploadError(403, "Nobody is signed in here.")
        if not _from_own_page(scope):
            raise RefusedUploadError(403, "This did not come from a page of the desk.")
        return found["session"]

    async def _put(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        size = _announced(scope)
        self.room.take(session, size)
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _body(receive)
            await _check(scope, body)
            await self.app(scope, _again(body), send)
        except TimeoutError:
            raise RefusedUploadError(408, "The file came too slowly.") from None
        except ClientDisconnect:
            raise RefusedUploadError(400, "The file broke off.") from None
        finally:
            self.room.leave(session, size)


def _from_own_page(scope: Scope) -> bool:
    request = Request(scope)
    token = request.headers.get("x-xsrftoken")
    return own_origin(scope) and bool(validate_xsrf_token(token, request.cookies.get(XSRF_COOKIE_NAME)))


def _announced(scope: Scope) -> int:
    """Bytes the request says it has; the most it may have where it does not say."""
    given = Headers(scope=scope).getlist("content-length")
    if not given:
        return UPLOAD_LIMIT + FRAMING
    if len(given) > 1 or not re.fullmatch("[0-9]{1,18}", given[0]):
        raise RefusedUploadError(400, "The length of the request is not a number.")
    if int(given[0]) > UPLOAD_LIMIT + FRAMING:
        raise _too_large()
    return int(given[0])


def _too_large() -> RefusedUploadError:
    return RefusedUploadError(413, f"A file may have at most {UPLOAD_LIMIT // 1_000_000} MB.")


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > UPLOAD_LIMIT + FRAMING:
            raise _too_large()
        if not message.get("more_body"):
            return bytes(body)


async def _check(scope: Scope, body: bytes) -> None:
    """One file with a name and a size the desk takes; RefusedUploadError else."""
    try:
        async with Request(scope, _again(body)).form(max_files=1, max_fields=0) as form:
            files = [part for part in form.values() if isinstance(part, UploadFile)]
            if len(files) != 1:
                raise RefusedUploadError(400, "One file at a time.")
            name, size = files[0].filename or "", files[0].size or 0
    except (HTTPException, MultiPartException, ValueError) as error:
        raise RefusedUploadError(400, "The request is not a form with one file.") from error
    if not allowed_name(name):
        raise RefusedUploadError(415, "The desk takes files that end in .csv or .xlsx.")
    if size > UPLOAD_LIMIT:
        raise _too_large()


def allowed_name(name: str) -> bool:
    """Whether a file may be called so: a plain name, .csv or .xlsx; never a path, never with signs nobody can see."""
    plain = not name.startswith(".") and not any(sign in "/\\:" or category(sign).startswith("C") for sign in name)
    return plain and len(name) <= LONGEST_NAME and PurePosixPath(name).suffix.lower() in KINDS


def _again(body: bytes) -> Receive:
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        return parts.pop() if parts else {"type": "http.disconnect"}

    return receive


def _refusal(error: RefusedUploadError) -> Response:
    headers = {"connection": "close"} | ({"allow": "PUT, DELETE"} if error.status == 405 else {})
    return PlainTextResponse(str(error), error.status, headers)
