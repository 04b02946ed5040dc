"""Texts that staff write: one form of letters, nothing invisible, a bound on the length."""

import unicodedata

from snapshots.desk.errors import WordsError
from snapshots.findings import printable, visible, writable
from snapshots.publish import LONGEST, LONGEST_NAME

_SPACES = {"\u00a0": " ", "\u202f": " ", "\t": " ", "\r\n": "\n"}


def words(name: str, text: str, longest: int = LONGEST) -> str:
    """The text in NFC without spaces around it; WordsError when it is empty, too long or has invisible characters."""
    plain = unicodedata.normalize("NFC", text)
    for mark, instead in _SPACES.items():
        plain = plain.replace(mark, instead)
    plain = plain.strip()
    if not plain or len(plain) > longest or not all(ch.isprintable() or ch == "\n" for ch in plain):
        raise WordsError(field=name, found=visible(text), longest=longest)
    return plain


def shown_name(text: str) -> str:
    """A word somebody else chose, only ever shown: on one line, shortened."""
    return visible(_readable(text))


def file_name(text: str) -> str:
    """The name of a clerk's file without folders, its end where it is long; data only, never a path of ours."""
    return printable(_readable(text).replace("\\", "/").rpartition("/")[2])[-LONGEST_NAME:] or "?"


def _readable(text: str) -> str:
    return unicodedata.normalize("NFC", writable(text))
