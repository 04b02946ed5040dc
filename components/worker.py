"""One worker process: `python -m components.worker FD`. Takes jobs from the server, answers with made files.

It reads the store itself and knows nothing of readers. It gives way to the server in everything (`os.nice`) and ends
as soon as the server has ended, whatever it was doing.
"""

import os
import signal
import sys
import traceback
from collections import OrderedDict
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any

from components.jobs import Failed, Job, Progress, Refused
from exports import shelf
from exports.order import Order, OrderError, made
from exports.shelf import Kept
from figures import catalogue
from figures.views import UnknownViewError
from language import LANGUAGES
from snapshots.messages import SnapshotError, UnknownSnapshotError
from snapshots.store import Snapshot, Store

NICENESS = 10
"""How far a worker steps back behind the server that answers readers."""
SNAPSHOTS_KEPT = 4
FIRST = "digital-economy"
"""A kind of figure that needs no choice, drawn to warm up."""


class KeptStore(Store):
    """The store with the snapshots last asked for in memory; read anew when the log has grown."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: OrderedDict[tuple[object, ...], Snapshot] = OrderedDict()

    def snapshot(self, identity: str) -> Snapshot:
        key = (identity, self.head())
        if key not in self._kept:
            self._kept[key] = super().snapshot(identity)
            while len(self._kept) > SNAPSHOTS_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def main() -> None:
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends its workers
    line: Connection = Connection(int(sys.argv[1]))
    jobs: SimpleQueue[Job] = SimpleQueue()
    Thread(target=_listen, args=(line, jobs), daemon=True).start()
    store = KeptStore()
    while True:
        line.send(answer(jobs.get(), store, line.send))


def _listen(line: Connection, jobs: SimpleQueue[Job]) -> None:
    """Passes jobs on; when the server is gone, so is this process, in the middle of a job too."""
    try:
        while True:
            jobs.put(line.recv())
    except (EOFError, OSError):
        os._exit(0)


def answer(job: Job, store: Store, tell: Callable[[Progress], None]) -> Kept | Refused | Failed:
    """The file, from the shelf where it is there; else why not. `tell` hears how far a slow one is."""
    kept = shelf.take(job.key) if job.key else None
    if kept:
        return kept
    try:
        told = {"progress": lambda done, parts: tell(Progress(done, parts))} if job.slow else {}
        found = maker(job.maker)(store, *job.arguments, **told)
    except (OrderError, UnknownViewError, SnapshotError) as error:
        return refusal(error)
    except Exception:  # noqa: BLE001  whatever went wrong, the worker lives on and the server is told
        return Failed(traceback.format_exc())
    kept = Kept(found.name, found.content, found.media_type)
    if job.key:
        shelf.put(job.key, kept)
    return kept


def warm(store: Store) -> Kept:
    """Draw a figure of the newest snapshot, for what that loads: libraries, tables, fonts."""
    made(Order(catalogue.path(FIRST), store.current().id), store)
    return Kept("", b"", "")


def maker(path: str) -> Any:
    """The function `module:name`."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def refusal(error: Any) -> Refused:
    """What to tell the reader, in each language; unknown where the address names something that does not exist."""
    unknown = any(isinstance(one, (UnknownViewError, UnknownSnapshotError)) for one in (error, error.__cause__))
    return Refused({lang: error.text(lang) for lang in LANGUAGES}, unknown)


if __name__ == "__main__":
    main()
