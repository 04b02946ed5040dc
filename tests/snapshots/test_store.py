"""The store: what is shown, what is noticed, what survives a kill, a race and a careless copy."""

import dataclasses
import errno
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from snapshots.log import EMPTY, Entry, Head, append, canonical, entry_name, parse, read_log
from snapshots.messages import (
    AlreadyCurrentError,
    DamagedSnapshotError,
    HeadMovedError,
    LogDamagedError,
    MissingWordError,
    NoSnapshotError,
    RefusedError,
    SnapshotError,
    UncertainError,
    UnknownSnapshotError,
    UnsafeStoreError,
    WithdrawnError,
)
from snapshots.publish import publish, roll_back, withdraw
from snapshots.schema import tables
from snapshots.store import Store
from snapshots.verify import verify

Files = dict[str, bytes]
Words = dict[str, object]
KILLS = 40
RACES = 8


def test_an_empty_store_says_so_in_both_languages(store: Store) -> None:
    with pytest.raises(NoSnapshotError) as refused:
        store.current()
    assert "chưa có bản dữ liệu nào" in refused.value.text("vi")
    assert "No snapshot has been published" in refused.value.text("en")
    assert (store.head(), store.entries(), store.newest()) == (EMPTY, (), None)


def test_a_published_snapshot_is_read_back_as_written(put: Callable[..., Entry], files: Files, store: Store) -> None:
    entry = put(files)
    snapshot = store.current()
    assert (snapshot.id, snapshot.entry, snapshot.notices) == ("2026-11-21", entry, ())
    assert snapshot.files["observations.csv"] == files["observations.csv"]
    assert snapshot.row_text("observations", 1)["value"] == "0.7600"


def test_tables_have_the_declared_types_and_missing_is_missing(
    put: Callable[..., Entry], files: Files, store: Store
) -> None:
    put(files)
    table = store.current().table("observations")
    assert list(table.columns) == list(tables()["observations"].columns)
    assert (str(table["value"].dtype), str(table["rank"].dtype)) == ("float64", "float64")
    assert table["rank"].isna().tolist() == [False] * 5 + [True]
    assert table["grade"].tolist() == [""] * 6
    assert table["value"].tolist() == [0.7215, 0.76, 0.6, 0.8241, 0.7, 12.33]


def test_a_table_changed_by_one_reader_is_not_changed_for_the_next(
    put: Callable[..., Entry], files: Files, store: Store
) -> None:
    put(files)
    snapshot = store.current()
    table = snapshot.table("observations")
    table.loc[0, "value"] = 9.0
    table["more"] = 1
    assert snapshot.table("observations").loc[0, "value"] == 0.7215
    assert "more" not in snapshot.table("observations")


def test_words_that_readers_of_csv_take_for_missing_stay_words(
    with_rows: Callable[..., Files], put: Callable[..., Entry], store: Store
) -> None:
    put(with_rows("regions", {"id": "na", "name_vi": "NA", "name_en": "null", "position": ""}))
    table = store.current().table("regions")
    assert table["name_vi"].tolist()[-1] == "NA"
    assert table["name_en"].tolist()[-1] == "null"


def test_the_same_day_gives_the_next_number(put: Callable[..., Entry], files: Files) -> None:
    assert [put(files).snapshot for _ in range(3)] == ["2026-11-21", "2026-11-21-2", "2026-11-21-3"]


def test_published_files_are_read_only_and_pass_the_stock_checksum_tool(
    put: Callable[..., Entry], files: Files, store: Store
) -> None:
    put(files)
    folder = store.current().folder
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o444}
    assert len(list(folder.iterdir())) == len(tables()) + 2
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_a_draft_with_errors_is_not_published(
    put: Callable[..., Entry], edited: Callable[..., Files], store: Store
) -> None:
    with pytest.raises(RefusedError) as refused:
        put(edited("observations", 5, "value", "0,8241"))
    assert refused.value.report.count("error") == 1
    assert store.entries() == ()
    assert not (store.root / "snapshots").exists()


