"""A draft as the journal tells it: what was brought in, answered, said, asked and decided. Nothing else holds its state."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from snapshots.desk.journal import Step
from snapshots.desk.people import Who
from snapshots.files import sha256
from snapshots.log import EMPTY, Head

PUBLISH = "publish"
OPEN, ASKED, APPROVED, PUBLISHED, DROPPED = "open", "asked", "approved", "published", "dropped"
STATES = (OPEN, ASKED, APPROVED, PUBLISHED, DROPPED)


@dataclass(frozen=True)
class Upload:
    """A file as a clerk gave it (`original`) and as it was converted (`files`: hash by table file).

    `record` is the kept list of changes, questions and answers, which may quote the file and so is not in the journal;
    `asks` counts the questions not answered yet; `name` is what the clerk called the file, only shown.
    """

    id: str
    name: str
    table: str
    original: str
    record: str
    files: Mapping[str, str]
    asks: int
    changes: int
    refusals: int

    @property
    def ready(self) -> bool:
        """Whether a person may confirm it."""
        return not self.asks and not self.refusals and bool(self.files)


@dataclass(frozen=True)
class Said:
    """An answer to a question of the check, with who gave it and when."""

    question: str
    text: str
    who: Who
    time: str


@dataclass(frozen=True)
class Mark:
    """What somebody said about a changed figure: `accept`, `ask` or `reply`; `content` is what the draft held then."""

    view: str
    action: str
    text: str
    who: Who
    time: str
    content: str


@dataclass(frozen=True)
class Draft:
    """One draft. `tables` holds the hash of each table that differs from the base; `what` is `publish` or an undo."""

    id: str
    what: str = PUBLISH
    target: str = ""
    base: str = ""
    head: Head = EMPTY
    started: str = ""
    changed: str = ""
    """Time of the last change of content."""
    tables: Mapping[str, str] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    answers: Mapping[str, Said] = field(default_factory=dict)
    kind: str = ""
    reason_vi: str = ""
    reason_en: str = ""
    authors: tuple[Who, ...] = ()
    marks: tuple[Mark, ...] = ()
    asked_for: str = ""
    """Content for which approval was asked."""
    approved_for: str = ""
    approver: Who | None = None
    moment: str = ""
    """When it is to be published; empty where no moment is set."""
    stopped: Mapping[str, str] = field(default_factory=dict)
    """Why the desk took it off the schedule, by language; empty where it did not."""
    snapshot: str = ""
    """The snapshot published from it (or shown again, or withdrawn)."""
    dropped: bool = False

    @property
    def content(self) -> str:
        """Hash of all that is decided upon: an approval holds for exactly this."""
        answers = {key: said.text for key, said in self.answers.items()}
        words = [self.what, self.target, self.base, *self.head, self.kind, self.reason_vi, self.reason_en]
        told = json.dumps([words, dict(self.tables), answers], sort_keys=True, ensure_ascii=True)
        return sha256(told.encode("ascii"))

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.snapshot:
            return PUBLISHED
        if self.dropped:
            return DROPPED
        if self.approved_for == self.content:
            return APPROVED
        return ASKED if self.asked_for == self.content else OPEN

    @property
    def questioned(self) -> tuple[str, ...]:
        """Views somebody asked about and nobody accepted since."""
        last = {mark.view: mark.action for mark in self.marks if mark.action != "reply"}
        return tuple(view for view, action in last.items() if action == "ask")

    @property
    def accepted(self) -> frozenset[str]:
        """Views accepted as the draft is now; a change of content asks for a new look."""
        last = {mark.view: mark for mark in self.marks if mark.action != "reply"}
        return frozenset(v for v, mark in last.items() if (mark.action, mark.content) == ("accept", self.content))

    def upload(self, identity: str) -> Upload | None:
        """The waiting file of that id."""
        return next((upload for upload in self.uploads if upload.id == identity), None)


def drafts(steps: Iterable[Step]) -> dict[str, Draft]:
    """Every draft of the journal by id, in the order they were started."""
    found: dict[str, Draft] = {}
    for step in steps:
        make = _STEPS.get(step.action)
        if step.draft and step.action in _STARTING and make:
            found[step.draft] = make(Draft(step.draft), step)
        elif make and step.draft in found:
            found[step.draft] = make(found[step.draft], step)
    return found


def _content(draft: Draft, step: Step, **changes: object) -> Draft:
    known = any(step.who.same(who) for who in draft.authors)
    authors = draft.authors if known else (*draft.authors, step.who)
    return replace(draft, changed=step.time, authors=authors, stopped={}, **changes)  # type: ignore[arg-type]


def _started(draft: Draft, step: Step) -> Draft:
    told = step.details
    head = Head(int(told["head"]), str(told["head_sha256"]))
    return _content(draft, step, base=told["base"], head=head, started=step.time)


def _proposed(draft: Draft, step: Step) -> Draft:
    told = step.details
    reasons = {"reason_vi": told["reason_vi"], "reason_en": told["reason_en"]}
    made = replace(_started(draft, step), what=step.action, target=told["target"], **reasons)
    return replace(made, asked_for=made.content)


def _put_file(draft: Draft, step: Step) -> Draft:
    told = step.details
    upload = upload_of(told)
    others = tuple(old for old in draft.uploads if old.id != upload.id and not _replaced(old, upload))
    if told["taken"]:
        others = tuple(old for old in draft.uploads if old.id != upload.id and old.name != upload.name)
        return _content(draft, step, tables={**draft.tables, **upload.files}, uploads=others)
    return _content(draft, step, uploads=(*others, upload))


def upload_of(told: Mapping[str, Any]) -> Upload:
    """The upload a step tells of."""
    names = ("name", "table", "original", "record", "files", "asks", "changes", "refusals")
    return Upload(id=told["upload"], **{name: told[name] for name in names})


def _replaced(old: Upload, new: Upload) -> bool:
    """Whether the file gives way to its successor: one of its name, or one for its table where it cannot be taken over."""
    return old.name == new.name or (old.table == new.table and bool(old.refusals or old.files.keys() & new.files.keys()))


def waiting_for(draft: Draft, new: Upload) -> Upload | None:
    """Another file that waits for the same table and would have to give way, though it can be taken over."""
    fitting = (old for old in draft.uploads if old.table == new.table and old.id != new.id and old.name != new.name)
    return next((old for old in fitting if not old.refusals), None)


def _confirmed(draft: Draft, step: Step) -> Draft:
    left = tuple(upload for upload in draft.uploads if upload.id != step.details["upload"])
    return _content(draft, step, tables={**draft.tables, **step.details["files"]}, uploads=left)


def _set_aside(draft: Draft, step: Step) -> Draft:
    return replace(draft, uploads=tuple(upload for upload in draft.uploads if upload.id != step.details["upload"]))


def _answered(draft: Draft, step: Step) -> Draft:
    told = step.details
    if told.get("upload"):
        return _put_file(draft, step)
    said = Said(told["question"], told["text"], step.who, step.time)
    return _content(draft, step, answers={**draft.answers, said.question: said})


def _noted(draft: Draft, step: Step) -> Draft:
    told = step.details
    return _content(draft, step, kind=told["kind"], reason_vi=told["reason_vi"], reason_en=told["reason_en"])


def _renewed(draft: Draft, step: Step) -> Draft:
    told = step.details
    head = Head(int(told["head"]), str(told["head_sha256"]))
    return _content(draft, step, base=told["base"], head=head, tables=told["files"])


def _marked(draft: Draft, step: Step) -> Draft:
    told = step.details
    mark = Mark(told["view"], step.action, told.get("text", ""), step.who, step.time, told["content"])
    return replace(draft, marks=(*draft.marks, mark))


def _asked_for(draft: Draft, step: Step) -> Draft:
    return replace(draft, asked_for=step.details["content"], stopped={})


def _approved(draft: Draft, step: Step) -> Draft:
    return replace(draft, approved_for=step.details["content"], approver=step.who)


def _scheduled(draft: Draft, step: Step) -> Draft:
    return replace(draft, moment=step.details["moment"], stopped={})


def _unscheduled(draft: Draft, step: Step) -> Draft:
    return replace(draft, moment="")


def _stopped(draft: Draft, step: Step) -> Draft:
    return replace(draft, moment="", stopped=step.details["reason"])


def _published(draft: Draft, step: Step) -> Draft:
    return replace(draft, snapshot=step.details["snapshot"], moment="")


def _dropped(draft: Draft, step: Step) -> Draft:
    return replace(draft, dropped=True, moment="")


_STARTING = ("start", "roll_back", "withdraw")
_STEPS: Mapping[str, Callable[[Draft, Step], Draft]] = {
    "start": _started, "roll_back": _proposed, "withdraw": _proposed, "put_file": _put_file, "confirm": _confirmed,
    "set_aside": _set_aside, "put_rows": _put_file, "answer": _answered, "note": _noted, "renew": _renewed,
    "accept": _marked, "ask": _marked, "reply": _marked, "request_approval": _asked_for, "approve": _approved,
    "schedule": _scheduled, "unschedule": _unscheduled, "stop": _stopped, "publish": _published, "drop": _dropped,
}
