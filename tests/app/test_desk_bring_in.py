"""Bringing data in at the desk: files, cells, the check, on a copy of the published data in local mode."""

import csv
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components.desk import bring_in_view, cell_edits, check_view, checked, clock, editable, entry
from components.desk.work import Work
from language import say
from snapshots.desk import editing, looking, publishing
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.people import Person, Role
from snapshots.desk.policy import Policy
from snapshots.intake.oldfonts import TCVN3
from snapshots.questions import question_id
from snapshots.schema import tables
from snapshots.store import Store

ROOT = Path(__file__).resolve().parents[2]
LAN = Person("local", "Lan", "Lan", Role.PUBLISHER)


class At:
    """A desk on a copy of the data, with one draft, and its screens."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder / "desk", Store(folder / "data"), Policy(two_people=False, approval=frozenset()))
        self.id = editing.start(self.desk, LAN, now=clock.now()).id

    @property
    def draft(self) -> Draft:
        """The draft as a new process reads it."""
        return Desk(self.desk.root, self.desk.store, self.desk.policy).draft(self.id)

    def open(self, step: str, lang: str = "", **address: str) -> AppTest:
        """A step of the draft, run once."""
        app = AppTest.from_file(ROOT / "components" / "desk" / "shell.py", default_timeout=120)
        app.query_params = {"draft": self.id, "step": step, **({"lang": lang} if lang else {}), **address}
        app._page_hash = calc_hash("draft")
        return app.run()

    def table(self, name: str) -> list[dict[str, str]]:
        """Rows of a table of the draft."""
        return looking.opened(self.desk, LAN, self.id, name).rows


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "data"
    shutil.copytree(ROOT / "data", folder)
    return folder


@pytest.fixture
def at(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    shutil.copytree(published, tmp_path / "data", copy_function=os.link)  # published files are never written again
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("EXPLORER_DESK", str(tmp_path / "desk"))
    monkeypatch.setenv("EXPLORER_DESK_LOCAL", "Lan")
    entry.desk_of.cache_clear()
    st.cache_resource.clear()
    yield At(tmp_path)
    entry.desk_of.cache_clear()
    st.cache_resource.clear()


COLUMNS = tables()["observations"].columns
Row = dict[str, str]


@pytest.fixture
def ranking(at: At) -> list[Row]:
    """The overall index of the 34 provinces for 2024, as published."""
    return [row for row in at.table("observations") if (row["edition"], row["indicator"]) == ("dti-2024-34", "dti-overall")]


def sheet(rows: list[Row], mark: str = ",") -> str:
    """The rows as a spreadsheet writes them."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=mark, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row[name] for name in COLUMNS] for row in rows)
    return buffer.getvalue()


def texts(app: AppTest) -> str:
    """Everything that can be read on the screen."""
    nodes = (*app.text, *app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.success, *app.subheader)
    return "\n".join([*(str(node.value) for node in nodes), *(box.label for box in app.expander)])


def drop(app: AppTest, name: str, raw: bytes) -> AppTest:
    """Drops a file on the page."""
    app.file_uploader[0].set_value((name, raw, "text/csv"))
    app.run()
    assert not app.exception
    return app


def click(app: AppTest, label: str) -> AppTest:
    """Presses the one button of that label."""
    (button,) = [item for item in app.button if item.label == label]
    assert not button.disabled, label
    button.click().run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [item.label for item in app.button]


@pytest.mark.parametrize("lang", ["", "en"])
@pytest.mark.parametrize("step", ["files", "cells", "check"])
def test_each_screen_opens(at: At, step: str, lang: str) -> None:
    app = at.open(step, lang)
    assert not app.exception
    assert not app.error


