"""What the store says besides findings: notices for readers, errors for staff. English text is the message id."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from language import say
from snapshots.findings import Report, printable

NOTICES: Mapping[str, str] = {
    "file_altered":
        "Snapshot {snapshot}: file {file} is not the file that was published (its checksum differs).",
    "file_missing": "Snapshot {snapshot}: file {file} is missing.",
    "folder_missing": "Snapshot {snapshot}: its folder is missing.",
    "manifest_altered": "Snapshot {snapshot}: {file} is not the descriptor recorded in the log.",
    "fell_back": "Snapshot {damaged} could not be verified; snapshot {snapshot} is shown in its place.",
    "withdrawn": "Snapshot {snapshot} was withdrawn on {time}: {reason}",
    "replaced": "Snapshot {snapshot} was replaced by {by}.",
    "log_altered":
        "Log entry {file} was altered: entries from there on are not used, and nothing can be published "
        "until it is repaired.",
    "log_gap":
        "Log entry {file} is missing: later entries are not used, and nothing can be published until it is repaired.",
    "log_went_back":
        "The log has lost entries seen before (entry {seq}): the last known state is shown until the log is restored.",
    "store_away":
        "The store of snapshots cannot be reached: what was verified last is shown. The store last answered "
        "{minutes} min ago.",
    "snapshot_away": "Snapshot {snapshot}: the store cannot be reached to read its files.",
    "copy_shown": "Snapshot {snapshot} is shown from a verified copy of what was published.",
    "checkpoint_altered": "Checkpoint {file} does not agree with the log: one of the two was altered.",
    "checkpoint_beyond":
        "Checkpoint {file} is about an entry that the log does not have: the end of the log was lost or removed.",
    "checkpoint_lacking": "Entries without a checkpoint: {count}. To write what lacks: python -m snapshots mirror",
    "checkpoint_unwritten":
        "Not every checkpoint was written or signed ({detail}). What is published stays published; the next publication "
        "makes it good, or: python -m snapshots mirror",
    "signature_wrong": "Signature {file} is not a valid signature of what it stands beside.",
    "tool_missing": "Nothing can be signed or checked: ssh-keygen is not installed (package openssh-client).",
    "key_refused": "Checkpoints are not signed: ssh-keygen did not take the key ({detail}).",
    "mirror_away":
        "Mirror {mirror} cannot be reached ({detail}). It is caught up by the next publication, or by: "
        "python -m snapshots mirror",
    "mirror_differs":
        "Mirror {mirror} keeps a checkpoint ({file}) that this log is not a continuation of: the log was rewritten or lost "
        "its end, or the mirror was altered. Nothing was copied there.",
    "stray_folder": "Folder {file} is not in the log and is ignored.",
    "stray_file": "Snapshot {snapshot}: file {file} does not belong to it and is ignored.",
}


@dataclass(frozen=True)
class Notice:
    """Something a reader or a member of staff must know about the store; `snapshot` and `file` name the place."""

    code: str
    snapshot: str = ""
    file: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The notice in the reader's language; `reason_vi` and `reason_en` become the field `reason`."""
        values = {"snapshot": self.snapshot, "file": self.file, **self.values}
        return say(lang, NOTICES[self.code], **values, reason=self.values.get(f"reason_{lang}", ""))


class SnapshotError(Exception):
    """A refusal by the store, in plain words: `text(lang)`."""

    message = "The store refused."

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: str) -> str:
        """The refusal in the reader's language."""
        words = {key: value.text(lang) if hasattr(value, "text") else value for key, value in self.values.items()}
        return printable(say(lang, self.message, **words))


class NoSnapshotError(SnapshotError):
    """There is no published snapshot that can be verified; `notices` says what is wrong with those that exist."""

    message = (
        "No snapshot has been published in folder {root}, or none can be verified. "
        "To publish one: python -m snapshots publish FOLDER"
    )

    def __init__(self, notices: tuple[Notice, ...] = (), **values: object) -> None:
        super().__init__(**values)
        self.notices = notices


class UnknownSnapshotError(SnapshotError):
    """The log has no such snapshot."""

    message = "Snapshot {snapshot} is not in the log. Known snapshots: {known}."


class DamagedSnapshotError(SnapshotError):
    """The files of a snapshot are not the published ones; `notices` names each."""

    message = "Snapshot {snapshot} cannot be verified and is not shown."

    def __init__(self, notices: tuple[Notice, ...], **values: object) -> None:
        super().__init__(**values)
        self.notices = notices


class WithdrawnError(SnapshotError):
    """A withdrawn snapshot cannot be shown again, nor withdrawn twice."""

    message = "Snapshot {snapshot} was withdrawn."


class AlreadyCurrentError(SnapshotError):
    """Rolling back to what is shown already."""

    message = "Snapshot {snapshot} is already the one shown; nothing was changed."


class HeadMovedError(SnapshotError):
    """Somebody published first: the comparison that was reviewed is no longer the one to publish."""

    message = (
        "Somebody published first: the log is now at entry {found}, you reviewed entry {expected}. "
        "Compare again, then publish."
    )


class LogDamagedError(SnapshotError):
    """Nothing may be added to a log that does not verify."""

    message = "The log does not verify, so nothing was published. {detail}"


