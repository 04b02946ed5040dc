"""Views: the path that stands for a figure in every address, and what is wrong with a path.

`ranking/dti-2024-34/dti-overall/mark=ha-noi`: kind, its required choices in order, then further choices as `key=value`.
A path is a promise, as the keys of the address are: with snapshot and language it makes the same figure for good.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from urllib.parse import quote, unquote

from language import Refusal, join, say

MANY = "~"
"""Between the values of a choice that takes several."""
LONGEST = 600
"""Longest path, characters: no choice of ours needs more."""
NAMED = 12
"""So many allowed values are named in a message."""
_PLAIN = "~-._:,"


class UnknownViewError(Refusal):
    """A path or a choice that no figure has; `text(lang)` is one sentence for the reader."""

    def text(self, lang: str) -> str:
        values = {name: _listed(lang, value) for name, value in self.values.items()}
        if "label" in values:
            values["label"] = say(lang, str(values["label"]))
        return say(lang, self.message, **values)


def _listed(lang: str, value: object) -> object:
    """Allowed values as a sentence names them: the first dozen, then how many more."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    shown = [str(one) for one in value[:NAMED]]
    more = [say(lang, "{count} further values", count=len(value) - NAMED)] if len(value) > NAMED else []
    return join(lang, shown + more) or say(lang, "none")


def not_allowed(name: str, found: str, allowed: Sequence[str], label: str = "") -> UnknownViewError:
    """What to say of a value that is not allowed: the nearest allowed ones first. `label` is the choice as a message id."""
    near = get_close_matches(found, allowed, n=3, cutoff=0.5)
    ordered = [*near, *(one for one in allowed if one not in near)]
    if label:
        return UnknownViewError(
            mark("{label} ({name}) cannot be {found}; choose one of: {allowed}."),
            label=label,
            name=name,
            found=repr(found[:80]),
            allowed=ordered,
        )
    return UnknownViewError(
        mark("{name} cannot be {found}; choose one of: {allowed}."), name=name, found=repr(found[:80]), allowed=ordered
    )


def mark(message: str) -> str:
    """Marks a message for the catalogue; it is translated where it is told."""
    return message


def written(kind: str, required: Sequence[str], further: Mapping[str, str]) -> str:
    """The path of a view."""
    parts = [kind, *(quote(value, safe=_PLAIN) for value in required)]
    return "/".join([*parts, *(f"{name}={quote(value, safe=_PLAIN)}" for name, value in further.items() if value)])


def taken_apart(path: str) -> tuple[str, list[str], dict[str, str]]:
    """Kind, values of the required choices, further choices. Raises UnknownViewError on a path too long to be ours."""
    if len(path) > LONGEST:
        raise UnknownViewError(mark("The view is longer than {most} characters, so it is none of ours."), most=LONGEST)
    kind, *parts = [part for part in path.split("/") if part] or [""]
    further = dict(part.split("=", 1) for part in parts if "=" in part)
    return (
        kind,
        [unquote(part) for part in parts if "=" not in part],
        {name: unquote(value) for name, value in further.items()},
    )
