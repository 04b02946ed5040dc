"""Pages through Streamlit's own test runner.

The script is `components/shell.py`, as for readers; the page is chosen by the hash of its address, which is how a
browser asks for it, so a deep link is opened cold, without the overview having run before.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ROOT = Path(__file__).resolve().parents[2]
Visit = Callable[..., AppTest]


def open_address(path: str = "", lang: str = "", **address: str) -> AppTest:
    """The page at an address, run once; `address` are the query parameters (`from_` for `from`)."""
    app = AppTest.from_file(ROOT / "components" / "shell.py", default_timeout=120)
    asked = {"lang": lang, **{key.rstrip("_"): value for key, value in address.items()}}
    app.query_params = {key: value for key, value in asked.items() if value}
    app._page_hash = calc_hash(path)
    return app.run()


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def visit() -> Visit:
    return open_address