@pytest.mark.parametrize(
    "word",
    [
        {"reason_vi": " "},
        {"reason_en": ""},
        {"actor": ""},
        {"kind": "other"},
        {"time": "2026-11-21"},
        {"date": "2026-02-30"},
        {"date": "../x"},
    ],
)
def test_a_reason_a_person_a_kind_and_a_date_are_required(
    word: Words,
    put: Callable[..., Entry],
    files: Files,
    store: Store,
) -> None:
    with pytest.raises(MissingWordError):
        put(files, **word)
    assert store.entries() == ()


def test_questions_do_not_stop_publishing_and_are_in_the_log(
    put: Callable[..., Entry], edited: Callable[..., Files]
) -> None:
    entry = put(edited("observations", 2, "rank", "1"))
    assert entry.report["by_code"] == {"rank_order": 1}
    assert (entry.report["question"], len(entry.report["sha256"])) == (1, 64)


def test_going_back_shows_the_older_one_and_sets_the_newer_aside(
    two: tuple[str, str], store: Store, words: Words
) -> None:
    roll_back(store, two[0], expect_head=store.head(), **words)
    assert store.current().id == two[0]
    assert [notice.code for notice in store.snapshot(two[1]).notices] == ["replaced"]
    roll_back(store, two[1], expect_head=store.head(), **words)
    assert store.current().id == two[1]
    with pytest.raises(AlreadyCurrentError):
        roll_back(store, two[1], expect_head=store.head(), **words)


def test_after_going_back_a_damaged_snapshot_does_not_bring_the_left_one_back(
    two: tuple[str, str],
    store: Store,
    words: Words,
) -> None:
    roll_back(store, two[0], expect_head=store.head(), **words)
    _overwrite(store.folder(two[0]) / "units.csv", b"x")
    with pytest.raises(NoSnapshotError):
        store.current()


def test_a_withdrawn_snapshot_stays_readable_with_its_reason(two: tuple[str, str], store: Store, words: Words) -> None:
    withdraw(store, two[1], expect_head=store.head(), **words)
    assert store.current().id == two[0]
    notices = store.snapshot(two[1]).notices
    assert [notice.code for notice in notices] == ["withdrawn", "replaced"]
    assert "Lý do" in notices[0].text("vi") and "Reason" in notices[0].text("en")
    for action in (withdraw, roll_back):
        with pytest.raises(WithdrawnError):
            action(store, two[1], expect_head=store.head(), **words)


def test_an_unknown_snapshot_is_named(two: tuple[str, str], store: Store) -> None:
    with pytest.raises(UnknownSnapshotError) as refused:
        store.snapshot("../../etc")
    assert two[0] in refused.value.text("vi")


