"""The desk: from a file to a publication, by two people, once, at its moment, and never over somebody else's work."""

import datetime as dt
import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from snapshots.desk import editing, looking, publishing, review, signing
from snapshots.desk.desk import Desk, new_request
from snapshots.desk.draft import APPROVED, ASKED, DROPPED, OPEN, PUBLISHED, Draft
from snapshots.desk.errors import (
    ClosedDraftError,
    DeskError,
    DeskInsideStoreError,
    EmbargoError,
    FaultyDraftError,
    ForbiddenError,
    KeptFileError,
    KindError,
    MergeError,
    MovedError,
    NoReasonError,
    NotADraftOfTablesError,
    NotApprovedError,
    NotScheduledError,
    OpenQuestionsError,
    OwnDraftError,
    RequestError,
    ScheduledDraftError,
    StaleTableError,
    TableWaitsError,
    TooEarlyError,
    TooLargeError,
    UnchangedError,
    UnfinishedFileError,
    UnknownDraftError,
    UnknownTableError,
    UnknownUploadError,
    UnsafeDeskError,
    WaitingFilesError,
    WordsError,
)
from snapshots.desk.kept import sweep
from snapshots.desk.people import PERMITTED, Person, Role
from snapshots.desk.policy import Policy
from snapshots.desk.telling import ACTION_WORDS
from snapshots.intake.model import Ask, Conversion, Converted
from snapshots.log import Entry
from snapshots.messages import HeadMovedError, SnapshotError, UnknownSnapshotError
from snapshots.questions import UnansweredError, question_id
from snapshots.store import Store
from snapshots.validate import Rows
from snapshots.verify import verify

Files = dict[str, bytes]
ISSUER = "https://id.example.vn"
LAN = Person(ISSUER, "lan", "Lan", Role.EDITOR)
MINH = Person(ISSUER, "minh", "Minh", Role.PUBLISHER)
HOA = Person(ISSUER, "hoa", "Hoa", Role.PUBLISHER)
KHACH = Person(ISSUER, "khach", "Khách", Role.READER)
STRANGER = Person(ISSUER, "x", "X", None)
NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
LATER = NOW + dt.timedelta(hours=3)
SECOND = dt.timedelta(seconds=1)
REASONS = ("Sửa một số liệu nhập sai", "A figure entered wrongly is mended")
KILLS = 30
RACES = 4


def plain(name: str, content: bytes, base: Rows, answers: Mapping[str, str]) -> Conversion:
    """Takes a strict file as it is; `;` for `,` is a change to confirm; a `?` in it is asked about."""
    files = {name: content.replace(b";", b",").replace(b"?", answers.get("mark", "?").encode())}
    changes = (Converted("separator", None, "", "", ";", ","),) if b";" in content else ()
    asked = Ask("mark", "mark", 2, "value", "I", "?", (("0.7000", "0.7000"), ("0.8000", "0.8000")))
    asks = (asked,) if b"?" in content and "mark" not in answers else ()
    return Conversion(name, {} if asks else files, changes, asks, (), content, "UTF-8")


def desk_at(store: Store, root: Path, policy: Policy | None = None) -> Desk:
    """A desk on the store."""
    return Desk(root / "desk", store, policy or Policy(), convert=plain)


@pytest.fixture
def desk(put: Callable[..., Entry], files: Files, store: Store, tmp_path: Path) -> Desk:
    """A desk on a store with one snapshot, under the rule of two people."""
    put(files)
    return desk_at(store, tmp_path)


@pytest.fixture
def better(edited: Callable[..., Files]) -> bytes:
    """observations.csv with Ha Noi's 2024 value changed."""
    return edited("observations", 5, "value", "0.8242")["observations.csv"]


def drafted(desk: Desk, raw: bytes, someone: Person = LAN, request: str = "") -> str:
    """A draft with the file in it, its reason, and every question of the check answered."""
    identity = editing.start(desk, someone, now=NOW, request=request).id
    editing.put_file(desk, someone, identity, "observations.csv", raw, now=NOW)
    editing.note(desk, someone, identity, "correction", *REASONS, now=NOW)
    answered(desk, identity, someone)
    return identity


def answered(desk: Desk, identity: str, someone: Person = LAN) -> None:
    """Answers what the check asks."""
    for finding in looking.open_questions(desk, someone, identity, looking.check(desk, someone, identity)):
        editing.answer(desk, someone, identity, question_id(finding), "Đúng như nguồn.", now=NOW)


def approved(desk: Desk, raw: bytes, someone: Person = LAN, by: Person = MINH) -> str:
    """As `drafted`, approved by a second person."""
    identity = drafted(desk, raw, someone)
    review.approve(desk, by, identity, now=NOW)
    return identity


def state(desk: Desk, identity: str) -> str:
    """What a new process reads from the disk."""
    fresh = Desk(desk.root, Store(desk.store.root), desk.policy, convert=plain)
    return looking.draft(fresh, MINH, identity).state


def actions(desk: Desk) -> list[str]:
    """What the journal tells, in order."""
    return [step.action for step in looking.steps(desk, MINH)]


def test_from_a_file_to_a_publication_by_two_people(desk: Desk, better: bytes) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    upload, made = editing.put_file(desk, LAN, identity, "../../Quan sát.csv", better, now=NOW, table="observations")
    assert (upload.name, upload.table, made.changes) == ("Quan sát.csv", "observations.csv", ())
    assert state(desk, identity) == OPEN
    editing.note(desk, LAN, identity, "correction", *REASONS, now=NOW)
    answered(desk, identity)
    assert [(change.old, change.new) for change in looking.changes(desk, LAN, identity)] == [("0.8241", "0.8242")]
    assert editing.request_approval(desk, LAN, identity, now=NOW).state == ASKED
    assert review.approve(desk, MINH, identity, now=NOW).state == APPROVED
    entry = publishing.publish(desk, MINH, identity, now=LATER)
    assert isinstance(entry, Entry)
    assert (entry.snapshot, entry.kind, entry.actor, entry.approver) == ("2026-12-01", "correction", "Lan", "Minh")
    assert (entry.reason_vi, entry.reason_en, entry.time) == (*REASONS, "2026-12-01T12:00:00+07:00")
    assert desk.store.current().row_text("observations", 3)["value"] == "0.8242"
    assert state(desk, identity) == PUBLISHED
    assert actions(desk)[0] == "start" and actions(desk)[-1] == "publish"
    assert verify(desk.store).sound and looking.verified(desk, MINH) is None