def test_a_spreadsheet_of_vietnam_ends_in_the_draft_with_each_change_listed(at: At, ranking: list[Row]) -> None:
    clerk = [{**row, "value": row["value"].replace(".", ",")} for row in ranking]
    total = ["Tổng cộng" if name == "entity" else "" for name in COLUMNS]
    lines = ["Bảng xếp hạng DTI 2024" + ";" * (len(COLUMNS) - 1), sheet(clerk, ";").rstrip("\n"), ";".join(total)]
    app = drop(at.open("files", "en"), "observations.csv", b"\xef\xbb\xbf" + "\n".join(lines).encode())
    (upload,) = at.draft.uploads
    made = looking.conversion(at.desk, LAN, at.id, upload.id)
    said = texts(app)
    for rule in ("separator", "title_line", "totals_row"):
        (change,) = [item for item in made.changes if item.rule == rule]
        assert change.text("en") in said
    assert "34 decimal commas became points (column H)" in said
    table = next(frame.value for frame in app.dataframe if len(frame.value) == len(ranking))
    assert list(table.columns) == ["Row", "Column", "Was", "Now"]
    assert list(table["Was"]) == [row["value"] for row in clerk]
    assert list(table["Now"]) == [row["value"] for row in ranking]
    assert list(table["Row"]) == [str(number) for number in range(3, 37)]
    before = at.table("observations")
    click(app, "Add or replace these rows only")
    assert at.draft.uploads == ()
    assert sorted(map(str, at.table("observations"))) == sorted(map(str, before))


def test_a_whole_table_that_is_strict_is_taken_over_at_once_and_says_so(at: At) -> None:
    raw = looking.table_files(at.desk, LAN, at.id)["weights.csv"].replace(b"0.3,fitted", b"0.4,fitted", 1)
    app = drop(at.open("files", "en"), "weights.csv", raw)
    assert list(at.draft.tables) == ["weights.csv"]
    assert "needed no change" in texts(app)
    assert [list(row) for row in app.dataframe[0].value.itertuples(index=False)] == [
        ["Weights of indicators in an edition (weights.csv)", "0", "1", "0"]]
    assert app.file_uploader[0].value == []


def test_a_file_is_brought_in_once_however_often_the_page_runs(at: At) -> None:
    raw = looking.table_files(at.desk, LAN, at.id)["weights.csv"]
    app = drop(at.open("files"), "weights.csv", raw)
    app.run()
    app.run()
    actions = [step.action for step in looking.steps(at.desk, LAN, at.id)]
    assert actions.count("put_file") == 1


def test_a_name_that_tells_no_table_is_asked_about(at: At) -> None:
    raw = looking.table_files(at.desk, LAN, at.id)["weights.csv"]
    app = drop(at.open("files", "en"), "Trọng số.csv", raw)
    assert not at.draft.tables
    assert "Its columns are those of: Weights of indicators in an edition (weights.csv)" in texts(app)
    assert [item.disabled for item in app.button if item.label == "Bring in"] == [True]
    (choice,) = [box for box in app.selectbox if box.label == "Table"]
    assert choice.value is None
    choice.set_value("weights").run()
    click(app, "Bring in")
    assert list(at.draft.tables) == ["weights.csv"]


def test_a_name_that_contradicts_the_columns_is_asked_about(at: At) -> None:
    raw = looking.table_files(at.desk, LAN, at.id)["weights.csv"]
    app = drop(at.open("files", "en"), "tasks.csv", raw)
    assert (at.draft.tables, at.draft.uploads) == ({}, ())
    assert "which table is it for?" in texts(app)


def test_a_number_with_two_readings_is_asked_and_nothing_is_chosen_beforehand(at: At, ranking: list[Row]) -> None:
    ranking[1]["value"] = "1,298"
    app = drop(at.open("files", "en"), "observations.csv", sheet(ranking).encode())
    assert "“1,298” can be read in two ways" in texts(app)
    (choice,) = app.radio
    assert choice.value is None
    assert all(item.disabled for item in app.button if item.label in ("Take over", "Replace the whole table"))
    click(app, "Send the answer")
    assert "Choose one of the answers first." in texts(app)
    choice = app.radio[0].set_value("decimals")
    click(app, "Send the answer")
    assert not app.radio
    (upload,) = at.draft.uploads
    assert upload.ready
    assert b",1.298," in looking.conversion(at.desk, LAN, at.id, upload.id).files["observations.csv"]


def test_text_in_an_old_font_is_converted_only_when_confirmed(at: At, ranking: list[Row]) -> None:
    ranking[0]["note_vi"] = "Số sơ bộ của Bộ Khoa học và Công nghệ"
    old = {letter: mark for mark, letter in TCVN3.items()}
    raw = "".join(old.get(letter, letter) for letter in sheet(ranking)).encode("latin-1")
    app = drop(at.open("files", "en"), "observations.csv", raw)
    assert "old font" in texts(app) + "".join(box.label for box in app.expander)
    assert not at.draft.tables
    click(app, "Add or replace these rows only")
    assert "Số sơ bộ của Bộ Khoa học và Công nghệ" in {row["note_vi"] for row in at.table("observations")}


