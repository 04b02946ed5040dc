"""Lines of the server's log: what a stranger sent never breaks a line, never fills the log, and is told in short."""

import logging
import time
from collections.abc import Callable
from threading import Lock

LONGEST = 300
A_MINUTE = 20
"""Lines of one kind a minute; the next line of the kind says how many were left out."""
MINUTE = 60.0


def escaped(text: str, longest: int = LONGEST) -> str:
    """Text on one line: controls, line separators and marks that turn the reading direction as escapes; shortened."""
    shown = "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text[:longest])
    return shown if len(text) <= longest else f"{shown}…"


def indented(text: str) -> str:
    """Text of several lines, such as a trace, so that none of its lines can be taken for a record of its own."""
    return "\n".join(f"  | {escaped(line, 1000)}" for line in text.split("\n"))


class Sparing:
    """A log that takes at most so many lines of a kind a minute."""

    def __init__(self, name: str, a_minute: int = A_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = logging.getLogger(name)
        self._most, self._clock, self._lock = a_minute, clock, Lock()
        self._told: dict[str, tuple[float, int]] = {}

    def tell(self, kind: str, **values: object) -> None:
        """One line: `kind` (ours) and values, each escaped. Values are from strangers; never pass a cell or a secret."""
        left_out = self._room(kind)
        if left_out < 0:
            return
        told = " ".join(f"{name}={escaped(str(value))!r}" for name, value in values.items())
        more = f" ({left_out} more of the kind before)" if left_out else ""
        self._log.warning("%s: %s%s", kind, told, more)

    def _room(self, kind: str) -> int:
        """How many lines of the kind were left out in the minute before; -1 where this one is left out too."""
        with self._lock:
            now, (since, count) = self._clock(), self._told.get(kind, (float("-inf"), 0))
            if now - since >= MINUTE:
                self._told[kind] = (now, 1)
                return max(0, count - self._most)
            self._told[kind] = (since, count + 1)
            return 0 if count < self._most else -1


security = Sparing("explorer.security")
"""Refusals a member of staff may want to look into: hosts, floods, closed doors, violations of the policy."""
