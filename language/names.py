"""Vietnamese names: one search key for all spellings, one sorting order.

Order: letters first (a ă â b c d đ e ê ... o ô ơ ... u ư ... y), tones only between otherwise equal words,
after TCVN 6712 practice: level, grave, hook, tilde, acute, dot.
"""

import re
import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: index for index, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_PREFIX = re.compile(r"^(?:(?:thanh pho|tinh)\s+|t\.?p(?:\.\s*|\s+))(?=\S)")
_ACCENTED_PREFIX = re.compile(r"^(?:(?:thành phố|tỉnh)\s+|t\.?p(?:\.\s*|\s+))(?=\S)")
_WORDS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Search key: lower case, no accents, no punctuation, no word for city or province (`TP. Hồ Chí Minh` -> `ho chi minh`)."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    plain = "".join(ch for ch in plain if not unicodedata.combining(ch))
    return _WORDS.sub(" ", _PREFIX.sub("", plain.strip())).strip()


def _split(letter: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", letter)
    tone = max((_TONES.get(mark, 0) for mark in parts), default=0)
    base = "".join(ch for ch in parts if ch not in _TONES)
    return unicodedata.normalize("NFC", base), tone


def sort_key(name: str) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Sorting key in Vietnamese order, word by word; letters before tones."""
    words = _ACCENTED_PREFIX.sub("", unicodedata.normalize("NFC", name).casefold()).split()
    pairs = [[_split(ch) for ch in unicodedata.normalize("NFC", word)] for word in words]
    letters = [tuple(_ORDER.get(base, 100 + ord(base[0])) if base else 0 for base, _ in word) for word in pairs]
    return letters, [tuple(tone for _, tone in word) for word in pairs]