def _overwrite(path: Path, raw: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(raw)


DAMAGES: list[tuple[str, str, Callable[[Path], object]]] = [
    (
        "file_altered",
        "observations.csv",
        lambda path: _overwrite(path, path.read_bytes().replace(b"0.8242", b"0.9242")),
    ),
    ("file_altered", "observations.csv", lambda path: _overwrite(path, path.read_bytes()[:-10])),
    ("file_altered", "observations.csv", lambda path: _overwrite(path, path.read_bytes().replace(b"\n", b"\r\n"))),
    ("file_altered", "observations.csv", lambda path: _overwrite(path, b"")),
    ("file_altered", "SHA256SUMS", lambda path: _overwrite(path, path.read_bytes() + b"\n")),
    ("file_missing", "observations.csv", lambda path: path.unlink()),
    ("file_missing", "datapackage.json", lambda path: path.unlink()),
    (
        "manifest_altered",
        "datapackage.json",
        lambda path: _overwrite(path, path.read_bytes().replace(b"2026", b"2027", 1)),
    ),
    ("folder_missing", "", shutil.rmtree),
]


@pytest.mark.parametrize(("code", "file", "damage"), DAMAGES)
def test_a_damaged_snapshot_is_named_and_the_one_before_is_shown(
    code: str,
    file: str,
    damage: Callable[[Path], object],
    two: tuple[str, str],
    store: Store,
) -> None:
    damage(store.folder(two[1]) / file)
    snapshot = store.current()
    assert snapshot.id == two[0]
    assert {"fell_back", code} == {notice.code for notice in snapshot.notices}
    assert [(notice.snapshot, notice.file) for notice in snapshot.notices if notice.code == code] == [(two[1], file)]
    for notice in snapshot.notices:
        assert two[1] in notice.text("vi") and two[1] in notice.text("en")
    with pytest.raises(DamagedSnapshotError):
        store.snapshot(two[1])
    assert not verify(store).sound


def test_every_published_file_is_watched(two: tuple[str, str], store: Store) -> None:
    folder = store.folder(two[1])
    for path in sorted(folder.iterdir()):
        raw = path.read_bytes()
        _overwrite(path, bytes([raw[0] ^ 1]) + raw[1:])
        assert store.current().id == two[0], path.name
        _overwrite(path, raw)
        assert store.current().id == two[1]


def test_an_altered_or_lost_log_entry_ends_the_log_and_locks_publishing(
    two: tuple[str, str],
    put: Callable[..., Entry],
    files: Files,
    store: Store,
    words: Words,
) -> None:
    put(files, "2026-11-23")
    put(files, "2026-11-24")
    path = store.root / "log" / entry_name(2)
    raw = path.read_bytes()
    for code, damage in (
        ("log_altered", lambda: _overwrite(path, raw.replace(b"correction", b"revision"))),
        ("log_altered", lambda: _overwrite(path, raw + b" ")),
        ("log_altered", lambda: _overwrite(path, b"[]")),
        ("log_gap", lambda: path.unlink()),
    ):
        damage()
        fresh = Store(store.root)
        assert [entry.seq for entry in fresh.entries()] == [1]
        assert fresh.current().id == two[0]
        assert [notice.code for notice in fresh.current().notices] == [code]
        with pytest.raises(LogDamagedError) as refused:
            roll_back(fresh, two[0], expect_head=fresh.head(), **words)
        assert entry_name(2) in refused.value.text("vi")
        path.unlink(missing_ok=True)
        path.write_bytes(raw)
    assert Store(store.root).current().id == "2026-11-24"


def test_a_running_reader_notices_that_the_end_of_the_log_was_removed(two: tuple[str, str], store: Store) -> None:
    assert store.current().id == two[1]
    (store.root / "log" / entry_name(2)).unlink()
    snapshot = store.current()
    assert snapshot.id == two[1]
    assert [notice.code for notice in snapshot.notices] == ["log_went_back"]


def test_an_entry_is_read_only_from_its_canonical_bytes(two: tuple[str, str], store: Store) -> None:
    raw = (store.root / "log" / entry_name(1)).read_bytes()
    entry = parse(raw)
    assert entry is not None and canonical(entry) == raw
    assert parse(json.dumps(json.loads(raw), indent=1).encode()) is None
    assert parse(raw.replace(b'"seq":1', b'"seq":1.0')) is None
    assert parse(b"\xff") is None and parse(b"{}") is None and parse(b"null") is None


def test_the_chain_links_each_entry_to_the_one_before(two: tuple[str, str], store: Store) -> None:
    first, second = store.entries()
    assert first.prev == ""
    assert second.prev == read_log_hash(store, 1)
    assert store.head() == Head(2, read_log_hash(store, 2))


def read_log_hash(store: Store, seq: int) -> str:
    """Hash of an entry by the stock tool."""
    path = store.root / "log" / entry_name(seq)
    return subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]


