"""A draft with a wrong cell is refused by the command that staff use, with file, row and column."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _run(*words: str, lang: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "snapshots", *words, "--lang", lang],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft of the newest snapshot whose fourth value (row 5 of the spreadsheet) is a word."""
    folder = tmp_path_factory.mktemp("work") / "draft"
    made = _run("draft", str(folder))
    assert made.returncode == 0, made.stderr
    file = folder / "observations.csv"
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    rows[4][rows[0].index("value")] = "khoảng 12"
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    file.write_text(text.getvalue(), encoding="utf-8")
    return folder


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_word_where_a_number_belongs_is_refused_and_named(draft: Path, lang: str) -> None:
    done = _run("validate", str(draft), lang=lang)
    told = done.stdout + done.stderr
    assert done.returncode == 1
    for part in ("observations.csv", "5", "value", "khoảng 12"):
        assert part in told
    assert "Traceback" not in told


def test_the_same_for_programs(draft: Path) -> None:
    done = _run("validate", str(draft), "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert any(
        finding.get("file") == "observations.csv" and finding.get("row") == 5 and finding.get("column") == "value"
        for finding in told["findings"]
    )


def test_a_draft_that_was_refused_is_not_published(draft: Path, tmp_path: Path) -> None:
    done = _run("publish", str(draft), "--data", str(tmp_path / "data"), "--yes")
    assert done.returncode != 0
    assert not (tmp_path / "data" / "log").exists() or not list((tmp_path / "data" / "log").iterdir())
