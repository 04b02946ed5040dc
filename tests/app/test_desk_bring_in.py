"""Bringing data in at the desk: files, cells, the check, on a copy of the published data in local mode."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components.desk import clock, entry
from snapshots.desk import editing
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.people import Person, Role
from snapshots.desk.policy import Policy
from snapshots.store import Store

ROOT = Path(__file__).resolve().parents[2]
LAN = Person("local", "Lan", "Lan", Role.PUBLISHER)


class At:
    """A desk on a copy of the data, with one draft, and its screens."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder / "desk", Store(folder / "data"), Policy(two_people=False, approval=frozenset()))
        self.id = editing.start(self.desk, LAN, now=clock.now()).id

    @property
    def draft(self) -> Draft:
        """The draft as a new process reads it."""
        return Desk(self.desk.root, self.desk.store, self.desk.policy).draft(self.id)

    def open(self, step: str, lang: str = "", **address: str) -> AppTest:
        """A step of the draft, run once."""
        app = AppTest.from_file(ROOT / "components" / "desk" / "shell.py", default_timeout=120)
        app.query_params = {"draft": self.id, "step": step, **({"lang": lang} if lang else {}), **address}
        app._page_hash = calc_hash("draft")
        return app.run()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "data"
    shutil.copytree(ROOT / "data", folder)
    return folder


@pytest.fixture
def at(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    (tmp_path / "data").symlink_to(published)
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("EXPLORER_DESK", str(tmp_path / "desk"))
    monkeypatch.setenv("EXPLORER_DESK_LOCAL", "Lan")
    entry.desk_of.cache_clear()
    st.cache_resource.clear()
    yield At(tmp_path)
    entry.desk_of.cache_clear()
    st.cache_resource.clear()


Texts = Callable[[AppTest], str]


def texts(app: AppTest) -> str:
    """Everything that can be read on the screen."""
    nodes = (*app.text, *app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.success, *app.subheader)
    return "\n".join(str(node.value) for node in nodes)


def test_the_three_screens_open(at: At) -> None:
    for step in ("files", "cells", "check"):
        app = at.open(step)
        assert not app.exception, step
        print(texts(app))