def test_a_former_province_in_a_new_period_is_refused_with_how_to_mend_it(at: At, ranking: list[Row]) -> None:
    ranking[1] |= {"entity": "Hà Nam", "period": "2026"}
    app = drop(at.open("files"), "Số liệu.csv", sheet(ranking).encode())
    app.selectbox(key=[box.key for box in app.selectbox if box.key.startswith("which_table")][0]).set_value("observations").run()
    click(app, say("vi", "Bring in"))
    said = texts(app)
    assert "Số liệu.csv, dòng 3, cột D (entity)" in said
    assert "Ninh Bình (ninh-binh)" in said
    assert all(item.disabled for item in app.button if item.label == say("vi", "Take over"))
    click(app, say("vi", "Set aside"))
    assert (at.draft.uploads, at.draft.tables) == ((), {})


def test_hostile_words_in_a_file_are_shown_as_text(at: At, ranking: list[Row]) -> None:
    naughty = "<script>alert(1)</script>[x](javascript:alert(1)) $x$ :material/delete: " + "x" * 5000
    ranking[1] |= {"entity": naughty, "note_vi": f" {naughty}"}
    app = drop(at.open("files", "en"), "observations.csv", sheet(ranking).encode())
    assert "<script>" in "".join(node.value for node in app.text)
    _no_markup(app)
    click(app, "Replace the whole table")
    checked = at.open("check", "en")
    checked.selectbox(key="check_code_error").set_value("unknown_id").run()
    assert "<script>" in "".join(node.value for node in checked.text)
    _no_markup(checked)


def test_a_hostile_name_of_a_file_is_shown_as_text(at: At, ranking: list[Row]) -> None:
    ranking[1]["entity"] = "Hà Nam"
    app = drop(at.open("files", "en"), "../<script>[x](javascript:1) $x$ =1.csv", sheet(ranking).encode())
    _no_markup(app)
    next(box for box in app.selectbox if box.label == "Table").set_value("observations").run()
    click(app, "Bring in")
    _no_markup(app)
    assert "script" in app.subheader[0].value
    assert at.draft.uploads[0].name == "<script>[x](javascript:1) $x$ =1.csv"


def _no_markup(app: AppTest) -> None:
    labels = [box.label for box in app.expander]
    assert not [text for text in (*(node.value for node in (*app.markdown, *app.error, *app.caption, *app.subheader)), *labels)
                if "<script>" in text or "[x](" in text or " $x$" in text or " :material/delete:" in text]
    assert max(len(node.value) for node in app.text) < 2000


def test_one_cell_is_edited_from_its_address(at: At) -> None:
    before = at.table("weights")
    app = at.open("cells", "en", table="weights", row="3", column="weight")
    (field,) = [item for item in app.text_input if item.label == "weight"]
    assert field.value == before[1]["weight"]
    field.set_value("0.35")
    click(app, "Change the cell")
    assert "Changed here and not saved yet: 1" in texts(app)
    assert at.table("weights") == before
    click(app, "Save the edits")
    assert at.table("weights") == [before[0], {**before[1], "weight": "0.35"}, *before[2:]]


def test_cells_edited_in_a_filtered_table_leave_the_others(at: At) -> None:
    before = at.table("observations")
    app = at.open("cells", "en", table="observations")
    app.text_input(key="find_observations").set_value("dti-2024-34 dti-overall bac-ninh").run()
    (editor,) = app.data_editor
    assert len(editor.value) == 1
    number = int(editor.value.iloc[0, 0])
    app.session_state[editor.key] = {"edited_rows": {0: {"value": "0,7999"}}, "added_rows": [], "deleted_rows": []}
    app.run()
    app.text_input(key="find_observations").set_value("").run()
    click(app, "Save the edits")
    (upload,) = at.draft.uploads
    assert at.table("observations") == before
    click(app, "Take over")
    after = at.table("observations")
    assert upload.table == "observations.csv"
    assert [index + 2 for index, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] == [number]
    assert after[number - 2] == {**before[number - 2], "value": "0.7999"}


