"""Files in a folder and `python -m snapshots draft`: converted as at the desk, nothing written before the person accepts."""

import csv
import functools
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from snapshots import apart, bringing
from snapshots.__main__ import FOUND, GOOD, MISUSED
from snapshots.store import Store
from tests.snapshots.test_command_line import WHY, Run, run

__all__ = ["run"]
ZONES = "special_zones.csv"


@pytest.fixture
def published(store: Store, two: tuple[str, str]) -> bytes:
    """The zones of the snapshot shown now, as published."""
    return store.current().files[ZONES]


def spreadsheet(published: bytes, *titles: str) -> bytes:
    """The table as a Vietnamese spreadsheet saves it: a mark, semicolons, decimal commas."""
    header, *rows = csv.reader(io.StringIO(published.decode("utf-8")))
    numbers = [header.index(name) for name in ("lat", "lon")]
    commas = [[cell.replace(".", ",") if place in numbers else cell for place, cell in enumerate(row)] for row in rows]
    lines = [*titles, *(";".join(row) for row in [header, *commas])]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode("utf-8")


def put(folder: Path, name: str, raw: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(raw)
    return folder


def answered(out: str, wanted: str = "decimals") -> list[str]:
    """The answers that the output offers for that choice."""
    offered = [line.split()[1] for line in out.splitlines() if line.strip().startswith("--answer")]
    return [part for answer in offered if answer.endswith(f"={wanted}") for part in ("--answer", answer)]


def test_a_spreadsheet_becomes_the_published_table_again(run: Run, tmp_path: Path, published: bytes) -> None:
    given = spreadsheet(published, "Danh sách đặc khu")
    folder = put(tmp_path / "mine", "Special zones.csv", given)
    code, out, err = run("draft", folder, "--lang", "en")
    assert code == FOUND and "Nothing was written" in err
    assert "Columns were separated by “;”" in out and "A line above the header was left out: Danh sách đặc khu" in out
    assert [path.name for path in folder.iterdir()] == ["Special zones.csv"]
    answers = answered(out)
    assert run("draft", folder, *answers)[0] == FOUND, "changes wait for --accept"
    code, out, err = run("draft", folder, *answers, "--accept")
    assert code == GOOD and "as-received" in err
    assert (folder / ZONES).read_bytes() == published
    assert (folder / "as-received" / "Special zones.csv").read_bytes() == given
    assert run("validate", folder)[0] == GOOD


def test_two_readings_are_asked_and_not_guessed(run: Run, tmp_path: Path, published: bytes) -> None:
    folder = put(tmp_path / "mine", ZONES, spreadsheet(published))
    code, out, err = run("draft", folder, "--accept", "--lang", "en")
    assert code == FOUND and "can be read in two ways" in out and "asked or refused" in err
    assert not (folder / "observations.csv").exists()


def test_strict_files_need_no_word(run: Run, tmp_path: Path, published: bytes) -> None:
    folder = put(tmp_path / "mine", ZONES, published.replace(b"Van Don", b"Van Don zone"))
    code, out, err = run("draft", folder, "--lang", "en")
    assert code == GOOD and "Nothing needs to be changed." in out
    assert b"Van Don zone" in (folder / ZONES).read_bytes()
    assert not (folder / "as-received").exists()
    assert run("draft", folder)[0] == GOOD, "a complete draft stays as it is"


def test_what_is_no_table_is_refused_by_name(run: Run, tmp_path: Path, two: tuple[str, str]) -> None:
    folder = put(tmp_path / "mine", "holiday.csv", b"a,b\n1,2\n")
    code, out, _ = run("draft", folder, "--accept", "--lang", "en")
    assert code == FOUND and "observations.csv" in out
    assert [path.name for path in folder.iterdir()] == ["holiday.csv"]


def test_two_files_for_one_table_are_not_chosen_between(run: Run, tmp_path: Path, published: bytes) -> None:
    folder = put(put(tmp_path / "mine", ZONES, published), "special_zones (1).csv", published)
    code, _, err = run("draft", folder, "--lang", "en")
    assert code == MISUSED and "are both for the table special_zones.csv" in err
    assert len(list(folder.iterdir())) == 2


def test_an_answer_without_its_question_is_wrong_use(run: Run, tmp_path: Path, published: bytes) -> None:
    folder = put(tmp_path / "mine", ZONES, spreadsheet(published))
    code, _, err = run("draft", folder, "--answer", "decimals", "--lang", "en")
    assert code == MISUSED and "“decimals” is not an answer" in err


def test_machines_get_every_change(run: Run, tmp_path: Path, published: bytes) -> None:
    folder = put(tmp_path / "mine", ZONES, spreadsheet(published))
    told = json.loads(run("draft", folder, "--json")[1])
    assert not told["settled"] and {change["rule"] for change in told["files"][ZONES]["changes"]} >= {"separator"}


def test_questions_are_answered_one_by_one_and_the_answers_stay(
    run: Run, store: Store, two: tuple[str, str], tmp_path: Path, edited: Callable[..., dict[str, bytes]],
) -> None:
    """A hundred times too large is not an error, but nobody publishes it without a word."""
    draft = tmp_path / "draft"
    draft.mkdir()
    files = edited("observations", 5, "value", "")
    header, *rows = csv.reader(io.StringIO(files["observations.csv"].decode("utf-8")))
    assert header  # the cell is emptied: fewer values than before is asked about
    for name, raw in files.items():
        (draft / name).write_bytes(raw)
    code, out, _ = run("validate", draft, "--lang", "en")
    ids = [line.split()[0] for line in out.split("To answer when publishing", 1)[1].splitlines()[1:]] if code == GOOD else []
    if not ids:
        pytest.fail(f"this draft was to ask something: {out}")
    code, out, err = run("publish", draft, "--expect-head", 2, "--kind", "correction", *WHY, "--lang", "en")
    assert code == FOUND and ids[0] in out and "questions without an answer" in err
    answers = [part for question in ids for part in ("--answer", f"{question}=Đã đối chiếu với nguồn")]
    assert run("publish", draft, "--expect-head", 2, "--kind", "correction", *WHY, *answers)[0] == GOOD
    logged = store.entries()[-1].report["answers"]
    assert {item["question"] for item in logged} == set(ids)
    assert {item["answer"] for item in logged} == {"Đã đối chiếu với nguồn"}


def test_a_file_is_read_within_the_bounds_of_the_desk(
    run: Run, tmp_path: Path, published: bytes, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The bounds hold: with a processor second too few the file is refused, and the command goes on."""
    tight = functools.partial(apart.convert, bounds=apart.Bounds(memory=60, processor=1, seconds=5, answer=1))
    monkeypatch.setattr(bringing, "convert", tight)
    code, out, err = run("draft", put(tmp_path / "mine", ZONES, published), "--lang", "en")
    assert code == FOUND and "so it was stopped" in out and "asked or refused" in err


def test_the_libraries_say_nothing_of_their_own(tmp_path: Path, published: bytes, store: Store) -> None:
    """A workbook with a part that the library warns about: only our words are printed."""
    header, *rows = csv.reader(io.StringIO(published.decode("utf-8")))
    book = openpyxl.Workbook()
    sheet = book.active
    for line in [header, *rows]:
        sheet.append(line)
    sheet["A1"].number_format = "mm-dd-yy"
    sheet["J1"] = -1e10
    sheet["J1"].number_format = "yyyy"
    folder = tmp_path / "mine"
    folder.mkdir()
    book.save(folder / "special_zones.xlsx")
    done = subprocess.run(
        [sys.executable, "-m", "snapshots", "draft", str(folder), "--data", str(store.root), "--lang", "en"],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=False)
    assert "special_zones.xlsx → special_zones.csv" in done.stdout
    assert "Warning" not in done.stderr and "Nothing was written" in done.stderr


def test_a_part_of_a_table_does_not_replace_the_whole(run: Run, tmp_path: Path, store: Store, two: tuple[str, str]) -> None:
    units = "units.csv"
    header, first, *others = store.current().files[units].splitlines(keepends=True)
    assert others
    some = header + first.replace(b"\n", b"x\n")
    folder = put(tmp_path / "mine", units, some)
    code, out, err = run("draft", folder, "--accept", "--lang", "en")
    assert code == FOUND and "asked or refused" in err
    assert f"nothing about {len(others)} rows of the table {units}" in out
    assert run("draft", folder, "--lang", "vi")[1].count("có, giữ nguyên các dòng khác") == 1
    assert [path.name for path in folder.iterdir()] == [units]
    assert run("draft", folder, *answered(out, "keep-others"))[0] == GOOD
    assert (folder / units).read_bytes() == some + b"".join(others)
    whole = put(tmp_path / "whole", units, some)
    assert run("draft", whole, "--answer", "others_missing:units=nonsense", "--lang", "en")[0] == FOUND
    assert run("draft", whole, *answered(out, "whole-table"))[0] == GOOD
    assert (whole / units).read_bytes() == some


def test_files_of_the_computer_are_passed_over_with_a_note(run: Run, tmp_path: Path, published: bytes) -> None:
    folder = put(tmp_path / "mine", ZONES, published)
    junk = ("~$special_zones.xlsx", "Thumbs.db", "desktop.ini", ".DS_Store", ".~lock.special_zones.csv#")
    for name in junk:
        put(folder, name, b"\0junk")
    code, out, err = run("draft", folder, "--lang", "en")
    assert code == GOOD, out + err
    assert all(name in out.splitlines()[0] for name in junk)
    assert (folder / "Thumbs.db").read_bytes() == b"\0junk" and not (folder / "as-received").exists()


def test_a_misspelt_answer_is_told(run: Run, tmp_path: Path, published: bytes) -> None:
    folder = put(tmp_path / "mine", ZONES, spreadsheet(published))
    question = answered(run("draft", folder, "--lang", "en")[1])[1].partition("=")[0]
    _, out, _ = run("draft", folder, "--answer", f"{question}=decimal", "--lang", "en")
    assert "The answer “decimal” is none of those offered." in out
