"""The method's examples run, and the glossary has one word per thing."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
METHOD = ROOT / "docs" / "method.md"
GLOSSARY = ROOT / "docs" / "glossary.md"


def tables() -> list[list[list[str]]]:
    """The glossary's tables as rows of cells, without heading and ruler."""
    found = re.findall(r"(?:^\|.*\|\n)+", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()[2:]] for part in found]


def test_the_examples_of_the_method_run_as_printed() -> None:
    result = doctest.testfile(str(METHOD), module_relative=False, encoding="utf-8")
    assert result.attempted >= 10
    assert result.failed == 0


@pytest.mark.parametrize(
    "module", sorted(path.stem for path in (ROOT / "indicators").glob("*.py") if path.stem != "__init__")
)
def test_every_module_with_rules_is_in_the_method(module: str) -> None:
    helpers = {"flags", "precision", "rows"}
    assert module in helpers or f"`{module}`" in METHOD.read_text(encoding="utf-8")


def test_a_word_stands_for_one_thing_in_each_table() -> None:
    for table in tables():
        for column in (0, 1):
            words = [row[column].casefold() for row in table]
            assert sorted(set(words)) == sorted(words)


def test_every_word_has_both_languages() -> None:
    assert len(tables()) == 5
    assert all(row[0] and row[1] for table in tables() for row in table)
