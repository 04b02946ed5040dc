"""Files of strangers are read in a process with bounds: the same answers, and beyond the bounds a clear refusal."""

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from snapshots import apart
from snapshots.apart import bounds, parent
from snapshots.desk.content import base_files
from snapshots.intake import convert, table_names
from snapshots.messages import SnapshotError
from snapshots.store import Snapshot, Store
from snapshots.validate import validate_files

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20.0
"""Longest wait for an answer on a busy machine; alone it takes a second or two."""
FILE = "observations.csv"


@pytest.fixture(scope="module")
def base() -> Snapshot:
    return Store(ROOT / "data").current()


@pytest.fixture(scope="module")
def files(base: Snapshot) -> dict[str, bytes]:
    return base_files(base)


def _semicolons(raw: bytes) -> bytes:
    return raw.replace(b",", b";")


def _wrong(raw: bytes) -> bytes:
    return raw.replace(b"0.8241", "khoảng 1".encode()).replace(b",ha-noi,", b",ha noi,", 3)


@pytest.mark.parametrize("change", [bytes, _semicolons, _wrong, lambda raw: b"\0" * 99, lambda raw: b"PK\x03\x04..."])
def test_the_same_conversion_as_here(change: Callable[[bytes], bytes], base: Snapshot, files: dict[str, bytes]) -> None:
    raw = change(files[FILE])
    assert apart.convert(FILE, raw, base) == convert(FILE, raw, base)
    assert apart.table_names(raw) == table_names(raw)


def test_an_answer_given_to_a_question_is_handed_over(base: Snapshot, files: dict[str, bytes]) -> None:
    raw = _semicolons(files[FILE]).replace(b";ha-noi;", ";Thừa Thiên Huế;".encode())
    asked = apart.convert(FILE, raw, base)
    given = {ask.id: ask.choices[0][0] for ask in asked.asks}
    assert given, "the file asks nothing: the test shows nothing"
    assert apart.convert(FILE, raw, base, given) == convert(FILE, raw, base, given) != asked


@pytest.mark.parametrize("change", [bytes, _wrong])
def test_the_same_check_as_here_with_its_progress(
    change: Callable[[bytes], bytes], base: Snapshot, files: dict[str, bytes]
) -> None:
    told: list[tuple[int, int]] = []
    given = {**files, FILE: change(files[FILE])}
    report = apart.check(given, base, lambda *numbers: told.append(numbers))
    here = validate_files(given, base)
    assert report == here
    assert report.json("vi") == here.json("vi")
    assert told == sorted(told) and told[-1] == (100, 100) and len(told) > 10


@pytest.fixture(scope="module")
def heavy() -> bytes:
    """A workbook of 180,000 cells, each honest."""
    book, packed = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for number in range(4_000):
        sheet.append(range(number * 7919, number * 7919 + 45))
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    "tight", [replace(apart.FILE, memory=130), replace(apart.FILE, processor=1), replace(apart.FILE, seconds=1),
              replace(apart.FILE, answer=0)],
    ids=["memory", "processor", "clock", "answer"])
def test_beyond_a_bound_the_file_is_refused_in_words(tight: apart.Bounds, base: Snapshot, heavy: bytes) -> None:
    start = time.monotonic()
    made = apart.convert(FILE, heavy, base, {}, tight)
    assert time.monotonic() - start < SECONDS
    assert [item.code for item in made.refusals] == ["reading_stopped"]
    assert (made.files, made.original) == ({}, heavy)
    told = {lang: made.refusals[0].message(lang) + made.refusals[0].remedy(lang) for lang in ("vi", "en")}
    assert f"{tight.memory} MB" in told["en"] and "bộ nhớ" in told["vi"]


def test_within_the_bounds_the_same_file_is_answered_by_the_intake(base: Snapshot, heavy: bytes) -> None:
    """The control of the test above: it is the bound that stops."""
    codes = [item.code for item in apart.convert(FILE, heavy, base).refusals]
    assert codes and "reading_stopped" not in codes


