"""The notes and flags of the facts: flags as ids, notes in both languages."""

import re

from . import reconstruction
from .ledger import Row
from .naming import slug

_SIGNS = (
    (re.compile(r"CONFLICT:"), "conflict"),
    (re.compile(r"rank computed"), "rank-computed"),
    (
        re.compile(
            r"rank read from the order|rank = place in the published order|place in the published top-ten list"
            r"|rank from the order"
        ),
        "rank-from-order",
    ),
    (re.compile(r"history may be that of one pre-merger unit"), "merged-history"),
    (re.compile(r"sum of the sub-dimension scores"), "value-computed"),
    (re.compile(r"percentage computed"), "value-computed"),
)


def flags(fact: Row) -> list[str]:
    """Ids of flags: the facts' own column, then what the note says; `FLAG:` means doubtful unless a sign says more."""
    note = fact.get("note", "")
    found = [slug(flag) for flag in fact.get("flag", "").split(";") if flag]
    found += [flag for sign, flag in _SIGNS if sign.search(note)]
    mapped = reconstruction.by("notes", "note").get(note, {}).get("flags", "")
    found += [flag for flag in mapped.split(";") if flag]
    if "authorities" in fact.get("publisher", ""):
        found.append("self-reported")
    if "FLAG:" in note and not {"merged-history", "conflict"} & set(found):
        found.append("doubtful")
    return list(dict.fromkeys(found))


def said(text: str) -> tuple[str, str]:
    """A text of the facts in Vietnamese and English, hand-written in `texts.csv`. Raises KeyError for another."""
    if not text:
        return "", ""
    row = reconstruction.by("texts", "text_en")[text]
    return row["text_vi"], row["en"]


def notes(fact: Row) -> tuple[str, str]:
    """The note in Vietnamese and English, hand-written in `notes.csv`; without an entry, the facts' English only."""
    note = fact.get("note", "")
    known = reconstruction.by("notes", "note").get(note)
    if known:
        return known["note_vi"], known["note_en"]
    return "", note
