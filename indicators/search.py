"""Finding a province, ministry or agency by whatever name the reader types."""

import re
from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from indicators.territory import DAY_OF, valid_on
from language import date, fold, say, sort_key

NO_FIT = 9
_HARD_K = re.compile(r"k(?!h)")
_CITY = re.compile(r"^(tp|thanh pho|tinh)(?=.)")


class Match(NamedTuple):
    """`entity` found by the `name` that matched; `former` is the id of the ended unit that leads to it, else empty."""

    entity: str
    name: str
    former: str = ""


def find(entities: pd.DataFrame, changes: pd.DataFrame, text: str, boundary: str = "34") -> list[str]:
    """Ids that fit the text, best first: exact, then beginning, then a word's beginning, then inside. Empty text:
    nothing.

    Accents, case, spaces and spelling variants (`Hoà Bình`, `hoa binh`, `TPHCM`, `Đắc Lắc`) do not matter. With
    boundary `34`, the name of a former unit gives the unit it was merged into; with `63`, the units before the
    merger.
    """
    return [match.entity for match in matches(entities, changes, text, boundary)]


def matches(entities: pd.DataFrame, changes: pd.DataFrame, text: str, boundary: str = "34") -> list[Match]:
    """As `find`, with the name that fitted and the former unit that led there; one match an entity."""
    wanted = _keys(text)
    if not wanted[1]:
        return []
    scored = [(_best(names, wanted), match) for match, names in _candidates(entities, changes, boundary)]
    found: dict[str, Match] = {}
    for score, match in sorted(scored, key=lambda pair: pair[0]):
        if score < NO_FIT:
            found.setdefault(match.entity, match)
    return list(found.values())


def reason_words(lang: str, match: Match, entities: pd.DataFrame, changes: pd.DataFrame) -> str:
    """`Hà Giang was merged into Tuyên Quang on 1 Jul 2025`; empty where no former name led here."""
    if not match.former:
        return ""
    names = entities.set_index("id")[f"name_{lang}"]
    day = changes.loc[(changes["from"] == match.former) & (changes["kind"] == "merge"), "date"].iloc[0]
    return say(
        lang,
        "{former} was merged into {successor} on {date}",
        former=names[match.former],
        successor=names[match.entity],
        date=date(lang, str(day)),
    )


def name_order(names: list[str]) -> list[str]:
    """Names in Vietnamese order."""
    return sorted(names, key=sort_key)


def highlight(name: str, text: str) -> list[tuple[str, bool]]:
    """The name cut into pieces, True where the piece fits the text (accents and case do not matter)."""
    plain = "".join((fold(letter) or " ")[:1] for letter in name)
    wanted = fold(text)
    start = plain.find(wanted) if wanted else -1
    if start < 0:
        return [(name, False)]
    end = start + len(wanted)
    pieces = [(name[:start], False), (name[start:end], True), (name[end:], False)]
    return [piece for piece in pieces if piece[0]]


def _candidates(entities: pd.DataFrame, changes: pd.DataFrame, boundary: str) -> list[tuple[Match, list[str]]]:
    """Every unit that may be found with its names: those of the day, then ended ones that lead to one of them."""
    now = set(valid_on(entities, DAY_OF[boundary])["id"])
    merged = changes[changes["kind"] == "merge"]
    successors = dict(zip(merged["from"], merged["to"], strict=True)) if boundary == "34" else {}
    before = _former_names(changes)
    rows = entities.to_dict("records")
    current = [
        (Match(row["id"], row["name_vi"]), _names(row) + before.get(row["id"], [])) for row in rows if row["id"] in now
    ]
    ended = [
        (Match(successors[row["id"]], row["name_vi"], row["id"]), _names(row))
        for row in rows
        if row["id"] not in now and successors.get(row["id"]) in now
    ]
    return current + ended


def _former_names(changes: pd.DataFrame) -> dict[str, list[str]]:
    """Names that a unit had before a change of its own (Thừa Thiên Huế), by id."""
    found: dict[str, list[str]] = {}
    for row in changes[changes["from"] == changes["to"]].to_dict("records"):
        found.setdefault(row["to"], []).extend(filter(None, [row["name_before_vi"], row["name_before_en"]]))
    return found


def _names(row: Mapping[Hashable, Any]) -> list[str]:
    listed = [row["name_vi"], row["name_en"], row["short_vi"], *str(row["aliases"]).split(";")]
    return [name.strip() for name in listed if name and name.strip()]


def _keys(text: str) -> tuple[str, str]:
    """The text with and without spaces; a k that is not kh is written c (`Đắk`, `Đắc`), as is qu (`Qui`, `Quy`)."""
    spaced = _HARD_K.sub("c", fold(text)).replace("qui", "quy")
    return spaced, spaced.replace(" ", "")


def _best(names: list[str], wanted: tuple[str, str]) -> int:
    return min((_score(name, wanted) for name in names), default=NO_FIT)


def _score(name: str, wanted: tuple[str, str]) -> int:
    spaced, joined = _keys(name)
    initials = "".join(word[0] for word in spaced.split())
    bare = _CITY.sub("", wanted[1])
    if joined == wanted[1] or (len(bare) > 1 and " " in spaced and initials == bare):
        return 0
    if spaced.startswith(wanted[0]) or joined.startswith(wanted[1]):
        return 1
    return 2 if f" {wanted[0]}" in spaced else 3 if len(wanted[1]) > 2 and wanted[1] in joined else NO_FIT
