"""The desk from preview to undo, as people see it, on a copy of the published data."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components import cached, frame
from components.desk import clock, comparing, entry, undo
from components.desk.changes_job import as_json, from_json, holds
from components.desk.comparing import Comparison
from components.desk.entry import Standing
from components.desk.settings import Settings
from figures import changed
from language import say
from snapshots.desk import content, editing, looking, publishing, review
from snapshots.desk.desk import Desk
from snapshots.desk.draft import APPROVED, OPEN, PUBLISHED, Draft
from snapshots.desk.people import Person, Role
from snapshots.desk.policy import Policy
from snapshots.log import VIET_NAM
from snapshots.questions import question_id
from snapshots.store import Store

ROOT = Path(__file__).resolve().parents[2]
ISSUER = "https://id.example.vn"
LAN = Person(ISSUER, "lan", "Lan", Role.EDITOR)
MINH = Person(ISSUER, "minh", "Minh", Role.PUBLISHER)
HOA = Person(ISSUER, "hoa", "Hoa", Role.PUBLISHER)
NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=VIET_NAM)
REASONS = ("Sửa một số liệu nhập sai", "A figure entered wrongly is mended")
RANKING = "ranking/dti-2024-34/dti-overall"
VIEWS = (RANKING, "history/ha-noi", "history/hue")
HERE = {"edition": "dti-2024-34", "indicator": "dti-overall"}
BEFORE, AFTER = "0.8241", "0.8243"


class At:
    """A desk on a copy of the data; `person` is who looks at its screens, `now` what the clock says."""

    def __init__(self, folder: Path) -> None:
        self.person, self.now = LAN, NOW
        self.desk = Desk(folder / "desk", Store(folder / "data"), Policy())
        self.id = ""

    @property
    def draft(self) -> Draft:
        return Desk(self.desk.root, Store(self.desk.store.root), self.desk.policy).draft(self.id)

    def open(self, path: str = "draft", **address: str) -> AppTest:
        """A screen of the desk, run once, in English."""
        app = AppTest.from_file(ROOT / "components" / "desk" / "shell.py", default_timeout=240)
        told = {"draft": self.id} if path == "draft" else {}
        app.query_params = {"lang": "en", **told, **address}
        app._page_hash = calc_hash(path)
        app.run()
        assert not app.exception
        return app

    def edited(self, entity: str = "ha-noi", value: str = AFTER, someone: Person = LAN) -> str:
        """A draft with one number edited and every question answered."""
        self.id = editing.start(self.desk, someone, now=self.now).id
        opened = looking.opened(self.desk, someone, self.id, "observations")
        rows = [dict(row) for row in opened.rows]
        (row,) = [row for row in rows if {**HERE, "entity": entity}.items() <= row.items()]
        row["value"] = value
        editing.put_rows(self.desk, someone, self.id, "observations", rows, seen=opened.seen, now=self.now)
        report = looking.check(self.desk, someone, self.id)
        for finding in looking.open_questions(self.desk, someone, self.id, report):
            editing.answer(self.desk, someone, self.id, question_id(finding), "Đúng như nguồn.", now=self.now)
        return self.id

    def noted(self, **told: str) -> str:
        self.edited(**told)
        editing.note(self.desk, LAN, self.id, "correction", *REASONS, now=self.now)
        return self.id

    def approved(self, **told: str) -> str:
        self.noted(**told)
        review.approve(self.desk, MINH, self.id, now=self.now)
        return self.id

    def value(self) -> str:
        """What readers are shown."""
        rows = Store(self.desk.store.root).current().rows("observations")
        return next(row["value"] for row in rows if {**HERE, "entity": "ha-noi"}.items() <= row.items())


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    made = At(tmp_path)
    monkeypatch.setattr(entry, "standing", lambda: Standing(made.desk, Settings(policy=made.desk.policy), made.person))
    monkeypatch.setattr(entry, "welcome", lambda there: None)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(comparing, "compared", compared)
    yield made
    st.cache_resource.clear()


_said: dict = {}


def compared(work: object, draft: Draft) -> Comparison:
    """The comparison of three views, here and now."""
    desk = work.desk  # type: ignore[attr-defined]
    key = holds(draft)
    if key not in _said:
        steps = changed.differences(desk.store.snapshot(draft.base), looking.preview(desk, MINH, draft.id), VIEWS)
        _said[key] = from_json(as_json(step.found for step in steps if step.found))
    return Comparison(_said[key], len(VIEWS), len(VIEWS), whole=True)


def texts(app: AppTest) -> str:
    """Everything that can be read on the screen."""
    nodes = (*app.title, *app.text, *app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.success)
    return "\n".join(str(node.value) for node in nodes).replace("\\", "")


def press(app: AppTest, label: str) -> AppTest:
    """Presses the first button of that label."""
    button = next(item for item in app.button if item.label == label)
    assert not button.disabled, label
    button.click().run()
    assert not app.exception
    return app


def labels(app: AppTest, usable: bool = True) -> list[str]:
    return [item.label for item in app.button if not (usable and item.disabled)]


def test_a_preview_is_known_by_its_id() -> None:
    assert cached.PREVIEW == content.PREVIEW


def test_from_the_preview_to_the_publication_by_two_people(at: At) -> None:
    at.edited()
    app = at.open(step="publish")
    assert "Kind and reason are written in both languages" in texts(app)
    assert "Publishing is for publishers." in texts(app)
    app.radio(key="note_kind").set_value("correction")
    app.text_area(key="note_vi").set_value(REASONS[0])
    app.text_area(key="note_en").set_value(REASONS[1])
    press(app, "Save")
    assert (at.draft.kind, at.draft.reason_vi, at.draft.reason_en) == ("correction", *REASONS)
    press(app, "Ask for approval")
    assert "Approval was asked for" in texts(app)

    at.person = MINH
    app = at.open(step="publish")
    assert "Figures not accepted yet: 2 of 2" in texts(app)
    assert "Approve what the draft holds now" not in labels(app)
    app = at.open(step="preview")
    assert "0 of 2" in texts(app)
    assert f"~~{BEFORE}.~~" in texts(app)
    assert f"**{AFTER}.**" in texts(app)
    press(app, "Accept 1 figure whose headline sentence stays the same")
    press(app, "Accept")
    assert "2 of 2" in texts(app)
    app = press(at.open(step="publish"), "Approve what the draft holds now")
    assert at.draft.state == APPROVED
    assert at.value() == BEFORE
    press(app, "Publish now")
    assert at.draft.state == PUBLISHED
    assert at.value() == AFTER
    entry_made = at.desk.store.entries()[-1]
    assert (entry_made.actor, entry_made.approver, entry_made.kind) == ("Lan", "Minh", "correction")
    assert f"Published as snapshot {entry_made.snapshot}." in texts(app)
    assert f"/?snapshot={entry_made.snapshot}&lang=en" in texts(app)


def test_who_worked_on_a_draft_is_told_that_another_approves(at: At) -> None:
    at.edited(someone=MINH)
    at.person = MINH
    app = at.open(step="publish")
    assert "another publisher approves it" in texts(app)
    assert "Approve what the draft holds now" not in labels(app, usable=False)


def test_a_question_about_a_figure_stands_against_publishing_until_it_is_accepted(at: At) -> None:
    at.approved()
    app = at.open(step="preview")
    next(box for box in app.text_area if box.key.startswith("text_ranking")).set_value("Nguồn nào?")
    next(item for item in app.button if item.key and "send_ranking" in item.key).click().run()
    assert at.draft.questioned == (RANKING,)
    at.person = MINH
    app = at.open(step="publish")
    assert "1 figure is questioned and not accepted" in texts(app)
    assert "Publish now" not in labels(app)
    app = at.open(step="preview")
    assert "Lan asked" in texts(app)
    press(app, "Accept")
    assert not at.draft.questioned
    assert "Publish now" in labels(at.open(step="publish"))


def test_who_published_first_is_named_and_the_draft_is_brought_up_to_date(at: At) -> None:
    at.approved()
    mine = at.id
    other = at.approved(entity="hue", value="0.7953")
    at.id, at.person = mine, MINH
    app = at.open(step="publish")
    publishing.publish(at.desk, HOA, other, now=NOW)
    press(app, "Publish now")
    assert "somebody else published" in "".join(box.value for box in app.error)
    assert at.value() == BEFORE
    assert "Bring up to date" in labels(app)
    app = at.open(step="publish")
    assert "Published since this draft was begun" in texts(app)
    press(app, "Bring up to date")
    assert at.draft.state == OPEN
    assert at.draft.base == at.desk.store.current().id
    assert "Nothing was published since this draft was begun" in texts(app)


def test_a_draft_waits_for_its_moment_and_is_published_then(at: At) -> None:
    at.approved()
    at.person = MINH
    app = at.open(step="publish")
    app.date_input(key="embargo_day").set_value(dt.date(2026, 12, 1))
    app.time_input(key="embargo_time").set_value(dt.time(14, 30))
    press(app, "Publish at this moment")
    assert at.draft.moment == "2026-12-01T14:30:00+07:00"
    assert "To be published at 14:30 on 1 Dec 2026: in 5 hours, 30 minutes." in texts(app)
    press(app, "Take it off the schedule")
    assert not at.draft.moment
    publishing.publish(at.desk, MINH, at.id, now=at.now, moment=NOW.replace(hour=15))
    at.now = NOW.replace(hour=14, minute=59)
    assert publishing.due(at.desk, now=at.now) == ()
    assert at.value() == BEFORE
    at.now = NOW.replace(hour=15)
    assert [one.draft for one in publishing.due(at.desk, now=at.now)] == [at.id]
    assert at.value() == AFTER
    assert "Published as snapshot 2026-12-01." in texts(at.open(step="publish"))


def test_a_moment_that_has_passed_is_refused(at: At) -> None:
    at.approved()
    at.person = MINH
    app = at.open(step="publish")
    app.date_input(key="embargo_day").set_value(dt.date(2026, 12, 1))
    app.time_input(key="embargo_time").set_value(dt.time(8, 0))
    press(app, "Publish at this moment")
    assert "This moment has passed" in "".join(box.value for box in app.error)
    assert at.draft.state == APPROVED


def dialog(what: str, target: str) -> None:
    """The dialog as its own script: the test runner runs whole pages, and a dialog is a part that runs by itself."""
    from components.desk import published_view
    from components.desk.work import current

    published_view.undo_dialog(current(), what, target)


def undone(what: str, target: str, label: str) -> AppTest:
    """Fills the dialog in and sends it; as it stood before."""
    app = AppTest.from_function(dialog, kwargs={"what": what, "target": target}, default_timeout=240)
    app.query_params = {"lang": "en"}
    app.run()
    app.text_area(key=f"undo_vi_{what}_{target}").set_value(REASONS[0])
    app.text_area(key=f"undo_en_{what}_{target}").set_value(REASONS[1])
    return press(app, label)


def test_going_back_takes_one_dialog_and_a_second_person(at: At) -> None:
    old = at.desk.store.current().id
    at.approved()
    publishing.publish(at.desk, MINH, at.id, now=NOW)
    assert at.value() == AFTER
    at.person = MINH
    app = at.open("published")
    assert "Show this snapshot again" in labels(app)
    undone("roll_back", old, "Show it again")
    app = at.open("published")
    assert f"Minh proposes to show snapshot {old} again." in texts(app)
    assert at.value() == AFTER
    at.person = HOA
    at.id = next(draft.id for draft in at.desk.drafts().values() if draft.what == "roll_back")
    app = at.open(step="publish")
    assert f"Readers will see the figures of snapshot {old} again" in texts(app)
    press(press(app, "Approve what the draft holds now"), "Publish now")
    assert f"Snapshot {old} is shown again." in texts(app)
    assert at.value() == BEFORE


def test_withdrawing_says_what_readers_will_see_and_keeps_the_snapshot_readable(at: At) -> None:
    at.desk.policy = Policy(two_people=False, approval=frozenset())
    old = at.desk.store.current().id
    at.noted()
    new = publishing.publish(at.desk, MINH, at.id, now=NOW).snapshot  # type: ignore[union-attr]
    at.person = MINH
    app = at.open("published")
    next(item for item in app.button if item.key == f"withdraw_{new}").click().run()
    assert f"Snapshot {new} stays readable under its own address" in texts(app)
    assert f"the pages show snapshot {old}" in texts(app)
    undone("withdraw", new, "Withdraw it")
    assert ":red-badge" in texts(at.open("published"))
    assert at.value() == BEFORE
    assert [notice.code for notice in at.desk.store.snapshot(new).notices] == ["withdrawn", "replaced"]


def test_nobody_but_a_publisher_is_offered_an_undo(at: At) -> None:
    app = at.open("published")
    assert not {"Show this snapshot again", "Withdraw"} & set(labels(app, usable=False))


def test_what_is_left_to_show_follows_the_log(at: At) -> None:
    entries = at.desk.store.entries()
    now, before = entries[-1].snapshot, entries[-2].snapshot
    assert undo.shown_now(entries) == now
    assert undo.shown_after(entries, "withdraw", now) == before
    assert undo.shown_after(entries, "roll_back", before) == before
    assert undo.shown_after(entries[:1], "withdraw", entries[0].snapshot) == ""
    assert "nothing is published" in undo.effect("en", entries[:1], "withdraw", entries[0].snapshot)


def test_the_journal_is_newest_first_filtered_and_says_when_it_was_altered(at: At) -> None:
    at.approved()
    app = at.open("journal")
    rows = app.dataframe[0].value
    assert rows["action"].tolist()[0] == "approve a draft"
    assert rows["action"].tolist()[-1] == "start a draft"
    assert "The journal is whole" in texts(app)
    app.selectbox(key="journal_person").set_value(f"{ISSUER} minh").run()
    assert app.dataframe[0].value["name"].unique().tolist() == ["Minh"]
    file = at.desk.root / "journal" / "00000002.json"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes().replace(b"Lan", b"Lam"))
    assert "00000002.json was altered" in texts(at.open("journal"))


def test_the_site_shows_a_draft_under_a_band_to_who_is_signed_in(at: At) -> None:
    at.edited()
    app = at.open("rankings", snapshot=f"draft-{at.id}", edition="dti-2024-34")
    assert "Private preview of a draft" in texts(app)
    assert f"with {AFTER}" in texts(app)
    assert not {"Download", "Link, cite, embed"} & set(labels(app))
    assert "come with publication" in texts(app)
    app = at.open("overview")
    assert "Private preview" not in texts(app)
    assert BEFORE in texts(at.open("rankings", edition="dti-2024-34"))


def test_a_draft_with_errors_says_so_in_place_of_the_page(at: At) -> None:
    at.edited(value="none")
    app = at.open("rankings", snapshot=f"draft-{at.id}")
    assert app.error
    assert "Private preview of a draft" not in texts(app)


@pytest.mark.parametrize("path", ["", "rankings"])
def test_the_public_process_opens_no_draft(at: At, visit: Callable[..., AppTest], path: str) -> None:
    at.edited()
    app = visit(path, "en", snapshot=f"draft-{at.id}")
    told = say("en", "Part of the link was not understood ({named}); the default is shown instead.",
               named=f"snapshot=draft-{at.id}")
    assert told in "".join(box.value for box in app.info).replace("\\", "")
    assert AFTER not in texts(app)
    assert "Private preview" not in texts(app)


def test_nobody_who_is_not_signed_in_sees_a_draft(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    at.edited()
    monkeypatch.setattr(entry, "standing", lambda: Standing(at.desk, Settings(policy=at.desk.policy), out="nobody"))
    app = at.open("rankings", snapshot=f"draft-{at.id}", edition="dti-2024-34")
    assert AFTER not in texts(app)
    assert "Private preview" not in texts(app)


def test_a_reader_with_the_page_open_is_told_once_what_was_published(at: At, visit: Callable[..., AppTest]) -> None:
    app = visit("rankings", "en", edition="dti-2024-34")
    assert not app.toast
    at.approved()
    publishing.publish(at.desk, MINH, at.id, now=NOW)
    app.session_state[frame._PUBLISHED] = True
    app.run()
    assert "New figures were published at 09:00 on 1 Dec 2026." in app.toast[0].value
    assert f"with {AFTER}" in texts(app)
    assert not app.run().toast


def test_an_approval_is_for_what_was_looked_at(at: At) -> None:
    """A comparison still under way lets nobody approve."""
    at.noted()
    at.person = MINH
    known = comparing.compared
    comparing.compared = lambda work, draft: replace(known(work, draft), whole=False)  # type: ignore[assignment]
    try:
        app = at.open(step="publish")
    finally:
        comparing.compared = known
    assert "The figures are still being compared" in texts(app)
    assert "Approve what the draft holds now" not in labels(app)
