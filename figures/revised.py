"""Revisions in words: each figure that is not what it was, and who moved. Told from both snapshots, old and new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from figures.context import Context
from figures.names import name_at
from indicators import trend
from indicators.wording import rank_words
from language import number, period, say, say_many
from snapshots.revisions import Figure, RankMove, Revision

NOTHING = "–"
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One changed figure as told: what it is about, old and new with their units, and the difference."""

    indicator: str
    entity: str
    period: str
    old: str
    new: str
    difference: str


def lines(old: Context, new: Context, figures: Iterable[Figure]) -> list[Line]:
    """The figures in their order. `old` and `new` are the snapshots before and after, in one language."""
    return [_line(old, new, figure) for figure in figures]


def table(lang: str, told: list[Line]) -> pd.DataFrame:
    """Lines under the reader's headings."""
    headings = {
        "indicator": say(lang, "Indicator"),
        "entity": say(lang, "Province, ministry or country"),
        "period": say(lang, "Period"),
        "old": say(lang, "Published before"),
        "new": say(lang, "Published now"),
        "difference": say(lang, "Difference"),
    }
    return pd.DataFrame([vars(one) for one in told], columns=list(headings)).rename(columns=headings)


def moves(old: Context, new: Context, ranked: Iterable[RankMove]) -> list[str]:
    """A sentence for each rank that moved: who, in what, from where to where, by how many places."""
    return [_move(old, new, one) for one in ranked]


def counts(lang: str, revision: Revision) -> list[str]:
    """How many rows were added, revised, corrected, removed, or had other words; empty where nothing changed."""
    many = dict(revision.counts)
    words = {
        "revision": lambda n, rows: say_many(lang, "{rows} figure revised", "{rows} figures revised", n, rows=rows),
        "correction": lambda n, rows: say_many(
            lang, "{rows} figure corrected", "{rows} figures corrected", n, rows=rows
        ),
        "removed": lambda n, rows: say_many(lang, "{rows} row left out", "{rows} rows left out", n, rows=rows),
        "added": lambda n, rows: say_many(lang, "{rows} row added", "{rows} rows added", n, rows=rows),
        "change": lambda n, rows: say_many(
            lang,
            "{rows} row with other words (names, notes, flags)",
            "{rows} rows with other words (names, notes, flags)",
            n,
            rows=rows,
        ),
    }
    return [told(many[kind], number(lang, many[kind])) for kind, told in words.items() if many.get(kind)]


def _line(old: Context, new: Context, figure: Figure) -> Line:
    row, lang = figure.subject, new.lang
    indicator = _named(old, new, "indicators", row["indicator"])
    edition = _edition(old, new, row)
    before, after = _said(old, figure.old), _said(new, figure.new)
    return Line(
        f"{indicator} ({edition})" if edition else indicator,
        _entity(old, new, row),
        period(lang, row["period"]),
        before,
        after,
        _difference(new if new.has("indicators", row["indicator"]) else old, figure),
    )


def _named(old: Context, new: Context, kind: str, identity: str) -> str:
    """The name now, else the name before; the identifier where neither snapshot has one."""
    holder = next((context for context in (new, old) if context.has(kind, identity)), None)
    return holder.name(kind, identity) if holder else identity


def _entity(old: Context, new: Context, row: Cells) -> str:
    holder = next((context for context in (new, old) if context.has("entities", row["entity"])), None)
    return name_at(holder, row["entity"], row["period"]) if holder else row["entity"]


def _edition(old: Context, new: Context, row: Cells) -> str:
    """Title of the edition of an index; a series is told by its period alone."""
    identity = row.get("edition", "")
    holder = next((context for context in (new, old) if identity and context.has("editions", identity)), None)
    if holder is None or holder.row("datasets", row["dataset"])["kind"] == "series":
        return ""
    return holder.edition_title(identity)


def _said(context: Context, row: Cells | None) -> str:
    """Value with its unit and rank as published in one snapshot; a dash where the row was not there, never a zero."""
    if row is None:
        return NOTHING
    known = context.has("indicators", row["indicator"])
    value = _number(row.get("value", ""))
    parts = []
    if value is not None:
        parts.append(context.value(row["indicator"], value, row.get("comparator") or "=") if known else row["value"])
    if row.get("rank"):
        parts.append(rank_words(context.lang, float(row["rank"]), _number(row.get("out_of", "")) or 0.0))
    if row.get("grade"):
        parts.append(row["grade"])
    return ", ".join(parts) or NOTHING


def _difference(context: Context, figure: Figure) -> str:
    """Shares in percentage points, amounts in per cent, ranks in places; empty where one of the two is missing."""
    if figure.old is None or figure.new is None:
        return ""
    told = []
    old, new = (_number(row.get("value", "")) for row in (figure.old, figure.new))
    exact = all((row.get("comparator") or "=") == "=" for row in (figure.old, figure.new))
    if old is not None and new is not None and old != new and exact:
        told.append(_amount(context, figure.subject["indicator"], old, new))
    ranks = [_number(row.get("rank", "")) for row in (figure.old, figure.new)]
    if ranks[0] and ranks[1] and ranks[0] != ranks[1]:
        told.append(_places(context.lang, int(ranks[0] - ranks[1])))
    return ", ".join(part for part in told if part)


def _amount(context: Context, indicator: str, old: float, new: float) -> str:
    if not context.has("indicators", indicator):
        return ""
    row = context.row("indicators", indicator)
    unit = context.row("units", row["unit"])
    decimals = max(context.places(indicator, old), context.places(indicator, new))
    return trend.change_words(context.lang, unit, old, new, str(row["direction"]), decimals)


def _places(lang: str, places: int) -> str:
    if places > 0:
        return say_many(lang, "up {count} place", "up {count} places", places)
    return say_many(lang, "down {count} place", "down {count} places", -places)


def _move(old: Context, new: Context, move: RankMove) -> str:
    row = vars(move)
    return say(
        new.lang,
        "{name}: from {old} to {new} in {what} ({places})",
        name=_entity(old, new, row),
        old=move.old,
        new=move.new,
        what=", ".join(
            part for part in (_named(old, new, "indicators", move.indicator), _edition(old, new, row)) if part
        ),
        places=_places(new.lang, move.places),
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
