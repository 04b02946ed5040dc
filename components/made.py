"""Figures made once a snapshot, language, theme and choice, and shared by all readers."""

from collections.abc import Callable
from typing import Any

from components.cached import kept
from figures.context import Context


def made(make: Callable[..., Any], context: Context, *choices: Any, **named: Any) -> Any:
    """What `make(context, *choices)` gives, made once for these choices."""
    return _made(f"{make.__module__}.{make.__qualname__}", make, context, choices, tuple(sorted(named.items())))


@kept(entries=512)
def _made(
    name: str, _make: Callable[..., Any], context: Context, choices: tuple[Any, ...], named: tuple[tuple[str, Any], ...]
) -> Any:
    return _make(context, *choices, **dict(named))
