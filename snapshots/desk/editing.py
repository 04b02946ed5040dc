"""What an editor does: start a draft, bring files in, edit rows, answer questions, say why, ask for approval, drop."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from snapshots.desk import content
from snapshots.desk.desk import Desk, new_request, request_id
from snapshots.desk.draft import DROPPED, PUBLISH, PUBLISHED, Draft, Upload, upload_of, waiting_for
from snapshots.desk.errors import (
    CellError,
    ClosedDraftError,
    KindError,
    MergeError,
    NotADraftOfTablesError,
    ScheduledDraftError,
    StaleTableError,
    TableWaitsError,
    TooLargeError,
    TooManyFilesError,
    UnfinishedFileError,
    UnknownTableError,
    UnknownUploadError,
)
from snapshots.desk.kept import keep, kept
from snapshots.desk.merge import ConflictError, merged
from snapshots.desk.others import file_with_others
from snapshots.desk.people import Person
from snapshots.desk.readiness import require_ready
from snapshots.desk.record import read_record, record_bytes
from snapshots.desk.words import LONGEST_NAME, file_name, shown_name, words
from snapshots.files import sha256
from snapshots.intake import Conversion, from_rows
from snapshots.log import KINDS
from snapshots.schema import Table, tables

MEGABYTE = 1_000_000
UPLOAD_LIMIT = 10 * MEGABYTE
WAITING_LIMIT = 30
"""Files of one draft that may wait for confirmation."""
ALLOWED_KINDS = tuple(kind for kind in KINDS if kind != "first")


def start(desk: Desk, someone: Person, *, now: dt.datetime, request: str = "") -> Draft:
    """A new draft from the snapshot shown now. NoSnapshotError where there is none; the same request starts one draft."""
    with desk.acting(someone, "start", request, now):
        identity = request_id(request)
        desk.write(someone, "start", identity, now, lambda: None if identity in desk.drafts() else place(desk))
        return desk.draft(identity)


def place(desk: Desk) -> dict[str, object]:
    """What is shown now and the head of the log that says so, taken together."""
    while True:
        head = desk.store.head()
        base = desk.store.current()
        if desk.store.head() == head:
            return {"base": base.id, "head": head.seq, "head_sha256": head.sha256}


def editable(desk: Desk, identity: str) -> Draft:
    """The draft, when its content may be changed now."""
    draft = open_draft(desk, identity)
    if draft.what != PUBLISH:
        raise NotADraftOfTablesError(draft=identity)
    return draft


def open_draft(desk: Desk, identity: str) -> Draft:
    """The draft, when it is neither closed nor on the schedule."""
    draft = desk.draft(identity)
    if draft.state in (PUBLISHED, DROPPED):
        raise ClosedDraftError(draft=identity)
    if draft.moment:
        raise ScheduledDraftError(draft=identity, moment=draft.moment)
    return draft


def put_file(
    desk: Desk, someone: Person, identity: str, name: str, raw: bytes, *, now: dt.datetime, table: str = "",
) -> tuple[Upload, Conversion]:
    """Brings a file in; `name` is what the clerk called it (data only), `table` the table it is for, when chosen.

    A file that needed no change is taken over at once; any other waits for answers and for `confirm`. Raises
    TooLargeError over 10 MB before anything is read.
    """
    with desk.acting(someone, "put_file", identity, now):
        _require_size(name, raw)
        given = _declared(table or suggested_table(name)).path if table or suggested_table(name) else file_name(name)
        draft = editable(desk, identity)
        made = _convert(desk, draft, given, raw, {})
        told = _told(desk, identity, new_request(), file_name(name), given, made, {})
        desk.write(someone, "put_file", identity, now, lambda: _brought(desk, draft, told))
        return upload_of(told), made


def suggested_table(name: str) -> str:
    """The table a file seems to be for, by its name alone (`Observations (1).xlsx`); empty where none. To be confirmed."""
    stem = file_name(name).casefold().replace("-", "_").replace(" ", "_")
    fitting = [table for table in tables() if stem.startswith(table)]
    return max(fitting, key=len, default="")


def _brought(desk: Desk, before: Draft, told: dict[str, Any]) -> dict[str, Any]:
    """The step of a file that was converted, unless the draft was brought up to date meanwhile."""
    draft = editable(desk, before.id)
    if len(draft.uploads) >= WAITING_LIMIT:
        raise TooManyFilesError(limit=WAITING_LIMIT)
    if draft.base != before.base:
        raise StaleTableError(file=told["table"])
    other = None if told["taken"] else waiting_for(draft, upload_of(told))
    if other is not None:
        raise TableWaitsError(first=shown_name(other.name), table=told["table"], name=shown_name(told["name"]))
    return told


def _require_size(name: str, raw: bytes) -> None:
    if len(raw) > UPLOAD_LIMIT:
        size = f"{len(raw) / MEGABYTE:.1f} MB"
        raise TooLargeError(name=shown_name(name), found=size, limit=f"{UPLOAD_LIMIT // MEGABYTE} MB")


def _convert(desk: Desk, draft: Draft, name: str, raw: bytes, given: Mapping[str, str]) -> Conversion:
    return desk.convert(name, raw, desk.store.snapshot(draft.base), given)


def _told(
    desk: Desk, identity: str, upload: str, shown: str, table: str, made: Conversion, given: Mapping[str, str],
) -> dict[str, Any]:
    folder = desk.folder(identity)
    asks = sum(ask.id not in given or bool(ask.unfit) for ask in made.asks)
    plain = not (made.changes or asks or made.refusals or given) and bool(made.files)
    return {
        "upload": upload, "name": shown, "table": table, "original": keep(folder, made.original),
        "record": keep(folder, record_bytes(made, given)),
        "files": {file: keep(folder, raw) for file, raw in sorted(made.files.items())},
        "asks": asks, "changes": len(made.changes), "refusals": made.faults, "taken": plain,
    }


def confirm(
    desk: Desk, someone: Person, identity: str, upload: str, *, now: dt.datetime, keep_others: bool = False,
) -> Draft:
    """Takes a converted file over into the draft. UnfinishedFileError while it asks or has faults.

    With `keep_others` rows of the draft's table that the file has nothing about stay, in the same step; otherwise the file
    is the whole table.
    """
    with desk.acting(someone, "confirm", identity, now):
        desk.write(someone, "confirm", identity, now,
                   lambda: _confirmable(desk, editable(desk, identity), upload, keep_others))
        return desk.draft(identity)


def _confirmable(desk: Desk, draft: Draft, upload: str, keep_others: bool) -> dict[str, object]:
    found = _waiting(draft, upload)
    if not found.ready:
        raise UnfinishedFileError(name=found.name, asks=found.asks, refusals=found.refusals)
    taken = _with_others(desk, draft, found) if keep_others else dict(found.files)
    return {"upload": upload, "files": taken, "record": found.record}


def _with_others(desk: Desk, draft: Draft, found: Upload) -> dict[str, str]:
    folder, there = desk.folder(draft.id), content.files(desk, draft)
    by_path = {table.path: table for table in tables().values()}
    return {
        name: keep(folder, file_with_others(by_path[name], there[name], kept(folder, digest)))
        for name, digest in found.files.items()
    }


def _waiting(draft: Draft, upload: str) -> Upload:
    found = draft.upload(upload)
    if found is None:
        raise UnknownUploadError(draft=draft.id)
    return found


def set_aside(desk: Desk, someone: Person, identity: str, upload: str, *, now: dt.datetime) -> Draft:
    """Takes a waiting file out of the draft; the original stays kept."""
    with desk.acting(someone, "set_aside", identity, now):
        desk.write(someone, "set_aside", identity, now,
                   lambda: {"upload": _waiting(editable(desk, identity), upload).id})
        return desk.draft(identity)


def put_rows(
    desk: Desk, someone: Person, identity: str, table: str, rows: Sequence[Mapping[str, object]], *, seen: str,
    now: dt.datetime,
) -> tuple[Upload, Conversion]:
    """The table as edited in the browser: all its rows, by column. `seen` is the hash of the table that was opened.

    As `put_file`: cells that are strict already are taken over at once, others are converted and wait for `confirm`.
    Raises StaleTableError when somebody changed it since, UnknownTableError for a table or column not declared.
    """
    with desk.acting(someone, "put_rows", identity, now):
        declared = _declared(table)
        _require_columns(declared, rows)
        draft = editable(desk, identity)
        made = _converted_rows(desk, draft, declared, rows)
        told = {**_told(desk, identity, new_request(), declared.path, declared.path, made, {}), "seen": seen}
        desk.write(someone, "put_rows", identity, now, lambda: _unless_stale(desk, draft, told))
        return upload_of(told), made


def _declared(table: str) -> Table:
    if table not in tables():
        raise UnknownTableError(name=shown_name(table), allowed=", ".join(tables()))
    return tables()[table]


def _require_columns(table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    strange = next((name for row in rows for name in row if name not in table.columns), None)
    if strange is not None:
        raise UnknownTableError(name=shown_name(str(strange)), allowed=", ".join(table.columns))


def _converted_rows(desk: Desk, draft: Draft, table: Table, rows: Sequence[Mapping[str, object]]) -> Conversion:
    whole = [{name: row.get(name) for name in table.columns} for row in rows]
    try:
        made = from_rows(table.path, whole, desk.store.snapshot(draft.base))
    except UnicodeEncodeError as error:
        raise CellError(file=table.path, found=f"U+{ord(error.object[error.start]):04X}") from error
    _require_size(table.path, made.original)
    return made


def _unless_stale(desk: Desk, before: Draft, told: dict[str, Any]) -> dict[str, Any]:
    draft = editable(desk, before.id)
    if told["seen"] != sha256(content.files(desk, draft)[told["table"]]):
        raise StaleTableError(file=told["table"])
    return _brought(desk, before, told)


def answer(desk: Desk, someone: Person, identity: str, question: str, text: str, *, now: dt.datetime) -> Draft:
    """Answers a question: of a waiting file (its converted form is made anew) or of the check (kept for good)."""
    with desk.acting(someone, "answer", identity, now):
        said = words("answer", text)
        draft = editable(desk, identity)
        asking = _asking(desk, draft, question)
        told = _answered(desk, draft, asking, question, said) if asking else {"question": _question(question), "text": said}
        desk.write(someone, "answer", identity, now, lambda: _unless_answered(desk, draft, asking, told))
        return desk.draft(identity)


def _question(question: str) -> str:
    """The id of a question of the check; ids of a file's questions may quote the file and stay out of the journal."""
    return words("question", question, LONGEST_NAME)