def test_publishing_again_gives_the_same_entry_and_publishes_nothing(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    first = publishing.publish(desk, MINH, identity, now=NOW)
    assert publishing.publish(desk, HOA, identity, now=LATER) == first
    assert len(desk.store.entries()) == 2
    assert actions(desk).count("publish") == 1


def test_the_answers_of_the_desk_are_in_the_public_log(desk: Desk, edited: Callable[..., Files]) -> None:
    raw = edited("observations", 5, "value", "8.241")["observations.csv"].replace(b"8.241", b"0.0824")
    identity = editing.start(desk, LAN, now=NOW).id
    editing.put_file(desk, LAN, identity, "observations.csv", raw, now=NOW)
    editing.note(desk, LAN, identity, "correction", *REASONS, now=NOW)
    with pytest.raises(UnansweredError):
        review.approve(desk, MINH, identity, now=NOW)
    answered(desk, identity)
    review.approve(desk, MINH, identity, now=NOW)
    entry = publishing.publish(desk, MINH, identity, now=NOW)
    assert isinstance(entry, Entry)
    assert {(item["answer"], item["actor"]) for item in entry.report["answers"]} == {("Đúng như nguồn.", "Lan")}


# Who may

SOMETHING: Mapping[str, Callable[[Desk, Person, str], object]] = {
    "sign_in": lambda desk, who, draft: signing.sign_in(desk, who, now=NOW),
    "sign_out": lambda desk, who, draft: signing.sign_out(desk, who, now=NOW),
    "look": lambda desk, who, draft: looking.drafts(desk, who),
    "start": lambda desk, who, draft: editing.start(desk, who, now=NOW),
    "put_file": lambda desk, who, draft: editing.put_file(desk, who, draft, "a.csv", b"", now=NOW),
    "put_rows": lambda desk, who, draft: editing.put_rows(desk, who, draft, "units", [], seen="", now=NOW),
    "answer": lambda desk, who, draft: editing.answer(desk, who, draft, "q", "a", now=NOW),
    "confirm": lambda desk, who, draft: editing.confirm(desk, who, draft, "u", now=NOW),
    "set_aside": lambda desk, who, draft: editing.set_aside(desk, who, draft, "u", now=NOW),
    "note": lambda desk, who, draft: editing.note(desk, who, draft, "correction", "a", "b", now=NOW),
    "request_approval": lambda desk, who, draft: editing.request_approval(desk, who, draft, now=NOW),
    "renew": lambda desk, who, draft: editing.renew(desk, who, draft, now=NOW),
    "drop": lambda desk, who, draft: editing.drop(desk, who, draft, now=NOW),
    "ask": lambda desk, who, draft: review.ask(desk, who, draft, "view", "why", now=NOW),
    "reply": lambda desk, who, draft: review.reply(desk, who, draft, "view", "so", now=NOW),
    "accept": lambda desk, who, draft: review.accept(desk, who, draft, "view", now=NOW),
    "approve": lambda desk, who, draft: review.approve(desk, who, draft, now=NOW),
    "publish": lambda desk, who, draft: publishing.publish(desk, who, draft, now=NOW),
    "unschedule": lambda desk, who, draft: publishing.unschedule(desk, who, draft, now=NOW),
    "roll_back": lambda desk, who, draft: publishing.roll_back(desk, who, "2026-11-21", *REASONS, now=NOW),
    "withdraw": lambda desk, who, draft: publishing.withdraw(desk, who, "2026-11-21", *REASONS, now=NOW),
}


def test_the_matrix_below_has_every_action() -> None:
    assert set(SOMETHING) == set(PERMITTED)


@pytest.mark.parametrize("action", SOMETHING)
@pytest.mark.parametrize("someone", [STRANGER, KHACH, LAN, MINH], ids=lambda person: str(person.role))
def test_every_action_asks_for_its_role(action: str, someone: Person, desk: Desk) -> None:
    draft = editing.start(desk, LAN, now=NOW).id
    before = len(desk.journal.steps())
    try:
        SOMETHING[action](desk, someone, draft)
        told: SnapshotError | None = None
    except SnapshotError as error:
        told = error
    assert isinstance(told, ForbiddenError) == (someone.role not in PERMITTED[action])
    if isinstance(told, ForbiddenError):
        assert someone.name in told.text("vi") and ACTION_WORDS[action] in told.text("en")
        refused = [(step.action, step.details["action"]) for step in desk.journal.steps()[before:]]
        assert refused == ([] if action == "look" else [("refused", action)])


def test_who_may_do_what_is_as_promised() -> None:
    def allowed(role: Role) -> set[str]:
        return {action for action, roles in PERMITTED.items() if role in roles}

    assert allowed(Role.READER) == {"sign_in", "sign_out", "look"}
    assert allowed(Role.PUBLISHER) == set(PERMITTED)
    assert allowed(Role.PUBLISHER) - allowed(Role.EDITOR) == {
        "accept", "approve", "publish", "unschedule", "roll_back", "withdraw"}


def test_nobody_approves_what_they_worked_on(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better, MINH)
    with pytest.raises(OwnDraftError) as told:
        review.approve(desk, Person(ISSUER, "minh", "Another name", Role.PUBLISHER), identity, now=NOW)
    assert "Another name" in told.value.text("vi")
    review.approve(desk, HOA, identity, now=NOW)
    entry = publishing.publish(desk, MINH, identity, now=NOW)
    assert isinstance(entry, Entry) and (entry.actor, entry.approver) == ("Minh", "Hoa")


def test_one_answer_makes_somebody_an_author(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better)
    editing.answer(desk, MINH, identity, "question", "Đúng", now=NOW)
    with pytest.raises(OwnDraftError):
        review.approve(desk, MINH, identity, now=NOW)


def test_the_same_subject_at_another_provider_is_another_person(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better, MINH)
    other = Person("https://other.example.vn", "minh", "Minh", Role.PUBLISHER)
    assert review.approve(desk, other, identity, now=NOW).state == APPROVED


def test_without_approval_nothing_is_published(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better)
    with pytest.raises(NotApprovedError):
        publishing.publish(desk, MINH, identity, now=NOW)
    assert len(desk.store.entries()) == 1


def test_a_change_after_approval_needs_a_new_one(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    editing.note(desk, LAN, identity, "revision", *REASONS, now=NOW)
    assert state(desk, identity) == OPEN
    with pytest.raises(NotApprovedError):
        publishing.publish(desk, MINH, identity, now=NOW)


def test_a_stricter_setting_holds_for_drafts_already_approved(desk: Desk, better: bytes, tmp_path: Path) -> None:
    easy = desk_at(desk.store, tmp_path, Policy(two_people=False))
    identity = drafted(easy, better, MINH)
    review.approve(easy, MINH, identity, now=NOW)
    with pytest.raises(NotApprovedError):
        publishing.publish(desk, MINH, identity, now=NOW)
    assert isinstance(publishing.publish(easy, MINH, identity, now=NOW), Entry)


def test_where_the_settings_ask_for_no_approval_one_publisher_is_enough(
    desk: Desk, better: bytes, tmp_path: Path
) -> None:
    alone = desk_at(desk.store, tmp_path, Policy(approval=frozenset({"revision"})))
    identity = drafted(alone, better, MINH)
    entry = publishing.publish(alone, MINH, identity, now=NOW)
    assert isinstance(entry, Entry) and (entry.actor, entry.approver) == ("Minh", "")


# What stands against publishing

def test_a_draft_with_errors_goes_no_further(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better.replace(b"0.8242", b"x"))
    for refused in (
        lambda: editing.request_approval(desk, LAN, identity, now=NOW),
        lambda: review.approve(desk, MINH, identity, now=NOW),
        lambda: publishing.publish(desk, MINH, identity, now=NOW),
        lambda: looking.preview(desk, LAN, identity),
    ):
        with pytest.raises(FaultyDraftError) as told:
            refused()
        assert told.value.report.count("error") == 1
    assert len(desk.store.entries()) == 1


def test_a_draft_without_reason_without_change_or_unknown_is_refused(desk: Desk, files: Files) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    with pytest.raises(NoReasonError):
        editing.request_approval(desk, LAN, identity, now=NOW)
    editing.note(desk, LAN, identity, "correction", *REASONS, now=NOW)
    editing.put_file(desk, LAN, identity, "observations.csv", files["observations.csv"], now=NOW)
    with pytest.raises(UnchangedError):
        editing.request_approval(desk, LAN, identity, now=NOW)
    for strange in ("", "../../etc", "0" * 16, "a" * 5000):
        with pytest.raises(UnknownDraftError):
            editing.drop(desk, LAN, strange, now=NOW)


@pytest.mark.parametrize("reasons", [("", "b"), ("a", " "), ("a\x00", "b"), ("a", "b\u202e"), ("a" * 2001, "b")])
def test_reasons_are_words(reasons: tuple[str, str], desk: Desk) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    with pytest.raises(WordsError):
        editing.note(desk, LAN, identity, "correction", *reasons, now=NOW)
    with pytest.raises(KindError):
        editing.note(desk, LAN, identity, "first", *REASONS, now=NOW)


def test_a_question_about_a_figure_waits_for_acceptance(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better)
    review.ask(desk, MINH, identity, "ranking/dti", "Sao Hà Nội tăng?", now=NOW)
    review.reply(desk, LAN, identity, "ranking/dti", "Nguồn đã sửa.", now=NOW)
    with pytest.raises(OpenQuestionsError) as told:
        review.approve(desk, MINH, identity, now=NOW)
    assert "ranking/dti" in told.value.text("vi")
    review.accept(desk, MINH, identity, "ranking/dti", now=NOW)
    review.approve(desk, MINH, identity, now=NOW)
    said = [(mark.action, mark.text, mark.who.name) for mark in looking.draft(desk, LAN, identity).marks]
    assert said == [("ask", "Sao Hà Nội tăng?", "Minh"), ("reply", "Nguồn đã sửa.", "Lan"), ("accept", "", "Minh")]


def test_every_changed_figure_is_accepted_as_it_is_now(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better)
    review.accept(desk, MINH, identity, "a", now=NOW)
    with pytest.raises(OpenQuestionsError) as told:
        review.approve(desk, MINH, identity, now=NOW, figures=("a", "b"))
    assert "not accepted yet: b." in told.value.text("en")
    editing.put_file(desk, LAN, identity, "observations.csv", better.replace(b"0.8242", b"0.8243"), now=NOW)
    answered(desk, identity)
    with pytest.raises(OpenQuestionsError):
        review.approve(desk, MINH, identity, now=NOW, figures=("a",))


def test_a_question_after_approval_stops_publishing(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    review.ask(desk, LAN, identity, "a", "?", now=NOW)
    with pytest.raises(OpenQuestionsError):
        publishing.publish(desk, MINH, identity, now=NOW)


def test_a_published_or_dropped_draft_is_closed(desk: Desk, better: bytes) -> None:
    dropped = drafted(desk, better)
    assert editing.drop(desk, LAN, dropped, now=NOW).state == DROPPED
    published = approved(desk, better)
    publishing.publish(desk, MINH, published, now=NOW)
    for identity in (dropped, published):
        for refused in (
            lambda: editing.put_file(desk, LAN, identity, "observations.csv", better, now=NOW),  # noqa: B023
            lambda: editing.drop(desk, LAN, identity, now=NOW),  # noqa: B023
            lambda: review.accept(desk, MINH, identity, "a", now=NOW),  # noqa: B023
            lambda: review.approve(desk, MINH, identity, now=NOW),  # noqa: B023
        ):
            with pytest.raises(ClosedDraftError):
                refused()
    with pytest.raises(ClosedDraftError):
        publishing.publish(desk, MINH, dropped, now=NOW)


# Files

def test_a_converted_file_waits_until_a_person_confirms_it(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better)
    before = looking.draft(desk, LAN, identity).content
    upload, made = editing.put_file(
        desk, LAN, identity, "observations.csv", better.replace(b"0.8242", b"0.8250").replace(b",", b";"), now=NOW)
    assert len(made.changes) == 1 and looking.draft(desk, LAN, identity).content == before
    with pytest.raises(WaitingFilesError) as told:
        review.approve(desk, MINH, identity, now=NOW)
    assert "observations.csv" in told.value.text("vi")
    assert looking.conversion(desk, LAN, identity, upload.id) == made
    draft = editing.confirm(desk, LAN, identity, upload.id, now=NOW)
    assert draft.uploads == () and draft.content != before
    assert b"0.8250" in looking.table_files(desk, LAN, identity)["observations.csv"]
    with pytest.raises(UnknownUploadError):
        editing.confirm(desk, LAN, identity, upload.id, now=NOW)


def test_a_file_with_some_rows_leaves_the_others_in_one_step(desk: Desk, better: bytes) -> None:
    """What stays and what comes is one step of the journal: no moment at which the other rows are gone."""
    whole = better.splitlines(keepends=True)
    some = b"".join([whole[0], whole[4]]).replace(b",", b";")
    identity = editing.start(desk, LAN, now=NOW).id
    upload, _ = editing.put_file(desk, LAN, identity, "observations.csv", some, now=NOW)
    steps = len(desk.journal.steps())
    editing.confirm(desk, LAN, identity, upload.id, now=NOW, keep_others=True)
    assert len(desk.journal.steps()) == steps + 1
    assert sorted(looking.table_files(desk, LAN, identity)["observations.csv"].splitlines()) == sorted(better.splitlines())


def test_what_is_asked_about_a_file_is_answered_before_it_is_confirmed(desk: Desk, better: bytes) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    raw = better.replace(b"0.8242", b"?")
    upload, made = editing.put_file(desk, LAN, identity, "observations.csv", raw, now=NOW)
    assert (upload.asks, upload.ready, made.files) == (1, False, {})
    with pytest.raises(UnfinishedFileError):
        editing.confirm(desk, LAN, identity, upload.id, now=NOW)
    draft = editing.answer(desk, LAN, identity, "mark", "0.7000", now=NOW)
    assert [(found.id, found.asks, found.ready) for found in draft.uploads] == [(upload.id, 0, True)]
    editing.answer(desk, LAN, identity, "mark", "0.8000", now=NOW)
    editing.confirm(desk, LAN, identity, upload.id, now=NOW)
    assert looking.opened(desk, LAN, identity, "observations").rows[3]["value"] == "0.8000"
    assert looking.evidence(desk, LAN, identity, upload.original) == raw


def test_a_file_is_replaced_by_its_successor_and_can_be_set_aside(desk: Desk, better: bytes) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    editing.put_file(desk, LAN, identity, "observations.csv", better.replace(b",", b";"), now=NOW)
    upload, _ = editing.put_file(desk, LAN, identity, "observations.csv", better.replace(b"0.8242", b"?"), now=NOW)
    assert [found.id for found in looking.draft(desk, LAN, identity).uploads] == [upload.id]
    assert editing.set_aside(desk, LAN, identity, upload.id, now=NOW).uploads == ()
    assert looking.draft(desk, LAN, identity).tables == {}


def test_a_second_file_for_a_table_does_not_push_the_first_out(desk: Desk, better: bytes) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    some = better.replace(b",", b";")
    first, _ = editing.put_file(desk, LAN, identity, "Hà Nội.csv", some, now=NOW, table="observations")
    with pytest.raises(TableWaitsError) as told:
        editing.put_file(desk, LAN, identity, "Đà Nẵng.csv", some, now=NOW, table="observations")
    assert all("Hà Nội.csv" in told.value.text(lang) and "Đà Nẵng.csv" in told.value.text(lang) for lang in ("vi", "en"))
    assert [found.id for found in looking.draft(desk, LAN, identity).uploads] == [first.id]
    editing.put_file(desk, LAN, identity, "strict.csv", better, now=NOW, table="observations")
    assert [found.id for found in looking.draft(desk, LAN, identity).uploads] == [first.id], "it still waits"
    editing.confirm(desk, LAN, identity, first.id, now=NOW, keep_others=True)
    second, _ = editing.put_file(desk, LAN, identity, "Đà Nẵng.csv", some, now=NOW, table="observations")
    assert [found.id for found in looking.draft(desk, LAN, identity).uploads] == [second.id]


def test_a_file_over_the_limit_is_refused_before_it_is_read(desk: Desk) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    desk.convert = None  # type: ignore[assignment]
    with pytest.raises(TooLargeError) as told:
        editing.put_file(desk, LAN, identity, "a.csv", b"x" * 10_000_001, now=NOW)
    assert "10 MB" in told.value.text("vi")


@pytest.mark.parametrize(
    "name",
    ["../../x.csv", "CON.csv", "a.csv:stream.csv", "x" * 300 + ".csv", "\u202ecsv.exe", "a\nb.csv", "-rf", "/etc/passwd",
     "", "\x00", "..", "C:\\x\\y.csv", "\ud800.csv"],
)
def test_a_file_name_never_becomes_a_path(name: str, desk: Desk, better: bytes, tmp_path: Path) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    upload, _ = editing.put_file(desk, LAN, identity, name, better, now=NOW, table="observations")
    assert upload.name.isprintable() and len(upload.name) <= 120 and "/" not in upload.name
    kept = {path.name for path in desk.folder(identity).iterdir()}
    assert kept == {upload.original, upload.record, *upload.files.values()}
    assert {path.name for path in tmp_path.iterdir()} == {"data", "desk", "draft-0"}
    assert looking.verified(desk, LAN) is None


def test_rows_edited_in_the_browser_become_the_table(desk: Desk) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    rows, seen = looking.opened(desk, LAN, identity, "observations")
    rows[3]["value"] = "0.8242"
    editing.put_rows(desk, LAN, identity, "observations", rows, seen=seen, now=NOW)
    assert [(change.old, change.new) for change in looking.changes(desk, LAN, identity)] == [("0.8241", "0.8242")]
    with pytest.raises(StaleTableError):
        editing.put_rows(desk, MINH, identity, "observations", rows, seen=seen, now=NOW)


def test_rows_that_cannot_be_a_table_are_refused(desk: Desk) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    seen = looking.opened(desk, LAN, identity, "units").seen
    with pytest.raises(UnknownTableError):
        editing.put_rows(desk, LAN, identity, "../units", [], seen=seen, now=NOW)
    with pytest.raises(UnknownTableError):
        editing.put_rows(desk, LAN, identity, "units", [{"strange": "1"}], seen=seen, now=NOW)
    upload, made = editing.put_rows(desk, LAN, identity, "units", [{"id": "\ud800"}], seen=seen, now=NOW)
    assert made.refusals and not upload.ready  # half a letter came as �, and the cell is named
    editing.set_aside(desk, LAN, identity, upload.id, now=NOW)
    with pytest.raises(TooLargeError):
        editing.put_rows(desk, LAN, identity, "units", [{"id": "x" * 10_000_000}], seen=seen, now=NOW)
    assert looking.draft(desk, LAN, identity).uploads == ()


def test_cells_typed_the_vietnamese_way_wait_for_confirmation(desk: Desk) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    rows, seen = looking.opened(desk, LAN, identity, "observations")
    edited: list[dict[str, object]] = [{**row, "value": "0,8242" if number == 3 else row["value"], "grade": None}
                                       for number, row in enumerate(rows)]
    upload, made = editing.put_rows(desk, LAN, identity, "observations", edited, seen=seen, now=NOW)
    assert [(change.was, change.now) for change in made.changes] == [("0,8242", "0.8242")] and upload.ready
    editing.confirm(desk, LAN, identity, upload.id, now=NOW)
    assert [(change.old, change.new) for change in looking.changes(desk, LAN, identity)] == [("0.8241", "0.8242")]


def test_a_spreadsheet_of_viet_nam_becomes_a_draft(desk: Desk, better: bytes) -> None:
    """Through the real intake: semicolons, decimal commas, UTF-16."""
    real = Desk(desk.root, desk.store, desk.policy)
    identity = editing.start(real, LAN, now=NOW).id
    text = better.decode().replace(",", ";").replace("0.8242", "0,8242").replace("0.7215", "0,7215")
    upload, made = editing.put_file(real, LAN, identity, "Observations (1).csv", text.encode("utf-16"), now=NOW)
    assert (made.asks, made.refusals) == ((), ()) and made.changes and upload.ready
    assert looking.conversion(real, LAN, identity, upload.id).changes == made.changes
    editing.confirm(real, LAN, identity, upload.id, now=NOW)
    assert looking.table_files(real, LAN, identity)["observations.csv"] == better
    assert looking.evidence(real, LAN, identity, upload.original) == text.encode("utf-16")
    strange, made = editing.put_file(real, LAN, identity, "x.pdf", b"%PDF-1.7", now=NOW)
    assert made.refusals and strange.refusals == 1
    with pytest.raises(UnfinishedFileError):
        editing.confirm(real, LAN, identity, strange.id, now=NOW)


@pytest.mark.parametrize(
    ("name", "table"),
    [("Observations (1).xlsx", "observations"), ("province-facts.csv", "province_facts"), ("weights", "weights"),
     ("Quan sát.csv", ""), ("../units.csv", "units"), ("", "")],
)
def test_a_name_only_suggests_a_table(name: str, table: str) -> None:
    assert editing.suggested_table(name) == table


def test_the_journal_never_holds_what_is_in_a_file(desk: Desk, better: bytes) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    editing.put_file(desk, LAN, identity, "observations.csv", better.replace(b"0.8242", b"?"), now=NOW)
    editing.answer(desk, LAN, identity, "mark", "0.7000", now=NOW)
    told = b"".join(path.read_bytes() for path in (desk.root / "journal").iterdir())
    assert b"ninh-binh" not in told and b"0.7000" not in told and b'"mark"' not in told


def test_a_kept_file_that_was_altered_is_never_published(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    path = desk.folder(identity) / looking.draft(desk, LAN, identity).tables["observations.csv"]
    path.chmod(0o644)
    path.write_bytes(better.replace(b"0.8242", b"0.9999"))
    with pytest.raises(KeptFileError):
        publishing.publish(desk, MINH, identity, now=NOW)
    assert len(desk.store.entries()) == 1


def test_drafts_are_private(desk: Desk, better: bytes, store: Store, tmp_path: Path) -> None:
    drafted(desk, better)
    assert desk.root.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o222 == 0 for path in desk.root.rglob("*") if path.is_file())
    for inside in (store.root, store.root / "desk", tmp_path):
        with pytest.raises(DeskInsideStoreError):
            Desk(inside, store, Policy(), convert=plain)


def test_a_preview_is_a_snapshot_that_the_store_does_not_have(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better)
    before = sorted(path for path in desk.store.root.rglob("*"))
    preview = looking.preview(desk, LAN, identity)
    assert preview.id == f"draft-{identity}"
    assert preview.table("observations")["value"].tolist()[3] == 0.8242
    assert preview.row_text("observations", 3)["value"] == "0.8242"
    assert (preview.entry.kind, preview.entry.time, len(preview.manifest_sha256)) == (
        "correction", "2026-12-01T09:00:00+07:00", 64)
    assert looking.preview(desk, LAN, identity).manifest_sha256 == preview.manifest_sha256
    assert sorted(path for path in desk.store.root.rglob("*")) == before
    with pytest.raises(UnknownSnapshotError):
        desk.store.snapshot(preview.id)


# The moment

def test_a_draft_waits_for_its_moment_to_the_second(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    waits = publishing.publish(desk, MINH, identity, now=NOW, moment=LATER)
    assert waits == publishing.Scheduled(identity, "2026-12-01T12:00:00+07:00")
    assert publishing.due(desk, now=LATER - SECOND) == ()
    with pytest.raises(TooEarlyError):
        publishing.publish(desk, MINH, identity, now=LATER - SECOND)
    fresh = Desk(desk.root, Store(desk.store.root), desk.policy, convert=plain)
    (outcome,) = publishing.due(fresh, now=LATER)
    assert outcome.entry is not None and outcome.entry.time == "2026-12-01T12:00:00+07:00"
    assert (outcome.entry.actor, outcome.entry.approver) == ("Lan", "Minh")
    assert publishing.due(desk, now=LATER) == () and len(desk.store.entries()) == 2
    assert state(desk, identity) == PUBLISHED


def test_a_moment_in_another_time_zone_is_the_same_moment(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    publishing.publish(desk, MINH, identity, now=NOW, moment=LATER.astimezone(dt.UTC))
    assert publishing.due(desk, now=(LATER - SECOND).astimezone(dt.UTC)) == ()
    assert len(publishing.due(desk, now=LATER.astimezone(dt.UTC))) == 1


def test_a_clock_that_goes_backwards_publishes_nothing_early_and_takes_nothing_back(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    publishing.publish(desk, MINH, identity, now=LATER - SECOND, moment=LATER)
    assert publishing.due(desk, now=NOW - dt.timedelta(days=400)) == ()
    assert len(publishing.due(desk, now=LATER)) == 1
    assert publishing.due(desk, now=NOW) == ()
    assert state(desk, identity) == PUBLISHED
    second = approved(desk, better.replace(b"0.8242", b"0.8243"))
    early = publishing.publish(desk, MINH, second, now=NOW - dt.timedelta(days=1))
    assert isinstance(early, Entry) and early.seq == 3
    assert desk.store.current().id == early.snapshot == "2026-11-30"
    assert looking.verified(desk, MINH) is None


def test_a_moment_that_has_passed_is_now(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    assert isinstance(publishing.publish(desk, MINH, identity, now=NOW, moment=NOW), Entry)


def test_a_scheduled_draft_is_not_changed_until_it_is_taken_off(desk: Desk, better: bytes) -> None:
    identity = approved(desk, better)
    publishing.publish(desk, MINH, identity, now=NOW, moment=LATER)
    with pytest.raises(ScheduledDraftError) as told:
        editing.note(desk, LAN, identity, "revision", *REASONS, now=NOW)
    assert "12:00 ngày" in told.value.text("vi")
    assert publishing.unschedule(desk, MINH, identity, now=NOW).state == APPROVED
    assert publishing.due(desk, now=LATER) == ()
    with pytest.raises(NotScheduledError):
        publishing.unschedule(desk, MINH, identity, now=NOW)
    assert isinstance(publishing.publish(desk, MINH, identity, now=LATER), Entry)


def test_what_is_due_after_somebody_published_is_stopped_and_says_so(desk: Desk, better: bytes) -> None:
    waiting = approved(desk, better)
    publishing.publish(desk, MINH, waiting, now=NOW, moment=LATER)
    other = approved(desk, better.replace(b"0.8242", b"0.8249"))
    publishing.publish(desk, MINH, other, now=NOW)
    (outcome,) = publishing.due(desk, now=LATER)
    assert isinstance(outcome.error, MovedError) and outcome.entry is None
    assert publishing.due(desk, now=LATER) == () and len(desk.store.entries()) == 2
    stopped = looking.draft(desk, LAN, waiting).stopped
    assert "2026-12-01 (Lan" in stopped["vi"] and "2026-12-01 (Lan" in stopped["en"]


def test_a_full_disk_at_the_moment_is_tried_again(
    desk: Desk, better: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = approved(desk, better)
    publishing.publish(desk, MINH, identity, now=NOW, moment=LATER)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _no_space)
        (outcome,) = publishing.due(desk, now=LATER)
        assert outcome.entry is None and "No space left" in str(outcome.error)
    (outcome,) = publishing.due(desk, now=LATER + SECOND)
    assert outcome.entry is not None and state(desk, identity) == PUBLISHED


def test_an_embargo_can_be_switched_off(desk: Desk, better: bytes, tmp_path: Path) -> None:
    open_desk = desk_at(desk.store, tmp_path, Policy(embargo=False))
    identity = approved(open_desk, better)
    with pytest.raises(EmbargoError):
        publishing.publish(open_desk, MINH, identity, now=NOW, moment=LATER)


def test_a_moment_without_a_time_zone_is_a_mistake_of_the_program(desk: Desk) -> None:
    with pytest.raises(ValueError, match="time zone"):
        editing.start(desk, LAN, now=NOW.replace(tzinfo=None))


# Going back

def test_going_back_and_withdrawing_need_two_people_too(desk: Desk, better: bytes) -> None:
    first = desk.store.current().id
    published = publishing.publish(desk, MINH, approved(desk, better), now=NOW)
    assert isinstance(published, Entry)
    waits = publishing.roll_back(desk, MINH, first, *REASONS, now=LATER)
    assert isinstance(waits, publishing.Waiting) and state(desk, waits.draft) == ASKED
    with pytest.raises(NotApprovedError):
        publishing.publish(desk, MINH, waits.draft, now=LATER)
    with pytest.raises(OwnDraftError):
        review.approve(desk, MINH, waits.draft, now=LATER)
    with pytest.raises(NotADraftOfTablesError):
        editing.note(desk, LAN, waits.draft, "revision", *REASONS, now=LATER)
    review.approve(desk, HOA, waits.draft, now=LATER)
    entry = publishing.publish(desk, MINH, waits.draft, now=LATER)
    assert isinstance(entry, Entry)
    assert (entry.action, entry.snapshot, entry.actor, entry.approver) == ("roll_back", first, "Minh", "Hoa")
    assert desk.store.current().id == first


def test_one_person_goes_back_in_one_action_and_only_once(desk: Desk, better: bytes, tmp_path: Path) -> None:
    first = desk.store.current().id
    alone = desk_at(desk.store, tmp_path, Policy(two_people=False, approval=frozenset()))
    published = publishing.publish(alone, MINH, drafted(alone, better, MINH), now=NOW)
    assert isinstance(published, Entry)
    request = new_request()
    entry = publishing.roll_back(alone, MINH, first, *REASONS, now=LATER, request=request)
    assert publishing.roll_back(alone, MINH, first, *REASONS, now=LATER, request=request) == entry
    assert len(alone.store.entries()) == 3 and alone.store.current().id == first
    gone = publishing.withdraw(alone, MINH, published.snapshot, *REASONS, now=LATER)
    assert isinstance(gone, Entry) and gone.action == "withdraw"
    with pytest.raises(RequestError):
        publishing.withdraw(alone, MINH, first, *REASONS, now=LATER, request=request)
    with pytest.raises(UnknownSnapshotError):
        publishing.roll_back(alone, MINH, "../x", *REASONS, now=LATER)


def test_a_request_of_a_strange_form_is_refused(desk: Desk) -> None:
    for strange in ("../x", "0" * 15, "G" * 16, "0" * 17):
        with pytest.raises(RequestError):
            editing.start(desk, LAN, now=NOW, request=strange)


def test_the_same_request_starts_one_draft(desk: Desk) -> None:
    request = new_request()
    assert editing.start(desk, LAN, now=NOW, request=request) == editing.start(desk, LAN, now=LATER, request=request)
    assert len(looking.drafts(desk, LAN)) == 1


# Somebody else published

def test_a_draft_of_an_older_base_is_told_what_was_published_meanwhile(desk: Desk, better: bytes) -> None:
    mine = approved(desk, better)
    theirs = approved(desk, better.replace(b"0.8242", b"0.8249"))
    entry = publishing.publish(desk, MINH, theirs, now=NOW)
    assert looking.published_meanwhile(desk, LAN, mine) == (entry,)
    for late in (
        lambda: editing.request_approval(desk, LAN, mine, now=NOW),
        lambda: review.approve(desk, MINH, mine, now=NOW),
        lambda: publishing.publish(desk, MINH, mine, now=NOW),
    ):
        with pytest.raises(MovedError) as told:
            late()
        assert told.value.entries == (entry,)
        assert "2026-12-01 (Lan, 2026-12-01 09:00)" in told.value.text("vi")
    assert desk.store.current().row_text("observations", 3)["value"] == "0.8249"


def test_a_draft_is_brought_up_to_date_where_other_rows_changed(desk: Desk, better: bytes) -> None:
    mine = approved(desk, better)
    theirs = approved(desk, better.replace(b"0.8242", b"0.8241").replace(b"12.33", b"12.34"))
    publishing.publish(desk, MINH, theirs, now=NOW)
    draft = editing.renew(desk, LAN, mine, now=NOW)
    assert (draft.base, draft.head, draft.state) == ("2026-12-01", desk.store.head(), OPEN)
    assert [(change.old, change.new) for change in looking.changes(desk, LAN, mine)] == [("0.8241", "0.8242")]
    answered(desk, mine)
    review.approve(desk, MINH, mine, now=NOW)
    publishing.publish(desk, MINH, mine, now=NOW)
    values = [row["value"] for row in desk.store.current().rows("observations")]
    assert (values[3], values[5]) == ("0.8242", "12.34")


def test_a_draft_that_changes_the_same_row_is_not_brought_up_to_date(desk: Desk, better: bytes) -> None:
    mine = approved(desk, better)
    before = looking.draft(desk, LAN, mine)
    publishing.publish(desk, MINH, approved(desk, better.replace(b"0.8242", b"0.8249")), now=NOW)
    with pytest.raises(MergeError) as told:
        editing.renew(desk, LAN, mine, now=NOW)
    assert "entity=ha-noi" in told.value.text("vi")
    assert looking.draft(desk, LAN, mine) == before


def test_the_last_moment_of_a_race_is_told_in_the_same_words(
    desk: Desk, better: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = approved(desk, better)

    def too_late(*arguments: object, **named: object) -> Entry:
        raise HeadMovedError(found=2, expected=1)

    monkeypatch.setattr("snapshots.publish.publish", too_late)
    with pytest.raises(MovedError):
        publishing.publish(desk, MINH, identity, now=NOW)


def _publisher(desk: Desk, identity: str, ready: int, answers: int) -> None:
    os.read(ready, 1)
    try:
        entry = publishing.publish(desk, MINH, identity, now=NOW)
        told = f"won {entry.snapshot if isinstance(entry, Entry) else ''}"
    except SnapshotError as error:
        told = type(error).__name__
    os.write(answers, f"{told}\n".encode())


def race(desk: Desk, drafts: list[str]) -> list[str]:
    """Publishes each draft in a process of its own, all at once; what each was told."""
    ready, go = os.pipe()
    reading, answers = os.pipe()
    children = [_child(lambda identity=identity: _publisher(desk, identity, ready, answers)) for identity in drafts]
    os.write(go, b"x" * len(drafts))
    for child in children:
        os.waitpid(child, 0)
    os.close(answers)
    for handle in (ready, go):
        os.close(handle)
    with os.fdopen(reading) as told:
        return sorted(told.read().split("\n")[:-1])


def _child(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def test_of_two_publishers_at_once_one_wins_and_the_other_is_told(desk: Desk, better: bytes) -> None:
    for number in range(RACES):
        values = [better.replace(b"0.8242", f"0.82{50 + 2 * number + mine}".encode()) for mine in (0, 1)]
        told = race(desk, [approved(desk, raw) for raw in values])
        assert [text.split()[0] for text in told] == ["MovedError", "won"]
        assert len(desk.store.entries()) == number + 2
    assert verify(desk.store).sound and looking.verified(desk, MINH) is None


def test_one_draft_published_twice_at_once_is_published_once(desk: Desk, better: bytes) -> None:
    for number in range(RACES):
        identity = approved(desk, better.replace(b"0.8242", f"0.82{50 + number}".encode()))
        told = race(desk, [identity, identity])
        assert len(set(told)) == 1 and told[0].startswith("won ")
        assert len(desk.store.entries()) == number + 2
        assert len([step for step in looking.steps(desk, MINH, identity) if step.action == "publish"]) == 1


# Faults

def _no_space(handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_refuses_and_keeps_what_was_there(
    desk: Desk, better: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = drafted(desk, better)
    before = looking.draft(desk, LAN, identity)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _no_space)
        with pytest.raises(UnsafeDeskError) as told:
            editing.put_file(desk, LAN, identity, "observations.csv", better + b"\n", now=NOW)
        assert "No space left" in told.value.text("vi")
        with pytest.raises(UnsafeDeskError):
            editing.note(desk, LAN, identity, "revision", *REASONS, now=NOW)
    assert looking.draft(desk, LAN, identity) == before
    assert [path.name for path in desk.root.rglob(".*")] == []


def test_a_kill_between_the_log_and_the_journal_loses_nothing(
    desk: Desk, better: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = approved(desk, better)
    with monkeypatch.context() as patch:
        patch.setattr("snapshots.desk.publishing._settled", _killed)
        with pytest.raises(KeyboardInterrupt):
            publishing.publish(desk, MINH, identity, now=NOW)
    assert state(desk, identity) == PUBLISHED and "publish" not in actions(desk)
    with pytest.raises(ClosedDraftError):
        editing.drop(desk, LAN, identity, now=NOW)
    entry = publishing.publish(desk, MINH, identity, now=LATER)
    assert isinstance(entry, Entry) and entry.time == "2026-12-01T09:00:00+07:00"
    assert actions(desk).count("publish") == 1 and len(desk.store.entries()) == 2


def _killed(*arguments: object) -> Entry:
    raise KeyboardInterrupt


class _Killer:
    """Lets every call to the disk pass but the n-th, at which the process is killed."""

    def __init__(self, kill_at: int) -> None:
        self.left = kill_at
        for name in ("fsync", "link", "replace", "rename", "mkdir", "unlink"):
            setattr(os, name, self._guard(getattr(os, name)))

    def _guard(self, call: Callable[..., object]) -> Callable[..., object]:
        def guarded(*arguments: object, **named: object) -> object:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return guarded


def _work_until_killed(desk: Desk, better: bytes, told: int, kill_at: int) -> None:
    """Goes through a whole draft, and says each step that was confirmed."""
    _Killer(kill_at)

    def say(*words: str) -> None:
        os.write(told, (" ".join(words) + "\n").encode())

    identity = editing.start(desk, LAN, now=NOW).id
    say("start", identity)
    upload, _ = editing.put_file(desk, LAN, identity, "observations.csv", better.replace(b",", b";"), now=NOW)
    say("put_file", identity, upload.original)
    editing.confirm(desk, LAN, identity, upload.id, now=NOW)
    say("confirm", identity)
    editing.note(desk, LAN, identity, "correction", *REASONS, now=NOW)
    say("note", identity)
    for finding in looking.open_questions(desk, LAN, identity, looking.check(desk, LAN, identity)):
        editing.answer(desk, LAN, identity, question_id(finding), "Đúng", now=NOW)
    review.approve(desk, MINH, identity, now=NOW)
    say("approve", identity)
    publishing.publish(desk, MINH, identity, now=NOW)
    say("publish", identity)
    say("end", identity)


def test_a_kill_before_any_write_loses_nothing_that_was_confirmed(desk: Desk, better: bytes) -> None:
    stages: set[str] = set()
    kill_at = number = 0
    while "end" not in stages:
        kill_at += 3
        number += 1
        raw = better.replace(b"0.8242", f"0.8{300 + number}".encode())
        reading, told = os.pipe()
        child = _child(lambda raw=raw, kill_at=kill_at, told=told: _work_until_killed(desk, raw, told, kill_at))
        os.close(told)
        with os.fdopen(reading) as answers:
            lines = [line.split() for line in answers.read().splitlines()]
        os.waitpid(child, 0)
        stages |= {line[0] for line in lines}
        _assert_kept(desk, lines, raw)
    assert number > KILLS, "too few kills to show anything"
    assert stages == {"start", "put_file", "confirm", "note", "approve", "publish", "end"}


def _assert_kept(desk: Desk, lines: list[list[str]], raw: bytes) -> None:
    """Reopened: the journal verifies, each confirmed step is there, and the draft can be finished."""
    fresh = Desk(desk.root, Store(desk.store.root), desk.policy, convert=plain)
    assert fresh.journal.verify() is None and fresh.store.notices() == ()
    if not lines:
        return
    identity, done = lines[0][1], {line[0] for line in lines}
    known = {step.action for step in fresh.journal.steps() if step.draft == identity}
    assert done - {"end"} <= known
    for line in lines:
        if line[0] == "put_file":
            assert looking.evidence(fresh, LAN, identity, line[2]) == raw.replace(b",", b";")
    assert "publish" not in done or fresh.store.current().files["observations.csv"] == raw
    _finish(fresh, identity, raw)


def _finish(desk: Desk, identity: str, raw: bytes) -> None:
    """What a person does after a crash: open the draft, go on where it stands, publish."""
    draft = looking.draft(desk, MINH, identity)
    if draft.state != PUBLISHED:
        if not draft.tables and not draft.uploads:
            editing.put_file(desk, LAN, identity, "observations.csv", raw, now=NOW)
        for upload in looking.draft(desk, LAN, identity).uploads:
            editing.confirm(desk, LAN, identity, upload.id, now=NOW)
        if draft.state != APPROVED:
            editing.note(desk, LAN, identity, "correction", *REASONS, now=NOW)
            answered(desk, identity)
            review.approve(desk, MINH, identity, now=NOW)
    entry = publishing.publish(desk, MINH, identity, now=NOW)
    assert isinstance(entry, Entry) and desk.store.current().files["observations.csv"] == raw
    assert [found.request for found in desk.store.entries()].count(identity) == 1


def test_leftovers_of_killed_writers_are_swept_after_a_day_and_nothing_else(desk: Desk, better: bytes) -> None:
    identity = drafted(desk, better)
    before = sorted(path for path in desk.root.rglob("*") if path.is_file())
    folder = desk.folder(identity)
    for name, age in ((".old.tmp", 25), (".new.tmp", 1)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age * 3600,) * 2)
    assert sweep(desk.root) == 1
    assert sorted(path for path in desk.root.rglob("*") if path.is_file()) == sorted([*before, folder / ".new.tmp"])


def test_every_refusal_is_a_refusal_of_the_store(desk: Desk) -> None:
    assert issubclass(DeskError, SnapshotError)
    assert isinstance(Draft("x").state, str)
