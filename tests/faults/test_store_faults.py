"""A damaged store: the last good snapshot is shown with a notice, or a sentence says that there is none."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import cached
from snapshots.publish import roll_back, withdraw
from snapshots.store import Store

Visit = Callable[..., AppTest]
NEWEST, GOOD = "2026-11-21", "2025-12-31"
FILE = "observations.csv"
MACHINE = ("Traceback", ".py", "Error(", "/tmp")


def _alter(data: Path) -> None:
    file = data / "snapshots" / NEWEST / FILE
    file.write_bytes(file.read_bytes().replace(b"0.8241", b"0.9241", 1))


def _remove_file(data: Path) -> None:
    (data / "snapshots" / NEWEST / FILE).unlink()


def _remove_folder(data: Path) -> None:
    shutil.rmtree(data / "snapshots" / NEWEST)


def _damage_entry(data: Path) -> None:
    entry = sorted((data / "log").glob("*.json"))[-1]
    entry.write_bytes(entry.read_bytes()[:-40])


def _said(app: AppTest) -> str:
    return " ".join(box.value for box in [*app.error, *app.warning, *app.info])


def _fine(app: AppTest) -> None:
    assert not app.exception
    assert not any(word in _said(app) for word in MACHINE)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", ["", "rankings", "data"])
def test_no_snapshot_is_said_in_the_readers_language(data: Path, visit: Visit, path: str, lang: str) -> None:
    shutil.rmtree(data)
    data.mkdir()
    app = visit(path, lang)
    _fine(app)
    assert len(app.error) == 1
    assert "python -m snapshots publish" in app.error[0].value
    assert ("Chưa" in app.error[0].value or "Không" in app.error[0].value) == (lang == "vi")


def test_nothing_is_made_up_where_there_is_no_folder_at_all(data: Path, visit: Visit) -> None:
    shutil.rmtree(data)
    app = visit("", "en")
    _fine(app)
    assert app.error
    assert not app.dataframe


@pytest.mark.parametrize(
    ("damage", "named"),
    [(_alter, FILE), (_remove_file, FILE), (_remove_folder, NEWEST), (_damage_entry, "00000005.json")],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_last_good_snapshot_is_shown_and_the_damage_named(
    data: Path, visit: Visit, damage: Callable[[Path], None], named: str, lang: str
) -> None:
    damage(data)
    app = visit("rankings", lang)
    _fine(app)
    assert GOOD in app.caption[-1].value
    assert app.error
    assert named in _said(app)
    if damage is not _damage_entry:  # the entry that says which snapshot it was cannot be read
        assert NEWEST in _said(app)
    assert app.title


@pytest.mark.parametrize(
    ("path", "section"),
    [("", ""), ("gdp", ""), ("map", ""), ("province", ""), ("ministry", ""), ("tasks", "tasks")]
    + [("data", section) for section in ("indicators", "conflicts", "method", "licence")]
    + [("data", section) for section in ("snapshots", "changes")],
)
def test_every_page_runs_on_the_last_good_snapshot(data: Path, visit: Visit, path: str, section: str) -> None:
    _alter(data)
    app = visit(path, "vi", section=section)
    _fine(app)
    assert GOOD in app.caption[-1].value
    assert FILE in _said(app)


@pytest.mark.parametrize(("path", "section"), [("", ""), ("data", "snapshots"), ("data", "changes")])
def test_a_damaged_earlier_snapshot_does_not_stop_the_newest(data: Path, visit: Visit, path: str, section: str) -> None:
    shutil.rmtree(data / "snapshots" / GOOD)
    app = visit(path, "vi", section=section)
    _fine(app)
    assert NEWEST in app.caption[-1].value


def test_a_damaged_snapshot_asked_for_by_address(data: Path, visit: Visit) -> None:
    (data / "snapshots" / GOOD / FILE).unlink()
    app = visit("rankings", "en", snapshot=GOOD)
    _fine(app)
    assert NEWEST in app.caption[-1].value
    assert GOOD in _said(app)


def test_damage_is_noticed_while_the_server_runs(data: Path, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert NEWEST in visit("rankings", "en").caption[-1].value
    _alter(data)
    monkeypatch.setattr(cached, "RECHECK_SECONDS", -1.0)
    app = visit("rankings", "en")
    assert GOOD in app.caption[-1].value
    assert FILE in _said(app)


def _words(data: Path) -> dict[str, object]:
    return {
        "reason_vi": "Nhầm đơn vị",
        "reason_en": "Wrong unit",
        "actor": "An",
        "approver": "Bình",
        "time": "2026-11-22T08:00:00+07:00",
        "expect_head": Store(data).head(),
    }


def test_a_withdrawal_reaches_readers_without_a_restart(data: Path, visit: Visit) -> None:
    assert NEWEST in visit("rankings", "en").caption[-1].value
    withdraw(Store(data), NEWEST, **_words(data))
    assert GOOD in visit("rankings", "en").caption[-1].value


def test_a_link_to_a_withdrawn_snapshot_says_why(data: Path, visit: Visit) -> None:
    withdraw(Store(data), NEWEST, **_words(data))
    app = visit("rankings", "vi", snapshot=NEWEST)
    _fine(app)
    assert "Nhầm đơn vị" in _said(app)


def test_going_back_reaches_readers_without_a_restart(data: Path, visit: Visit) -> None:
    visit("rankings", "en")
    roll_back(Store(data), GOOD, **_words(data))
    app = visit("rankings", "en")
    _fine(app)
    assert GOOD in app.caption[-1].value
    assert not app.error
