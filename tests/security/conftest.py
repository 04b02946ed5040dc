"""One server and one browser for all tests of the public process."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import browser, page, readers
from tests.browser.reading import Server

__all__ = ["browser", "page", "readers", "server"]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The public process as behind a proxy on the same machine, so that readers can have addresses of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_PROXIES", "127.0.0.1")
        running = Server()
    yield running
    running.stop()
