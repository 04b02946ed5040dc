"""Who a person is, what the role allows, and when a session ends. Identity comes from the provider, the role from our list."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from snapshots.desk.errors import ForbiddenError, UnknownRoleError

IDLE = dt.timedelta(minutes=30)
ABSOLUTE = dt.timedelta(hours=8)
CLOCK_SLACK = dt.timedelta(minutes=1)
"""How far two clocks may differ before a session from the future is ended."""


class Role(StrEnum):
    """A reader of the desk sees drafts, an editor makes them, a publisher also approves, publishes and goes back."""

    READER = "reader"
    EDITOR = "editor"
    PUBLISHER = "publisher"


_LOOKING = frozenset(Role)
_EDITING = frozenset({Role.EDITOR, Role.PUBLISHER})
_PUBLISHING = frozenset({Role.PUBLISHER})
PERMITTED: Mapping[str, frozenset[Role]] = {
    **dict.fromkeys(("sign_in", "sign_out", "look"), _LOOKING),
    **dict.fromkeys(("start", "put_file", "put_rows", "answer", "confirm", "set_aside", "note"), _EDITING),
    **dict.fromkeys(("ask", "reply", "request_approval", "renew", "drop"), _EDITING),
    **dict.fromkeys(("accept", "approve", "publish", "unschedule", "roll_back", "withdraw"), _PUBLISHING),
}
"""Roles that may do each action."""


class Who(NamedTuple):
    """A person as the journal names one; the first two make the identity, the name is only shown."""

    issuer: str
    subject: str
    name: str

    def same(self, other: "Who") -> bool:
        """Whether it is the same account, whatever name is shown."""
        return self[:2] == other[:2]


@dataclass(frozen=True)
class Person:
    """Somebody signed in; `role` is None for whoever is not on the list."""

    issuer: str
    subject: str
    name: str
    role: Role | None

    @property
    def who(self) -> Who:
        return Who(self.issuer, self.subject, self.name)


CLOCK = Person("desk", "clock", "desk", Role.PUBLISHER)
"""Acts for the publisher who set a moment, when it has come."""


def check_list(listed: Mapping[str, Mapping[str, str]]) -> None:
    """UnknownRoleError where the list of people (issuer, then subject or e-mail, gives role) names no role."""
    for people in listed.values():
        for who, role in people.items():
            if role not in list(Role):
                raise UnknownRoleError(who=who, role=role, allowed=", ".join(Role))


def person(claims: Mapping[str, object], listed: Mapping[str, Mapping[str, str]]) -> Person:
    """The person of these OpenID Connect claims, with the role of the list.

    A key with `@` is an e-mail and counts only where the provider vouches for it (`email_verified`); any other key is
    a subject. Nothing but issuer, subject and name is taken from the claims.
    """
    check_list(listed)
    issuer, subject = str(claims.get("iss", "")), str(claims.get("sub", ""))
    email = str(claims.get("email", "")).casefold() if claims.get("email_verified") is True else ""
    roles = {key.casefold() if "@" in key else key: role for key, role in listed.get(issuer, {}).items()}
    found = roles.get(email) if email else None
    if "@" not in subject and subject:
        found = roles.get(subject, found)
    name = str(claims.get("name", "") or email or subject)
    return Person(issuer, subject, name, Role(found) if found and subject else None)


def require(someone: Person, action: str) -> None:
    """ForbiddenError unless the person's role allows the action; KeyError for an action that does not exist."""
    allowed = PERMITTED[action]
    if someone.role not in allowed:
        roles = " ".join(role for role in Role if role in allowed)
        raise ForbiddenError(name=someone.name, action=action, roles=roles, role=someone.role or "")


def session_end(signed_in: dt.datetime, last_seen: dt.datetime, now: dt.datetime) -> str:
    """Why a session has ended: `idle` (30 minutes), `absolute` (8 hours), `clock` (it began in the future), or empty."""
    if now < max(signed_in, last_seen) - CLOCK_SLACK:
        return "clock"
    if now - signed_in >= ABSOLUTE:
        return "absolute"
    return "idle" if now - last_seen >= IDLE else ""
