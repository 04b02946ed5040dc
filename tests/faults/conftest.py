"""The pages over a copy of the store that something has happened to."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ROOT = Path(__file__).resolve().parents[2]


def open_address(path: str = "", lang: str = "", **address: str) -> AppTest:
    """The page at an address, run once, as a browser's deep link asks for it."""
    app = AppTest.from_file(ROOT / "components" / "shell.py", default_timeout=120)
    app.query_params = {key: value for key, value in {"lang": lang, **address}.items() if value}
    app._page_hash = calc_hash(path)
    return app.run()


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    return open_address


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the published store that the pages read instead."""
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)
    monkeypatch.setenv("EXPLORER_DATA", str(copy))
    st.cache_resource.clear()
    yield copy
    st.cache_resource.clear()
