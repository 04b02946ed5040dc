"""What nobody who publishes by hand can mean is refused, before anything is checked or written."""

import argparse
import datetime as dt
from collections.abc import Collection
from pathlib import Path

from snapshots.compare import FolderRows, compare
from snapshots.draft import read_folder
from snapshots.drafting import kept_base
from snapshots.findings import visible
from snapshots.log import KINDS, VIET_NAM, Head
from snapshots.messages import (
    BaseMovedError,
    DateError,
    MissingWordError,
    NoBaseError,
    NoTablesError,
    NothingChangedError,
    SamePersonError,
    UnknownAnswerError,
)
from snapshots.questions import question_id, questions
from snapshots.schema import tables
from snapshots.store import Snapshot, Store
from snapshots.validate import validate

FIRST = "first"
OBSERVATIONS = "observations.csv"
A_YEAR = dt.timedelta(days=366)
DAY = len("2026-11-21")

Options = argparse.Namespace


def require_sensible(options: Options, store: Store, answered: Collection[str]) -> Head | None:
    """Refuses what nobody means; the log entry at which the draft began, None where its folder does not say.

    `answered` are the ids of the questions that were answered.
    """
    newest = store.newest()
    if newest is None:
        return None
    if options.kind == FIRST:
        raise MissingWordError(name="--kind", found=FIRST, allowed=", ".join(kind for kind in KINDS if kind != FIRST))
    began = _began(options, store.head())
    _require_date(options, newest)
    if not options.reconstructed and options.actor.strip() and options.actor.strip() == options.approver.strip():
        raise SamePersonError(name=options.actor.strip())
    if not compare(newest, folder_rows(options.folder)):
        raise NothingChangedError(folder=options.folder.name, snapshot=newest.id)
    _require_asked(options, newest, answered)
    return began


def _began(options: Options, head: Head) -> Head | None:
    began = kept_base(options.folder)
    if options.expect_head is None and began is None:
        read_folder(options.folder)
        raise NoBaseError(folder=options.folder.name, seq=head.seq)
    if options.expect_head is None and began != head:
        raise BaseMovedError(expected=began.seq if began else 0, found=head.seq)
    return began


def _require_date(options: Options, newest: Snapshot) -> None:
    """In order with the snapshots there are (put together later: any earlier day too), and no slip of the year."""
    first = "0001-01-01" if options.reconstructed else newest.id[:DAY]
    last = (dt.date.fromisoformat(max(today(), newest.id[:DAY])) + A_YEAR).isoformat()
    if options.date and not first <= options.date <= last:
        raise DateError(found=visible(options.date), first=first, last=last)


def _require_asked(options: Options, newest: Snapshot, answered: Collection[str]) -> None:
    asked = [question_id(item) for item in questions(validate(options.folder, newest))] if answered else []
    unknown = [one for one in answered if one not in asked]
    if unknown:
        raise UnknownAnswerError(found=unknown[0], asked=", ".join(asked) or "–")


def today() -> str:
    """The day in Viet Nam."""
    return dt.datetime.now(VIET_NAM).date().isoformat()


def folder_rows(folder: Path) -> FolderRows:
    """The tables in a folder; NoTablesError where there is none of them."""
    paths = [table.path for table in tables().values()]
    if not any((folder / path).is_file() for path in paths):
        raise NoTablesError(folder=folder.name, table=OBSERVATIONS)
    return FolderRows(folder)
