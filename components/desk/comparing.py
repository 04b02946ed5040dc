"""Which figures a draft changes, as the screens of the desk ask it: worked out in a process of its own, kept in memory.

Two passes: the views that name something changed, within seconds; then every view of the site, which takes minutes.
"""

from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock

from components.desk.changes_job import from_json, holds
from components.desk.work import Work
from components.jobs import Job
from components.workers import BusyError, Pool
from exports.shelf import Kept
from figures.changed import Difference
from snapshots.desk.draft import Draft

LIMIT = 600.0
"""Longest time for the first pass, s; the second may take three times as long."""
KEPT = 24
MAKER = "components.desk.changes_job:run"
pool = Pool(workers=2, limit=LIMIT)
_lock = Lock()
_asked: OrderedDict[Job, Future[Kept]] = OrderedDict()


@dataclass(frozen=True)
class Comparison:
    """What is known so far: `whole` once every view was compared; `failed` where it could not be worked out."""

    found: tuple[Difference, ...] = ()
    done: int = 0
    total: int = 0
    whole: bool = False
    failed: bool = False

    @property
    def views(self) -> tuple[str, ...]:
        return tuple(one.view for one in self.found)


def compared(work: Work, draft: Draft) -> Comparison:
    """The comparison of the draft as it is now; begun where nobody has asked for it yet. Ask again while not `whole`."""
    first, every = (_promise(work, draft, which) for which in ("likely", "all"))
    if every is None or first is None:
        return Comparison(failed=True)
    if every.done():
        return _outcome(every, whole=True)
    found = _outcome(first, whole=False).found if first.done() else ()
    told = pool.progress(_job(work, draft, "all" if first.done() else "likely"))
    return Comparison(found, told.done, told.parts)


def again(work: Work, draft: Draft) -> None:
    """Forget an attempt that failed."""
    with _lock:
        for which in ("likely", "all"):
            _asked.pop(_job(work, draft, which), None)


def _outcome(promise: Future[Kept], whole: bool) -> Comparison:
    if isinstance(promise.exception(), Exception):
        return Comparison(failed=True)
    return Comparison(from_json(promise.result().content), whole=whole)


def _job(work: Work, draft: Draft, which: str) -> Job:
    told = (str(work.desk.root), str(work.desk.store.where), draft.id, holds(draft), which)
    return Job(MAKER, told, slow=which == "all")


def _promise(work: Work, draft: Draft, which: str) -> Future[Kept] | None:
    job = _job(work, draft, which)
    with _lock:
        known = _asked.get(job)
        try:
            _asked[job] = known if known is not None else pool.ask(job)
        except BusyError:
            return None
        _asked.move_to_end(job)
        while len(_asked) > KEPT:
            _asked.popitem(last=False)
        return _asked[job]
