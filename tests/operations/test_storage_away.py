"""Two replicas on one store in object storage: a publication is seen by both; with the storage away pages go on, and say so."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from snapshots import remote
from snapshots.drafting import make_draft
from snapshots.publish import publish
from snapshots.store import Store
from tests.operations.site import HAPROXY, ROOT, Crowd, Reader, Replica, Site, site, until
from tests.snapshots.test_places import Server

A_MINUTE = 60.0
SOON = {"EXPLORER_POLL": "2", "EXPLORER_RECHECK": "5"}
"""Looks at the storage more often than usual, so that the test is short."""
NOTICE = "The store of snapshots cannot be reached"
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def storage() -> Iterator[Server]:
    pytest.importorskip("s3fs")
    pytest.importorskip("moto")
    if not Path(HAPROXY).exists():
        pytest.skip("HAProxy is not installed: apt-get install haproxy")
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def store(storage: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The published history, copied into a bucket as it lies in its folder."""
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": storage.url, "EXPLORER_CACHE": str(tmp_path / "own")}.items():
        monkeypatch.setenv(name, value)
    bucket, _ = remote.opened("s3://explorer", None)
    bucket.mkdir("explorer")
    bucket.put(str(ROOT / "data") + "/", "explorer/site/", recursive=True)
    return Store("s3://explorer/site")


def test_two_replicas_on_one_bucket_and_the_bucket_away(storage: Server, store: Store, tmp_path: Path) -> None:
    settings = {**KEYS, **SOON, "AWS_ENDPOINT_URL": storage.url, "EXPLORER_DATA": str(store.where)}
    with site(tmp_path, settings, ("one", "two")) as running:
        _a_publication_is_seen_by_both(running, store, tmp_path)
        storage.stop()
        _pages_go_on_and_say_so(running)
        _a_replica_that_starts_meanwhile_shows_what_this_machine_verified(running, tmp_path, settings)


def _a_publication_is_seen_by_both(running: Site, store: Store, folder: Path) -> None:
    assert all("2026-11-21" in replica.ready() for replica in running.replicas)
    words = {"reason_vi": "Diễn tập", "reason_en": "A drill", "actor": "An", "approver": "Bình"}
    made = publish(_corrected(store, folder / "draft"), store, snapshot_date="2026-11-22", kind="correction",
                   time="2026-11-22T08:00:00+07:00", expect_head=store.head(), **words)
    took = until(lambda: all(made.snapshot in replica.ready() for replica in running.replicas), "both to show it", A_MINUTE)
    print(f"both replicas show it after {took:.1f} s")  # noqa: T201


def _corrected(store: Store, folder: Path) -> Path:
    """The newest tables with another value in one row."""
    make_draft(store.current(), folder)
    file = folder / "observations.csv"
    file.write_bytes(file.read_bytes().replace(b"0.8241", b"0.8243", 1))
    return folder


def _pages_go_on_and_say_so(running: Site) -> None:
    time.sleep(float(SOON["EXPLORER_RECHECK"]))
    _seen(running)  # the first readers after a minute make the replicas look, and may still see the page without the notice
    began = time.monotonic()
    for shown in _seen(running):
        assert "2026-11-22" in shown and NOTICE in shown
    took = time.monotonic() - began
    assert {running.ask("/s/2026-11-22/observations.csv").status for _ in range(4)} == {200}
    assert all(replica.ready() for replica in running.replicas), "one outage would remove every replica"
    print(f"four readers have the page {took:.1f} s after they came, with the storage away")  # noqa: T201


def _seen(running: Site) -> list[str]:
    with Crowd([Reader(running, "lang=en") for _ in range(4)]) as crowd:
        return [reader.shown[0] for reader in crowd.readers]


def _a_replica_that_starts_meanwhile_shows_what_this_machine_verified(
    running: Site, folder: Path, settings: dict[str, str]
) -> None:
    shutil.copytree(folder / "cache" / "one", folder / "cache" / "again")
    again = Replica("again", folder / "cache", settings)
    try:
        until(lambda: "2026-11-22" in again.ready(), "a replica that starts while the storage is away")
    finally:
        again.end()
