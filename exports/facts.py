"""What a file says about itself: words in both languages, sources, licence, addresses, and the state of the view."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from charts.figure import Figure, source_text
from charts.theme import DARK
from exports import address, table
from exports.version import VERSION
from language import LANGUAGES, say

Texts = Mapping[str, str]
"""A text by language; a language without a text is left out."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML may hold (and the carriage return, which XML reads as a line feed)."""


@dataclass(frozen=True)
class Facts:
    """The facts of one file. All texts are composed (NFC); `created` is ISO in UTC, a day where no time is known.

    `state` makes the file again: view, snapshot, checksum (of the snapshot's description), lang, form, shape, dark,
    transparent, plain, qr, outlines, scale, size; and says what it was made with: figure (its kind), software, data (SHA-256
    of the view's plain CSV).
    """

    lang: str
    title: Texts
    alt: Texts
    description: Texts
    source: str
    sources: tuple[str, ...]
    """Public addresses of the sources."""
    editions: tuple[str, ...]
    vintages: tuple[str, ...]
    licence: str
    holders: tuple[str, ...]
    pinned: str
    live: str
    data: str
    """Address of the frozen data file."""
    created: str
    state: Mapping[str, Any] = field(default_factory=dict)


def facts(figure: Figure, look: Any, form: str, *, scale: float = 0, outlines: bool = False) -> Facts:
    """The facts of the file of `form` (png, svg, pdf) that shows `figure` in `look`; options as in the order."""
    lines = figure.sources
    licences = _each(line.licence for line in lines)
    pinned = address.pinned(figure)
    return Facts(
        lang=figure.lang,
        title=_by_language(figure, "title"),
        alt=_by_language(figure, "alt"),
        description=_by_language(figure, "alt") | _by_language(figure, "description"),
        source=composed(source_text(figure)),
        sources=_each(line.url for line in lines),
        editions=_each(line.edition for line in lines),
        vintages=_each(line.published_on for line in lines),
        licence="; ".join(licences) or composed(say(figure.lang, "not stated by the publisher")),
        holders=_each(line.publisher for line in lines),
        pinned=pinned,
        live=address.live(figure),
        data=f"{pinned}.csv",
        created=_moment(figure.created) or figure.snapshot[:10],
        state=_state(figure, look, form) | {"scale": scale, "outlines": outlines},
    )


def _state(figure: Figure, look: Any, form: str) -> dict[str, Any]:
    return {
        "figure": figure.name,
        "view": figure.view,
        "snapshot": figure.snapshot,
        "checksum": figure.checksum,
        "lang": figure.lang,
        "form": form,
        "shape": look.shape,
        "dark": figure.dark or figure.spec.get("config", {}).get("background") == DARK.paper,
        "transparent": look.transparent,
        "plain": look.plain,
        "qr": getattr(look, "qr", False),
        "size": "x".join(str(side) for side in look.size or ()),
        "software": VERSION,
        "data": data_digest(figure),
    }


def _moment(created: str) -> str:
    """The time in UTC, `2026-11-21T01:30:00Z`; a day alone stays a day."""
    if "T" not in created:
        return created
    return dt.datetime.fromisoformat(created).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def data_digest(figure: Figure) -> str:
    """SHA-256 of the view's plain CSV."""
    return hashlib.sha256(table.csv(figure)).hexdigest()


def composed(text: str) -> str:
    """The text with its letters composed (NFC), and without characters that no XML may hold."""
    return _FORBIDDEN.sub("", unicodedata.normalize("NFC", text))


def _by_language(figure: Figure, name: str) -> dict[str, str]:
    words = {figure.lang: figure.words}
    if figure.other is not None:
        words |= {lang: figure.other for lang in LANGUAGES if lang != figure.lang}
    texts = {lang: composed(getattr(words[lang], name)) for lang in LANGUAGES if lang in words}
    return {lang: text for lang, text in texts.items() if text}


def _each(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(composed(text) for text in texts if text))
