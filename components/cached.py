"""The one module that caches: the snapshot shown, and whatever is computed from a snapshot.

A snapshot never changes, so everything made from it is kept by its id and shared by all readers; nobody may alter it.
The log is looked at on every run (two file reads); all bytes are hashed again once a minute.
"""

import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

import streamlit as st

from figures.context import Context
from snapshots import checkpoints
from snapshots.messages import DamagedSnapshotError, Notice
from snapshots.places import AwayError
from snapshots.store import Snapshot, Store

RECHECK_SECONDS = float(os.environ.get("EXPLORER_RECHECK") or 60.0)
FIGURES_KEPT = 512
PREVIEW = "draft-"
"""As `snapshots.desk.content.PREVIEW`; the public process has no need of the desk's code."""
_figures: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_figures_lock = Lock()


@dataclass
class _Kept:
    head: tuple[Any, ...]
    snapshot: Snapshot
    notices: tuple[Notice, ...]
    checked: float


class _Shelf:
    """Holds the verified snapshot in memory; replaces it when the log grew or a minute has passed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = Lock()
        self._kept: _Kept | None = None

    def newest(self) -> _Kept:
        with self._lock:
            head, now = self.store.head(), time.monotonic()
            if self._kept is None or self._kept.head != head or now - self._kept.checked > RECHECK_SECONDS:
                self._kept = self._read(head, now)
            return self._kept

    def _read(self, head: tuple[Any, ...], now: float) -> _Kept:
        found = self.store.current()
        same = self._kept and self._kept.snapshot.manifest_sha256 == found.manifest_sha256
        snapshot = self._kept.snapshot if self._kept and same else found
        return _Kept(head, snapshot, found.notices, now)


@st.cache_resource(show_spinner=False)
def _shelf() -> _Shelf:
    return _Shelf(Store())


def newest() -> Snapshot:
    """The newest snapshot whose files verify. Raises NoSnapshotError where there is none."""
    return _shelf().newest().snapshot


def notices() -> tuple[Notice, ...]:
    """What is wrong with newer snapshots that are therefore not shown; empty when all is well."""
    return _shelf().newest().notices


def head() -> tuple[Any, ...]:
    """Changes whenever something is published, rolled back or withdrawn."""
    return _shelf().store.head()


def store() -> Store:
    return _shelf().store


@st.cache_resource(show_spinner=False, max_entries=8)
def older(snapshot: str, head: tuple[Any, ...]) -> Snapshot:
    """An earlier snapshot by id; `head` lets a withdrawal be noticed. Raises UnknownSnapshotError, DamagedSnapshotError."""
    return _shelf().store.snapshot(snapshot)


def kept(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
    """What `make()` gives, made once for `key`; shared by all readers and read only. The least recently used goes first."""
    with _figures_lock:
        if key in _figures:
            _figures.move_to_end(key)
            return _figures[key]
    made = make()
    with _figures_lock:
        _figures[key] = made
        while len(_figures) > FIGURES_KEPT:
            _figures.popitem(last=False)
    return made


@st.cache_resource(show_spinner=False, max_entries=32, hash_funcs={Snapshot: lambda snapshot: snapshot.manifest_sha256})
def context(snapshot: Snapshot, lang: str, dark: bool) -> Context:
    """The context of a snapshot, language and theme, with its tables indexed once."""
    return Context(snapshot, lang, dark)


def checkpoint_names() -> list[str]:
    """Names of the checkpoints and their signatures, looked at as often as the log; none while the store is away."""
    place = store().place
    try:
        return cast(list[str], kept(("checkpoints", place.stamp(checkpoints.FOLDER)), lambda: place.names(checkpoints.FOLDER)))
    except AwayError:
        return []


def is_preview(snapshot: str) -> bool:
    """Whether an id is that of a draft's preview, which is never published."""
    return snapshot.startswith(PREVIEW)


def before(snapshot: str) -> Snapshot | None:
    """The snapshot published before this one, by the log; None for the first. Before a draft is the newest."""
    if is_preview(snapshot):
        return newest()
    known = published()
    for earlier in known[known.index(snapshot) + 1 :] if snapshot in known else []:
        found = opened(earlier)
        if isinstance(found, Snapshot):  # the damage of another is told among the notices
            return found
    return None


def sound() -> list[str]:
    """Ids of the published snapshots whose files verify, newest first."""
    return [identity for identity in published() if not isinstance(opened(identity), DamagedSnapshotError)]


def opened(identity: str) -> Snapshot | DamagedSnapshotError:
    """A published snapshot, or what is wrong with it."""
    try:
        return cast(Snapshot, older(identity, head()))
    except DamagedSnapshotError as error:
        return error


def published() -> list[str]:
    """Ids of all published snapshots, newest first."""
    return [entry.snapshot for entry in reversed(store().entries()) if entry.action == "publish"]
