"""Figures made once a snapshot, language, theme and choice, and shared by all readers."""

from collections.abc import Callable, Hashable
from typing import Any

from charts.figure import Figure
from components.cached import kept
from figures import catalogue
from figures.context import Context
from snapshots.store import Snapshot


def made(make: Callable[..., Any], context: Context, *choices: Any, **named: Any) -> Any:
    """What `make(context, *choices)` gives, made once for these choices."""
    chosen = tuple(_choice(one) for one in choices)
    key = (
        make.__module__,
        make.__qualname__,
        _choice(context.tables),
        context.lang,
        context.dark,
        chosen,
        *sorted(named.items()),
    )
    return kept(key, lambda: make(context, *choices, **named))


def view(context: Context, kind: str, /, **chosen: str) -> Figure:
    """The figure of a kind for these choices, with its view and addresses; made once. Raises UnknownViewError."""
    return made(catalogue.figure, context, catalogue.path(kind, **chosen))


def _choice(one: Any) -> Hashable:
    """A choice as part of a key: a snapshot stands for itself by its checksum."""
    return one.manifest_sha256 if isinstance(one, Snapshot) else one
