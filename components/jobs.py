"""What the server and its worker processes say to each other; plain values, sent as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Job:
    """What to make: `maker` is `module:function`, called with the store and the arguments (plain values or an Order).

    The function gives an object with `name`, `content` and `media_type`, kept on the shelf under `key` unless empty.
    """

    maker: str
    arguments: tuple[Any, ...] = ()
    key: str = ""
    slow: bool = False
    """Takes many seconds: a worker is left for the others where there are two, and `maker` is given `progress`."""


@dataclass(frozen=True)
class Progress:
    """So many parts of a slow job are done."""

    done: int
    parts: int


@dataclass(frozen=True)
class Refused:
    """The job cannot be done as asked. `texts` is one sentence in each language; `unknown`: there is no such thing."""

    texts: Mapping[str, str]
    unknown: bool = False


@dataclass(frozen=True)
class Failed:
    """The job ended in an error of ours; `detail` is for the log."""

    detail: str
