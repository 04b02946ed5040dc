"""The settings of a desk: who must approve what, and whether publishing may wait for a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from snapshots.desk.errors import UnknownSettingError
from snapshots.log import KINDS

UNDO = ("roll_back", "withdraw")
DECISIONS = (*KINDS, *UNDO)


@dataclass(frozen=True)
class Policy:
    """`two_people`: who worked on a draft may not approve it; `approval`: kinds of publication that need approval."""

    two_people: bool = True
    approval: frozenset[str] = frozenset(DECISIONS)
    embargo: bool = True

    def needs_approval(self, kind: str) -> bool:
        """Whether a publication of that kind (or `roll_back`, `withdraw`) waits for a second look."""
        return kind in self.approval


def policy(given: Mapping[str, object]) -> Policy:
    """The settings from a plain mapping (`two_people`, `approval`, `embargo`); UnknownSettingError where one is not."""
    names = [field.name for field in fields(Policy)]
    for name, found in given.items():
        if name not in names:
            raise UnknownSettingError(name=name, found=repr(found), allowed=", ".join(names))
    values = {name: _kinds(found) if name == "approval" else _switch(name, found) for name, found in given.items()}
    return Policy(**values)  # type: ignore[arg-type]


def _switch(name: str, found: object) -> bool:
    if not isinstance(found, bool):
        raise UnknownSettingError(name=name, found=repr(found), allowed="true, false")
    return found


def _kinds(found: object) -> frozenset[str]:
    if not isinstance(found, (list, tuple, set, frozenset)) or not set(found) <= set(DECISIONS):
        raise UnknownSettingError(name="approval", found=repr(found), allowed=", ".join(DECISIONS))
    return frozenset(found)
