"""File names of pictures and data: the same view always has the same name."""

import hashlib
import json
import unicodedata
from typing import Any

from charts.figure import Figure
from language import fold

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LONGEST = 100
"""Longest file name, characters."""


def slug(text: str) -> str:
    """Lower case, ASCII without accents, hyphens between words."""
    return fold(text).replace(" ", "-")


def content_id(figure: Figure) -> str:
    """Four letters or digits that stand for what the figure shows; another view, another id."""
    digest = int.from_bytes(hashlib.sha256(_canonical(figure)).digest()[:4], "big")
    return "".join(ALPHABET[digest >> shift & 31] for shift in (15, 10, 5, 0))


def _canonical(figure: Figure) -> bytes:
    content: dict[str, Any] = {
        "spec": figure.spec,
        "words": vars(figure.words),
        "snapshot": figure.snapshot,
        "lang": figure.lang,
        "datasets": {name: table.to_csv(index=False) for name, table in sorted(figure.datasets.items())},
    }
    return unicodedata.normalize("NFC", json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)).encode()


def file_name(figure: Figure, subject: str, period: str, form: str, ext: str) -> str:
    """Subject, period, form (a shape or `data`), language, snapshot, id:
    `dti-tinh34_2024_article_vi_2026-11-21_ab12.png`.

    At most 100 characters: a long subject is cut. Source: figure export specification, section 7.
    """
    tail = "_".join(
        part for part in (slug(period), slug(form), figure.lang, slug(figure.snapshot), content_id(figure)) if part
    )
    room = LONGEST - len(tail) - len(ext) - 2
    return f"{slug(subject)[:room].rstrip('-')}_{tail}.{ext}"
