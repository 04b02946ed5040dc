"""Refusals of the desk, in plain words: `text(lang)`. English text is the message id."""

from collections.abc import Sequence

from language import say
from snapshots.desk.telling import told
from snapshots.findings import Report, printable
from snapshots.log import Entry
from snapshots.messages import SnapshotError


class DeskError(SnapshotError):
    """A refusal by the desk; `values` named in `telling.TOLD` are put into words of the reader's language."""

    message = "The desk refused."

    def text(self, lang: str) -> str:
        """The refusal in the reader's language."""
        return printable(say(lang, self.message, **{key: told(lang, key, value) for key, value in self.values.items()}))


class ForbiddenError(DeskError):
    """The person may not do this."""

    message = "{name} may not do this: “{action}” is for these roles: {roles}; the role here is: {role}."


class OwnDraftError(DeskError):
    """Two people are needed: who worked on a draft may not approve it."""

    message = "{name} worked on this draft, so somebody else must approve it: two people look at everything published."


class UnknownRoleError(DeskError):
    """The list of people names a role that does not exist."""

    message = "The list of people gives {who} the role “{role}”. Allowed roles: {allowed}."


class UnknownSettingError(DeskError):
    """A setting of the desk that does not exist, or a value it cannot have."""

    message = "The desk has no setting “{name}” with the value {found}. Allowed: {allowed}."


class UnknownDraftError(DeskError):
    """There is no such draft."""

    message = "Draft {draft} does not exist at this desk."


class ClosedDraftError(DeskError):
    """A published or dropped draft is not changed any more."""

    message = "Draft {draft} was published or dropped, so it cannot be changed any more. Start a new draft."


class ScheduledDraftError(DeskError):
    """A draft that waits for its moment is not changed."""

    message = "Draft {draft} waits to be published on {moment}. Take it off the schedule first, then change it."


class NotScheduledError(DeskError):
    """There is nothing to take off the schedule."""

    message = "Draft {draft} is not on the schedule."


class NotADraftOfTablesError(DeskError):
    """A proposal to go back or to withdraw has no tables to edit."""

    message = "Draft {draft} proposes to go back or to withdraw: it has no tables to change."


class UnknownTableError(DeskError):
    """The table or column is not declared."""

    message = "“{name}” is not a table or column of the data. Allowed: {allowed}."


class UnknownUploadError(DeskError):
    """The file was not brought in, or was set aside."""

    message = "This file is not waiting in draft {draft}: it was taken over, replaced or set aside already."


class StaleTableError(DeskError):
    """Somebody changed the table after this person opened it."""

    message = "Somebody changed {file} in this draft after you opened it. Open it again and repeat your change."


class TooLargeError(DeskError):
    """More than the desk takes."""

    message = "“{name}” is too large: {found}. The desk takes at most {limit}."


class TableWaitsError(DeskError):
    """Which of two files for one table is meant is never guessed."""

    message = (
        "“{first}” already waits to become the table {table}, so “{name}” was not brought in. Take “{first}” over or set it "
        "aside, then bring “{name}” in."
    )


class TooManyFilesError(DeskError):
    """More files wait than a person can look after."""

    message = "{limit} files already wait in this draft. Confirm them or set them aside, then bring in more."


class WordsError(DeskError):
    """A text that is missing, too long, or has characters nobody can see."""

    message = (
        "{field}: write 1 to {longest} characters. This text is missing, too long, or has characters that cannot be seen "
        "({found})."
    )


class KindError(DeskError):
    """No such kind of publication."""

    message = "“{found}” is not a kind of publication. Allowed: {allowed}."


class CellError(DeskError):
    """A cell that cannot be written to a file."""

    message = "A cell of {file} has a character that cannot be written ({found}). Delete it and type it again."


class UnfinishedFileError(DeskError):
    """A converted file still has questions, or could not be read."""

    message = "“{name}” is not ready: {asks} questions about it are not answered, {refusals} faults must be mended."


class WaitingFilesError(DeskError):
    """Files that were brought in and not confirmed stop the draft."""

    message = "Files that nobody confirmed wait in this draft: {names}. Confirm them or set them aside."


class FaultyDraftError(DeskError):
    """The draft has errors; `report` lists them."""

    message = "The draft has errors ({errors}): mend them first."

    def __init__(self, report: Report, **values: object) -> None:
        super().__init__(**values)
        self.report = report


class UnchangedError(DeskError):
    """There is nothing to publish."""

    message = "This draft changes nothing: it is the same as snapshot {base}."


class NoReasonError(DeskError):
    """What and why must be written before others look at it."""

    message = "Say first what was changed and why, in Vietnamese and in English."


class OpenQuestionsError(DeskError):
    """Somebody asked about a figure and has not accepted it."""

    message = "Figures of this draft are not accepted yet: {views}."


class NotApprovedError(DeskError):
    """The setting asks for approval and nobody has approved what the draft holds now."""

    message = "Nobody has approved this draft as it is now. Ask for approval; a change after approval needs a new one."


class EmbargoError(DeskError):
    """An embargo where the setting allows none, or before its moment."""

    message = "Publishing at a set moment is switched off at this desk."


class TooEarlyError(DeskError):
    """The moment of a scheduled draft has not come."""

    message = "Draft {draft} is to be published on {moment}, and not before. Take it off the schedule to publish it now."


class MovedError(DeskError):
    """Somebody published after the draft was started; `entries` are what came between."""

    message = (
        "After this draft was started, somebody else published: {published}. Nothing was published from this draft. "
        "Bring the draft up to date, look at the comparison again, and ask for approval again."
    )

    def __init__(self, entries: Sequence[Entry], **values: object) -> None:
        super().__init__(**values)
        self.entries = tuple(entries)


class MergeError(DeskError):
    """The same rows were changed in the draft and by what was published meanwhile."""

    message = (
        "The draft and what was published meanwhile change the same rows of {tables}. The first: {key}. "
        "Start a new draft from what is published now and enter your change again; this draft is kept."
    )


class DeskInsideStoreError(DeskError):
    """Drafts are private: they never lie where readers' data lie."""

    message = "The desk's folder may not lie inside the public store, nor around it. Choose another folder."


class UnsafeDeskError(DeskError):
    """The file system refused (no space, no permission)."""

    message = "Nothing was saved: the desk's folder did not take the file ({detail}). Free space or permission, then repeat."


class UnconfirmedError(DeskError):
    """The step is in the journal, but the disk did not confirm that it survives a power cut."""

    message = "The step is in the journal, but the disk did not confirm it ({detail}). Look at the draft before you repeat."


class JournalDamagedError(DeskError):
    """Nothing may be added to a journal that does not verify."""

    message = "The desk's journal is damaged at {file}, so nothing was done. Restore that file from a backup."


class KeptFileError(DeskError):
    """A file of a draft is missing or is not what was kept."""

    message = "A file of draft {draft} is missing or was altered ({file}). Restore it from a backup."


class RequestError(DeskError):
    """A request number that the desk did not give out."""

    message = "The number of the request is not valid. Open the page again and repeat."
