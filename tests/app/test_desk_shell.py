"""The desk in local mode: menu, list of drafts, one draft with its steps, and what is due; in both languages."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components.desk import addresses, clock, draft_view, entry, settings, start
from language import LANGUAGES, say
from snapshots.desk import editing, publishing
from snapshots.desk.desk import Desk
from snapshots.desk.draft import OPEN, STATES, Draft
from snapshots.desk.people import Person, Role
from snapshots.desk.policy import Policy
from snapshots.log import VIET_NAM
from snapshots.store import Store

ROOT = Path(__file__).resolve().parents[2]
LAN = Person("local", "Nguyễn Văn A", "Nguyễn Văn A", Role.PUBLISHER)
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=VIET_NAM)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("EXPLORER_DESK", str(tmp_path / "desk"))
    monkeypatch.setenv("EXPLORER_DESK_LOCAL", LAN.name)
    for kept in (entry.desk_of, settings._source):
        kept.cache_clear()
    st.cache_resource.clear()
    yield Desk(tmp_path / "desk", Store(), Policy(two_people=False, approval=frozenset()))
    for kept in (entry.desk_of, settings._source):
        kept.cache_clear()


def visit(path: str = "", **address: str) -> AppTest:
    app = AppTest.from_file(ROOT / "components" / "desk" / "shell.py", default_timeout=120)
    app.query_params = dict(address)
    app._page_hash = calc_hash(path)
    return app.run()


def texts(app: AppTest) -> str:
    return " ".join(node.value for node in [*app.title, *app.caption, *app.info, *app.warning, *app.markdown])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("screen", addresses.SCREENS, ids=lambda screen: screen.path or "drafts")
def test_every_screen_runs_and_has_a_title(desk: Desk, screen: addresses.Screen, lang: str) -> None:
    app = visit(screen.path, lang=lang)
    assert not app.exception
    assert len(app.title) == 1
    assert LAN.name in texts(app) and say(lang, "Data desk · for staff · Resolution 57 explorer") in texts(app)
    assert not [button for button in app.button if button.key == "sign_out"], "one person, nobody to sign out"


def test_the_screens_differ_by_language(desk: Desk) -> None:
    for screen in addresses.SCREENS:
        assert visit(screen.path, lang="vi").title[0].value != visit(screen.path, lang="en").title[0].value


def test_no_draft_says_what_to_do(desk: Desk) -> None:
    assert visit().info[0].value == say("vi", "No draft is being worked on. Start one to update the figures.")


def test_starting_a_draft_opens_it_once(desk: Desk) -> None:
    app = visit(lang="en")
    app.button(key="start_draft").click().run()
    assert len(desk.drafts()) == 1
    assert app.query_params["draft"] == next(iter(desk.drafts()))
    assert app.query_params["lang"] == "en"


def test_drafts_are_listed_newest_first_and_closed_ones_last(desk: Desk) -> None:
    made = [editing.start(desk, LAN, now=NOW + dt.timedelta(minutes=turn)).id for turn in range(4)]
    editing.drop(desk, LAN, made[3], now=NOW)
    editing.note(desk, LAN, made[0], "revision", "Số mới *của* Sở", "New figures", now=NOW)
    app = visit()
    shown = [node.proto.query_string for node in app._tree if node.type == "page_link" and "draft=" in node.proto.query_string]
    assert [next(one for one in made if one in address) for address in shown] == [made[2], made[1], made[0], made[3]]
    assert any("Số mới" in node.value for node in app.markdown)
    assert not app.exception


def test_a_draft_that_is_not_there_is_told(desk: Desk) -> None:
    for asked in ("", "nix", "0" * 16, "../../etc", "<script>"):
        app = visit("draft", draft=asked, lang="en")
        assert not app.exception and app.warning, asked


def test_the_step_is_the_one_of_the_address(desk: Desk) -> None:
    identity = editing.start(desk, LAN, now=NOW).id
    for step in ("files", "check", "preview", "publish"):
        app = visit("draft", draft=identity, step=step)
        assert not app.exception
        assert app.session_state["step"] == step
    assert visit("draft", draft=identity, step="<script>").session_state["step"] == "files"


def test_every_step_has_its_screen_and_words() -> None:
    assert set(draft_view.steps_of(Draft("0" * 16))) == {*addresses.STEPS, "cells"} == set(draft_view.names("en"))
    assert list(draft_view.steps_of(Draft("0" * 16, what="roll_back"))) == ["publish"]


def test_local_mode_may_publish_alone_unless_settings_say_otherwise() -> None:
    known = {settings.LOCAL_VARIABLE: "A"}
    assert settings.read(known, {}, "127.0.0.1").policy == Policy(two_people=False, approval=frozenset())
    assert settings.read(known, {"desk": {"two_people": True}}, "127.0.0.1").policy.two_people


def test_what_is_due_is_looked_at_and_a_fault_stops_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dt.datetime] = []

    def due(of: Desk, *, now: dt.datetime) -> tuple[publishing.Outcome, ...]:
        asked.append(now)
        return (publishing.Outcome("0" * 16, error=OSError("x")),)  # type: ignore[arg-type]

    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(publishing, "due", due)
    assert start.publish_due() and asked == [NOW]
    monkeypatch.setenv("EXPLORER_DESK_LOCAL", "")
    settings._source.cache_clear()
    assert start.publish_due() == ()


def test_states_have_words(desk: Desk) -> None:
    from components.desk.draft_words import COLOURS

    assert set(COLOURS) == set(STATES) and OPEN in COLOURS
