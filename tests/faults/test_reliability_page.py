"""docs/reliability.md names files and tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"[a-z_/]+\.py", PAGE)))
TESTS = sorted(set(re.findall(r"test_\w+(?=[`\[])", PAGE)) | set(re.findall(r"::(test_\w+)", PAGE)))


def _functions() -> set[str]:
    return {name for path in (ROOT / "tests").rglob("test_*.py")
            for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("name", FILES)
def test_each_file_named_is_there(name: str) -> None:
    assert [path for path in ROOT.joinpath("tests").rglob("*.py") if str(path).endswith("/" + name)] or (ROOT / name).exists()


def test_each_test_named_is_there() -> None:
    assert len(TESTS) > 20
    assert not set(TESTS) - _functions()


def test_every_promise_and_fault_has_its_line() -> None:
    told = set(re.findall(r"^\| ([PF][0-9]+)", PAGE, re.MULTILINE))
    assert told == {f"P{number}" for number in range(1, 16)} | {f"F{number}" for number in range(1, 26)}
