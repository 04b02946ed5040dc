"""A store on object storage keeps the promises of a folder; a place that cannot is told apart before it is trusted."""

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from snapshots import remote, self_test
from snapshots.checkpoints import note
from snapshots.log import Entry, Head, canonical, entry_name
from snapshots.messages import (
    Notice,
    StoreAwayError,
    UncertainError,
    UnknownOutcomeError,
    UnsafePlaceError,
    UnsafeStoreError,
)
from snapshots.places import Directory, TakenError, place_at
from snapshots.publish import publish, roll_back
from snapshots.remote import Remote
from snapshots.seen import Seen
from snapshots.store import Store
from snapshots.verify import verify

Files = dict[str, bytes]
Words = dict[str, object]
ROOT = Path(__file__).resolve().parents[2]
WRITERS, EACH = 4, 10
OPTIONS = {"config_kwargs": {"connect_timeout": 1, "read_timeout": 5, "retries": {"max_attempts": 0}}}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))


# A folder of this machine


def test_a_folder_and_an_address_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(place_at(tmp_path), Directory)
    assert isinstance(place_at("data/here"), Directory)
    assert isinstance(place_at("s3://bucket/prefix"), Remote)
    monkeypatch.setenv("EXPLORER_DATA", "s3://bucket/some/prefix/")
    store = Store()
    assert (store.where, store.place.name) == ("s3://bucket/some/prefix", "prefix")


def test_this_folder_keeps_every_promise(tmp_path: Path) -> None:
    checks = self_test.self_test(Directory(tmp_path))
    assert [(check.code, check.kept) for check in checks] == [(code, True) for code in self_test.CHECKS]
    assert list(tmp_path.iterdir()) == []


def _no_links(*_: object) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def _replacing_link(source: Path, final: Path) -> None:
    final.unlink(missing_ok=True)
    os.rename(source, final)
    source.write_bytes(b"")


def _no_flush(_: object) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize(
    ("call", "instead", "broken"),
    [("link", _no_links, "created"), ("link", _replacing_link, "once"), ("fsync", _no_flush, "created")],
)
def test_a_file_system_that_breaks_a_promise_is_told(
    call: str, instead: Callable[..., None], broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, call, instead)
        checks = self_test.self_test(Directory(tmp_path))
    assert not self_test.passed(checks)
    assert (checks[-1].code, checks[-1].kept) == (broken, False)


class _Blind(Directory):
    """New files are listed late."""

    def names(self, folder: str) -> list[str]:
        return []


class _Forgetful(Directory):
    """What was written is read back late."""

    def read(self, path: str, wanted: str = "", anew: bool = False) -> bytes | None:
        return None


class _LookThenWrite(Directory):
    """Looks whether the name is free, and writes a moment later: of several at once, more than one succeeds."""

    def create(self, path: str, raw: bytes) -> None:
        final = self.root / path
        final.parent.mkdir(parents=True, exist_ok=True)
        if final.exists():
            raise TakenError(errno.EEXIST, "taken")
        time.sleep(0.01)
        final.write_bytes(raw)


@pytest.mark.parametrize(
    ("kind", "broken"), [(_Blind, "listed"), (_Forgetful, "read_back"), (_LookThenWrite, "one_wins")]
)
def test_a_place_that_breaks_a_promise_is_read_but_not_published_to(
    kind: type[Directory], broken: str, tmp_path: Path, folder: Path, words: Words
) -> None:
    place = kind(tmp_path / "data", trusted=False)
    with pytest.raises(UnsafePlaceError) as refused:
        publish(folder, Store(place), snapshot_date="2026-11-21", kind="first", expect_head=(0, ""), **words)
    assert self_test.self_test(place)[-1].code == broken
    assert self_test.CHECKS[broken] in refused.value.text("en")
    assert Store(place).newest() is None


