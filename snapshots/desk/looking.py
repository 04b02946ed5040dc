"""What a person of the desk may look at: drafts, the journal, the check, the comparison, the preview, the evidence."""

from collections.abc import Mapping
from typing import NamedTuple

from snapshots.compare import Change
from snapshots.desk import content
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.errors import UnknownTableError, UnknownUploadError
from snapshots.desk.journal import Broken, Step
from snapshots.desk.kept import kept
from snapshots.desk.people import Person, require
from snapshots.desk.readiness import meanwhile
from snapshots.desk.record import read_record, whole
from snapshots.files import sha256
from snapshots.findings import Finding, Report
from snapshots.intake.model import Conversion
from snapshots.log import Entry
from snapshots.schema import tables
from snapshots.store import Snapshot
from snapshots.table import read_rows
from snapshots.validate import Progress

LOOK = "look"


class Opened(NamedTuple):
    """A table to edit: its rows as text, and the hash that `put_rows` wants back as `seen`."""

    rows: list[dict[str, str]]
    seen: str


def drafts(desk: Desk, someone: Person) -> dict[str, Draft]:
    """Every draft by id, in the order they were started. Raises ForbiddenError, as everything here."""
    require(someone, LOOK)
    return desk.drafts()


def draft(desk: Desk, someone: Person, identity: str) -> Draft:
    """One draft; UnknownDraftError where there is none."""
    require(someone, LOOK)
    return desk.draft(identity)


def steps(desk: Desk, someone: Person, identity: str = "") -> tuple[Step, ...]:
    """The journal, oldest first; of one draft where its id is given."""
    require(someone, LOOK)
    return tuple(step for step in desk.journal.steps() if not identity or step.draft == identity)


def verified(desk: Desk, someone: Person) -> Broken | None:
    """The first broken step of the journal, read anew; None where it is whole."""
    require(someone, LOOK)
    return desk.journal.verify()


def published_meanwhile(desk: Desk, someone: Person, identity: str) -> tuple[Entry, ...]:
    """What others published after the draft's base was looked at; empty where the draft is up to date."""
    return meanwhile(desk, draft(desk, someone, identity))


def check(desk: Desk, someone: Person, identity: str, progress: Progress | None = None) -> Report:
    """The check of the draft: all faults at once. The same as long as `Draft.content` is the same.

    `progress(done, total)` is told on the way.
    """
    return content.report(desk, draft(desk, someone, identity), progress)


def open_questions(desk: Desk, someone: Person, identity: str, report: Report) -> tuple[Finding, ...]:
    """Questions of the check that nobody has answered."""
    return desk.unanswered(report, content.answers(draft(desk, someone, identity)))


def changes(desk: Desk, someone: Person, identity: str, report: Report | None = None) -> list[Change]:
    """Old against new, cell by cell; FaultyDraftError while the draft has errors."""
    found = draft(desk, someone, identity)
    return content.differences(desk, found, report or content.report(desk, found))


def preview(desk: Desk, someone: Person, identity: str, report: Report | None = None) -> Snapshot:
    """The draft as the pages would see it published: id `draft-…`, in memory only; FaultyDraftError with errors.

    `manifest_sha256` changes with the content, so that what is made of the preview can be kept under it.
    """
    found = draft(desk, someone, identity)
    return content.snapshot_of(desk, found, report or content.report(desk, found))


def opened(desk: Desk, someone: Person, identity: str, table: str) -> Opened:
    """A table of the draft for the editor of cells."""
    if table not in tables():
        raise UnknownTableError(name=table, allowed=", ".join(tables()))
    raw = content.files(desk, draft(desk, someone, identity))[tables()[table].path]
    return Opened(read_rows(raw), sha256(raw))


def table_files(desk: Desk, someone: Person, identity: str) -> Mapping[str, bytes]:
    """Every table of the draft by file name, as it would be checked (for a marked copy, or to download)."""
    return content.files(desk, draft(desk, someone, identity))


def conversion(desk: Desk, someone: Person, identity: str, upload: str) -> Conversion:
    """A waiting file as it was converted: what was changed, asked, refused; UnknownUploadError where none waits."""
    found = draft(desk, someone, identity)
    waiting = found.upload(upload)
    if waiting is None:
        raise UnknownUploadError(draft=identity)
    folder = desk.folder(found.id)
    files = {name: kept(folder, digest) for name, digest in waiting.files.items()}
    return whole(read_record(kept(folder, waiting.record)), kept(folder, waiting.original), files)


def evidence(desk: Desk, someone: Person, identity: str, digest: str) -> bytes:
    """A file as it was brought in, by the hash the journal names; KeptFileError where it is not what was kept."""
    return kept(desk.folder(draft(desk, someone, identity).id), digest)
