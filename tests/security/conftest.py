"""One server for all tests of the public process."""

from collections.abc import Iterator

import pytest

from tests.browser.reading import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The public process as behind a proxy on the same machine, so that readers can have addresses of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_PROXIES", "127.0.0.1")
        running = Server()
    yield running
    running.stop()
