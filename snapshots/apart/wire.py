"""How the two processes talk: one line of JSON a message, followed by bytes where it says how many. Never pickle."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

LONGEST_LINE = 8_000_000
END = "end"
Message = list[Any]


class BrokenWireError(ValueError):
    """What came is not a message, or the answer ended before its end."""


def put(file: IO[bytes], *message: object) -> None:
    """Writes one message."""
    text = json.dumps(message, ensure_ascii=True, separators=(",", ":"), default=str)
    file.write(text.encode("ascii") + b"\n")


def send(file: IO[bytes], kind: str, name: str, raw: bytes) -> None:
    """Writes a message with bytes."""
    put(file, kind, name, len(raw))
    file.write(raw)


def send_all(file: IO[bytes], kind: str, files: Mapping[str, bytes]) -> None:
    """Writes each of the files."""
    for name, raw in files.items():
        send(file, kind, name, raw)


def hear(file: IO[bytes], with_bytes: frozenset[str], most: int) -> Iterator[Message]:
    """Messages up to the end; in place of their size those `with_bytes` carry the bytes. BrokenWireError."""
    left = most
    while True:
        line = file.readline(min(left, LONGEST_LINE) + 1)
        left -= len(line)
        message = _message(line)
        if left < 0 or not message:
            raise BrokenWireError
        if message[0] == END:
            return
        if message[0] in with_bytes:
            left -= message[-1]
            message[-1] = _exactly(file, message[-1], left)
        yield message


def _message(line: bytes) -> Message:
    try:
        message = json.loads(line) if line.endswith(b"\n") else None
    except ValueError as error:
        raise BrokenWireError from error
    return message if isinstance(message, list) else []


def _exactly(file: IO[bytes], size: object, left: int) -> bytes:
    if not isinstance(size, int) or size < 0 or left < 0:
        raise BrokenWireError
    raw = file.read(size)
    if len(raw) != size:
        raise BrokenWireError
    return raw