@pytest.mark.parametrize("tight", [replace(apart.CHECK, memory=130), replace(apart.CHECK, processor=1)], ids=["memory", "processor"])
def test_a_check_beyond_its_bounds_is_a_refusal(tight: apart.Bounds, base: Snapshot, files: dict[str, bytes]) -> None:
    head, *rows = files[FILE].splitlines(keepends=True)
    with pytest.raises(apart.ApartError) as refused:
        apart.check({**files, FILE: head + b"".join(rows) * 12}, base, bounds=tight)
    assert isinstance(refused.value, SnapshotError)
    assert f"{tight.memory} MB" in refused.value.text("en") and "Đã dừng kiểm tra" in refused.value.text("vi")


ANSWERS = {
    "nothing": "", "no JSON": "nonsense", "no list": "{}", "no end": '["encoding","utf-8"]', "code": "cos\nsystem\n(S'true'\ntR.",
    "a change of another shape": '["encoding",""]\n["rows",[]]\n["change",1]\n["end"]',
    "a refusal nobody knows": '["encoding",""]\n["rows",[]]\n["refusal","rm -rf","x",null,"","","",{},""]\n["end"]',
    "more bytes than it says": '["file","a",-5]\n["end"]', "a kind of its own": '["class","os"]\n["end"]',
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_none_is_a_refusal(answer: str, base: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a process that a file has taken over can only hand back data of the declared shape."""
    monkeypatch.setattr(parent, "COMMAND", (sys.executable, "-c", f"print({ANSWERS[answer]!r})"))
    assert [item.code for item in apart.convert(FILE, b"x", base).refusals] == ["reading_stopped"]
    assert apart.table_names(b"x") == ()
    with pytest.raises(apart.ApartError):
        apart.check({FILE: b"x"}, base)


def test_nothing_of_the_environment_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    program = "import os, json; print(json.dumps(['names', *os.environ])); print('[\"end\"]')"
    monkeypatch.setattr(parent, "COMMAND", (sys.executable, "-c", program))
    ((_, *names),) = parent._answers("names", {}, {}, None, apart.FILE)
    assert not {"AWS_SECRET_ACCESS_KEY", "HOME", "PATH"} & set(names)


CONFINED = """
from snapshots.apart.bounds import FILE, confine
confine(FILE)
{attempt}
print("done")
"""
ATTEMPTS = {
    "a file written": "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('x')", "memory taken": "bytearray(900_000_000)",
    "many files opened": "[open('/dev/null') for _ in range(99)]",
}


@pytest.mark.parametrize("attempt", [*ATTEMPTS, "nothing"])
def test_a_process_with_bounds_cannot(attempt: str, tmp_path: Path) -> None:
    program = CONFINED.format(attempt=ATTEMPTS.get(attempt, ""))
    command = [sys.executable, "-c", program, str(tmp_path / "file")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ("done" in done.stdout) == (attempt == "nothing")


def test_the_process_ends_with_the_answer(base: Snapshot, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *given: object, **named: object) -> None:
            super().__init__(*given, **named)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    apart.convert(FILE, files[FILE], base)
    apart.convert(FILE, files[FILE], base, {}, replace(apart.FILE, answer=0))
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)


def test_a_workbook_with_a_damaged_part_is_refused_by_the_intake_itself(base: Snapshot) -> None:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["a"] * 50)
    book.save(packed)
    raw = bytearray(packed.getvalue())
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    raw[start:start + 40] = b"\xff" * 40
    assert [item.code for item in convert(FILE, bytes(raw), base).refusals] == ["workbook_broken"]


def test_the_bounds_are_those_the_manual_states() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for kind in (bounds.FILE, bounds.CHECK):
        assert f"{kind.memory:,} MB" in text
        assert f"{kind.processor} s" in text