def test_a_link_that_reports_an_error_after_doing_it_is_believed_by_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As some network file systems do when an answer was lost and the call repeated."""
    link = os.link

    def late(source: Path, final: Path) -> None:
        link(source, final)
        raise FileExistsError(errno.EEXIST, "exists")

    monkeypatch.setattr(os, "link", late)
    Directory(tmp_path).create("log/1", b"ours")
    assert (tmp_path / "log" / "1").read_bytes() == b"ours"


def test_nothing_logged_is_discarded_when_the_disk_fails_after_the_commit(
    put: Callable[..., Entry], files: Files, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry is there, its flush fails, and from then on nothing can be read: the folder has to stay."""
    put(files)
    link, read = os.link, Path.read_bytes

    def last_breath(source: Path, final: Path) -> None:
        link(source, final)
        monkeypatch.setattr(os, "fsync", _no_flush)
        monkeypatch.setattr(Path, "read_bytes", _no_flush)

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", last_breath)
        with pytest.raises(UncertainError):
            put(files, "2026-11-22")
    monkeypatch.undo()
    assert Path.read_bytes is read
    assert (Store(store.root).current().id, verify(Store(store.root)).faults) == ("2026-11-22", ())


def test_a_request_sent_twice_is_one_entry(put: Callable[..., Entry], files: Files, store: Store) -> None:
    head = store.head()
    first = put(files, request="r1", expect_head=head)
    assert put(files, request="r1", expect_head=head) == first
    assert store.head().seq == 1
    assert store.place.names("snapshots") == [first.snapshot]


# What this machine has seen


def test_a_log_that_lost_its_end_is_noticed_after_a_restart_too(
    put: Callable[..., Entry], files: Files, store: Store, words: Words
) -> None:
    put(files)
    put(files, "2026-11-22")
    assert Store(store.root).current().notices == ()
    (store.root / "log" / entry_name(2)).unlink()
    fresh = Store(store.root)
    assert fresh.current().id == "2026-11-22"
    assert [notice.code for notice in fresh.current().notices] == ["log_went_back"]
    with pytest.raises(Exception, match="does not verify"):
        roll_back(fresh, "2026-11-21", expect_head=fresh.head(), **words)
    fresh.accept()
    assert (fresh.current().id, fresh.current().notices) == ("2026-11-21", ())
    assert Store(store.root).current().notices == ()


def test_a_rewritten_history_is_noticed_after_a_restart_too(
    put: Callable[..., Entry], files: Files, store: Store
) -> None:
    entry = put(files)
    store.entries()
    path = store.root / "log" / entry_name(1)
    path.unlink()
    path.write_bytes(canonical(Entry(**{**entry.__dict__, "actor": "Somebody else"})))
    fresh = Store(store.root)
    assert fresh.current().entry.actor == "An"
    assert [notice.code for notice in fresh.current().notices] == ["log_went_back"]


@pytest.mark.parametrize("content", [b"", b"half a li", b"{}\n"])
def test_a_damaged_memory_is_no_memory(
    content: bytes, put: Callable[..., Entry], files: Files, store: Store
) -> None:
    put(files)
    store.entries()
    Seen(store.place).path.write_bytes(content)
    assert Store(store.root).current().notices == ()


def test_without_a_cache_folder_the_store_is_read_all_the_same(
    put: Callable[..., Entry], files: Files, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(files)
    (tmp_path / "no-folder").write_text("")
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "no-folder"))
    assert Store(store.root).current().notices == ()


