"""A desk in a folder of its own, nobody signed in, and a clock that tests set."""

import datetime as dt
from collections.abc import Iterator

import pytest

from components.desk import clock, sessions
from snapshots.log import VIET_NAM


class Clock:
    """The desk's clock, standing still until a test sets it on."""

    def __init__(self) -> None:
        self.time = dt.datetime(2026, 11, 23, 8, 0, tzinfo=VIET_NAM)

    def __call__(self) -> dt.datetime:
        return self.time

    def on(self, **by: float) -> None:
        self.time += dt.timedelta(**by)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock()
    monkeypatch.setattr(clock, "now", standing)
    return standing


@pytest.fixture(autouse=True)
def _nobody() -> Iterator[None]:
    sessions.clear()
    yield
    sessions.clear()
