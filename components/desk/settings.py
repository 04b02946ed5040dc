"""How the desk may be entered: a provider of identities, or one person on this machine; read from secrets and environment.

The secrets are read anew when their file changes, so that whoever is taken off the list is out at once.
"""

import os
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streamlit import config

from language import Refusal
from snapshots.desk.people import check_list
from snapshots.desk.policy import Policy, policy
from snapshots.desk.words import words
from snapshots.messages import SnapshotError

LOCAL_VARIABLE = "EXPLORER_DESK_LOCAL"
CALLBACK = "/oauth2callback"
SHORTEST_SECRET = 32
LONGEST_NAME = 120
AUTH_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
PKCE = {"code_challenge_method": "S256"}
_LOOPBACK_NAMES = ("localhost",)


class SettingsError(Refusal):
    """The desk cannot be entered as it is set up: one sentence that says what to mend."""


@dataclass(frozen=True)
class Settings:
    """`local` is the one person of local mode, empty with a provider; `people` gives roles by issuer and person."""

    local: str = ""
    people: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    redirect: str = ""
    contact: str = ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names under which the desk answers; any other is an attack or a mistake."""
        return (urlsplit(self.redirect).hostname or "",) if self.redirect else ("localhost", "127.0.0.1", "::1")

    @property
    def secure(self) -> bool:
        """Whether people reach the desk over https, so that cookies may be bound to it."""
        return self.redirect.startswith("https://")


def mark(message: str) -> str:
    """Names a message for the catalogue."""
    return message


def read(environment: Mapping[str, str], secrets: Mapping[str, Any], address: str | None) -> Settings:
    """The settings from the environment, the secrets and the address the server is bound to. Raises SettingsError."""
    local = environment.get(LOCAL_VARIABLE, "").strip()
    desk = _table(secrets, "desk")
    provider = bool(_table(secrets, "auth")) or "people" in desk
    if local and provider:
        raise SettingsError(mark(
            "{variable} is set, and the secrets have [auth] or [desk.people]: choose one, local mode or a provider."),
            variable=LOCAL_VARIABLE)
    if local:
        return _local(local, desk, address)
    if provider:
        return _provider(_table(secrets, "auth"), desk)
    raise SettingsError(mark(
        "Nobody can enter the data desk yet: write [auth] and [desk.people] into .streamlit/secrets.toml as in "
        "docs/secrets.example.toml, or, on one machine without a provider, start it with make desk LOCAL=\"your name\"."))


def _local(name: str, desk: Mapping[str, Any], address: str | None) -> Settings:
    if not is_loopback(address or ""):
        raise SettingsError(mark(
            "Local mode knows no passwords, so the desk must listen on this machine only: server.address is {address}, "
            "and must be 127.0.0.1."), address=address or "0.0.0.0")
    try:
        person = words("name", name.replace("\n", "\0"), LONGEST_NAME)
    except SnapshotError as error:
        raise SettingsError(mark("{variable} is not a name: write the name of one person."),
                            variable=LOCAL_VARIABLE) from error
    alone = {"two_people": False, "approval": []}
    return Settings(local=person, policy=_policy({**alone, **desk}), contact=_contact(desk))


def _provider(auth: Mapping[str, Any], desk: Mapping[str, Any]) -> Settings:
    _check_auth(auth)
    return Settings(people=_people(desk), policy=_policy(desk), redirect=auth["redirect_uri"], contact=_contact(desk))


def _check_auth(auth: Mapping[str, Any]) -> None:
    for key in AUTH_KEYS:
        if not isinstance(auth.get(key), str) or not auth[key].strip():
            raise SettingsError(mark("The secrets lack {key} in [auth]; see docs/secrets.example.toml."), key=key)
    unknown = sorted(set(auth) - {*AUTH_KEYS, "client_kwargs"})
    if unknown:
        raise SettingsError(mark("The secrets have {key} in [auth], which the desk does not know."), key=unknown[0])
    if len(auth["cookie_secret"]) < SHORTEST_SECRET:
        raise SettingsError(mark("cookie_secret in [auth] is shorter than {least} characters; make a random one."),
                            least=SHORTEST_SECRET)
    _check_address("redirect_uri", auth["redirect_uri"])
    _check_address("server_metadata_url", auth["server_metadata_url"])
    if urlsplit(auth["redirect_uri"]).path != CALLBACK:
        raise SettingsError(mark("redirect_uri in [auth] must end in {path} right after the host."), path=CALLBACK)
    if dict(_table(auth, "client_kwargs")).get("code_challenge_method") != PKCE["code_challenge_method"]:
        raise SettingsError(mark("[auth.client_kwargs] must have code_challenge_method = \"S256\" (PKCE)."))


def _check_address(key: str, address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise SettingsError(mark("{key} in [auth] must be an https address; http is for this machine only."), key=key)


def _people(desk: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    people = _table(desk, "people")
    wrong = [issuer for issuer, listed in people.items()
             if not isinstance(listed, Mapping) or not all(isinstance(role, str) for role in listed.values())]
    if wrong or not any(people.values()):
        raise SettingsError(mark(
            "The secrets must list who may enter: [desk.people.\"address of the provider\"], then a line "
            "\"person\" = \"role\" for each; see docs/secrets.example.toml."))
    _checked(lambda: check_list(people))
    return people


def _policy(desk: Mapping[str, Any]) -> Policy:
    return _checked(lambda: policy({key: value for key, value in desk.items() if key not in ("people", "contact")}))


def _contact(desk: Mapping[str, Any]) -> str:
    found = desk.get("contact", "")
    if not isinstance(found, str):
        raise SettingsError(mark("contact in [desk] must be a text: whom people ask who cannot enter."))
    return found.strip()


def _checked(read_it: Any) -> Any:
    try:
        return read_it()
    except SnapshotError as error:
        raise SettingsError(error.message, **error.values) from error


def _table(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = found.get(name, {})
    if not isinstance(table, Mapping):
        raise SettingsError(mark("[{name}] in the secrets must be a table."), name=name)
    return table


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server bound to `host`."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host in _LOOPBACK_NAMES


class _Source:
    """The settings of this process, read again whenever a file of secrets is written, made or removed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp: tuple[Any, ...] = ()
        self._found: Settings | SettingsError | None = None

    def current(self) -> Settings:
        with self._lock:
            paths = [Path(path) for path in config.get_option("secrets.files")]
            stamp = tuple(_stamp(path) for path in paths)
            if self._found is None or stamp != self._stamp:
                self._found, self._stamp = _read_now(paths), stamp
        if isinstance(self._found, SettingsError):
            raise self._found
        return self._found


def _read_now(paths: list[Path]) -> Settings | SettingsError:
    try:
        return read(os.environ, secrets_of(paths), config.get_option("server.address"))
    except SettingsError as error:
        return error


def secrets_of(paths: list[Path]) -> dict[str, Any]:
    """The tables of all files that exist, a later file over an earlier one, as Streamlit reads them."""
    found: dict[str, Any] = {}
    for path in paths:
        try:
            found |= tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise SettingsError(mark("The secrets in {file} cannot be read: {detail}"),
                                file=path.name, detail=str(error)) from error
    return found


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


@cache
def _source() -> _Source:
    return _Source()


def current() -> Settings:
    """The settings as they are now. Raises SettingsError where somebody made them faulty; then nobody is let in."""
    return _source().current()
