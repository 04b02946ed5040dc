"""Who is let in: claims against the list and the limits of a session, with a clock set by the test; seen through AppTest."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components.desk import entry, sessions, settings, work
from components.desk.door import whom_to_ask
from language import say
from snapshots.desk import editing
from snapshots.desk.desk import Desk
from snapshots.desk.policy import Policy
from snapshots.store import Store
from tests.desk.conftest import Clock

ROOT = Path(__file__).resolve().parents[2]
ISSUER = "https://login.example.org"
SECRETS = """
[auth]
redirect_uri = "https://desk.example.org/oauth2callback"
cookie_secret = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
client_id = "desk"
client_secret = "x"
server_metadata_url = "https://login.example.org/.well-known/openid-configuration"
[auth.client_kwargs]
code_challenge_method = "S256"
[desk]
contact = "Phòng Dữ liệu"
[desk.people."https://login.example.org"]
{people}
"""
PEOPLE = '"s-lan" = "editor"\n"binh@example.org" = "publisher"\n"s-reader" = "reader"\n'


class Place:
    """A desk with a provider: its secrets, who signed in, and its screens."""

    def __init__(self, folder: Path, time: Clock) -> None:
        self.folder, self.time = folder, time
        self.claims: dict[str, Any] = {}
        self.people(PEOPLE)

    def people(self, listed: str) -> None:
        path = self.folder / "secrets.toml"
        path.write_text(SECRETS.format(people=listed), encoding="utf-8")
        os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))

    def signs_in(self, subject: str, **more: Any) -> None:
        now = int(self.time().timestamp())
        self.claims = {"is_logged_in": True, "iss": ISSUER, "sub": subject, "iat": now, "nonce": f"{subject}{now}", **more}

    def open(self, path: str = "", **address: str) -> AppTest:
        app = AppTest.from_file(ROOT / "components" / "desk" / "shell.py", default_timeout=60)
        app.query_params = dict(address)
        app._page_hash = calc_hash(path)
        return app.run()

    @property
    def desk(self) -> Desk:
        return Desk(self.folder / "desk", Store(), Policy())

    def steps(self) -> list[tuple[str, str]]:
        return [(step.action, step.subject) for step in self.desk.journal.steps()]

    def reasons(self) -> list[str]:
        return [step.details.get("reason", "") for step in self.desk.journal.steps() if step.action == "sign_out"]


@pytest.fixture
def place(tmp_path: Path, time: Clock, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place(tmp_path, time)
    monkeypatch.setenv("EXPLORER_DESK", str(tmp_path / "desk"))
    monkeypatch.delenv("EXPLORER_DESK_LOCAL", raising=False)
    known = config.get_option
    files = [str(tmp_path / "secrets.toml")]
    monkeypatch.setattr(config, "get_option", lambda key: files if key == "secrets.files" else known(key))
    monkeypatch.setattr(entry, "claims", lambda: made.claims)
    for kept in (entry.desk_of, settings._source):
        kept.cache_clear()
    st.cache_resource.clear()
    return made


def is_out(app: AppTest, told: str = "") -> bool:
    """Nothing of the desk is shown: the door's title, its words, at most the choice of language and one button."""
    texts = " ".join([node.value for node in [*app.info, *app.error, *app.markdown]])
    buttons = {button.key for button in app.button}
    return [node.value for node in app.title] == [say("vi", "Data desk")] and told in texts and buttons <= {"sign_in", "sign_out"}


def is_in(app: AppTest) -> bool:
    return [node.value for node in app.title] == [say("vi", "Drafts")] and not app.exception


def test_nobody_sees_the_way_to_sign_in_and_nothing_else(place: Place) -> None:
    for path in ("", "draft", "published", "journal", "overview", "rankings"):
        app = place.open(path, draft="0" * 16, snapshot="draft-" + "0" * 16)
        assert is_out(app) and app.button(key="sign_in")
    assert place.steps() == []


