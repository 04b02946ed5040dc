"""The command line: what it prints, its exit codes, and no traceback whatever it is given."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from snapshots.__main__ import FOUND, GOOD, MISUSED, main
from snapshots.store import Store

Files = dict[str, bytes]
Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).resolve().parents[2]
WHY = ("--reason-vi", "Kỳ mới", "--reason-en", "New edition", "--actor", "An")


@pytest.fixture
def run(store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Exit code, output and errors of one command on the store."""
    monkeypatch.setenv("EXPLORER_DATA", str(store.root))
    monkeypatch.delenv("EXPLORER_LANG", raising=False)

    def run_command(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def answers(run: Run, folder: Path) -> list[str]:
    """An answer to every question that the check of the folder asks."""
    asked = run("validate", folder, "--lang", "en")[1].partition("To answer when publishing")[2].splitlines()[1:]
    return [part for line in asked for part in ("--answer", f"{line.split()[0]}=Nguồn in như vậy")]


def test_publish_list_show_and_go_back(run: Run, folder: Path, two: tuple[str, str]) -> None:
    code, out, _ = run("publish", folder, "--date", "2026-11-23", "--kind", "new_edition", "--expect-head", 2, *WHY,
                       *answers(run, folder))
    assert (code, out) == (GOOD, "Đã công bố: bản dữ liệu 2026-11-23, mục nhật ký số 3.\n")
    assert run("current")[:2] == (GOOD, "2026-11-23\n")
    assert "2026-11-23 *" in run("list")[1]
    assert "Kỳ mới" in run("show")[1] and "New edition" in run("show", "--lang", "en")[1]
    assert run("roll-back", two[0], *WHY)[0] == GOOD
    assert run("current")[1] == f"{two[0]}\n"
    assert run("withdraw", two[1], *WHY)[0] == GOOD
    code, out, _ = run("show", two[1])
    assert "đã được thu hồi" in out
    assert [entry["action"] for entry in json.loads(run("list", "--json")[1])] == ["publish"] * 3 + [
        "roll_back",
        "withdraw",
    ]


def test_validate_prints_every_fault_and_fails(run: Run, tmp_path: Path, edited: Callable[..., Files]) -> None:
    draft = tmp_path / "bad"
    draft.mkdir()
    for name, raw in edited("observations", 5, "value", "0,8241").items():
        (draft / name).write_bytes(raw)
    code, out, _ = run("validate", draft)
    assert code == FOUND
    assert "LỖI  observations.csv, dòng 5, cột H (value)" in out
    assert "Trong ô: 0,8241" in out and "Cách sửa: Viết phần thập phân sau dấu chấm: 0.8241." in out
    code, out, _ = run("validate", draft, "--json", "--lang", "en")
    assert (code, json.loads(out)["findings"][0]["remedy"]) == (FOUND, "Write the decimals with a point: 0.8241.")
    code, out, err = run("publish", draft, "--kind", "first", *WHY)
    assert code == FOUND
    assert "number_comma" in out and "không công bố gì" in err


def test_a_draft_is_the_snapshot_again_and_is_never_written_over(
    run: Run, two: tuple[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "new"
    assert run("draft", target)[0] == GOOD
    assert run("compare", "current", target)[:2] == (GOOD, "Không có khác biệt.\n")
    assert run("validate", target)[0] == GOOD
    assert (target / "units.csv").stat().st_mode & 0o200
    edited = (target / "units.csv").read_bytes().replace(b"%", b"pc")
    (target / "units.csv").write_bytes(edited)
    run("draft", target)
    assert (target / "units.csv").read_bytes() == edited
    (target / "notes.txt").write_text("mine")
    assert run("draft", target)[0] != GOOD
    assert (target / "notes.txt").read_text() == "mine"


def test_compare_tells_old_and_new(run: Run, two: tuple[str, str]) -> None:
    code, out, _ = run("compare", *two)
    assert code == GOOD
    assert "observations.csv [dti]: đính chính 1" in out
    assert "value: 0.8241 → 0.8242" in out
    assert json.loads(run("compare", *two, "--json")[1])["changes"][0]["new"] == "0.8242"


def test_verify_names_a_damaged_file_and_current_falls_back(run: Run, two: tuple[str, str], store: Store) -> None:
    assert run("verify")[0] == GOOD
    path = store.folder(two[1]) / "units.csv"
    path.chmod(0o644)
    path.write_bytes(b"id\n")
    code, out, _ = run("verify", "--lang", "en")
    assert code == FOUND
    assert f"{two[1]}  damaged" in out and f"{two[0]}  verified" in out and "units.csv" in out
    assert json.loads(run("verify", "--json")[1])["faults"][0]["file"] == "units.csv"
    code, out, err = run("current")
    assert (code, out) == (FOUND, f"{two[0]}\n")
    assert "units.csv" in err


def test_an_older_head_is_refused(run: Run, folder: Path, two: tuple[str, str]) -> None:
    code, _, err = run("publish", folder, "--kind", "revision", "--expect-head", "1", *WHY, *answers(run, folder))
    assert code == FOUND
    assert "Đã có người khác công bố trước" in err
    assert run("publish", folder, "--kind", "revision", "--expect-head", "2", *WHY, *answers(run, folder))[0] == GOOD


def test_empty_data_is_told_in_both_languages(run: Run) -> None:
    for command in ("current", "list", "show"):
        code, _, err = run(command)
        assert (code, "chưa có bản dữ liệu nào" in err) == (FOUND, True)
        assert "No snapshot has been published" in run(command, "--lang", "en")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("bogus",),
        ("show", "1999-01-01"),
        ("show", "../../etc/passwd"),
        ("show", ""),
        ("validate",),
        ("validate", "/nowhere"),
        ("validate", "x" * 5000),
        ("validate", "/dev/null"),
        ("compare", "current"),
        ("compare", "a", "b"),
        ("list", "--lang", "fr"),
        ("publish", "/nowhere", "--kind", "first", *WHY),
        ("publish", "/nowhere", "--kind", "zzz", *WHY),
        ("publish", "/nowhere", "--kind", "first"),
        ("roll-back", "💥", *WHY),
        ("withdraw", "\n", *WHY),
        ("list", "--nonsense"),
        ("publish", "/nowhere", "--kind", "first", "--expect-head", "x", *WHY),
    ],
)
def test_wrong_use_is_one_sentence(arguments: tuple[str, ...], run: Run, two: tuple[str, str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (MISUSED, "")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "raw", [b"", b"\x00" * 100, b"\xff\xfe\x00", b'"' * 1001, b"," * 100_000, b"\n" * 1000, bytes(range(256)) * 50]
)
def test_any_bytes_are_refused_in_words(raw: bytes, run: Run, tmp_path: Path, files: Files) -> None:
    draft = tmp_path / "bytes"
    draft.mkdir()
    for name in files:
        (draft / name).write_bytes(raw)
    code, out, err = run("validate", draft)
    assert (code, err) == (FOUND, "")
    assert "LỖI" in out


def test_the_module_runs_and_a_closed_pipe_is_no_traceback(store: Store) -> None:
    environment = {**os.environ, "EXPLORER_DATA": str(store.root), "EXPLORER_LANG": "en"}
    command = f"{sys.executable} -m snapshots --help | true; {sys.executable} -m snapshots current"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (FOUND, "")
    assert done.stderr.startswith("No snapshot has been published")


def publishing(folder: Path, **given: object) -> list[object]:
    """A publication with good words, some of them replaced."""
    words = {"kind": "correction", "reason-vi": "Đính chính", "reason-en": "Correction", "actor": "An", **given}
    return ["publish", folder, *(part for name, text in words.items() if text for part in (f"--{name}", text))]


@pytest.fixture
def draft(run: Run, two: tuple[str, str], tmp_path: Path) -> Path:
    """A draft of the newest snapshot with one name changed."""
    folder = tmp_path / "mine"
    assert run("draft", folder)[0] == GOOD
    _rename(folder, b"Ninh Binh", b"Ninh-Binh")
    return folder


def _rename(folder: Path, old: bytes, new: bytes) -> None:
    path = folder / "entities.csv"
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))


