"""Bytes to text: UTF-8 and UTF-16 for sure, older Vietnamese character sets only where the words prove it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from snapshots.intake.labels import LABELS
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place
from snapshots.intake.oldfonts import from_tcvn3, from_vni
from snapshots.intake.position import place_after
from snapshots.intake.signature import check_accents
from snapshots.schema import tables
from snapshots.validate import Rows

ENOUGH = 0.9
"""Share of the words that must be known before an older character set is believed."""
TWICE, CODE_PAGE = "UTF-8 (2×)", "Windows-1258"
_CLEARLY = 0.3
_SAMPLE = 200_000
_MIXED = 2
_BREAKS = re.compile(r"[\s,;|\"'“”‘’…()\[\]/.:!?–—-]+")
_LOST = re.compile(rb"[A-Za-z\x80-\xff]\?[A-Za-z\x80-\xff]")
_UTF8, _UTF16LE, _UTF16BE = b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"
_WORD_TABLES = ("entities", "indicators", "datasets", "regions", "units", "producers")
_MINIMUM = 2
_MANY = 20
"""Up to so many unknown words the cells are looked at one by one (`oldcells`)."""
_VIETNAMESE = re.compile("[\u0102-\u01b0\u1ea0-\u1ef9]")
"""Vietnamese letters that Windows-1252 does not have."""


class Decoded(NamedTuple):
    """The text, the name of the character set it was stored in, and whether words were needed to find that out."""

    text: str
    encoding: str
    proved: bool = False


def decode(content: bytes, table: str, base: Rows, book: Ledger) -> Decoded:
    """The text of the file; stops the conversion where letters are lost or the character set cannot be proved."""
    if content.startswith(_UTF8):
        book.change("encoding_mark", Place(), "", "")
        content = content.removeprefix(_UTF8)
    wide = _utf16(content)
    if wide:
        return _from_utf16(content, wide, book)
    if b"\0" in content:
        book.stop("nul_byte", line=_place(content, content.index(b"\0")).row)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _from_bytes(content, error.start, Words(base, table), book)
    return _from_utf8(text, table, base, book)


def _utf16(content: bytes) -> str:
    """`utf-16-le` or `utf-16-be` where the bytes look like it, with or without mark; else nothing."""
    if content[:2] in (_UTF16LE, _UTF16BE):
        return "utf-16-le" if content.startswith(_UTF16LE) else "utf-16-be"
    sample = content[:1000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or max(even, odd) < len(sample) // 8 or min(even, odd) * 4 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _from_utf16(content: bytes, name: str, book: Ledger) -> Decoded:
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        place = place_after(content[:error.start].decode(name, "replace"))
        book.stop("encoding_wide", place, line=place.row, byte=f"0x{content[error.start]:02X}")
    check_accents(text, book)
    book.change("encoding", Place(), "UTF-16", "UTF-8")
    return Decoded(text.removeprefix("\ufeff"), name)


def _from_utf8(text: str, table: str, base: Rows, book: Ledger) -> Decoded:
    if text.isascii():
        return Decoded(text, "utf-8")
    check_accents(text, book)
    words, sample = Words(base, table), "\n".join(_sample(text.split("\n")))
    share = words.share(sample)
    if share >= ENOUGH or not words.suspicious(sample):
        return Decoded(text, "utf-8")
    name, best = words.best(TEXT_READINGS, sample)
    if best >= ENOUGH:
        return _believed_text(name, text, book)
    strange = words.strange(sample)
    if best > share + _CLEARLY and len(strange) > _MANY:
        word = strange[0]
        book.stop("old_font", place_after(text[:text.index(word)]), word)
    return Decoded(text, "utf-8")


def _believed_text(name: str, text: str, book: Ledger) -> Decoded:
    """The text in that reading; where some of it is Unicode already, the cells are looked at one by one (`oldcells`)."""
    try:
        TEXT_READINGS[name](text)
    except UnicodeError:
        return Decoded(text, "utf-8")
    return _believed(name, TEXT_READINGS[name], text, book)


def _old(text: str) -> str:
    """The text, if it can be one of an old font: those have no Vietnamese letters of Unicode; else UnicodeError."""
    if _VIETNAMESE.search(text):
        raise UnicodeError
    return text


def _western(text: str) -> bytes:
    """The bytes that were read as Windows-1252 to give this text; a letter outside it raises UnicodeEncodeError."""
    return b"".join(ch.encode("latin-1") if "\x80" <= ch <= "\x9f" else ch.encode("cp1252") for ch in text)


TEXT_READINGS: Mapping[str, Callable[[str], str]] = {
    TWICE: lambda text: _western(text).decode("utf-8"),
    "TCVN3 (ABC)": lambda text: from_tcvn3(_old(text)),
    "VNI": lambda text: from_vni(_old(text)),
}
_BYTE_READINGS: Mapping[str, Callable[[str], str]] = {
    CODE_PAGE: lambda text: text.encode("latin-1").decode("cp1258"), "TCVN3 (ABC)": from_tcvn3, "VNI": from_vni,
}
"""What the bytes, read as Latin-1, may mean."""


def _from_bytes(content: bytes, start: int, words: "Words", book: Ledger) -> Decoded:
    _refuse_mixed(content, book)
    lost = _LOST.search(content)
    if lost:
        book.stop("lost_letters", _place(content, lost.start()), lost.group().decode("latin-1"))
    western = content.decode("latin-1")
    name, best = words.best(_BYTE_READINGS, "\n".join(_sample(western.split("\n"))))
    if best < ENOUGH:
        place = _place(content, start)
        book.stop("encoding_unknown", place, line=place.row, byte=f"0x{content[start]:02X}")
    return _believed(name, _BYTE_READINGS[name], western, book)


def _believed(name: str, reading: Callable[[str], str], text: str, book: Ledger) -> Decoded:
    """The whole text in the reading that a sample proved; stops where the rest cannot be read so."""
    rules = {TWICE: "encoding_twice", CODE_PAGE: "encoding"}
    try:
        found = reading(text)
    except UnicodeError:
        book.stop("old_font")
    check_accents(found, book)
    book.change(rules.get(name, "old_font"), Place(), name, "UTF-8")
    return Decoded(unicodedata.normalize("NFC", found), name, True)


def _sample(lines: Sequence[str]) -> Iterator[str]:
    """Lines with letters beyond ASCII, from the whole file, together about `_SAMPLE` characters."""
    accented = [line for line in lines if not line.isascii()]
    step = 1 + sum(map(len, accented)) // _SAMPLE
    return (line[:_SAMPLE] for line in accented[::step])


def _refuse_mixed(content: bytes, book: Ledger) -> None:
    """Stops where some lines are UTF-8 with accents and others are not UTF-8 at all."""
    start = good = 0
    bad: list[int] = []
    for line in content.split(b"\n"):
        fault = _fault(line)
        good += fault is None and not line.isascii()
        if fault is not None:
            bad.append(start + fault)
        start += len(line) + 1
    if good and bad:
        code = "encoding_mixed" if good >= _MIXED and len(bad) >= _MIXED else "encoding_invalid"
        place = _place(content, bad[0])
        book.stop(code, place, line=place.row, byte=f"0x{content[bad[0]]:02X}")


def _fault(line: bytes) -> int | None:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def _place(content: bytes, position: int) -> Place:
    return place_after(content[:position].decode("latin-1"))


class Words:
    """The words the register knows, letters and accents exact: the proof that a text was read the right way."""

    def __init__(self, base: Rows, table: str) -> None:
        self.known = frozenset(word for text in _texts(base, table) for word in _words(text))

    def share(self, text: str) -> float:
        """Share of the distinct words with accents that are known; 0 where there are too few to tell."""
        words = _words(text)
        return len(words & self.known) / len(words) if len(words) >= _MINIMUM else 0.0

    def knows(self, text: str) -> bool:
        """Whether every word with accents is known."""
        return not _words(text) - self.known

    def suspicious(self, text: str) -> bool:
        """Whether several words with accents are unknown."""
        return len(_words(text) - self.known) >= _MINIMUM

    def strange(self, text: str) -> list[str]:
        """The words that are not known and have no letter of Vietnamese Unicode, in the order of the text."""
        pieces = (word for word in _BREAKS.split(text) if not word.isascii() and not _VIETNAMESE.search(word))
        return [word for word in pieces if _words(word) - self.known]

    def best(self, readings: Mapping[str, Callable[[str], str]], sample: str) -> tuple[str, float]:
        """The reading of the sample that makes most words, and their share; an empty name where none makes any."""
        found = [("", 0.0)]
        for name, reading in readings.items():
            try:
                found.append((name, self.share(reading(sample))))
            except UnicodeError:
                continue
        return max(found, key=lambda item: item[1])


def _texts(base: Rows, table: str) -> Iterable[str]:
    yield from LABELS.values()
    for name in dict.fromkeys((*_WORD_TABLES, table)):
        columns = [field.name for field in tables()[name].fields if field.type == "string"]
        rows = base.rows(name)
        for column in columns:
            yield from {row.get(column, "") for row in rows}


def _words(text: str) -> set[str]:
    """Distinct words with letters beyond ASCII, small."""
    pieces = set(_BREAKS.split(unicodedata.normalize("NFC", text)))
    return {_toned(word.casefold()) for word in pieces if not word.isascii()}


_TONED = re.compile("(o[aáàảãạ]|o[eéèẻẽẹ]|u[yýỳỷỹỵ]|[óòỏõọ]a|[óòỏõọ]e|[úùủũụ]y)$")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _toned(word: str) -> str:
    """The word with its tone on the first vowel of oa, oe, uy, so that `hoà` and `hòa` are one."""
    if not _TONED.search(word):
        return word
    plain = unicodedata.normalize("NFD", word[-2:])
    tone = "".join(ch for ch in plain if ch in _TONES)
    rest = "".join(ch for ch in plain if ch not in _TONES)
    return unicodedata.normalize("NFC", word[:-2] + rest[0] + tone + rest[1:])
