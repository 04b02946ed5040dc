"""Which views say something else on a draft than on the snapshot it began from.

Every view of both is made in both languages and compared: its words, table, columns, sources and what its chart draws.
Nothing is guessed: a view that is not named says exactly the same. Both sides stand under one snapshot id, so that the
id, its day and its checksum alone change nothing.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import NamedTuple

import pandas as pd

from charts.figure import Figure
from figures import catalogue
from figures.context import Context, Tables
from figures.views import UnknownViewError
from language import LANGUAGES
from snapshots import schema

CHANGED, NEW, GONE = "changed", "new", "gone"
_NAMING = 64
"""Longest text that can be an id."""


@dataclass(frozen=True)
class Said:
    """What a figure says in one language: its title and headline sentence, and a digest of all that it says."""

    title: str
    finding: str
    digest: str


@dataclass(frozen=True)
class Difference:
    """A view that changed, is new, or is gone (`kind`); what it said and says by language, empty where there is none."""

    view: str
    kind: str
    old: Mapping[str, Said]
    new: Mapping[str, Said]

    @property
    def reworded(self) -> bool:
        """Whether a headline sentence or a title says something else."""
        pairs = [(self.old.get(lang), self.new.get(lang)) for lang in LANGUAGES]
        return any(_headline(one) != _headline(other) for one, other in pairs)


class Step(NamedTuple):
    """So many views of all are compared; the difference of the view just compared, None where there is none."""

    done: int
    total: int
    found: Difference | None


class Move(NamedTuple):
    """A unit whose published place is another one."""

    name: str
    old: int
    new: int


class _Standing:
    """The tables of a snapshot under another id, without its checksum and log entry."""

    def __init__(self, tables: Tables, identity: str) -> None:
        self._tables, self.id = tables, identity

    def table(self, name: str) -> pd.DataFrame:
        return self._tables.table(name)


def beside(base: Tables, draft: Tables, lang: str, dark: bool = False) -> tuple[Context, Context]:
    """The contexts of both sides under the id of the base: figures made of them differ by what the tables say alone."""
    return Context(_Standing(base, base.id), lang, dark), Context(_Standing(draft, base.id), lang, dark)


def differences(
    base: Tables, draft: Tables, views: Sequence[str] | None = None, known: MutableMapping[str, Mapping[str, Said]] | None = None,
) -> Iterator[Step]:
    """Compares view by view: `views`, else every view of both sides, those most likely to change first.

    `known` holds what the base says by view and is filled; pass it again for another draft of the same base.
    """
    sides = [beside(base, draft, lang) for lang in LANGUAGES]
    olds, news = [old for old, _ in sides], [new for _, new in sides]
    chosen = ordered(base, draft) if views is None else list(views)
    told = known if known is not None else {}
    for done, view in enumerate(chosen, 1):
        if view not in told:
            told[view] = _said(olds, view)
        yield Step(done, len(chosen), _difference(view, told[view], _said(news, view)))


def _difference(view: str, old: Mapping[str, Said], new: Mapping[str, Said]) -> Difference | None:
    if old == new:
        return None
    return Difference(view, CHANGED if old and new else NEW if new else GONE, old, new)


def _said(contexts: Sequence[Context], view: str) -> Mapping[str, Said]:
    """What the view says by language; nothing where the snapshot has no such view."""
    try:
        made = [catalogue.figure(context, view) for context in contexts]
    except UnknownViewError:
        return {}
    return {figure.lang: said(figure) for figure in made}


def said(figure: Figure) -> Said:
    """What a figure says. Equal digests: the same words, cells, columns, sources and drawn rows."""
    told = sha256()
    for part in (asdict(figure.words), figure.columns, figure.sources, figure.filters, figure.unofficial):
        told.update(repr(part).encode())
    for name, rows in (("", figure.table), *sorted(figure.datasets.items())):
        told.update(name.encode() + b"\0")
        told.update(repr([list(rows.columns), rows.to_numpy(dtype=object).tolist()]).encode())
    return Said(figure.words.title, figure.words.finding, told.hexdigest())


def _headline(one: Said | None) -> tuple[str, str]:
    return (one.title, one.finding) if one else ("", "")


def ordered(base: Tables, draft: Tables) -> list[str]:
    """Every view of both sides: first those whose choices all name something that changed, then the others.

    Views of the same choices follow each other: what one is made of is still remembered for the next.
    """
    ids = changed_ids(base, draft)
    old, new = beside(base, draft, LANGUAGES[0])
    views = dict.fromkeys([*catalogue.every(new), *catalogue.every(old)])
    return sorted(views, key=lambda view: (*_strangeness(ids, view), sorted(catalogue.parse(view)[1].items())))


def likely(base: Tables, draft: Tables) -> list[str]:
    """The views whose choices all name something that changed."""
    ids = changed_ids(base, draft)
    return [view for view in ordered(base, draft) if _strangeness(ids, view) == (0, 0)]


def _strangeness(ids: frozenset[str], view: str) -> tuple[int, int]:
    """How many choices of a view name nothing that changed; views without a choice come after the first."""
    chosen = list(catalogue.parse(view)[1].values())
    return sum(one not in ids for one in chosen), int(not chosen)


def changed_ids(base: Tables, draft: Tables) -> frozenset[str]:
    """Ids in the rows that differ between the two: indicators, units, editions, periods. Only an order is made of them."""
    found: set[str] = set()
    for name in schema.tables():
        found |= _ids_of(_differing(base.table(name), draft.table(name)))
    return frozenset(found)


def _differing(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    both = pd.concat([old, new]).astype(str)
    return both[~both.duplicated(keep=False)]


def _ids_of(rows: pd.DataFrame) -> set[str]:
    return {cell for name in rows for cell in rows[name] if 0 < len(cell) <= _NAMING}


def moves(old: Figure, new: Figure) -> tuple[tuple[Move, ...], tuple[Move, ...]]:
    """Who rises and who falls between two figures of one view, the largest moves first.

    Only where both tables have one published place (`rank`) a unit; a missing place is no move.
    """
    before, after = _places(old), _places(new)
    moved = [Move(name, before[key][1], place) for key, (name, place) in after.items() if key in before]
    rising = sorted((one for one in moved if one.new < one.old), key=lambda one: one.new - one.old)
    falling = sorted((one for one in moved if one.new > one.old), key=lambda one: one.old - one.new)
    return tuple(rising), tuple(falling)


def _places(figure: Figure) -> Mapping[str, tuple[str, int]]:
    rows = figure.table
    if not {"entity", "rank"} <= set(rows.columns) or rows["entity"].duplicated().any():
        return {}
    names = rows["name"] if "name" in rows else rows["entity"]
    return {
        str(entity): (str(name), int(rank))
        for entity, name, rank in zip(rows["entity"], names, rows["rank"], strict=True) if pd.notna(rank)
    }