def test_the_second_of_two_drafts_of_one_snapshot_does_not_take_the_first_back(
    run: Run, draft: Path, tmp_path: Path, store: Store
) -> None:
    other = tmp_path / "other"
    run("draft", other)
    _rename(other, b"Ha Noi", b"Hanoi")
    assert run(*publishing(draft), *answers(run, draft))[0] == GOOD
    code, _, err = run(*publishing(other), *answers(run, other), "--lang", "en")
    assert code == FOUND
    assert "began at log entry 2, and the log is now at entry 3" in err
    assert "Ninh-Binh" in store.current().files["entities.csv"].decode()
    assert len(store.entries()) == 3


def test_a_folder_that_does_not_say_where_it_began_needs_the_entry_it_was_compared_with(
    run: Run, draft: Path, store: Store
) -> None:
    (draft / ".base.json").unlink()
    code, _, err = run(*publishing(draft), *answers(run, draft), "--lang", "en")
    assert code == MISUSED
    assert "add --expect-head 2" in err
    assert len(store.entries()) == 2
    assert run(*publishing(draft), *answers(run, draft), "--expect-head", 2)[0] == GOOD


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ({"kind": "first"}, MISUSED, "--kind cannot be “first”"),
        ({"date": "9999-12-31"}, MISUSED, "--date is 9999-12-31"),
        ({"date": "2020-01-01"}, MISUSED, "--date is 2020-01-01"),
        ({"approver": "An"}, MISUSED, "An is named as the one who did it"),
        ({"reason-vi": "  "}, MISUSED, "--reason-vi is empty"),
        ({"reason-en": "\x1b[2J"}, MISUSED, "--reason-en has letters that cannot be seen"),
        ({"actor": "An\u202e"}, MISUSED, "--actor has letters"),
        ({"actor": "An\udcff"}, MISUSED, "--actor has letters"),
        ({"reason-vi": "a" * 2001}, MISUSED, "more than 2000 characters"),
        ({"actor": "a\nb"}, MISUSED, "--actor has letters"),
    ],
)
def test_words_nobody_can_mean_are_refused_and_nothing_is_left_behind(
    run: Run, draft: Path, store: Store, given: dict[str, str], code: int, told: str
) -> None:
    found = run(*publishing(draft, **given), *answers(run, draft), "--lang", "en")
    assert (found[0], told in found[2]) == (code, True), found
    assert len(list((Path(store.root) / "snapshots").iterdir())) == 2


