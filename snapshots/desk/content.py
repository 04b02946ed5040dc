"""What a draft would publish: the tables of its base with those that were changed, checked, compared, previewed."""

from collections.abc import Mapping

from snapshots.compare import Change, compare
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.errors import FaultyDraftError
from snapshots.desk.kept import kept
from snapshots.files import sha256
from snapshots.findings import Report
from snapshots.log import Entry
from snapshots.manifest import MANIFEST, SUMS, declared_hashes, manifest_bytes, sums_text
from snapshots.questions import Answer
from snapshots.schema import Table, tables
from snapshots.store import Snapshot
from snapshots.table import write_rows
from snapshots.validate import Progress

PREVIEW = "draft-"
"""A preview's id begins so; no published one does."""


def table_bytes(snapshot: Snapshot, table: Table) -> bytes:
    """A table of a snapshot with the columns declared today."""
    return write_rows(table.columns, ([row.get(name, "") for name in table.columns] for row in snapshot.rows(table.name)))


def base_files(snapshot: Snapshot) -> dict[str, bytes]:
    """Every declared table of a snapshot, by file name."""
    return {table.path: table_bytes(snapshot, table) for table in tables().values()}


def changed_files(desk: Desk, draft: Draft) -> dict[str, bytes]:
    """The tables that were changed in the draft; KeptFileError where one is not what was kept."""
    return {name: kept(desk.folder(draft.id), digest) for name, digest in draft.tables.items()}


def files(desk: Desk, draft: Draft) -> dict[str, bytes]:
    """Every table of the draft, by file name."""
    return {**base_files(desk.store.snapshot(draft.base)), **changed_files(desk, draft)}


def report(desk: Desk, draft: Draft, progress: Progress | None = None) -> Report:
    """The check of the draft against its base: all findings, and the files to publish where there is no error."""
    return desk.check(files(desk, draft), desk.store.snapshot(draft.base), progress=progress)


def answers(draft: Draft) -> tuple[Answer, ...]:
    """The answers given so far, as the questions know them."""
    return tuple(Answer(said.question, said.text, said.who.name, said.time) for said in draft.answers.values())


def differences(desk: Desk, draft: Draft, checked: Report) -> list[Change]:
    """Every change from the base to the draft. Needs a report without errors; FaultyDraftError otherwise."""
    return compare(desk.store.snapshot(draft.base), snapshot_of(desk, draft, checked))


def snapshot_of(desk: Desk, draft: Draft, checked: Report) -> Snapshot:
    """The draft as the pages would see it published, never written to the store; FaultyDraftError with errors."""
    if not checked.passed:
        raise FaultyDraftError(checked, errors=checked.count("error"))
    identity = PREVIEW + draft.id
    manifest = manifest_bytes(identity, draft.changed, checked.files)
    faces = {MANIFEST: manifest, SUMS: sums_text(declared_hashes(manifest), manifest)}
    entry = _entry(draft, identity, sha256(manifest), checked)
    return Snapshot(identity, desk.folder(draft.id), entry.manifest_sha256, entry, {**checked.files, **faces})


def _entry(draft: Draft, identity: str, manifest: str, checked: Report) -> Entry:
    names: Mapping[str, None] = dict.fromkeys(who.name for who in draft.authors)
    return Entry(
        seq=draft.head.seq + 1, prev=draft.head.sha256, action="publish", snapshot=identity, manifest_sha256=manifest,
        kind=draft.kind or "revision", reason_vi=draft.reason_vi, reason_en=draft.reason_en, actor=", ".join(names),
        approver=draft.approver.name if draft.approver else "", time=draft.changed, request=draft.id,
        report=checked.summary())