def test_edits_are_not_lost_when_somebody_else_saved_first(at: At) -> None:
    app = at.open("cells", "en", table="weights", row="3", column="weight")
    next(item for item in app.text_input if item.label == "weight").set_value("0.35")
    click(app, "Change the cell")
    raw = looking.table_files(at.desk, LAN, at.id)["weights.csv"].replace(b"0.3,fitted", b"0.4,fitted", 1)
    editing.put_file(at.desk, LAN, at.id, "weights.csv", raw, now=clock.now())
    app.run()
    click(app, "Save the edits")
    assert "Somebody changed weights.csv in this draft after you opened it" in texts(app)
    assert "Changed here and not saved yet: 1" in texts(app)
    assert at.table("weights")[0]["weight"] == "0.4"
    click(app, "Open the table anew, without my edits")
    assert "Changed here and not saved yet" not in texts(app)


def put(at: At, table: str, row: int, column: str, value: str) -> None:
    """One cell of the draft changed, by row as a spreadsheet counts."""
    opened = looking.opened(at.desk, LAN, at.id, table)
    opened.rows[row - 2][column] = value
    upload, _ = editing.put_rows(at.desk, LAN, at.id, table, opened.rows, seen=opened.seen, now=clock.now())
    if at.draft.upload(upload.id):
        editing.confirm(at.desk, LAN, at.id, upload.id, now=clock.now())


def test_the_check_shows_an_error_and_leads_to_its_cell(at: At) -> None:
    put(at, "observations", 5, "indicator", "khong-co")
    app = at.open("check")
    said = texts(app)
    assert "observations.csv, dòng 5, cột C (indicator)" in said
    assert "khong-co" in said
    assert app.error
    app.button(key="go_observations.csv_unknown_id_indicator_0").click().run()
    assert not app.exception
    assert app.data_editor
    (field,) = [item for item in app.text_input if item.label.endswith("(indicator)")]
    assert field.value == "khong-co"
    assert [label for label in app.data_editor[0].value.iloc[:, 0] if label.startswith(cell_edits.MARK)] == ["▶ 5"]


def test_a_question_blocks_until_it_is_answered_and_the_answer_is_kept(at: At) -> None:
    number = next(
        index for index, row in enumerate(at.table("observations"), 2)
        if (row["edition"], row["indicator"], row["entity"]) == ("dti-2024-34", "dti-overall", "bac-ninh"))
    put(at, "observations", number, "value", "0.0079")
    report = looking.check(at.desk, LAN, at.id)
    asked = len(looking.open_questions(at.desk, LAN, at.id, report))
    assert report.passed and asked
    app = at.open("check", "en")
    assert f"before the draft can go on: {asked}." in texts(app)
    (area, *_) = app.text_area
    area.set_value("As the ministry's page prints it.")
    sent = next(item for item in app.button if item.key and item.key.startswith("send_"))
    sent.click().run()
    assert not app.exception
    assert [said.text for said in at.draft.answers.values()] == ["As the ministry's page prints it."]
    assert len(looking.open_questions(at.desk, LAN, at.id, report)) == asked - 1
    assert "Answered by Lan" in texts(app)


def test_a_blank_answer_is_refused(at: At) -> None:
    put(at, "observations", 5, "value", "0.0001")
    app = at.open("check", "en")
    if not app.text_area:
        pytest.fail("the check asks nothing")
    next(item for item in app.button if item.key and item.key.startswith("send_")).click().run()
    assert app.error
    assert not at.draft.answers