def test_a_no_break_space_of_a_word_processor_is_a_space(run: Run, draft: Path, store: Store) -> None:
    assert run(*publishing(draft, **{"reason-vi": "Đính\u00a0chính"}), *answers(run, draft))[0] == GOOD
    assert store.entries()[-1].reason_vi == "Đính chính"


def test_a_draft_without_a_change_is_not_published(run: Run, two: tuple[str, str], tmp_path: Path) -> None:
    run("draft", tmp_path / "same")
    code, _, err = run(*publishing(tmp_path / "same"), "--lang", "en")
    assert code == FOUND
    assert f"are those of snapshot {two[1]}" in err


def test_the_last_snapshot_that_can_be_shown_is_not_withdrawn(run: Run, two: tuple[str, str], store: Store) -> None:
    assert run("withdraw", two[0], *WHY)[0] == GOOD
    code, _, err = run("withdraw", two[1], *WHY, "--lang", "en")
    assert code == FOUND
    assert "is the only one that can be shown" in err
    assert store.current().id == two[1]


def test_an_answer_to_no_question_is_told(run: Run, draft: Path) -> None:
    code, _, err = run(*publishing(draft), "--answer", "0123456789abcdef=so", "--lang", "en")
    assert code == MISUSED
    assert "No question has the id 0123456789abcdef" in err


def test_machines_get_json_of_every_outcome(run: Run, folder: Path, two: tuple[str, str], tmp_path: Path) -> None:
    assert json.loads(run("draft", tmp_path / "d", "--json")[1])["snapshot"] == two[1]
    asked = json.loads(run("validate", folder, "--json")[1])["questions"]
    told = json.loads(run(*publishing(folder), "--expect-head", 2, "--json")[1])
    assert asked and told == asked
    assert {"id", "place", "question"} == set(asked[0])


def test_compare_with_a_folder_that_has_no_table_says_so(run: Run, two: tuple[str, str], tmp_path: Path) -> None:
    code, _, err = run("compare", "current", tmp_path, "--lang", "en")
    assert code == MISUSED
    assert "holds none of the tables" in err


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (["publish"], "Còn thiếu: FOLDER, --kind", "Something is missing: FOLDER, --kind"),
        (["publish", "x", "--kind", "bogus"], "--kind không thể là 'bogus'.", "--kind cannot be 'bogus'."),
        (["list", "more"], "Không có ở đây: more.", "Not known here: more."),
        (["draft", "x", "--answer"], "--answer cần có giá trị đi kèm.", "--answer needs a value behind it."),
        (["roll-back", "x", "--expect-head", "y"], "--expect-head không thể là 'y'.", "--expect-head cannot be 'y'."),
        (["draft", ""], "FOLDER không thể là ''.", "FOLDER cannot be ''."),
        (["list", "--data", ""], "--data không thể là ''.", "--data cannot be ''."),
    ],
)
def test_wrong_use_is_told_in_the_language_asked_for(run: Run, arguments: list[str], vi: str, en: str) -> None:
    assert run(*arguments)[0] == MISUSED
    for lang, told in (("vi", vi), ("en", en)):
        code, _, err = run(*arguments, "--lang", lang)
        assert (code, told in err) == (MISUSED, True), err
        assert len(err.strip().splitlines()) == 1


def test_help_speaks_the_language_asked_for(run: Run) -> None:
    assert "công bố" in run("publish", "--help", "--lang", "vi")[1]
    assert "who does this" in run("publish", "--help", "--lang=en")[1]


@pytest.mark.parametrize("command", ["list", "current", "verify", "show", "self-test"])
def test_a_store_that_is_not_there_is_told_and_not_made(run: Run, tmp_path: Path, command: str) -> None:
    typo = tmp_path / "typo"
    code, out, err = run(command, "--data", typo, "--lang", "en")
    assert (code, out) == (MISUSED, "")
    assert f"folder {typo} does not exist" in err
    assert run("self-test", typo)[0] == MISUSED
    assert not typo.exists()


@pytest.mark.parametrize("address", ["foo://bar/x", "s3://", "s3:///"])
def test_an_address_that_cannot_be_one_is_told(run: Run, address: str) -> None:
    code, _, err = run("list", "--data", address, "--lang", "en")
    assert code == MISUSED
    assert "is no address of a store" in err
