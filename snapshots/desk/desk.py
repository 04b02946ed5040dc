"""The desk itself: its private folder, the store it publishes to, its settings; every step goes through `acting`."""

import contextlib
import datetime as dt
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from snapshots.desk.draft import Draft, drafts
from snapshots.desk.errors import DeskInsideStoreError, RequestError, UnknownDraftError
from snapshots.desk.journal import Journal, Step
from snapshots.desk.people import Person, require
from snapshots.desk.policy import Policy
from snapshots.findings import Finding, Report
from snapshots.intake import Conversion, convert
from snapshots.log import VIET_NAM, Entry
from snapshots.messages import SnapshotError
from snapshots.questions import Answer, unanswered
from snapshots.store import Store
from snapshots.validate import Progress, Rows, validate_files

DESK_VARIABLE = "EXPLORER_DESK"
DRAFTS = "drafts"
REQUEST_BYTES = 8
_ID = re.compile(r"[0-9a-f]{16}\Z")
_SHOWN = 40


class Converter(Protocol):
    """`snapshots.intake.convert`, or `snapshots.apart.convert`, which does it in a process with bounds."""

    def __call__(self, name: str, content: bytes, base: Rows, answers: Mapping[str, str]) -> Conversion: ...


class Checker(Protocol):
    """`snapshots.validate.validate_files`, or `snapshots.apart.check`, which does it in a process with bounds."""

    def __call__(
        self, files: Mapping[str, bytes], previous: Rows | None, /, *, progress: Progress | None = None,
    ) -> Report: ...


Unanswered = Callable[[Report, Sequence[Answer]], tuple[Finding, ...]]


def default_root() -> Path:
    """`EXPLORER_DESK`, or `desk/` beside the package."""
    return Path(os.environ.get(DESK_VARIABLE) or Path(__file__).resolve().parents[2] / "desk")


def new_request() -> str:
    """A number for one intention of one person: repeating it does the thing once."""
    return os.urandom(REQUEST_BYTES).hex()


class Desk:
    """A desk in `root`, which is private and lies apart from the store. Holds no state: the journal does.

    `now` of every action is a moment with a time zone. Raises DeskInsideStoreError.
    """

    def __init__(
        self, root: Path | None, store: Store, policy: Policy, *,
        convert: Converter = convert, check: Checker = validate_files, unanswered: Unanswered = unanswered,
    ) -> None:
        self.root = (Path(root) if root is not None else default_root()).resolve()
        self.store = store
        self.policy = policy
        self.convert = convert
        self.check = check
        self.unanswered = unanswered
        self.journal = Journal(self.root)
        _require_apart(self.root, store)

    def folder(self, draft: str) -> Path:
        """Where the files of a draft are kept; UnknownDraftError unless the id is one the desk gave."""
        if not _ID.match(draft):
            raise UnknownDraftError(draft=draft[:_SHOWN])
        return self.root / DRAFTS / draft

    def drafts(self) -> dict[str, Draft]:
        """All drafts by id. A publication that the store has and the journal missed (a kill between) counts."""
        published = {entry.request: entry.snapshot for entry in self.store.entries()}
        found = drafts(self.journal.steps())
        return {
            key: replace(draft, snapshot=published[key], moment="") if key in published else draft
            for key, draft in found.items()
        }

    def draft(self, identity: str) -> Draft:
        """One draft; UnknownDraftError where there is none."""
        found = self.drafts().get(identity)
        if found is None:
            raise UnknownDraftError(draft=identity[:_SHOWN])
        return found

    def entry(self, draft: str) -> Entry | None:
        """The entry of the public log that came of a draft: its request is the draft's id."""
        return next((entry for entry in self.store.entries() if entry.request == draft), None)

    @contextlib.contextmanager
    def acting(self, someone: Person, action: str, draft: str, now: dt.datetime) -> Iterator[None]:
        """Checks that the person may; whatever is refused inside is written to the journal too."""
        try:
            require(someone, action)
            yield
        except SnapshotError as error:
            told = {"action": action, "error": type(error).__name__}
            with contextlib.suppress(SnapshotError):
                self.write(someone, "refused", draft if _ID.match(draft) else "", now, lambda: told)
            raise

    def write(
        self, someone: Person, action: str, draft: str, now: dt.datetime, decide: Callable[[], Mapping[str, Any] | None],
    ) -> Step | None:
        """A step with what `decide` gives; it is asked anew when another step came first, and may refuse."""
        time = stamp(now)

        def make() -> Step | None:
            details = decide()
            return None if details is None else Step(action, draft, *someone.who, time, details)

        return self.journal.append(make)


def stamp(now: dt.datetime) -> str:
    """The moment as the journal and the log write it: Vietnamese time, to the second; ValueError without a time zone."""
    if now.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return now.astimezone(VIET_NAM).isoformat(timespec="seconds")


def request_id(request: str) -> str:
    """The request as given, or a new one where none is; RequestError unless it has the form the desk gives out."""
    if request and not _ID.match(request):
        raise RequestError()
    return request or new_request()


def _require_apart(root: Path, store: Store) -> None:
    public = Path(str(store.root)).resolve()
    if root == public or root in public.parents or public in root.parents:
        raise DeskInsideStoreError()
