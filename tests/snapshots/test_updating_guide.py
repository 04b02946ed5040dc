"""docs/updating-data.md is literal: its edits and commands, run in order, print what it says."""

import csv
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from language import LANGUAGES, say
from snapshots.__main__ import main
from snapshots.log import LOG_FOLDER, entry_name
from snapshots.rules import RULES
from snapshots.schema import tables
from snapshots.store import SNAPSHOT_FOLDER, Store

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "updating-data.md"
SNAPSHOT = "2026-11-21"
SECTIONS = {"vi": "## Tiếng Việt", "en": "## English"}
STEP = re.compile(
    r"^```console\n\$ (?P<command>.+)\n(?P<output>(?:.*\n)*?)```$|^(?P<edit>\| [a-z_]+\.csv \|.*)$", re.MULTILINE
)
MESSAGE = re.compile(r"^\| `([a-z0-9_]+)` \| ([^|`]+) \| ([^|]+) \|$", re.MULTILINE)
COUNTS = re.compile(r"[0-9]+(?= dòng: | rows read: )|(?<=lần công bố trước: )[0-9]+|(?<=earlier publication: )[0-9]+")


def _section(lang: str) -> str:
    text = GUIDE.read_text(encoding="utf-8")
    start = text.index(SECTIONS[lang] + "\n")
    return text[start:].split("\n## ", 1)[0] if lang == "en" else text[start : text.index(SECTIONS["en"] + "\n")]


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data as they were when the guide was written."""
    for name in (LOG_FOLDER, SNAPSHOT_FOLDER):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    first = next(entry.seq for entry in Store(tmp_path / "data").entries() if entry.snapshot == SNAPSHOT)
    for path in (tmp_path / "data" / LOG_FOLDER).iterdir():
        if path.name > entry_name(first):
            path.unlink()
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("EXPLORER_LANG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _edit(folder: Path, line: str) -> None:
    file, row, column, before, after = (cell.strip().strip("`") for cell in line.strip("|").split("|"))
    path = next(folder.glob(f"build/*/{file}"))
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    place = rows[0].index(column)
    assert rows[int(row) - 1][place] == before
    rows[int(row) - 1][place] = after
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)


def _unnumbered(text: str) -> str:
    """Totals of rows and standing questions differ with the data; everything else is literal."""
    return COUNTS.sub("#", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_following_the_guide_prints_what_it_says(
    lang: str, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = 0
    for step in STEP.finditer(_section(lang)):
        if step["edit"]:
            _edit(published, step["edit"])
            continue
        main(shlex.split(step["command"])[3:])
        assert _unnumbered(capsys.readouterr().out) == _unnumbered(step["output"])
        commands += 1
    assert commands == 8


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_messages_quoted_are_those_of_the_rules(lang: str) -> None:
    quoted = [(code, text) for code, text, _ in MESSAGE.findall(_section(lang)) if code in RULES]
    assert len(quoted) == 10
    for code, text in quoted:
        pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(say(lang, RULES[code].message)))
        assert re.fullmatch(pattern, text), code


def test_the_guide_names_every_table_it_edits() -> None:
    assert {step["edit"].split("|")[1].strip() for step in STEP.finditer(_section("vi")) if step["edit"]} <= {
        table.path for table in tables().values()
    }
