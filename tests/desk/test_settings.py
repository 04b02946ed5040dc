"""How the desk may be entered: each fault of the settings is one sentence, and only one way in is open."""

import copy
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from components.desk import settings
from components.desk.settings import LOCAL_VARIABLE, Settings, SettingsError, is_loopback, read, secrets_of
from language import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
HERE = "127.0.0.1"
ISSUER = "https://login.example.org"
GOOD: dict[str, Any] = {
    "auth": {
        "redirect_uri": "https://desk.example.org/oauth2callback",
        "cookie_secret": "k" * 32,
        "client_id": "desk",
        "client_secret": "known to the provider",
        "server_metadata_url": f"{ISSUER}/.well-known/openid-configuration",
        "client_kwargs": {"code_challenge_method": "S256"},
    },
    "desk": {"people": {ISSUER: {"lan@example.org": "editor"}}},
}


def changed(*path: str, to: Any = None) -> dict[str, Any]:
    """The good secrets with one thing else; taken out where `to` is None."""
    found = copy.deepcopy(GOOD)
    table = found
    for name in path[:-1]:
        table = table.setdefault(name, {})
    if to is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = to
    return found


def test_a_provider_with_a_list_of_people() -> None:
    found = read({}, GOOD, "0.0.0.0")
    assert (found.local, found.hosts, found.secure) == ("", ("desk.example.org",), True)
    assert found.people == {ISSUER: {"lan@example.org": "editor"}}
    assert found.policy.two_people and found.policy.needs_approval("correction")


def test_local_mode_on_this_machine() -> None:
    found = read({LOCAL_VARIABLE: "  Nguyễn Văn A "}, {}, HERE)
    assert found.local == "Nguyễn Văn A"
    assert not found.policy.two_people and not found.policy.approval
    assert found.hosts == ("localhost", "127.0.0.1", "::1")