def _asking(desk: Desk, draft: Draft, question: str) -> Upload | None:
    folder = desk.folder(draft.id)
    asking = (upload for upload in draft.uploads if question in read_record(kept(folder, upload.record)).questions)
    return next(asking, None)


def _answered(desk: Desk, draft: Draft, upload: Upload, question: str, text: str) -> dict[str, Any]:
    folder = desk.folder(draft.id)
    given = {**read_record(kept(folder, upload.record)).answers, question: text}
    made = _convert(desk, draft, upload.table, kept(folder, upload.original), given)
    return _told(desk, draft.id, upload.id, upload.name, upload.table, made, given)


def _unless_answered(desk: Desk, before: Draft, asking: Upload | None, told: dict[str, Any]) -> dict[str, Any]:
    """The step of an answer, unless the file was answered or replaced by somebody else meanwhile."""
    draft = editable(desk, before.id)
    if asking and draft.upload(asking.id) != asking:
        raise StaleTableError(file=asking.table)
    return told


def note(
    desk: Desk, someone: Person, identity: str, kind: str, reason_vi: str, reason_en: str, *, now: dt.datetime,
) -> Draft:
    """What kind of publication it is and why, in both languages."""
    with desk.acting(someone, "note", identity, now):
        if kind not in ALLOWED_KINDS:
            raise KindError(found=shown_name(kind), allowed=", ".join(ALLOWED_KINDS))
        told = {"kind": kind, "reason_vi": words("reason_vi", reason_vi), "reason_en": words("reason_en", reason_en)}

        def decide() -> dict[str, str]:
            editable(desk, identity)
            return told

        desk.write(someone, "note", identity, now, decide)
        return desk.draft(identity)


