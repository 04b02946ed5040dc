"""A real server on a free loopback port, ended by pid."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from figures.context import Context
from snapshots.store import Store
from tests.browser.reading import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def fresh_server() -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(data: Path | None = None) -> Server:
        started.append(Server(data))
        return started[-1]

    yield start
    for running in started:
        running.stop()


@pytest.fixture(scope="session")
def facts() -> Callable[[str], Context]:
    """The newest snapshot in a language: names and figures a page must show."""
    snapshot = Store().current()
    return lambda lang: Context(snapshot, lang, False)
