"""What each publication changed, for good: old and new of every figure that was not the same afterwards, and who moved."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from snapshots.compare import Change, compare
from snapshots.files import sha256
from snapshots.log import Entry, canonical
from snapshots.messages import DamagedSnapshotError
from snapshots.store import Snapshot, Store, shown_line

OBSERVATIONS = "observations"
SHOWN = 500
"""Figures listed of one publication; `more` counts the rest."""
_OFFSET = 2  # the header is row 1
_Cells = Mapping[str, str]


@dataclass(frozen=True)
class Figure:
    """One figure, old and new; None where it did not exist before, or does not any more.

    `old` and `new` are the rows of observations.csv as text (docs/data-model.md), missing as the empty cell.
    """

    kind: str
    old: _Cells | None
    new: _Cells | None

    @property
    def subject(self) -> _Cells:
        """The row that says what the figure is about."""
        return self.new or self.old or {}


@dataclass(frozen=True)
class RankMove:
    """A published rank that is another now; `places` above zero means the entity rises."""

    dataset: str
    edition: str
    indicator: str
    entity: str
    period: str
    old: int
    new: int

    @property
    def places(self) -> int:
        return self.old - self.new


@dataclass(frozen=True)
class Revision:
    """One entry of the log, and what readers saw change by it.

    `before` and `after` are the snapshots shown (empty where none was); `counts` the rows by kind of change
    (`compare.KINDS`) over all tables. A new figure is counted, not listed: a revision is about what was said before.
    `complete` is False where a snapshot cannot be read, so that nothing is known to be unchanged.
    """

    entry: Entry
    entry_sha256: str
    before: str
    after: str
    counts: Mapping[str, int]
    figures: tuple[Figure, ...] = ()
    more: int = 0
    moves: tuple[RankMove, ...] = ()
    complete: bool = True

    @property
    def rises(self) -> tuple[RankMove, ...]:
        """Who stands better than was published, the largest step first."""
        return tuple(sorted((move for move in self.moves if move.places > 0), key=lambda move: -move.places))

    @property
    def falls(self) -> tuple[RankMove, ...]:
        """Who stands worse than was published, the largest step first."""
        return tuple(sorted((move for move in self.moves if move.places < 0), key=lambda move: move.places))


def entry_hash(entry: Entry) -> str:
    """The hash of an entry's bytes: what a revision is kept under, since neither ever changes."""
    return sha256(canonical(entry))


def revisions(store: Store, known: Mapping[str, Revision] | None = None) -> list[Revision]:
    """A revision for each entry of the log, oldest first. `known` are those made before, by `entry_hash`.

    Damaged snapshots give an incomplete revision, never an error. Keep only complete ones.
    """
    entries = store.entries()
    kept = known or {}
    return [
        kept.get(entry_hash(entry)) or revision(store, entries[:number], entry) for number, entry in enumerate(entries)
    ]


def revision(store: Store, earlier: tuple[Entry, ...], entry: Entry) -> Revision:
    """What one entry changed for readers, given the entries before it."""
    before, after = _shown(earlier), _shown((*earlier, entry))
    digest = entry_hash(entry)
    if not before or not after or before == after:
        return Revision(entry, digest, before, after, {})
    try:
        return _compared(entry, digest, store.snapshot(before), store.snapshot(after))
    except DamagedSnapshotError:
        return Revision(entry, digest, before, after, {}, complete=False)


def _shown(entries: tuple[Entry, ...]) -> str:
    line = shown_line(entries)
    return line[-1].snapshot if line else ""


def _compared(entry: Entry, digest: str, before: Snapshot, after: Snapshot) -> Revision:
    changes = compare(before, after)
    figures = tuple(_figures(changes, before.rows(OBSERVATIONS), after.rows(OBSERVATIONS)))
    moves = tuple(move for figure in figures if (move := _move(figure)) is not None)
    counts = Counter(kind for _, _, _, kind in {(c.table, c.row_old, c.row_new, c.kind) for c in changes})
    return Revision(
        entry, digest, before.id, after.id, dict(counts), figures[:SHOWN], max(0, len(figures) - SHOWN), moves)


def _figures(changes: Sequence[Change], before: Sequence[_Cells], after: Sequence[_Cells]) -> Iterator[Figure]:
    """Each row of observations once, in the order of the comparison, under its gravest kind of change."""
    wanted = [c for c in changes if c.table == OBSERVATIONS and c.kind not in ("added", "change")]
    for row_old, row_new, kind in dict.fromkeys((c.row_old, c.row_new, c.kind) for c in wanted):
        old = before[row_old - _OFFSET] if row_old else None
        yield Figure(kind, old, after[row_new - _OFFSET] if row_new else None)


def _move(figure: Figure) -> RankMove | None:
    """The move of a published rank; none where a rank is missing before or after, which is not the last place."""
    old, new = (row.get("rank", "") if row else "" for row in (figure.old, figure.new))
    if not old or not new or old == new:
        return None
    about = {name: figure.subject.get(name, "") for name in ("dataset", "edition", "indicator", "entity", "period")}
    return RankMove(**about, old=int(old), new=int(new))
