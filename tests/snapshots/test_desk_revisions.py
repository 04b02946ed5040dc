"""The list of revisions: what was said before, what is said now, who moved; by publication, going back and withdrawal."""

from collections.abc import Callable

import pytest

from snapshots import revisions as module
from snapshots.log import Entry
from snapshots.publish import roll_back, withdraw
from snapshots.revisions import entry_hash, revisions
from snapshots.store import Store

Files = dict[str, bytes]


@pytest.fixture
def swapped(files: Files) -> Files:
    """Ha Noi and Ninh Binh trade places in 2023: the values and with them the ranks."""
    raw = files["observations.csv"].replace(b"0.7215,2,", b"0.7715,1,").replace(b"0.7600,1,", b"0.7600,2,")
    return {**files, "observations.csv": raw}


def test_a_correction_tells_old_and_new_and_who_rises_and_falls(
    put: Callable[..., Entry], files: Files, swapped: Files, store: Store
) -> None:
    put(files)
    entry = put(swapped, "2026-11-22", kind="correction")
    first, second = revisions(store)
    assert (first.before, first.after, first.counts, first.figures) == ("", "2026-11-21", {}, ())
    assert (second.entry, second.before, second.after) == (entry, "2026-11-21", "2026-11-22")
    assert second.counts == {"correction": 2} and (second.more, second.complete) == (0, True)
    told = [(f.kind, f.subject["entity"], f.old["value"], f.new["value"]) for f in second.figures if f.old and f.new]
    assert told == [("correction", "ha-noi", "0.7215", "0.7715"), ("correction", "ninh-binh-63", "0.7600", "0.7600")]
    (rise,), (fall,) = second.rises, second.falls
    assert (rise.entity, rise.old, rise.new, rise.places) == ("ha-noi", 2, 1, 1)
    assert (fall.entity, fall.old, fall.new, fall.places) == ("ninh-binh-63", 1, 2, -1)


def test_a_rank_that_disappears_is_no_fall(
    put: Callable[..., Entry], files: Files, store: Store
) -> None:
    put(files)
    raw = files["observations.csv"].replace(b"0.6000,3,3", b"0.6000,,")
    put({**files, "observations.csv": raw}, "2026-11-22", kind="correction")
    found = revisions(store)[1]
    assert len(found.figures) == 1 and found.moves == ()


def test_a_new_figure_is_counted_and_not_listed(
    put: Callable[..., Entry], files: Files, store: Store
) -> None:
    lines = files["observations.csv"].splitlines(keepends=True)
    put({**files, "observations.csv": b"".join(lines[:-1])})
    put(files, "2026-11-22", kind="new_edition")
    found = revisions(store)[1]
    assert (found.counts, found.figures, found.moves) == ({"added": 1}, (), ())


def test_going_back_and_withdrawing_are_in_the_list_too(
    put: Callable[..., Entry], files: Files, swapped: Files, store: Store, words: dict[str, object]
) -> None:
    put(files)
    put(swapped, "2026-11-22", kind="correction")
    roll_back(store, "2026-11-21", expect_head=store.head(), **words)
    withdraw(store, "2026-11-22", expect_head=store.head(), **words)
    back, gone = revisions(store)[2:]
    assert (back.entry.action, back.before, back.after) == ("roll_back", "2026-11-22", "2026-11-21")
    assert [(move.entity, move.places) for move in back.falls] == [("ha-noi", -1)]
    assert (gone.entry.action, gone.before, gone.after, gone.counts) == ("withdraw", "2026-11-21", "2026-11-21", {})


def test_the_list_is_bounded_and_says_how_many_more(
    put: Callable[..., Entry], files: Files, swapped: Files, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SHOWN", 1)
    put(files)
    put(swapped, "2026-11-22", kind="correction")
    found = revisions(store)[1]
    assert (len(found.figures), found.more, len(found.moves)) == (1, 1, 2)


def test_a_damaged_snapshot_is_said_to_be_unknown_not_unchanged(
    put: Callable[..., Entry], files: Files, swapped: Files, store: Store
) -> None:
    put(files)
    put(swapped, "2026-11-22", kind="correction")
    path = store.folder("2026-11-21") / "observations.csv"
    path.chmod(0o644)
    path.write_bytes(b"x")
    assert [found.complete for found in revisions(store)] == [True, False]


def test_what_was_made_before_is_not_made_again(
    put: Callable[..., Entry], files: Files, swapped: Files, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(files)
    put(swapped, "2026-11-22", kind="correction")
    known = {found.entry_sha256: found for found in revisions(store)}
    assert list(known) == [entry_hash(entry) for entry in store.entries()]
    monkeypatch.setattr(module, "compare", None)
    assert revisions(store, known) == list(known.values())
