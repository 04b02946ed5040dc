"""Who somebody is, what the role allows, when a session ends, and the settings of a desk."""

import dataclasses
import datetime as dt
import re
import string

import pytest

from language import say
from snapshots.desk import errors
from snapshots.desk.draft import STATES
from snapshots.desk.errors import DeskError, ForbiddenError, UnknownRoleError, UnknownSettingError
from snapshots.desk.people import PERMITTED, Person, Role, person, require, session_end
from snapshots.desk.policy import DECISIONS, Policy, policy
from snapshots.desk.telling import ACTION_WORDS, FIELD_WORDS, ROLE_WORDS, STATE_WORDS
from snapshots.log import KINDS

ISSUER = "https://id.example.vn"
LISTED = {ISSUER: {"2482": "editor", "Minh@MST.gov.vn": "publisher", "ba@mst.gov.vn": "reader"}}
START = dt.datetime(2026, 12, 1, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)


def test_a_role_comes_from_the_list_by_subject_or_confirmed_address() -> None:
    lan = person({"iss": ISSUER, "sub": "2482", "name": "Lan"}, LISTED)
    assert (lan.role, lan.who) == (Role.EDITOR, (ISSUER, "2482", "Lan"))
    minh = person({"iss": ISSUER, "sub": "9", "email": "minh@mst.gov.vn", "email_verified": True}, LISTED)
    assert (minh.role, minh.name) == (Role.PUBLISHER, "minh@mst.gov.vn")


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"iss": ISSUER, "sub": "other"},
        {"iss": "https://other.example.vn", "sub": "2482"},
        {"iss": ISSUER, "sub": "9", "email": "minh@mst.gov.vn"},
        {"iss": ISSUER, "sub": "9", "email": "minh@mst.gov.vn", "email_verified": "true"},
        {"iss": ISSUER, "sub": "minh@mst.gov.vn"},
        {"iss": ISSUER, "sub": "Minh@MST.gov.vn"},
        {"iss": ISSUER, "sub": "", "email": "minh@mst.gov.vn", "email_verified": True},
        {"sub": "2482"},
    ],
)
def test_whoever_is_not_on_the_list_may_do_nothing(claims: dict[str, object]) -> None:
    nobody = person(claims, LISTED)
    assert nobody.role is None
    for action in PERMITTED:
        with pytest.raises(ForbiddenError):
            require(nobody, action)


def test_nothing_of_the_claims_is_kept_but_who_it_is() -> None:
    lan = person({"iss": ISSUER, "sub": "2482", "access_token": "secret", "nonce": "n"}, LISTED)
    assert "secret" not in repr(lan) and {field.name for field in dataclasses.fields(lan)} == {
        "issuer", "subject", "name", "role"}


def test_a_list_with_a_strange_role_is_refused_in_plain_words() -> None:
    with pytest.raises(UnknownRoleError) as told:
        person({"iss": ISSUER, "sub": "1"}, {ISSUER: {"lan": "admin"}})
    assert "lan" in told.value.text("vi") and "reader, editor, publisher" in told.value.text("vi")


def test_an_action_that_does_not_exist_is_nobodys() -> None:
    with pytest.raises(KeyError):
        require(Person(ISSUER, "minh", "Minh", Role.PUBLISHER), "anything")


@pytest.mark.parametrize(
    ("signed_in", "last_seen", "now", "end"),
    [
        (START, START, START, ""),
        (START, START, START + 30 * MINUTE - SECOND, ""),
        (START, START, START + 30 * MINUTE, "idle"),
        (START, START + 470 * MINUTE, START + 480 * MINUTE - SECOND, ""),
        (START, START + 479 * MINUTE, START + 480 * MINUTE, "absolute"),
        (START, START, START - 30 * SECOND, ""),
        (START, START, START - 2 * MINUTE, "clock"),
        (START, START + 10 * MINUTE, START + 5 * MINUTE, "clock"),
    ],
)
def test_a_session_ends_after_half_an_hour_of_nothing_and_after_a_day_of_work(
    signed_in: dt.datetime, last_seen: dt.datetime, now: dt.datetime, end: str
) -> None:
    assert session_end(signed_in, last_seen, now) == end


def test_the_usual_settings_are_the_strict_ones() -> None:
    assert policy({}) == Policy(two_people=True, approval=frozenset(DECISIONS), embargo=True)
    assert all(policy({}).needs_approval(kind) for kind in (*KINDS, "roll_back", "withdraw"))


def test_settings_are_read_and_cannot_be_changed() -> None:
    given = policy({"two_people": False, "approval": ["revision", "withdraw"], "embargo": False})
    assert given == Policy(False, frozenset({"revision", "withdraw"}), False)
    assert not given.needs_approval("correction")
    with pytest.raises(dataclasses.FrozenInstanceError):
        given.two_people = True  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"two_persons": True}, "two_people, approval, embargo"),
        ({"two_people": "yes"}, "true, false"),
        ({"embargo": 1}, "true, false"),
        ({"approval": "revision"}, "new_edition"),
        ({"approval": ["revision", "other"]}, "roll_back, withdraw"),
    ],
)
def test_a_setting_that_does_not_exist_is_refused_in_plain_words(given: dict[str, object], said: str) -> None:
    with pytest.raises(UnknownSettingError) as told:
        policy(given)
    assert said in told.value.text("vi") and next(iter(given)) in told.value.text("en")


TEXTS = sorted(
    kind.message for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DeskError)
)
WORDS = sorted({*ACTION_WORDS.values(), *ROLE_WORDS.values(), *STATE_WORDS.values(), *FIELD_WORDS.values()})


@pytest.mark.parametrize("text", TEXTS)
def test_each_refusal_has_its_vietnamese_with_the_same_fields(text: str) -> None:
    fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    values = {name: f"<{name}>" for name in fields}
    vietnamese = say("vi", text, **values)
    assert vietnamese != say("en", text, **values) and re.search("[ạảãàáâậầấăđêếơưốộ]", vietnamese)
    assert all(value in vietnamese for value in values.values())


@pytest.mark.parametrize("word", WORDS)
def test_each_action_role_state_and_field_has_its_vietnamese(word: str) -> None:
    assert say("vi", word) != word


def test_every_action_state_and_role_has_words() -> None:
    assert set(PERMITTED) <= set(ACTION_WORDS)
    assert set(ROLE_WORDS) == {*Role, ""} and set(STATE_WORDS) == set(STATES)


def test_a_refusal_speaks_of_actions_and_roles_in_the_readers_words() -> None:
    with pytest.raises(ForbiddenError) as told:
        require(Person(ISSUER, "lan", "Lan", Role.EDITOR), "approve")
    assert told.value.text("vi") == (
        "Lan không có quyền làm việc này: việc “duyệt bản nháp” dành cho các vai trò: người công bố; "
        "vai trò hiện tại: biên tập viên.")