def test_the_check_is_run_once_for_the_same_tables(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []
    plain = checked.content.report
    monkeypatch.setattr(checked.content, "report", lambda *given: runs.append(given[1].id) or plain(*given))
    at.open("check")
    at.open("check", "en")
    editing.note(at.desk, LAN, at.id, "correction", "Sửa", "Mend", now=clock.now())
    at.open("check")
    assert len(runs) == 1


def test_a_dropped_draft_is_closed(at: At) -> None:
    click(at.open("files", "en"), "Yes, drop this draft")
    app = at.open("files", "en")
    assert not app.file_uploader
    assert "This draft is closed" in texts(app)


def test_edits_stay_while_another_screen_is_looked_at(at: At) -> None:
    app = at.open("cells", "en", table="weights")
    app.session_state[app.data_editor[0].key] = {"edited_rows": {0: {"weight": "0.31"}}, "added_rows": [], "deleted_rows": []}
    app.run()
    assert "Changed here and not saved yet: 1" in texts(app)
    for step in ("check", "cells"):
        app.query_params["step"] = step
        app.run()
        assert not app.exception
    assert "Changed here and not saved yet: 1" in texts(app)
    app.run()
    click(app, "Save the edits")
    assert at.table("weights")[0]["weight"] == "0.31"


def test_two_people_edit_one_table_and_both_edits_count(at: At) -> None:
    app = at.open("cells", "en", table="weights", row="3", column="weight")
    next(item for item in app.text_input if item.label == "weight").set_value("0.35")
    click(app, "Change the cell")
    put(at, "weights", 2, "weight", "0.4")
    app.run()
    click(app, "Put my edits into the table as it is now")
    assert [row["weight"] for row in at.table("weights")[:2]] == ["0.4", "0.35"]


def test_two_people_edit_one_row_and_nothing_is_overwritten(at: At) -> None:
    app = at.open("cells", "en", table="weights", row="2", column="weight")
    next(item for item in app.text_input if item.label == "weight").set_value("0.35")
    click(app, "Change the cell")
    put(at, "weights", 2, "weight", "0.4")
    app.run()
    click(app, "Put my edits into the table as it is now")
    assert "You and somebody else changed the same row" in texts(app)
    assert "Changed here and not saved yet: 1" in texts(app)
    assert at.table("weights")[0]["weight"] == "0.4"


def test_the_cell_tells_what_the_check_said_of_it(at: At) -> None:
    put(at, "observations", 5, "indicator", "khong-co")
    at.open("check", "en")
    app = at.open("cells", "en", table="observations", row="5", column="indicator")
    assert "“khong-co” is not in indicators.csv." in texts(app)


def test_a_draft_is_brought_up_to_date_after_somebody_published(at: At) -> None:
    other = editing.start(at.desk, LAN, now=clock.now()).id
    mine, at.id = at.id, other
    put(at, "weights", 2, "weight", "0.4")
    editing.note(at.desk, LAN, other, "correction", "Sửa số", "A figure mended", now=clock.now())
    for finding in looking.open_questions(at.desk, LAN, other, looking.check(at.desk, LAN, other)):
        editing.answer(at.desk, LAN, other, question_id(finding), "Đúng như nguồn.", now=clock.now())
    entry_ = publishing.publish(at.desk, LAN, other, now=clock.now())
    at.id = mine
    put(at, "weights", 3, "weight", "0.35")
    app = at.open("files", "en")
    assert entry_.snapshot.replace(".", "") in texts(app).replace("\\", "").replace(".", "")
    click(app, "Bring up to date")
    assert at.draft.base == entry_.snapshot
    assert [row["weight"] for row in at.table("weights")[:2]] == ["0.4", "0.35"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_whoever_may_only_look_is_told_so(at: At, lang: str) -> None:
    reader = Person("local", "Khách", "Khách", Role.READER)
    assert editable.why_not(Work(at.desk, reader, lang), at.draft) == say(
        lang, "You may look at drafts. Changing them is for editors and publishers.")
    assert editable.why_not(Work(at.desk, LAN, lang), at.draft) == ""


def test_rows_removed_by_a_strict_file_are_put_back(at: At, ranking: list[Row]) -> None:
    before = at.table("observations")
    ranking[0] = {**ranking[0], "value": "0.6354"}
    app = drop(at.open("files", "en"), "observations.csv", sheet(ranking).encode())
    assert len(at.table("observations")) == len(ranking)
    click(app, "Put the 11,090 removed rows of observations.csv back")
    after = at.table("observations")
    assert len(after) == len(before)
    assert [row for row in after if row not in before] == [ranking[0]]


def test_files_that_wait_for_their_table_are_bounded(at: At) -> None:
    app = at.open("files", "en")
    app.file_uploader[0].set_value([(f"{number}.csv", b"a,b\n1,2\n", "text/csv") for number in range(12)])
    app.run()
    assert not app.exception
    assert len([box for box in app.selectbox if box.label == "Table"]) == bring_in_view.PENDING_LIMIT
    assert len(app.error) == 2


def test_thousands_of_faults_are_shown_as_one_group(at: At) -> None:
    opened = looking.opened(at.desk, LAN, at.id, "observations")
    rows = [{**row, "source": "nguon-la"} for row in opened.rows]
    editing.put_rows(at.desk, LAN, at.id, "observations", rows, seen=opened.seen, now=clock.now())
    app = at.open("check", "en")
    assert not app.exception
    title = next(box.label for box in app.expander if "nguon-la" in box.label)
    assert "2,000+" in title
    assert len([item for item in app.button if item.key and item.key.startswith("go_")]) <= check_view.SHOWN
    assert "The first 50 of 2,000+ are shown" in texts(app)