def request_approval(desk: Desk, someone: Person, identity: str, *, now: dt.datetime) -> Draft:
    """Says the draft is finished; refused while it has errors, open questions or files that wait."""
    with desk.acting(someone, "request_approval", identity, now):
        require_ready(desk, open_draft(desk, identity))
        desk.write(someone, "request_approval", identity, now,
                   lambda: {"content": open_draft(desk, identity).content})
        return desk.draft(identity)


def renew(desk: Desk, someone: Person, identity: str, *, now: dt.datetime) -> Draft:
    """Brings a draft up to date after somebody published: its changes on what is shown now, to be looked at again.

    MergeError where both changed the same rows; the draft stays as it was then.
    """
    with desk.acting(someone, "renew", identity, now):
        desk.write(someone, "renew", identity, now, lambda: _renewed(desk, open_draft(desk, identity)))
        return desk.draft(identity)


def _renewed(desk: Desk, draft: Draft) -> dict[str, object]:
    here = place(desk)
    base = content.base_files(desk.store.snapshot(draft.base))
    theirs = content.base_files(desk.store.snapshot(str(here["base"])))
    declared = {table.path: table for table in tables().values()}
    files = {}
    for name, mine in content.changed_files(desk, draft).items():
        raw = _merged(declared[name], base[name], mine, theirs[name])
        files[name] = keep(desk.folder(draft.id), raw)
    return {**here, "files": files}


def _merged(table: Table, base: bytes, mine: bytes, theirs: bytes) -> bytes:
    if theirs in (base, mine):
        return mine
    try:
        return merged(table, base, mine, theirs)
    except (ConflictError, ValueError, csv.Error) as error:
        key = error.key if isinstance(error, ConflictError) else table.path
        raise MergeError(tables=table.path, key=key) from error


def drop(desk: Desk, someone: Person, identity: str, *, now: dt.datetime) -> Draft:
    """Gives a draft up. Its files and its story are kept."""
    with desk.acting(someone, "drop", identity, now):
        desk.write(someone, "drop", identity, now, lambda: {"content": open_draft(desk, identity).content})
        return desk.draft(identity)
