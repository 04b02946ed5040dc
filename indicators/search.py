"""Finding a province, ministry or agency by whatever name the reader types."""

import re
from typing import NamedTuple

import pandas as pd

from indicators.territory import DAY_OF, successor, valid_on
from language import date, fold, say, sort_key

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
    if not any(wanted):
        return []
    found: dict[str, tuple[int, int, Match]] = {}
    for position, (match, names) in enumerate(_candidates(entities, changes, boundary)):
        score = min((_score(name, wanted) for name in names), default=9)
        score_and_order = (score, position, match)
        if score < 9 and score_and_order[:2] < found.get(match.entity, (9, 0, match))[:2]:
            found[match.entity] = score_and_order
    return [item[2] for item in sorted(found.values(), key=lambda item: item[:2])]


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
    now = set(valid_on(entities, DAY_OF[boundary])["id"])
    found = [_candidate(row, changes) for _, row in entities.iterrows() if row["id"] in now]
    if boundary == "34":
        ended = entities[~entities["id"].isin(now)]
        found += [_former(row, changes) for _, row in ended.iterrows() if successor(changes, row["id"]) in now]
    return found


def _candidate(row: pd.Series, changes: pd.DataFrame) -> tuple[Match, list[str]]:
    own = changes[(changes["from"] == row["id"]) & (changes["to"] == row["id"])]
    former_names = [*own["name_before_vi"], *own["name_before_en"]]
    return Match(row["id"], row["name_vi"]), [*_names(row), *filter(None, former_names)]


def _former(row: pd.Series, changes: pd.DataFrame) -> tuple[Match, list[str]]:
    return Match(successor(changes, row["id"]), row["name_vi"], row["id"]), _names(row)


def _names(row: pd.Series) -> list[str]:
    listed = [row["name_vi"], row["name_en"], row["short_vi"], *str(row["aliases"]).split(";")]
    return [name.strip() for name in listed if name and name.strip()]


def _keys(text: str) -> tuple[str, str]:
    """The text with and without spaces; a k that is not kh is written c (`Đắk`, `Đắc`), as is qu (`Qui`, `Quy`)."""
    spaced = _HARD_K.sub("c", fold(text)).replace("qui", "quy")
    return spaced, spaced.replace(" ", "")


def _score(name: str, wanted: tuple[str, str]) -> int:
    spaced, joined = _keys(name)
    initials = "".join(word[0] for word in spaced.split())
    bare = _CITY.sub("", wanted[1])
    if joined == wanted[1] or (len(bare) > 1 and " " in spaced and initials == bare):
        return 0
    if spaced.startswith(wanted[0]) or joined.startswith(wanted[1]):
        return 1
    return 2 if f" {wanted[0]}" in spaced else 3 if len(wanted[1]) > 2 and wanted[1] in joined else 9
