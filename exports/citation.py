"""How a figure is cited: one line to copy, BibTeX and CSL-JSON, all pinned to the snapshot.

The day of access is the reader's, so it is an argument; files that must be the same bytes are made without it and say
that it is to be added.
"""

import json
import unicodedata
from dataclasses import replace
from typing import Any

from charts.figure import Figure, Words
from exports import address
from exports.names import content_id, slug
from language import date, say

SHORT_CHECKSUM = 12
"""Digits of the snapshot's checksum in a citation."""
_SPECIALS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: "\\" + sign for sign in "{}$&#_%"},
}
_LANGUAGES = {"vi": "vietnamese", "en": "english"}
"""Names of the languages in BibTeX."""


def line(figure: Figure, lang: str, accessed: str = "") -> str:
    """Producer, title, edition, who processed it, snapshot with short checksum, pinned address, day of access.

    `accessed` is an ISO day; without it the line says that the day is to be added. Names of producers are in the
    figure's own language.
    """
    parts = [
        _sentence(producer(figure) or say(lang, "Resolution 57 explorer")),
        _sentence(_titled(figure, lang)),
        _sentence(_unofficial(figure, lang)),
        _processed(figure, lang),
        f"{_address(figure, lang)} ({accessed_text(lang, accessed)}).",
    ]
    return unicodedata.normalize("NFC", " ".join(part for part in parts if part))


def bibtex(figure: Figure, accessed: str = "") -> str:
    """An entry of type misc, which every BibTeX style knows; letters stay UTF-8, signs of TeX are escaped."""
    lang = figure.lang
    explorer = say(lang, "Resolution 57 explorer")
    fields = {
        "author": "{" + _escaped(producer(figure) or explorer) + "}",
        "title": "{" + _escaped(_titled(figure, lang)) + "}",
        "year": _published(figure)[:4],
        "howpublished": _escaped(explorer),
        "version": _escaped(figure.snapshot),
        "url": _address(figure, lang),
        "urldate": accessed,
        "language": _LANGUAGES[lang],
        "note": _escaped(_note(figure, lang, accessed)),
    }
    rows = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return unicodedata.normalize("NFC", f"@misc{{{_key(figure)},\n{rows}}}\n")


def csl(figure: Figure, accessed: str = "") -> dict[str, Any]:
    """The item of CSL-JSON, type dataset; `accessed` is left out where the day is not known."""
    lang = figure.lang
    explorer = say(lang, "Resolution 57 explorer")
    item: dict[str, Any] = {
        "id": _key(figure),
        "type": "dataset",
        "title": _titled(figure, lang),
        "author": [{"literal": name} for name in producers(figure) or [explorer]],
        "issued": {"date-parts": [_parts(_published(figure))]},
        "publisher": explorer,
        "version": figure.snapshot,
        "language": lang,
        "URL": _address(figure, lang),
        "note": _note(figure, lang, accessed),
    }
    return {**item, "accessed": {"date-parts": [_parts(accessed)]}} if accessed else item


def csl_json(figure: Figure, accessed: str = "") -> str:
    """`csl` as the text of a file: a list of one item."""
    text = json.dumps([csl(figure, accessed)], ensure_ascii=False, indent=1, sort_keys=True)
    return unicodedata.normalize("NFC", text) + "\n"


def producers(figure: Figure) -> list[str]:
    """Bodies whose figures are shown, each once, the most used first."""
    return list(dict.fromkeys(source.publisher for source in figure.sources if source.publisher))


def producer(figure: Figure) -> str:
    return "; ".join(producers(figure))


def accessed_text(lang: str, accessed: str) -> str:
    """`accessed 21 Nov 2026`, or that the day is to be added."""
    if not accessed:
        return say(lang, "accessed: add the day you read it")
    return say(lang, "accessed {day}", day=date(lang, accessed))


def words_in(figure: Figure, lang: str) -> Words:
    """The figure's words in one of its two languages; its own where the other is not known."""
    return figure.words if lang == figure.lang else figure.other or figure.words


def _titled(figure: Figure, lang: str) -> str:
    """Title with the editions it does not name, and the day they were published."""
    title = words_in(figure, lang).title
    editions = dict.fromkeys(one.edition for one in figure.sources if one.edition and one.edition not in title)
    days = sorted(one.published_on for one in figure.sources if one.published_on)
    published = [say(lang, "published {date}", date=date(lang, days[-1]))] if days else []
    inside = "; ".join([*editions, *published])
    return f"{title} [{inside}]" if inside else title


def _unofficial(figure: Figure, lang: str) -> str:
    """That a figure is the reader's own: no citation of it may read as if it were the producer's."""
    return figure.unofficial if lang == figure.lang or not figure.unofficial else say(lang, "Not an official figure")


def _processed(figure: Figure, lang: str) -> str:
    explorer = say(lang, "Resolution 57 explorer")
    if not figure.checksum:
        return say(
            lang, "Processed by the {explorer}, snapshot {snapshot}.", explorer=explorer, snapshot=figure.snapshot
        )
    return say(
        lang,
        "Processed by the {explorer}, snapshot {snapshot} (sha256 {checksum}).",
        explorer=explorer,
        snapshot=figure.snapshot,
        checksum=figure.checksum[:SHORT_CHECKSUM],
    )


def _note(figure: Figure, lang: str, accessed: str) -> str:
    missing = "" if accessed else _sentence(accessed_text(lang, accessed).capitalize())
    parts = [_sentence(_unofficial(figure, lang)), _processed(figure, lang), missing]
    return " ".join(part for part in parts if part)


def _published(figure: Figure) -> str:
    """The latest day the producers gave; the snapshot's day where none is known."""
    return max((one.published_on for one in figure.sources if one.published_on), default=figure.snapshot[:10])


def _address(figure: Figure, lang: str) -> str:
    return address.pinned(replace(figure, lang=lang))


def _key(figure: Figure) -> str:
    return f"{slug(figure.subject or figure.name)}-{slug(figure.snapshot)}-{content_id(figure)}"


def _parts(iso: str) -> list[int]:
    return [int(part) for part in iso[:10].split("-") if part.isdigit()]


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def _escaped(text: str) -> str:
    return "".join(_SPECIALS.get(sign, sign) for sign in text)