@pytest.mark.parametrize(("request_id", "refused"), [("other", True), ("mine", False)])
def test_an_entry_that_appears_after_the_look_at_the_log_is_never_overwritten(
    request_id: str, refused: bool, two: tuple[str, str], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last moment of a race; the same request written twice (its answer was lost) is no conflict."""
    stale = read_log(store.root)
    mine = dataclasses.replace(stale.entries[-1], action="withdraw", request="mine")
    append(store.root, dataclasses.replace(mine, request=request_id), stale.head)
    path = store.root / "log" / entry_name(3)
    winner = path.read_bytes()
    monkeypatch.setattr("snapshots.log.read_log", lambda root: stale)
    if refused:
        with pytest.raises(HeadMovedError):
            append(store.root, mine, stale.head)
    else:
        assert append(store.root, mine, stale.head).seq == 3
    assert path.read_bytes() == winner
    assert [found.name for found in path.parent.iterdir() if found.name.startswith(".")] == []


def test_folders_that_are_not_in_the_log_are_ignored_and_reported(two: tuple[str, str], store: Store) -> None:
    half = store.root / "snapshots" / "2027-01-01"
    shutil.copytree(store.folder(two[1]), half)
    (half / "observations.csv").unlink()
    (store.root / "snapshots" / ".abc.tmp").mkdir()
    assert (store.current().id, store.current().notices) == (two[1], ())
    result = verify(store)
    assert result.sound
    assert [notice.file for notice in result.strays] == [".abc.tmp", "2027-01-01"]


def test_a_half_copied_store_shows_what_is_whole(two: tuple[str, str], store: Store, tmp_path: Path) -> None:
    """As in the middle of a copy: the log is there, the newest folder only in part."""
    copy = tmp_path / "copy"
    shutil.copytree(store.root, copy)
    shutil.rmtree(copy / "snapshots" / two[1])
    (copy / "snapshots" / two[1]).mkdir()
    assert Store(copy).current().id == two[0]
    shutil.rmtree(copy / "snapshots")
    with pytest.raises(NoSnapshotError) as refused:
        Store(copy).current()
    assert len(refused.value.notices) == 2


def test_a_publisher_who_reviewed_an_older_head_is_refused_and_leaves_nothing(
    two: tuple[str, str],
    put: Callable[..., Entry],
    files: Files,
    store: Store,
) -> None:
    with pytest.raises(HeadMovedError) as refused:
        put(files, "2026-11-23", expect_head=Head(1, read_log_hash(store, 1)))
    assert "2" in refused.value.text("vi") and "1" in refused.value.text("vi")
    assert sorted(path.name for path in (store.root / "snapshots").iterdir()) == list(two)


def test_a_folder_that_takes_no_files_is_told(store: Store, put: Callable[..., Entry], files: Files) -> None:
    store.root.mkdir()
    (store.root / "log").write_text("not a folder")
    with pytest.raises(UnsafeStoreError):
        put(files)
    assert list((store.root / "snapshots").iterdir()) == []


class _Failing:
    """Lets every call to the disk pass but the n-th, which fails."""

    def __init__(self, patch: pytest.MonkeyPatch, fail_at: int, error: int) -> None:
        self.left = fail_at
        for name in ("fsync", "link", "rename", "fchmod", "unlink"):
            patch.setattr(os, name, self._guard(getattr(os, name), error))

    def _guard(self, call: Callable[..., object], error: int) -> Callable[..., object]:
        def guarded(*arguments: object, **named: object) -> object:
            self.left -= 1
            if self.left == 0:
                raise OSError(error, os.strerror(error))
            return call(*arguments, **named)

        return guarded


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EPERM])
def test_a_disk_that_fails_at_any_call_leaves_the_old_or_the_new_snapshot(
    error: int, two: tuple[str, str], folder: Path, store: Store, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = 0
    for fail_at in range(1, 200):
        before = store.head()
        with monkeypatch.context() as patch:
            disk = _Failing(patch, fail_at, error)
            try:
                publish(folder, store, snapshot_date="2026-11-23", kind="revision", expect_head=before, **words)
            except (UnsafeStoreError, UncertainError) as failure:
                refused += 1
                visible = isinstance(failure, UncertainError)
                assert store.head().seq == before.seq + visible
        assert verify(store).sound
        assert store.current().notices == ()
        if disk.left > 0:
            break
    assert refused > len(tables())
    assert disk.left > 0, "the last round must be without a fault"


def test_readers_see_whole_snapshots_in_order_while_others_publish(store: Store, folder: Path, words: Words) -> None:
    publish(folder, store, snapshot_date="2026-11-20", kind="first", expect_head=store.head(), **words)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _publish_until_killed(folder, store.root, words, writing)
        finally:
            os._exit(1)
    seen = []
    until = time.perf_counter() + 2
    while time.perf_counter() < until:
        reader = Store(store.root)
        snapshot = reader.current()
        assert snapshot.notices == ()
        assert len(snapshot.rows("observations")) == 6
        seen.append(reader.head().seq)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)
    assert seen == sorted(seen)
    assert seen[-1] > seen[0], "nothing was published meanwhile: the test shows nothing"


def test_files_being_written_beside_the_log_are_not_entries(two: tuple[str, str], store: Store) -> None:
    (store.root / "log" / ".abc.tmp").write_bytes(b"half")
    assert store.head().seq == 2
    assert store.notices() == ()


def test_polling_the_head_reads_the_log_only_when_it_changed(
    two: tuple[str, str],
    put: Callable[..., Entry],
    files: Files,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reads: list[int] = []
    monkeypatch.setattr("snapshots.store.read_log", lambda root: reads.append(1) or read_log(root))
    reader = Store(store.root)
    assert [reader.head().seq for _ in range(5)] == [2] * 5
    assert len(reads) == 1
    put(files, "2026-11-23")
    assert reader.head().seq == 3


def _racer(folder: Path, root: Path, words: Words, head: Head, start: object, answers: object) -> None:
    start.wait()
    try:
        entry = publish(folder, Store(root), snapshot_date="2026-11-23", kind="revision", expect_head=head, **words)
        answers.put(("won", entry.snapshot))
    except SnapshotError as error:
        answers.put((type(error).__name__, error.text("en")))


def test_of_two_publishers_one_wins_and_the_other_is_told(store: Store, folder: Path, words: Words) -> None:
    context = multiprocessing.get_context("fork")
    for number in range(1, RACES + 1):
        answers, start = context.Queue(), context.Barrier(2)
        racers = [
            context.Process(target=_racer, args=(folder, store.root, words, store.head(), start, answers))
            for _ in range(2)
        ]
        for racer in racers:
            racer.start()
        told = sorted(answers.get(timeout=30) for _ in racers)
        for racer in racers:
            racer.join()
        assert [name for name, _ in told] == ["HeadMovedError", "won"]
        assert store.head().seq == number
    assert len(list((store.root / "snapshots").iterdir())) == RACES
    assert verify(store).sound


def _publish_until_killed(folder: Path, root: Path, words: Words, told: int) -> None:
    store = Store(root)
    while True:
        entry = publish(folder, store, snapshot_date="2026-11-21", kind="revision", expect_head=store.head(), **words)
        os.write(told, f"{entry.snapshot}\n".encode())


def test_a_kill_at_any_moment_leaves_nothing_half_visible_and_loses_nothing_told(
    store: Store, folder: Path, words: Words
) -> None:
    told: list[str] = []
    inside = 0
    start = time.perf_counter()
    publish(folder, store, snapshot_date="2026-11-20", kind="first", expect_head=store.head(), **words)
    lasts = time.perf_counter() - start
    for number in range(KILLS):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                _publish_until_killed(folder, store.root, words, writing)
            finally:
                os._exit(1)
        os.close(writing)
        time.sleep(4 * lasts * number / KILLS)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as answers:
            told += answers.read().split()
        inside += bool(verify(store).strays)
        _assert_whole(store, told)
    assert told, "no publication was finished: the kills came too early to show anything"
    assert inside, "no kill hit a publication: the test shows nothing"


def _assert_whole(store: Store, told: list[str]) -> None:
    fresh = Store(store.root)
    published = [entry.snapshot for entry in fresh.entries()]
    assert fresh.notices() == ()
    assert set(told) <= set(published)
    if published:
        assert fresh.current().id == published[-1]
        assert fresh.current().notices == ()


def test_a_publisher_that_overwrites_files_in_place_is_caught_by_the_same_kills(tmp_path: Path) -> None:
    """The control: were the store written so, the test above would see it."""
    path = tmp_path / "file"
    path.write_bytes(b"a" * 4_000_000)
    broken = 0
    for _ in range(30):
        child = os.fork()
        if child == 0:
            try:
                while True:
                    for letter in (b"b", b"a"):
                        path.write_bytes(letter * 4_000_000)
            finally:
                os._exit(1)
        time.sleep(0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raw = path.read_bytes()
        broken += len(raw) != 4_000_000 or len(set(raw)) != 1
    assert broken
