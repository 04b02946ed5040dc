"""Who has signed in and when each was last seen. Ended sessions are in the journal, so that a restart knows them too."""

import datetime as dt
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.desk.desk import VIET_NAM, Desk
from snapshots.desk.people import session_end
from snapshots.desk.signing import signed_out
from snapshots.files import sha256

_IDENTIFYING = ("iss", "sub", "aud", "iat", "nonce")
_lock = threading.Lock()
_seen: dict[str, dt.datetime] = {}
_entered: dict[str, str] = {}
"""Sign-in of each Streamlit session that was let in; only these may bring files."""
_ended: set[str] = set()
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
    return SignIn(sha256(told.encode())[:32], dt.datetime.fromtimestamp(moment, VIET_NAM))


def end_of(desk: Desk, found: SignIn, now: dt.datetime) -> str:
    """Why this signing in counts no more: `signed_out`, `idle`, `absolute`, `clock`; empty while it counts.

    Without memory of when it was last seen (a restart), that is when it began.
    """
    with _lock:
        ended, last_seen = found.id in _ended, _seen.get(found.id, found.moment)
    if ended or signed_out(desk, found.id):
        return "signed_out"
    return session_end(found.moment, last_seen, now)


def touch(found: SignIn, session: str, now: dt.datetime) -> None:
    """This person did something now, in this Streamlit session."""
    with _lock:
        _seen[found.id] = now
        _entered[session] = found.id


def end(identity: str) -> None:
    """From here on this signing in counts no more, in any tab."""
    with _lock:
        _ended.add(identity)
        _seen.pop(identity, None)
        for session in [session for session, known in _entered.items() if known == identity]:
            del _entered[session]


def entered(session: str) -> bool:
    """Whether somebody who may is in this Streamlit session."""
    with _lock:
        return session in _entered


def let_in(session: str, identity: str) -> None:
    """Somebody without a signing in (the one person of local mode) is in this Streamlit session."""
    with _lock:
        _entered[session] = identity


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
