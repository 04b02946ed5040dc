"""A file's own checksum: SHA-256 of the file with the checksum's 64 characters blanked, written into it once."""

import hashlib
import re
import struct
import zlib

BLANK = "0" * 64
MARK = "file-sha256="
PLACE = MARK + BLANK
"""Written where the checksum will stand."""
_SEAL = re.compile(MARK.encode() + b"[0-9a-f]{64}")


def seal(content: bytes) -> bytes:
    """The file with its checksum in the one place kept for it. Raises ValueError where there is not exactly one."""
    (place,) = _SEAL.finditer(content)
    blank = _with(content, place, BLANK)
    return _with(content, place, hashlib.sha256(blank).hexdigest())


def intact(content: bytes) -> bool:
    """Whether not a byte differs from the file that was sealed."""
    return len(_SEAL.findall(content)) == 1 and seal(content) == content


def _with(content: bytes, place: re.Match[bytes], digest: str) -> bytes:
    filled = content[: place.start()] + (MARK + digest).encode() + content[place.end() :]
    return _with_check(filled, place) if content.startswith(b"\x89PNG") else filled


def _with_check(image: bytes, place: re.Match[bytes]) -> bytes:
    """A PNG's chunk ends with the check of its own bytes: the seal's chunk holds the keyword and nothing after the seal."""
    start, end = image.rfind(b"iTXt", 0, place.start()), place.end()
    return image[:end] + struct.pack(">I", zlib.crc32(image[start:end])) + image[end + 4 :]
