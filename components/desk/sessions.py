"""Who has signed in and when each was last seen. Ended sessions are in the journal, so that a restart knows them too."""

import datetime as dt
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.desk.desk import Desk
from snapshots.desk.people import ABSOLUTE, session_end
from snapshots.desk.signing import SIGNED_OUT, ended
from snapshots.files import sha256
from snapshots.log import VIET_NAM

REMEMBERED = 4096
_IDENTIFYING = ("iss", "sub", "aud", "iat", "nonce")
_lock = threading.Lock()
_seen: dict[str, dt.datetime] = {}
_entered: dict[str, str] = {}
"""The signing in of each Streamlit session in which files may be brought; the newest, since nobody tells of the end of one."""
_ended: dict[str, str] = {}
"""Why each signing in ended, should the journal not have taken it."""
_turned_away: set[str] = set()


@dataclass(frozen=True)
class SignIn:
    """One signing in at the provider: `id` is the same in every tab and for every copy of the cookie."""

    id: str
    moment: dt.datetime


def sign_in_of(claims: Mapping[str, Any]) -> SignIn | None:
    """The signing in that these claims came of; None where they do not say when."""
    moment = claims.get("iat")
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        return None
    told = json.dumps([claims.get(key) for key in _IDENTIFYING], sort_keys=True, default=str)
    try:
        return SignIn(sha256(told.encode())[:32], dt.datetime.fromtimestamp(moment, VIET_NAM))
    except (ValueError, OverflowError, OSError):
        return None


def end_of(desk: Desk, found: SignIn, now: dt.datetime) -> str:
    """Why this signing in counts no more: `signed_out`, `idle`, `absolute`, `clock`; empty while it counts.

    Without memory of when it was last seen (a restart), that is when it began.
    """
    with _lock:
        why, last_seen = _ended.get(found.id, ""), _seen.get(found.id, found.moment)
    return why or ended(desk, found.id) or session_end(found.moment, last_seen, now)


def touch(found: SignIn, now: dt.datetime) -> None:
    """This person did something now. Whoever was last seen too long ago to be in is forgotten."""
    with _lock:
        for old in [one for one, seen in _seen.items() if now - seen > ABSOLUTE]:
            del _seen[old]
        _seen[found.id] = now


def end(identity: str, reason: str) -> None:
    """From here on this signing in counts no more, in any tab."""
    with _lock:
        _ended[identity] = reason or SIGNED_OUT
        _seen.pop(identity, None)
    forget(identity)


def entered(session: str) -> bool:
    """Whether somebody who may bring files in is in this Streamlit session."""
    with _lock:
        return session in _entered


def let_in(session: str, identity: str) -> None:
    """Somebody who may bring files in, by this signing in, is in this Streamlit session."""
    with _lock:
        _entered[session] = identity
        while len(_entered) > REMEMBERED:
            del _entered[next(iter(_entered))]


def forget(identity: str) -> None:
    """Whoever signed in so is not let in any more, but has not left either: the list may change back."""
    with _lock:
        for session in [session for session, known in _entered.items() if known == identity]:
            del _entered[session]


def first_time(identity: str) -> bool:
    """True once for each signing in that was turned away."""
    with _lock:
        new = identity not in _turned_away
        _turned_away.add(identity)
        return new


def clear() -> None:
    """As after a restart: nothing is remembered but what the journal says."""
    with _lock:
        for kept in (_seen, _entered, _ended, _turned_away):
            kept.clear()
