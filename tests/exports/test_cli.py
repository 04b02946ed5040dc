"""`python -m exports`: any figure without a server; whatever cannot be made is told in one sentence, with code 2."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from exports import __main__ as command
from exports.asked import asked
from figures import catalogue
from figures.context import Context
from figures.views import UnknownViewError
from snapshots.store import Store

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(Store().current(), "en")


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.delenv("EXPLORER_LANG", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        code = command.main([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_the_command_of_the_readme_works_word_for_word(tmp_path) -> None:
    words = [
        "figure",
        "ranking",
        "--indicator",
        "dti",
        "--edition",
        "2024",
        "--shape",
        "social",
        "--lang",
        "vi",
        "--out",
        "f.png",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "exports", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EXPLORER_DATA": str(ROOT / "data")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "f.png\n"
    assert done.stderr == "Kỳ công bố: đã chọn dti-2024-34; cũng có thể chọn: dti-2024-63.\n"
    image = (tmp_path / "f.png").read_bytes()
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(image[16:20], "big"), int.from_bytes(image[20:24], "big")) == (1200, 628)


def test_exact_ids_and_paths_give_the_same_file_without_a_note(run, tmp_path) -> None:
    by_choices = run("figure", "ranking", "--edition", "dti-2024-34", "--indicator", "dti-overall", "--out", "a.csv")
    by_path = run("figure", "ranking/dti-2024-34/dti-overall", "--out", "b.csv")
    assert by_choices == (0, "a.csv\n", "")
    assert by_path == (0, "b.csv\n", "")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_without_a_file_name_the_file_has_its_own(run, tmp_path) -> None:
    code, out, _ = run("figure", "own-weights/dti-2024-34/weights=dti-awareness:1", "--format", "csv")
    assert code == 0
    assert re.fullmatch(r"\S*own-weights\S*_data_vi_\S+\.csv\n", out)
    assert (tmp_path / out.strip()).is_file()
    (tmp_path / "folder").mkdir()
    code, out, _ = run("figure", "digital-economy", "--format", "json", "--out", "folder", "--lang=en")
    assert code == 0
    assert json.loads((tmp_path / out.strip()).read_text())["lang"] == "en"
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize(
    ("asked_for", "view"),
    [
        ({"indicator": "dti", "edition": "2024"}, "ranking/dti-2024-34/dti-overall"),
        ({"indicator": "dti-awareness", "edition": "2024"}, "ranking/dti-2024-34/dti-awareness"),
        ({"indicator": "dti", "edition": "dti-2024-63"}, "ranking/dti-2024-63/dti-overall"),
        ({"indicator": "papi"}, "ranking/papi-2024-63/papi-total"),
        ({"indicator": "dti"}, "ranking/dti-2024-34/dti-overall"),
        ({"indicator": "overall", "edition": "dti-2022-63"}, "ranking/dti-2022-63/dti-overall"),
        (
            {"edition": "dti-2024-34", "indicator": "dti-overall", "mark": "Hà Nội, tp ho chi minh"},
            "ranking/dti-2024-34/dti-overall/mark=ha-noi~ho-chi-minh",
        ),
    ],
)
def test_friendly_choices_find_their_ids(context: Context, asked_for: dict[str, str], view: str) -> None:
    found = asked(context, "ranking", asked_for)
    assert found.view == view
    assert catalogue.figure(context, found.view).name == "ranking"


def test_units_are_found_by_name_and_those_of_today_come_first(context: Context) -> None:
    found = asked(context, "profile", {"entity": "ninh binh"})
    assert found.view == "profile/ninh-binh"
    assert "ninh-binh-63" in found.notes[0]
    assert asked(context, "profile", {"entity": "Ha Giang"}).view == "profile/ha-giang-63"


def test_choices_given_beside_a_path_win_over_it(context: Context) -> None:
    found = asked(context, "ranking/dti-2024-34/dti-overall/mark=ha-noi", {"mark": "hue", "sort": "name"})
    assert found.view == "ranking/dti-2024-34/dti-overall/mark=hue/sort=name"


def test_the_edition_before_is_found(context: Context) -> None:
    given = {"edition": "dti-2023-63", "indicator": "dti-overall"}
    assert asked(context, "slope", given).view == "slope/dti-2023-63/dti-overall/dti-2022-63"


def test_editions_named_as_allowed_are_those_of_the_index(context: Context) -> None:
    with pytest.raises(UnknownViewError) as caught:
        asked(context, "ranking", {"indicator": "pii", "edition": "1999"})
    assert "pii-2025-34" in caught.value.text("en")
    assert "dti-" not in caught.value.text("en")


REFUSED = [
    (["figure", "rank"], "figure cannot be 'rank'"),
    (["figure", "ranking", "--indicator", "dtx"], r"\(indicator\) cannot be 'dtx'"),
    (["figure", "ranking", "--indicator", "dti", "--edition", "1999"], r"\(edition\) cannot be '1999'"),
    (["figure", "ranking/no/such"], r"\(edition\) cannot be 'no'"),
    (["figure", "ranking/dti-2024-34"], "incomplete"),
    (["figure", "profile", "--entity", "atlantis"], r"\(entity\) cannot be 'atlantis'"),
    (["figure", "profile"], r"\(entity\) cannot be ''"),
    (["figure", "profile", "--colour", "red"], "--colour"),
    (["figure", "profile", "--entity"], "--entity has no value"),
    (["figure", "digital-economy", "--shape", "round"], "shape cannot be 'round'"),
    (["figure", "digital-economy", "--theme", "sepia"], "--theme cannot be 'sepia'"),
    (["figure", "digital-economy", "--rows", "most"], "rows cannot be 'most'"),
    (["figure", "digital-economy", "--format", "doc"], "--format cannot be 'doc'"),
    (["figure", "digital-economy", "--out", "f.doc"], "'f.doc'"),
    (["figure", "digital-economy", "--scale", "99"], "scale cannot be 99"),
    (["figure", "digital-economy", "--scale", "x"], "--scale must be a whole number"),
    (["figure", "digital-economy", "--size", "100000x100000"], "100000x100000|too large"),
    (["figure", "digital-economy", "--size", "9000x8000"], "too large|pixels"),
    (["figure", "digital-economy", "--size", "2000x100"], "twice"),
    (["figure", "digital-economy", "--size", "90x80"], "at least"),
    (["figure", "digital-economy", "--size", "wide"], "size cannot be 'wide'"),
    (["figure", "digital-economy", "--snapshot", "1999-01-01"], "1999-01-01"),
    (["figure", "digital-economy", "--out", "missing/f.png"], "no folder missing"),
    (["figure", "digital-economy", "extra"], "extra"),
    (["figure"], "WHAT"),
    (["kit", "rank"], "figure cannot be 'rank'"),
    (["kit", "digital-economy", "--out", "missing/k.zip"], "no folder missing"),
    (["brief", "atlantis"], r"\(entity\) cannot be 'atlantis'"),
    (["brief", "ha-noi", "--lang", "en", "--out", "missing/b.pdf"], "no folder missing"),
    (["figures", "rank"], "figure cannot be 'rank'"),
    (["read", "missing.png"], "no file missing.png"),
    (["frobnicate"], "frobnicate"),
    ([], "Say what to make"),
]


@pytest.mark.parametrize(("words", "told"), REFUSED, ids=lambda one: " ".join(one) if isinstance(one, list) else "")
def test_bad_requests_get_one_sentence_and_code_two(run, words: list[str], told: str) -> None:
    code, out, err = run(*words, *([] if "--lang" in words else ["--lang", "en"]))
    assert code == 2
    assert out == ""
    assert re.search(told, err)
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words", [["figure", "rank"], ["figure", "digital-economy", "--size", "2000x100"], ["read", "x"]]
)
def test_refusals_speak_vietnamese_by_default(run, words: list[str]) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert re.search(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]", err)


def test_an_unknown_language_is_refused_in_the_default_one(run) -> None:
    code, _, err = run("figures", "--lang", "fr")
    assert code == 2
    assert "'fr'" in err
    assert "không thể" in err


def test_a_folder_that_may_not_be_written_is_told(run, monkeypatch) -> None:
    def refuse(self: Path, content: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    code, _, err = run("figure", "digital-economy", "--out", "f.csv", "--lang", "en")
    assert (code, err) == (2, "No permission for f.csv.\n")


def test_a_full_disk_leaves_nothing_behind(run, monkeypatch, tmp_path) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, err = run("figure", "digital-economy", "--out", "f.csv", "--lang", "en")
    assert (code, err) == (2, "The disk is full: f.csv was not written.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_a_snapshot_is_told(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path))
    code, _, err = run("figure", "digital-economy", "--lang", "en")
    assert code == 2
    assert "No snapshot has been published" in err


def test_kinds_are_listed_with_their_choices(run) -> None:
    code, out, _ = run("figures", "--lang", "en")
    assert code == 0
    for kind in catalogue.KINDS:
        assert re.search(rf"^{kind} – ", out, re.MULTILINE), kind
    assert "--edition" in out
    code, one, _ = run("figures", "brief", "--lang", "en")
    assert code == 0
    assert "bo-khcn" in one
    assert "further values" not in one


def test_read_tells_current_altered_and_foreign_files(run, tmp_path) -> None:
    run("figure", "over-time/ha-noi", "--format", "svg", "--out", "f.svg")
    code, out, _ = run("read", "f.svg", "--lang", "en")
    assert code == 0
    assert "over-time/ha-noi" in out
    drawing = (tmp_path / "f.svg").read_text(encoding="utf-8")
    (tmp_path / "g.svg").write_text(drawing.replace("Hà Nội", "Hà Nam"), encoding="utf-8")
    assert run("read", "g.svg", "--lang", "en")[0] == 4
    (tmp_path / "h.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    code, _, err = run("read", "h.svg", "--lang", "en")
    assert code == 4
    assert "carries no facts" in err


def test_read_tells_what_was_revised_since(run, monkeypatch, tmp_path) -> None:
    older = [entry.snapshot for entry in Store().entries() if entry.action == "publish"][-2]
    assert run("figure", "digital-economy", "--snapshot", older, "--format", "svg", "--out", "old.svg")[0] == 0
    code, out, _ = run("read", "old.svg", "--lang", "en")
    assert code == 3
    assert "REVISED" in out


def test_a_brief_is_written_under_its_own_name_and_read_back(run, tmp_path) -> None:
    code, out, _ = run("brief", "Bộ Khoa học và Công nghệ")
    assert code == 0
    assert re.fullmatch(r"brief-bo-khcn_2026_print-brief_vi_\S+\.pdf\n", out)
    assert (tmp_path / out.strip()).read_bytes().startswith(b"%PDF")
    code, told, _ = run("read", out.strip(), "--lang", "en")
    assert code == 0
    assert "byte for byte" in told


def test_a_kit_tells_its_progress(run, monkeypatch, tmp_path) -> None:
    from exports import kit
    from exports.shapes import SHAPES

    monkeypatch.setattr(kit, "SHAPES", {"article": SHAPES["article"]})
    monkeypatch.setattr(kit, "STEPS", 6)
    monkeypatch.setattr(command, "_cores", lambda: 1)
    code, out, err = run("kit", "over-time", "--entity", "ha-noi", "--out", "k.zip", "--lang", "en")
    assert (code, out) == (0, "k.zip\n")
    assert err.splitlines() == [f"{done}/6" for done in range(1, 7)]
    assert zipfile.ZipFile(tmp_path / "k.zip").testzip() is None


def test_another_store_is_used_where_the_variable_says_so(run, monkeypatch, tmp_path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "store")
    newest = sorted((tmp_path / "store" / "log").glob("*.json"))[-1]
    newest.unlink()
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "store"))
    code, out, _ = run("figure", "digital-economy", "--format", "csv")
    assert code == 0
    assert Store().entries()[-1].snapshot in out
    assert "2026-11-21" not in out
