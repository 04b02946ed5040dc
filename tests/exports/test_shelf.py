"""The shelf gives back what was put on it and nothing else."""

import os
from pathlib import Path

import pytest

from exports import shelf
from exports.shelf import Kept

ORDER = {"view": "ranking/dti-2024-34/dti-overall", "lang": "vi", "form": "png"}
FILE = Kept("dti-tỉnh.png", b"\x89PNG\n\nxyz", "image/png")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    return tmp_path


@pytest.fixture
def kept() -> str:
    key = shelf.key(ORDER, "aa")
    shelf.put(key, FILE)
    return key


def test_what_was_put_is_given_back(kept: str) -> None:
    assert shelf.take(kept) == FILE


def test_nothing_where_nothing_was_put() -> None:
    assert shelf.take(shelf.key(ORDER, "aa")) is None


@pytest.mark.parametrize("change", [{"form": "svg"}, {"lang": "en"}, {"scale": 3}])
def test_another_order_another_key(change: dict[str, object]) -> None:
    assert shelf.key({**ORDER, **change}, "aa") != shelf.key(ORDER, "aa")


def test_key_knows_snapshot_address_and_software(monkeypatch: pytest.MonkeyPatch) -> None:
    first = shelf.key(ORDER, "aa")
    assert shelf.key(dict(reversed(ORDER.items())), "aa") == first
    assert shelf.key(ORDER, "bb") != first
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://example.vn")
    assert shelf.key(ORDER, "aa") != first
    monkeypatch.delenv("EXPLORER_ADDRESS")
    monkeypatch.setattr(shelf, "software", lambda: "other")
    assert shelf.key(ORDER, "aa") != first


@pytest.mark.parametrize("harm", [lambda raw: raw[:-1], lambda raw: raw[:-1] + b"!", lambda raw: b"", lambda raw: b"{}\n"])
def test_a_damaged_entry_is_removed_and_made_anew(kept: str, harm) -> None:
    file = next(shelf.folder().glob(f"*/{kept}"))
    file.write_bytes(harm(file.read_bytes()))
    assert shelf.take(kept) is None
    assert not file.exists()
    shelf.put(kept, FILE)
    assert shelf.take(kept) == FILE


def test_no_temporary_file_is_left(kept: str) -> None:
    assert [file.name for file in shelf.folder().glob("*/*")] == [kept]


def test_those_asked_for_least_recently_go_first() -> None:
    keys = [shelf.key(ORDER, str(number)) for number in range(5)]
    for age, key in enumerate(keys):
        shelf.put(key, FILE._replace(content=b"x" * 1000))
        os.utime(next(shelf.folder().glob(f"*/{key}")), (1000 + age, 1000 + age))
    shelf.take(keys[0])
    shelf.tidy(room=4000)
    assert [shelf.take(key) is not None for key in keys] == [True, False, False, False, True]


def test_room_that_is_not_exceeded_is_left_alone(kept: str) -> None:
    shelf.tidy(room=10_000)
    assert shelf.take(kept) == FILE


def test_a_disk_that_refuses_is_no_failure(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    key = shelf.key(ORDER, "aa")
    shelf.put(key, FILE)
    assert shelf.take(key) is None
    assert not list(shelf.folder().glob("*/.new-*"))