def test_a_listed_person_is_let_in_and_written_down_once(place: Place) -> None:
    place.signs_in("s-lan", name="Lan")
    assert is_in(place.open()) and is_in(place.open())
    place.signs_in("anything", name="Bình", email="Binh@example.org", email_verified=True)
    assert is_in(place.open())
    assert place.steps() == [("sign_in", "s-lan"), ("sign_in", "anything")]


def test_a_reader_sees_drafts_and_starts_none(place: Place) -> None:
    place.signs_in("s-reader", name="R")
    app = place.open()
    assert is_in(app) and not [button for button in app.button if button.key == "start_draft"]


@pytest.mark.parametrize("more", [{}, {"email": "binh@example.org"}, {"email": "x@example.org", "email_verified": True}])
def test_a_stranger_sees_whom_to_ask_and_nothing_else(place: Place, more: dict[str, Any]) -> None:
    place.signs_in("stranger", name="Phạm *D*", **more)
    app = place.open()
    assert is_out(app, whom_to_ask("vi", "Phòng Dữ liệu"))
    place.open()
    assert place.steps() == [("refused", "stranger")]


def test_an_address_that_nobody_vouches_for_is_told_apart(place: Place) -> None:
    place.signs_in("b", name="Bình", email="binh@example.org", email_verified=False)
    unverified = place.open().error[0].value
    place.signs_in("c", name="Bình", email="c@example.org", email_verified=False)
    assert unverified != place.open().error[0].value


def test_another_issuer_is_somebody_else(place: Place) -> None:
    place.signs_in("s-lan", iss="https://evil.example.org")
    assert is_out(place.open())


def test_half_an_hour_without_a_deed_ends_the_session(place: Place) -> None:
    place.signs_in("s-lan")
    app = place.open()
    place.time.on(minutes=29)
    assert is_in(app.run())
    place.time.on(minutes=29)
    assert is_in(app.run())
    place.time.on(minutes=30)
    assert is_out(app.run(), say("vi", "You did nothing here for 30 minutes, so the desk closed. Nothing you saved is lost."))
    assert place.reasons() == ["idle"]


def test_an_ended_session_does_not_begin_again(place: Place) -> None:
    place.signs_in("s-lan")
    place.open()
    place.time.on(minutes=31)
    assert is_out(place.open()) and is_out(place.open())
    place.time.on(minutes=-31)
    assert is_out(place.open())
    sessions.clear()
    assert is_out(place.open()), "a restart does not bring it back: the journal knows"
    place.time.on(minutes=31)
    place.signs_in("s-lan")
    assert is_in(place.open())


def test_eight_hours_are_the_end_however_busy(place: Place) -> None:
    place.signs_in("s-lan")
    app = place.open()
    for _ in range(23):
        place.time.on(minutes=20)
        assert is_in(app.run())
    place.time.on(minutes=20)
    assert is_out(app.run(), say("vi", "Eight hours have passed since you signed in. Sign in again to go on."))
    assert place.reasons() == ["absolute"]


def test_a_clock_that_goes_back_ends_the_session(place: Place) -> None:
    place.signs_in("s-lan")
    app = place.open()
    place.time.on(seconds=-30)
    assert is_in(app.run()), "two clocks may differ a little"
    place.time.on(minutes=-5)
    assert is_out(app.run()) and place.reasons() == ["clock"]


def test_after_a_restart_a_session_counts_from_its_signing_in(place: Place) -> None:
    place.signs_in("s-lan")
    place.open()
    place.time.on(minutes=20)
    sessions.clear()
    assert is_in(place.open())
    place.time.on(minutes=20)
    sessions.clear()
    assert is_out(place.open()), "nobody knows when it was last used, 40 minutes after signing in"