class RefusedError(SnapshotError):
    """The draft has errors; `report` lists them."""

    message = "The draft has errors ({errors}), so nothing was published."

    def __init__(self, report: Report, **values: object) -> None:
        super().__init__(**values)
        self.report = report


class MissingWordError(SnapshotError):
    """A kind, date or time of a publication that there is not."""

    message = "Nothing was published: {name} cannot be “{found}”. Allowed: {allowed}."


class EmptyWordError(MissingWordError):
    """A reason in both languages and the person who does it are required."""

    message = "Nothing was published: {name} is empty. Write it in words."


class UnclearWordError(MissingWordError):
    """What is published for good is plain text of a bounded length."""

    message = (
        "Nothing was published: {name} has letters that cannot be seen or written, or more than {longest} characters "
        "({found}). Write it again as plain text."
    )


class SamePersonError(SnapshotError):
    """Who approves looks with other eyes than who did the work."""

    message = (
        "Nothing was published: {name} is named as the one who did it and as the one who approved it. Name another "
        "person, or leave out --approver."
    )


class NoBaseError(SnapshotError):
    """Nothing says what the tables of a folder were compared with."""

    message = (
        "Nothing was published: folder {folder} does not say at which log entry its tables began. Make drafts with: "
        "python -m snapshots draft FOLDER. If these tables were compared with entry {seq}, the newest: add --expect-head {seq}."
    )


class BaseMovedError(SnapshotError):
    """Somebody published since the draft was made: its tables would take that back."""

    message = (
        "Nothing was published: this draft began at log entry {expected}, and the log is now at entry {found}. Its tables "
        "do not hold what was published since and would take it back. Make a new draft, do your changes there, and publish that."
    )


class NothingChangedError(SnapshotError):
    """A snapshot that says nothing new."""

    message = "Nothing was published: the tables of folder {folder} are those of snapshot {snapshot}, which is shown now."


class DateError(SnapshotError):
    """A date of a snapshot that stands outside the order of the chain."""

    message = "Nothing was published: --date is {found}, and must be a day from {first} to {last}, such as 2026-11-21."


class LastSnapshotError(SnapshotError):
    """Readers would be left with nothing."""

    message = (
        "Nothing was withdrawn: snapshot {snapshot} is the only one that can be shown. Publish the right figures first, "
        "then withdraw it."
    )


class UnknownAnswerError(SnapshotError):
    """An answer to a question that nobody asks."""

    message = "No question has the id {found}. Asked now: {asked}."


class FolderError(SnapshotError):
    """A folder that is not there or cannot be read."""

    message = "Folder {folder} does not exist or cannot be read."


class NoStoreError(FolderError):
    """A folder that should be a store and is not there."""

    message = "There is no store of snapshots: folder {folder} does not exist. Check the path behind --data."


class NoTablesError(FolderError):
    """A folder without one of the tables."""

    message = "Folder {folder} holds none of the tables (such as {table})."


class AddressError(SnapshotError):
    """An address of object storage that cannot be one."""

    message = "“{found}” is no address of a store: write a folder, or for object storage s3://BUCKET/FOLDER."


class FolderTakenError(SnapshotError):
    """A draft is never written over other files."""

    message = "Folder {folder} is not empty; give the draft a new folder."


class SameTableError(SnapshotError):
    """Which of two files is meant is never guessed."""

    message = "{a} and {b} are both for the table {table}: leave one of them in the folder and repeat the command."


class AnswerFormError(SnapshotError):
    """An answer on the command line without its question."""

    message = "“{found}” is not an answer: write --answer, then the id of the question, an equals sign and the answer."


class CheckpointFormError(SnapshotError):
    """What was given to be looked for is no checkpoint and no checksum."""

    message = (
        "“{found}” is neither a checkpoint of this explorer nor a checksum (the first 12 to all 64 of its characters, "
        "0 to 9 and a to f)."
    )


class UncertainError(SnapshotError):
    """The entry is in the log, but the disk did not confirm that it survives a power cut."""

    message = (
        "Snapshot {snapshot} is in the log as entry {seq}, but the disk did not confirm it ({detail}). "
        "Do not publish again; run: python -m snapshots verify"
    )


class StoreAwayError(SnapshotError):
    """The place of the store does not answer."""

    message = "The store of snapshots cannot be reached, so nothing was published. Try again later."


class StorePackageError(SnapshotError):
    """Object storage needs a package that is not installed."""

    message = "A store at {address} needs the Python package {package}, which is not installed."


class UnknownOutcomeError(UncertainError):
    """The place stopped answering while it was asked to take the entry."""

    message = (
        "The store stopped answering, so it is not known whether snapshot {snapshot} became entry {seq} ({detail}). "
        "Do not publish again; first look at the log: python -m snapshots list"
    )


class UnsafePlaceError(SnapshotError):
    """The place failed its self-test; reading is allowed."""

    message = "Nothing was published: the place of the store does not keep what publishing rests on. {detail}"


class UnsafeStoreError(SnapshotError):
    """The file system lacks what publishing needs (hard links, or space)."""

    message = "Nothing was published: the folder {folder} did not take the file ({detail})."
