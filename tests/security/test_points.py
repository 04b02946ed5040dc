"""docs/security.md has each of the 32 points with a test that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+) \| (.+) \|$", re.MULTILINE)


def _points() -> dict[int, str]:
    return {
        int(number): tests for number, _, _, tests in ROW.findall((ROOT / "docs" / "security.md").read_text("utf-8"))
    }


def test_every_point_is_there() -> None:
    assert list(_points()) == list(range(1, 33))


def test_every_test_named_exists() -> None:
    missing = []
    for number, tests in _points().items():
        path = ""
        assert "`" in tests, number
        for name in re.findall(r"`([^`]+)`", tests):
            file, _, function = name.partition("::")
            path = file or path
            source = ROOT / "tests" / path
            if not source.is_file() or (function and f"def {function}(" not in source.read_text("utf-8")):
                missing.append(f"{number}: {name}")
    assert not missing