@pytest.mark.parametrize("iat", [None, "yesterday", True, 1e300])
def test_claims_without_a_moment_let_nobody_in(place: Place, iat: Any) -> None:
    place.signs_in("s-lan", iat=iat)
    assert is_out(place.open())


def test_signing_out_ends_it_for_every_copy_of_the_cookie(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "logout", lambda: None)
    place.signs_in("s-lan")
    app, other_tab = place.open(), place.open()
    app.button(key="sign_out").click().run()
    assert is_out(other_tab.run()) and is_out(place.open())
    sessions.clear()
    assert is_out(place.open())
    assert place.steps() == [("sign_in", "s-lan"), ("sign_out", "s-lan")]


def test_whoever_is_taken_off_the_list_is_out_at_once_and_can_do_nothing(place: Place) -> None:
    place.signs_in("s-lan")
    app = place.open()
    place.people('"binh@example.org" = "publisher"')
    app.button(key="start_draft").click().run()
    assert is_out(app) and not place.desk.drafts()
    place.people(PEOPLE)
    assert is_in(place.open())


def test_a_lesser_role_counts_at_once(place: Place) -> None:
    place.signs_in("s-lan")
    app = place.open()
    place.people('"s-lan" = "reader"')
    app.button(key="start_draft").click().run()
    assert is_in(app) and not place.desk.drafts()


def test_faulty_settings_let_nobody_in_and_name_nobody(place: Place) -> None:
    place.signs_in("s-lan")
    app = place.open()
    place.people('"s-lan" = "king"')
    app.run()
    assert is_out(app) and "king" not in app.error[0].value and "s-lan" not in app.error[0].value
    place.people(PEOPLE)
    assert is_in(app.run())


def _act(call: Callable[..., Any]) -> None:
    work.act(work.current(), call)


def test_an_act_looks_at_the_person_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between drawing a screen and acting the list may change, and so may the person of the cookie."""
    monkeypatch.setattr(entry, "session_id", lambda: "tab")
    place.signs_in("s-lan")
    here = work.current()
    assert work.act(here, editing.start).id in place.desk.drafts()
    stopped: list[str] = []

    def stop() -> None:
        stopped.append("stopped")
        raise RuntimeError("stopped")

    monkeypatch.setattr(st, "stop", stop)
    place.signs_in("anything", email="binh@example.org", email_verified=True)
    with pytest.raises(RuntimeError):
        work.act(here, editing.start)
    place.claims = {}
    with pytest.raises(RuntimeError):
        work.act(here, editing.start)
    assert len(stopped) == 2 and len(place.desk.drafts()) == 1


def test_looking_by_itself_keeps_no_session_alive(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.signs_in("s-lan")
    app = place.open()
    for _ in range(3):
        place.time.on(minutes=9)
        app.session_state[work.QUIET] = True
        assert is_in(app.run())
    place.time.on(minutes=4)
    app.session_state[work.QUIET] = True
    assert is_out(app.run())


def test_only_whoever_may_bring_files_opens_the_way_for_them(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    tabs = iter(["first", "second", "third", "third"])
    monkeypatch.setattr(entry, "session_id", lambda: next(tabs))
    place.open()
    place.signs_in("s-lan")
    place.open()
    assert sessions.entered("first")
    place.signs_in("s-reader")
    place.open()
    assert not sessions.entered("second")
    place.signs_in("s-lan")
    place.time.on(minutes=1)
    place.open()
    place.people('"binh@example.org" = "publisher"')
    place.open()
    assert not sessions.entered("first") and not sessions.entered("third")


def test_a_request_is_one_number_until_it_succeeded(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "session_id", lambda: "tab")
    place.signs_in("s-lan")
    here, key = work.current(), "start"
    first = work.request(key)
    assert work.request(key) == first
    assert work.act(here, editing.start, request=first).id == first
    assert work.request(key) != first


def test_a_clock_of_the_desk_has_a_time_zone() -> None:
    assert work.now().utcoffset() == dt.timedelta(hours=7)