def test_settings_hold_in_local_mode_too() -> None:
    found = read({LOCAL_VARIABLE: "A"}, {"desk": {"approval": ["correction"], "contact": "Phòng Dữ liệu"}}, HERE)
    assert (found.policy.approval, found.contact) == (frozenset({"correction"}), "Phòng Dữ liệu")


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "", None, "desk.example.org", "127.0.0.1.example.org"])
def test_local_mode_is_refused_where_others_could_reach_it(address: str | None) -> None:
    with pytest.raises(SettingsError, match="this machine only"):
        read({LOCAL_VARIABLE: "A"}, {}, address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_addresses_of_this_machine(host: str) -> None:
    assert is_loopback(host)


FAULTY = [
    ({}, "Nobody can enter"),
    (changed("auth"), "lack redirect_uri"),
    *[(changed("auth", key), f"lack {key}") for key in settings.AUTH_KEYS],
    (changed("auth", "client_secret", to="  "), "lack client_secret"),
    (changed("auth", "cookie_secret", to="k" * 31), "shorter than 32"),
    (changed("auth", "redirect_uri", to="http://desk.example.org/oauth2callback"), "https address"),
    (changed("auth", "redirect_uri", to="https://desk.example.org/"), "/oauth2callback"),
    (changed("auth", "redirect_uri", to="https://desk.example.org/a/oauth2callback"), "/oauth2callback"),
    (changed("auth", "server_metadata_url", to="http://login.example.org/x"), "https address"),
    (changed("auth", "client_kwargs"), "PKCE"),
    (changed("auth", "client_kwargs", "code_challenge_method", to="plain"), "PKCE"),
    (changed("auth", "google", to={"client_id": "x"}), "does not know"),
    (changed("auth", to="x"), "must be a table"),
    (changed("desk", "people"), "list who may enter"),
    (changed("desk", "people", to={}), "list who may enter"),
    (changed("desk", "people", ISSUER, to={}), "list who may enter"),
    (changed("desk", "people", ISSUER, to="editor"), "list who may enter"),
    (changed("desk", "people", ISSUER, to={"lan": 1}), "list who may enter"),
    (changed("desk", "people", ISSUER, to={"lan": "king"}), "king"),
    (changed("desk", "two_person", to=True), "two_person"),
    (changed("desk", "two_people", to="yes"), "two_people"),
    (changed("desk", "approval", to=["typo"]), "typo"),
    (changed("desk", "contact", to=1), "contact"),
]


@pytest.mark.parametrize(("secrets", "told"), FAULTY, ids=[told for _, told in FAULTY])
def test_faulty_settings_are_refused_in_one_sentence(secrets: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read({}, secrets, HERE)
    assert told in str(refused.value)
    texts = [refused.value.text(lang) for lang in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES) and not any("\n" in text for text in texts)


@pytest.mark.parametrize("secrets", [GOOD, changed("auth"), changed("desk")])
def test_two_ways_in_at_once_are_refused(secrets: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="choose one"):
        read({LOCAL_VARIABLE: "A"}, secrets, HERE)


@pytest.mark.parametrize("name", ["a\nb", "x" * 121, "\u202e"])
def test_a_local_person_has_a_name(name: str) -> None:
    with pytest.raises(SettingsError, match="not a name"):
        read({LOCAL_VARIABLE: name}, {}, HERE)


def test_plain_http_is_for_this_machine() -> None:
    secrets = changed("auth", "redirect_uri", to="http://localhost:8502/oauth2callback")
    secrets["auth"]["server_metadata_url"] = "http://127.0.0.1:9000/.well-known/openid-configuration"
    assert read({}, secrets, HERE).secure is False


def test_the_example_has_every_key_and_no_secret() -> None:
    example = tomllib.loads((ROOT / "docs" / "secrets.example.toml").read_text(encoding="utf-8"))
    assert set(example["auth"]) == {*settings.AUTH_KEYS, "client_kwargs"}
    assert [example["auth"][key] for key in ("cookie_secret", "client_id", "client_secret")] == ["", "", ""]
    with pytest.raises(SettingsError, match="cookie_secret"):
        read({}, example, HERE)
    example["auth"] |= {"cookie_secret": "k" * 32, "client_id": "x", "client_secret": "x"}
    assert isinstance(read({}, example, HERE), Settings)


def test_later_files_go_over_earlier_ones_and_missing_ones_do_not_matter(tmp_path: Path) -> None:
    for name, text in (("a.toml", "[desk]\ncontact = 'A'\n[auth]\nclient_id = 'x'\n"), ("b.toml", "[desk]\ncontact = 'B'\n")):
        (tmp_path / name).write_text(text)
    found = secrets_of([tmp_path / "none.toml", tmp_path / "a.toml", tmp_path / "b.toml"])
    assert found == {"desk": {"contact": "B"}, "auth": {"client_id": "x"}}


@pytest.mark.parametrize("text", ["[auth", "\xff\xfe", "a = 1\na = 2\n"])
def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secrets.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"secrets\.toml"):
        secrets_of([path])


def desk(*flags: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`streamlit run desk.py`, which is expected to end by itself."""
    known = {key: value for key, value in os.environ.items() if not key.startswith(("EXPLORER_DESK", "STREAMLIT_"))}
    command = [sys.executable, "-m", "streamlit", "run", "desk.py", "--server.port", "0", *flags]
    return subprocess.run(command, cwd=ROOT, env={**known, **environment}, capture_output=True, text=True, timeout=60)


def test_without_a_way_in_the_desk_does_not_start(tmp_path: Path) -> None:
    ended = desk("--secrets.files", str(tmp_path / "none.toml"))
    assert ended.returncode == 2
    assert "docs/secrets.example.toml" in ended.stderr and "Traceback" not in ended.stderr


def test_local_mode_does_not_start_on_all_addresses(tmp_path: Path) -> None:
    flags = ("--secrets.files", str(tmp_path / "none.toml"), "--server.address", "0.0.0.0")
    ended = desk(*flags, EXPLORER_DESK_LOCAL="Nguyễn Văn A")
    assert ended.returncode == 2
    assert "0.0.0.0" in ended.stderr and "Traceback" not in ended.stderr


def test_make_asks_before_anything_listens(tmp_path: Path) -> None:
    environment = {**os.environ, "EXPLORER_DESK_LOCAL": "", "HOME": str(tmp_path)}
    asked = subprocess.run(
        [sys.executable, "-m", "components.desk.start"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert len(asked.stderr.strip().splitlines()) == len(LANGUAGES)
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert make.index("components.desk.start") < make.index("run desk.py")
