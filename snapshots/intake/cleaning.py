"""Letters of a cell: accents joined, what cannot be seen taken out, the foreign Ð made the Vietnamese Đ."""

import unicodedata
from collections.abc import Iterator

from snapshots.schema import Field

Step = tuple[str, str, str]
"""Rule, what was there, what is there now."""

_SPACES = {ord(ch): " " for ch in "\u00a0\u2007\u202f\u2003\u2002\u2009"}
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_INVISIBLE = {**_SPACES, **_NOTHING}
_ETH = {0xD0: "Đ", 0xF0: "đ"}


def clean(field: Field, text: str) -> Iterator[Step]:
    """The steps from the cell as written to its plain letters; none for a cell that is plain already.

    Directions of writing, tabs and control characters stay: they are no slip of a spreadsheet, and the check refuses them.
    """
    if text.isascii() and text[:1] != " " and text[-1:] != " ":
        return
    for rule, now in (("letters_joined", _joined), ("invisible", _seen), ("stray_space", _stripped), ("letter_eth", _letters)):
        after = now(field, text)
        if after != text:
            yield rule, text, after
            text = after


def _joined(field: Field, text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _seen(field: Field, text: str) -> str:
    """Spaces between thousands of a number are left to the reading of numbers."""
    return text.translate(_NOTHING if field.type in ("number", "integer") else _INVISIBLE)


def _stripped(field: Field, text: str) -> str:
    return text.strip(" \u00a0\u202f")


def _letters(field: Field, text: str) -> str:
    return text.translate(_ETH) if field.type == "string" and field.form != "url" else text
