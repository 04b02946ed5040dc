"""Whether a draft may go on: nothing published meanwhile, no fault, every question answered, a reason given, approved."""

from collections.abc import Iterable

from snapshots.desk import content
from snapshots.desk.desk import Desk
from snapshots.desk.draft import APPROVED, PUBLISH, Draft
from snapshots.desk.errors import (
    FaultyDraftError,
    MovedError,
    NoReasonError,
    NotApprovedError,
    OpenQuestionsError,
    UnchangedError,
    WaitingFilesError,
)
from snapshots.findings import Report
from snapshots.log import Entry
from snapshots.questions import UnansweredError

_SHOWN = 5


def meanwhile(desk: Desk, draft: Draft) -> tuple[Entry, ...]:
    """What was published, shown again or withdrawn after the draft was started or brought up to date."""
    return tuple(entry for entry in desk.store.entries() if entry.seq > draft.head.seq)


def require_current(desk: Desk, draft: Draft) -> None:
    """MovedError when somebody published since the draft's base was looked at."""
    if desk.store.head() != draft.head:
        raise moved(desk, draft)


def moved(desk: Desk, draft: Draft) -> MovedError:
    """The refusal that names what was published meanwhile."""
    entries = meanwhile(desk, draft)
    told = "; ".join(f"{entry.snapshot} ({entry.actor}, {entry.time[:16].replace('T', ' ')})" for entry in entries[-_SHOWN:])
    return MovedError(entries, published=told or "–")


def require_ready(desk: Desk, draft: Draft) -> Report | None:
    """The draft's report when nothing of its content stands against publishing; None for an undo, which has none."""
    require_current(desk, draft)
    if draft.what != PUBLISH:
        return None
    if draft.uploads:
        raise WaitingFilesError(names=", ".join(upload.name for upload in draft.uploads))
    if not draft.kind:
        raise NoReasonError()
    return _require_good(desk, draft)


def _require_good(desk: Desk, draft: Draft) -> Report:
    report = content.report(desk, draft)
    if not report.passed:
        raise FaultyDraftError(report, errors=report.count("error"))
    left = desk.unanswered(report, content.answers(draft))
    if left:
        raise UnansweredError(left)
    if report.files == content.base_files(desk.store.snapshot(draft.base)):
        raise UnchangedError(base=draft.base)
    return report


def require_accepted(draft: Draft, figures: Iterable[str] = ()) -> None:
    """OpenQuestionsError while somebody asks about a figure, or one of `figures` (views) is not accepted as it is now."""
    waiting = [*draft.questioned, *(view for view in figures if view not in draft.accepted)]
    if waiting:
        raise OpenQuestionsError(views=", ".join(dict.fromkeys(waiting)))


def require_approved(desk: Desk, draft: Draft) -> None:
    """NotApprovedError when the settings ask for a second look and what the draft holds now has not had it."""
    if not desk.policy.needs_approval(draft.kind if draft.what == PUBLISH else draft.what):
        return
    own = draft.approver is not None and any(draft.approver.same(who) for who in draft.authors)
    if draft.state != APPROVED or (desk.policy.two_people and own):
        raise NotApprovedError()
