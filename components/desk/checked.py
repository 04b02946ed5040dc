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
    looking.draft(desk, someone, draft.id)
    key = (str(desk.root), draft.id, draft.base, *sorted(draft.tables.items()))
    with _lock:
        if key in _reports:
            _reports.move_to_end(key)
            return _reports[key]
    made = content.report(desk, draft, progress)
    with _lock:
        _reports[key] = made
        while len(_reports) > KEPT:
            _reports.popitem(last=False)
    return made
