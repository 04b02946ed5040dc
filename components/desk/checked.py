"""The check of a draft, run once for the same tables on the same base; an answer or a note does not repeat it."""

from collections import OrderedDict
from threading import Lock

from snapshots.desk import content, looking
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.people import Person
from snapshots.findings import Report
from snapshots.validate import Progress

KEPT = 8
"""Reports kept, each with the files to publish."""
_reports: OrderedDict[tuple[object, ...], Report] = OrderedDict()
_lock = Lock()


def report(desk: Desk, someone: Person, draft: Draft, progress: Progress | None = None) -> Report:
    """The report of the draft as it is now; `progress` is told on the way when the check is run.

    Raises ForbiddenError, UnknownDraftError, ApartError when the check went beyond its bounds.
    """
    found = known(desk, someone, draft)
    if found is not None:
        return found
    made = content.report(desk, draft, progress)
    with _lock:
        _reports[_key(desk, draft)] = made
        while len(_reports) > KEPT:
            _reports.popitem(last=False)
    return made


def known(desk: Desk, someone: Person, draft: Draft) -> Report | None:
    """As `report`, where the check was run already; None where it would have to be run."""
    looking.draft(desk, someone, draft.id)
    key = _key(desk, draft)
    with _lock:
        if key in _reports:
            _reports.move_to_end(key)
        return _reports.get(key)


def _key(desk: Desk, draft: Draft) -> tuple[object, ...]:
    return (str(desk.root), draft.id, draft.base, *sorted(draft.tables.items()))
