"""The journal of the desk: every step in its place for good, readable as lines, and the first broken one named."""

import json
import os
import signal
from pathlib import Path

import pytest

from snapshots.desk.errors import JournalDamagedError, UnsafeDeskError
from snapshots.desk.journal import Broken, Journal, Step, canonical, parse

NAUGHTY = ["\n2026 fake", "\r\n", "\x00", "\x1b[2J", "\u202egpj.exe", "\u2028", "\u0085", "\u00a0", "\ud800", "\U000e0001",
           '","action":"publish"', "\\u000a", "<script>alert(1)</script>", "{{7*7}}", "Đồng bằng sông Hồng 🇻🇳", "٣"]
WRITERS, EACH = 4, 12


def step(action: str = "note", draft: str = "d", **details: object) -> Step:
    return Step(action, draft, "https://id.example.vn", "lan", "Lan", "2026-12-01T09:00:00+07:00", details)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal of four steps."""
    made = Journal(tmp_path)
    for number in range(4):
        made.append(lambda number=number: step(number=number))
    return made


def path(journal: Journal, seq: int) -> Path:
    return journal.folder / f"{seq:08d}.json"


def overwrite(file: Path, raw: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(raw)


def test_steps_are_read_back_in_order_by_another_process(journal: Journal) -> None:
    found = Journal(journal.folder.parent).steps()
    assert [(item.seq, item.details["number"]) for item in found] == [(1, 0), (2, 1), (3, 2), (4, 3)]
    assert found[0].prev == "" and len({item.request for item in found}) == 4
    assert journal.verify() is None
    assert {file.stat().st_mode & 0o777 for file in journal.folder.iterdir()} == {0o444}


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_text_can_pass_for_another_line_or_hide(text: str, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    written = journal.append(lambda: Step("note", "d", text, text, text, "t", {"text": text, text: [text]}))
    raw = path(journal, 1).read_bytes()
    shown = raw.decode("utf-8")
    assert shown.endswith("\n") and shown[:-1].isprintable()
    assert json.loads(raw)["details"]["text"] == text
    assert parse(raw) == written and canonical(written) == raw
    assert Journal(tmp_path).steps() == (written,) and journal.verify() is None


def test_a_journal_that_was_altered_anywhere_names_the_first_broken_step(journal: Journal) -> None:
    for seq in (1, 2, 3, 4):
        file = path(journal, seq)
        raw = file.read_bytes()
        number = str(seq - 1).encode()
        for damaged in (raw.replace(b'"number":' + number, b'"number":9'), raw + b" ", raw[:-1], b"", b"[]", b"\xff"):
            overwrite(file, damaged)
            canonical_edit = damaged.endswith(b"}\n")
            if seq == 4 and canonical_edit:  # nothing follows that vouches for the last one: only who saw it can tell
                assert Journal(journal.folder.parent).verify() is None
                assert journal.verify() is not None
            else:
                assert Journal(journal.folder.parent).verify() == Broken(seq, file.name, "altered")
        overwrite(file, raw)
    assert journal.verify() is None


def test_a_missing_step_is_named_and_nothing_is_added(journal: Journal) -> None:
    path(journal, 2).unlink()
    fresh = Journal(journal.folder.parent)
    assert fresh.verify() == Broken(2, "00000002.json", "missing")
    assert [item.seq for item in fresh.steps()] == [1]
    with pytest.raises(JournalDamagedError) as told:
        fresh.append(step)
    assert "00000002.json" in told.value.text("vi")
    assert len(list(journal.folder.iterdir())) == 3


def test_who_saw_the_end_notices_that_it_was_removed(journal: Journal) -> None:
    path(journal, 4).unlink()
    assert journal.verify() == Broken(4, "00000004.json", "missing")
    with pytest.raises(JournalDamagedError):
        journal.append(step)


def test_a_step_may_be_refused_or_found_unnecessary(journal: Journal) -> None:
    def refuse() -> Step:
        raise UnsafeDeskError(detail="x")

    with pytest.raises(UnsafeDeskError):
        journal.append(refuse)
    assert journal.append(lambda: None) is None
    assert len(journal.steps()) == 4


def test_a_step_looks_again_when_another_writer_came_first(tmp_path: Path) -> None:
    one, other = Journal(tmp_path), Journal(tmp_path)
    looked: list[int] = []

    def make() -> Step:
        looked.append(len(one.steps()))
        if len(looked) == 1:
            other.append(lambda: step("other"))
        return step("mine", seen=looked[-1])

    written = one.append(make)
    assert written is not None and (written.seq, written.details) == (2, {"seen": 1})
    assert looked == [0, 1]


def test_many_writers_lose_no_step(tmp_path: Path) -> None:
    children = []
    for writer in range(WRITERS):
        child = os.fork()
        if child == 0:
            try:
                mine = Journal(tmp_path)
                for number in range(EACH):
                    mine.append(lambda number=number, writer=writer: step(str(writer), number=number))
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    journal = Journal(tmp_path)
    assert journal.verify() is None and len(journal.steps()) == WRITERS * EACH
    for writer in range(WRITERS):
        told = [item.details["number"] for item in journal.steps() if item.action == str(writer)]
        assert told == list(range(EACH))


def test_a_writer_killed_inside_leaves_no_half_step(tmp_path: Path) -> None:
    for kill_at in range(1, 9):
        child = os.fork()
        if child == 0:
            _append_until_killed(tmp_path, kill_at)
        os.waitpid(child, 0)
        journal = Journal(tmp_path)
        assert journal.verify() is None
        before = len(journal.steps())
        journal.append(step)
        assert len(Journal(tmp_path).steps()) == before + 1


def _append_until_killed(root: Path, kill_at: int) -> None:
    calls = iter(range(kill_at, 0, -1))

    def guard(call: object) -> object:
        def guarded(*arguments: object, **named: object) -> object:
            if next(calls, 0) <= 1:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)  # type: ignore[operator]

        return guarded

    for name in ("fsync", "link", "unlink"):
        setattr(os, name, guard(getattr(os, name)))
    try:
        journal = Journal(root)
        while True:
            journal.append(step)
    finally:
        os._exit(1)


def test_a_journal_whose_folder_is_a_file_refuses(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("not a folder")
    with pytest.raises(UnsafeDeskError):
        Journal(tmp_path).append(step)