def test_the_command_line_tries_a_place_and_accepts_a_log(
    put: Callable[..., Entry], files: Files, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    from snapshots.__main__ import main

    put(files)
    assert main(["self-test", str(store.root), "--json"]) == 0
    assert all(check["kept"] for check in json.loads(capsys.readouterr().out))
    assert main(["accept-log", "--data", str(store.root), "--lang", "en"]) == 0
    assert "1 entries" in capsys.readouterr().out


# Object storage


class Server:
    """An S3-compatible server on this machine, stopped and started by the tests."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the S3 server did not start")

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    pytest.importorskip("s3fs")
    pytest.importorskip("moto")
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def address(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket; the settings are those of an administrator: environment variables."""
    settings = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {**settings, "AWS_ENDPOINT_URL": server.url}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(remote.OPTIONS_VARIABLE, json.dumps(OPTIONS))
    bucket = f"bucket-{time.monotonic_ns()}"
    remote.opened("s3://x", None)[0].mkdir(bucket)
    return f"s3://{bucket}/explorer"


@pytest.fixture
def far(address: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(remote, "PAUSE_SECONDS", 0.0)
    return Store(address)


@pytest.fixture
def send(far: Store, folder: Path, words: Words) -> Callable[..., Entry]:
    def publish_there(date: str = "2026-11-21", **changed: object) -> Entry:
        given = {"kind": "first", "expect_head": far.head(), **words, **changed}
        return publish(folder, far, snapshot_date=date, **given)

    return publish_there


def _put(store: Store, path: str, raw: bytes) -> None:
    """Somebody who overwrites an object by hand."""
    storage, base = store.place._storage()
    storage.pipe_file(f"{base}/{path}", raw)


def _remove(store: Store, path: str) -> None:
    storage, base = store.place._storage()
    storage.rm(f"{base}/{path}", recursive=True)


def test_object_storage_keeps_every_promise(far: Store) -> None:
    checks = self_test.self_test(far.place)
    assert self_test.passed(checks), checks
    assert far.place.names("") == []


def test_what_is_published_there_is_read_back_as_written(
    far: Store, send: Callable[..., Entry], files: Files, words: Words
) -> None:
    first, second = send(), send("2026-11-21", kind="correction")
    assert (first.snapshot, second.snapshot) == ("2026-11-21", "2026-11-21-2")
    fresh = Store(far.where)
    assert (fresh.current().id, fresh.current().notices) == ("2026-11-21-2", ())
    assert fresh.snapshot("2026-11-21").files["observations.csv"] == files["observations.csv"]
    assert fresh.head().seq == 2
    roll_back(fresh, "2026-11-21", expect_head=fresh.head(), **words)
    assert Store(far.where).current().id == "2026-11-21"
    assert verify(Store(far.where)).sound
    assert verify(Store(far.where)).strays == ()


RACER = """
import dataclasses, json, sys, uuid
from snapshots.log import append, parse, read_log
from snapshots.messages import HeadMovedError
from snapshots.places import place_at
from snapshots.publish import publish
from snapshots.store import Store
folder, address, number, words = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
store, done, moved = Store(address), [], 0
store.place.trusted = True
first = store.entries()[0]
while len(done) < number:
    head = read_log(store.place).head
    try:
        if done:
            entry = dataclasses.replace(first, action="roll_back", kind="", request=uuid.uuid4().hex)
            done.append(append(store.place, entry, head))
        else:
            done.append(publish(folder, store, snapshot_date="2026-11-23", kind="revision", expect_head=head, **words))
    except HeadMovedError:
        moved += 1
print(moved, *(f"{entry.seq}:{entry.request}" for entry in done))
"""


def test_writers_on_several_machines_never_overwrite_each_other(
    far: Store, send: Callable[..., Entry], folder: Path, words: Words
) -> None:
    """Each publishes once and then goes back again and again, as fast as it can."""
    first = send()
    command = [sys.executable, "-c", RACER, str(folder), str(far.where), str(EACH), json.dumps(words)]
    racers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(WRITERS)]
    told = [racer.communicate(timeout=180)[0].split() for racer in racers]
    acknowledged = sorted(word for words_told in told for word in words_told[1:])
    entries = Store(far.where).entries()
    assert sum(int(words_told[0]) for words_told in told), "nobody met anybody: the test shows nothing"
    assert acknowledged == sorted(f"{entry.seq}:{entry.request}" for entry in entries[1:])
    assert (entries[0], len(entries)) == (first, 1 + WRITERS * EACH)
    assert verify(Store(far.where)).sound


def test_a_publisher_that_dies_before_the_entry_leaves_nothing_visible(
    far: Store, send: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    send()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("snapshots.publish.append", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        send("2026-11-22")
    fresh = Store(far.where)
    assert (fresh.current().id, fresh.current().notices) == ("2026-11-21", ())
    assert [notice.file for notice in verify(fresh).strays] == ["2026-11-22"]
    assert send("2026-11-22").snapshot == "2026-11-22-2"


@pytest.mark.parametrize("copies", [True, False])
def test_an_object_altered_or_removed_is_noticed(
    copies: bool, far: Store, send: Callable[..., Entry], files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a verified copy the published figures are shown; without one, the snapshot before."""
    send()
    send("2026-11-22")
    assert far.current().id == "2026-11-22"
    path = "snapshots/2026-11-22/observations.csv"
    raw = files["observations.csv"]
    for code, damage in (
        ("file_altered", lambda: _put(far, path, raw.replace(b"0.7600", b"0.9900"))),
        ("file_missing", lambda: _remove(far, path)),
    ):
        damage()
        if not copies:
            monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / code))
        reader = far if copies else Store(far.where)
        shown = reader.current()
        assert (shown.id, {notice.code for notice in shown.notices}) == (
            ("2026-11-22", {"copy_shown", code}) if copies else ("2026-11-21", {"fell_back", code})
        )
        assert shown.files["observations.csv"] == raw
        assert not verify(Store(far.where)).sound
        _remove(far, path) if code == "file_altered" else None
        _put(far, path, raw)
    assert reader.current().notices == ()


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed: apt-get install openssh-client")
def test_checkpoints_are_signed_and_mirrored_on_object_storage_too(
    far: Store, send: Callable[..., Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store there, a mirror there, and a mirror where nobody answers."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True)
    monkeypatch.setenv("EXPLORER_SIGNING_KEY", str(tmp_path / "key"))
    monkeypatch.setenv("EXPLORER_MIRRORS", f"{far.where}/../mirror-a,s3://nobody/mirror-b".replace("/explorer/..", ""))
    away = {"endpoint_url": "http://127.0.0.1:9", "config_kwargs": {"connect_timeout": 1, "retries": {"max_attempts": 0}}}
    monkeypatch.setenv("EXPLORER_MIRROR_OPTIONS", json.dumps({"s3://nobody/mirror-b": away}))
    told: list[Notice] = []
    send(tell=told.append)
    assert [(notice.code, notice.values["mirror"]) for notice in told] == [("mirror_away", "mirror-b")]
    mirror = Remote(str(far.where).replace("/explorer", "/mirror-a"))
    names = sorted(far.place.names("checkpoints"))
    assert len(names) == 4 and names[:2] == ["00000001", "00000001.sig"]
    assert {name: mirror.read(f"checkpoints/{name}") for name in names} == {
        name: far.place.read(f"checkpoints/{name}") for name in names}
    found = verify(Store(far.where))
    assert found.sound and [notice.code for notice in found.strays] == ["mirror_away"]
    _put(far, "checkpoints/00000001", note(Head(1, "0" * 64)))
    assert [notice.code for notice in verify(Store(far.where)).faults] == ["checkpoint_altered"]


def test_an_altered_or_removed_entry_is_noticed(far: Store, send: Callable[..., Entry], words: Words) -> None:
    send()
    send("2026-11-22")
    far.entries()
    path = f"log/{entry_name(2)}"
    raw = far.place.read(path)
    for codes, damage in (
        ({"log_went_back"}, lambda: _put(far, path, raw.replace(b"Reason", b"Season"))),
        ({"log_went_back", "log_altered"}, lambda: _put(far, path, raw + b" ")),
        ({"log_went_back"}, lambda: _remove(far, path)),
    ):
        damage()
        assert {notice.code for notice in far.current().notices} == codes
        with pytest.raises(Exception, match="does not verify"):
            roll_back(far, "2026-11-21", expect_head=far.head(), **words)
    _put(far, path, raw)
    assert (far.current().id, far.current().notices) == ("2026-11-22", ())


def test_readers_are_served_while_the_storage_is_away_and_nothing_is_published(
    address: str, server: Server, folder: Path, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "POLL_SECONDS", 0.0)
    publish(folder, Store(address), snapshot_date="2026-11-21", kind="first", expect_head=Store(address).head(), **words)
    running = Store(address)
    before = running.current()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # nobody listens there
    restarted = Store(address)
    head = running.head()
    running.place._opened = None
    for store in (running, restarted):
        shown = store.current()
        assert (shown.id, shown.files) == (before.id, before.files)
        assert [notice.code for notice in shown.notices] == ["store_away"]
        assert shown.notices[0].text("vi").startswith("Không kết nối được với kho")
        assert store.snapshot(before.id).files == before.files
        with pytest.raises(StoreAwayError):
            publish(folder, store, snapshot_date="2026-11-22", kind="revision", expect_head=head, **words)
    assert running.head() == head
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    running.place._opened = None
    running.place._silent_until = 0.0
    assert running.current().notices == ()


def test_a_storage_that_hangs_holds_a_reader_for_seconds_only_and_then_not_at_all(
    address: str, server: Server, folder: Path, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, Store(address), snapshot_date="2026-11-21", kind="first", expect_head=Store(address).head(), **words)
    monkeypatch.setenv(remote.OPTIONS_VARIABLE, json.dumps({"config_kwargs": {
        "connect_timeout": 0.5, "read_timeout": 0.5, "retries": {"max_attempts": 0}}}))
    assert Store(address).current().id == "2026-11-21"
    reader = Store(address)
    server.pause()
    try:
        started = time.monotonic()
        assert [notice.code for notice in reader.current().notices] == ["store_away"]
        first = time.monotonic() - started
        assert reader.current().id == "2026-11-21"
        second = time.monotonic() - started - first
    finally:
        server.resume()
    assert first < 20
    assert second < 1


def test_an_answer_lost_on_the_way_is_settled_by_a_look(
    far: Store, send: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry was written, the answer never came: it is acknowledged, or nobody is told that it is not there."""
    send()
    storage, _ = far.place._storage()
    pipe, cat = storage.pipe_file, storage.cat_file

    def lost(path: str, raw: bytes, mode: str) -> None:
        pipe(path, raw, mode=mode)
        if "/log/" in path:
            raise TimeoutError("no answer")

    monkeypatch.setattr(storage, "pipe_file", lost)
    assert send("2026-11-22").seq == 2

    def gone(path: str) -> bytes:
        if path.endswith(entry_name(3)):
            raise TimeoutError("no answer")
        return cat(path)

    monkeypatch.setattr(storage, "cat_file", gone)
    with pytest.raises(UnknownOutcomeError) as unknown:
        send("2026-11-23")
    assert "not known" in unknown.value.text("en")
    assert Store(far.where).current().id == "2026-11-23"
    assert verify(Store(far.where)).sound


def test_a_missing_right_or_bucket_is_a_refusal(far: Store, folder: Path, words: Words) -> None:
    nowhere = Store("s3://no-such-bucket-here/x")
    with pytest.raises((UnsafeStoreError, UnsafePlaceError)):
        publish(folder, nowhere, snapshot_date="2026-11-21", kind="first", expect_head=nowhere.head(), **words)


def test_the_head_is_asked_for_once_in_a_while_only(
    far: Store, send: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    send()
    reader = Store(far.where)
    reader.current()
    asked: list[str] = []
    listing = Remote._listing
    monkeypatch.setattr(Remote, "_listing", lambda self, folder: asked.append(folder) or listing(self, folder))
    first = [reader.head().seq for _ in range(10)]
    assert len(asked) <= 1
    assert first == [1] * 10
    monkeypatch.setattr(remote, "POLL_SECONDS", 0.0)
    send("2026-11-22")
    assert reader.head().seq == 2


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(Exception, match="fsspec"):
        Store("s3://bucket/x").current()
