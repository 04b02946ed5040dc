"""One server and one browser for all tests of the public process."""

from tests.browser.conftest import browser, page, readers, server

__all__ = ["browser", "page", "readers", "server"]
