"""The public page of revisions over a small store: each entry with its reason, old and new, movers, and what became of it."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components import revisions_view
from figures import revised
from figures.context import Context
from language import LANGUAGES
from snapshots.log import Entry
from snapshots.publish import roll_back, withdraw
from snapshots.revisions import Figure, revisions
from snapshots.store import Store

ROOT = Path(__file__).resolve().parents[2]
Files = dict[str, bytes]
WITHDRAWN = {"reason_vi": "Nhầm cột", "reason_en": "Columns <b>mixed</b> up"}


@pytest.fixture
def shown(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], AppTest]]:
    """The page in a language, over the store of the test."""
    monkeypatch.setenv("EXPLORER_DATA", str(store.root))

    def run(lang: str) -> AppTest:
        st.cache_resource.clear()
        app = AppTest.from_file(ROOT / "components" / "shell.py", default_timeout=60)
        app.query_params = {"lang": lang}
        app._page_hash = calc_hash("revisions")
        return app.run()

    yield run
    st.cache_resource.clear()


@pytest.fixture
def history(put: Callable[..., Entry], files: Files, store: Store, words: dict[str, object]) -> Store:
    """Published, corrected (Ha Noi and Ninh Binh trade places), gone back, the correction withdrawn."""
    put(files)
    raw = files["observations.csv"].replace(b"0.7215,2,", b"0.7715,1,").replace(b"0.7600,1,", b"0.7600,2,")
    put({**files, "observations.csv": raw}, "2026-11-22", kind="correction", reason_en="Two places were mixed up")
    roll_back(store, "2026-11-21", expect_head=store.head(), **words)
    withdraw(store, "2026-11-22", expect_head=store.head(), **{**words, **WITHDRAWN})
    return store


def _text(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.error, *app.warning, *app.success, *app.subheader]
    return "\n".join(part.value for part in parts).replace("\\", "")


def test_every_entry_is_told_newest_first(history: Store, shown: Callable[[str], AppTest]) -> None:
    app = shown("en")
    assert not app.exception
    heads = [head.value.split(" ", 1)[1].replace("\\", "") for head in app.subheader]
    assert heads[:4] == [
        "Withdrawal: snapshot 2026-11-22",
        "Return to an earlier snapshot: snapshot 2026-11-21",
        "Correction: snapshot 2026-11-22",
        "First publication: snapshot 2026-11-21",
    ]
    assert "4 entries in the log, 1 correction, 1 withdrawal" in _text(app)


def test_a_correction_shows_old_and_new_the_reason_and_who_moved(
    history: Store, shown: Callable[[str], AppTest]
) -> None:
    told = _text(shown("en"))
    assert "0.7215 points, rank 2 of 3 → **0.7715 points, rank 1 of 3** (up 0.0500 points, up 1 place)" in told
    assert "0.7600 points, rank 1 of 3 → **0.7600 points, rank 2 of 3** (down 1 place)" in told
    assert "Two places were mixed up" in told
    assert "2 figures corrected" in told
    assert "confirmed by a second person" in told
    assert "from 2 to 1" in told and "from 1 to 2" in told


def test_many_changed_figures_stand_in_a_table(
    history: Store, shown: Callable[[str], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions_view, "WHOLE", 1)
    monkeypatch.setattr(revisions_view.st, "expander", lambda *_, **__: _Open())
    tables = [table.value for table in shown("en").dataframe if "Published before" in table.value.columns]
    assert [list(table["Difference"]) for table in tables][1] == ["up 0.0500 points, up 1 place", "down 1 place"]


class _Open(contextlib.nullcontext):  # type: ignore[type-arg]
    """An expander that the reader has opened."""

    open = True


def test_a_withdrawn_snapshot_is_marked_with_the_reason_as_text(
    history: Store, shown: Callable[[str], AppTest]
) -> None:
    (marked,) = shown("en").error
    assert marked.value.startswith("Withdrawn on ")
    assert r"\<b\>mixed\</b\>" in marked.value  # Markdown shows it as it was written
    assert [box.value.replace("\\", "") for box in shown("vi").error] == ["Thu hồi ngày 21/11/2026: Nhầm cột"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_staff_are_not_told(
    put: Callable[..., Entry], files: Files, shown: Callable[[str], AppTest], lang: str
) -> None:
    put(files, actor="Zamiel", approver="Quixote")
    app = shown(lang)
    everything = _text(app) + "".join(table.value.to_csv() for table in app.dataframe)
    assert "Zamiel" not in everything and "Quixote" not in everything


def test_one_person_alone_is_said_to_be_one(
    put: Callable[..., Entry], files: Files, shown: Callable[[str], AppTest]
) -> None:
    put(files, actor="An", approver="An")
    assert "confirmed by who published it" in _text(shown("en"))


def test_links_lead_to_the_snapshot_and_its_files(history: Store, shown: Callable[[str], AppTest]) -> None:
    told = _text(shown("en"))
    for snapshot in ("2026-11-21", "2026-11-22"):
        for name in ("datapackage.json", "observations.csv", "SHA256SUMS"):
            assert f"/s/{snapshot}/{name})" in told


def test_a_damaged_snapshot_leaves_the_page_and_says_what_is_not_known(
    history: Store, shown: Callable[[str], AppTest]
) -> None:
    path = history.folder("2026-11-22") / "observations.csv"
    path.chmod(0o644)
    path.write_bytes(b"x")
    app = shown("en")
    assert not app.exception
    assert sum("is not known" in box.value for box in app.warning) == 2  # the correction and the way back


def test_it_is_known_again_once_the_file_is_restored(history: Store, shown: Callable[[str], AppTest]) -> None:
    path = history.folder("2026-11-22") / "observations.csv"
    good = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(b"x")
    assert any("is not known" in box.value for box in shown("en").warning)
    path.write_bytes(good)
    assert not any("is not known" in box.value for box in shown("en").warning)


def test_what_is_missing_is_a_dash_and_has_no_difference(history: Store) -> None:
    """Missing is never zero: a figure that is new, or gone, has nothing to subtract."""
    old, new = (Context(history.snapshot(day), "en") for day in ("2026-11-21", "2026-11-22"))
    figure = revisions(history)[1].figures[0]
    gone, fresh = revised.lines(old, new, [Figure("removed", figure.old, None), Figure("added", None, figure.new)])
    assert (gone.new, gone.difference) == (revised.NOTHING, "")
    assert (fresh.old, fresh.difference) == (revised.NOTHING, "")
    without = {**(figure.new or {}), "value": "", "rank": ""}
    (line,) = revised.lines(old, new, [Figure("correction", figure.old, without)])
    assert (line.new, line.difference) == (revised.NOTHING, "")
