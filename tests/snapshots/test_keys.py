"""Keys and references when the header itself is wrong, and when very many ids are unknown."""

from collections.abc import Callable

import pytest

from snapshots import keys
from snapshots.schema import tables
from snapshots.validate import validate_files

Files = dict[str, bytes]


@pytest.mark.parametrize("name", tables())
def test_any_heading_spelt_otherwise_is_a_finding_about_that_heading(name: str, files: Files) -> None:
    """Also the heading that other tables point to."""
    table = tables()[name]
    header, _, rest = files[table.path].decode().partition("\n")
    for column in header.split(","):
        other = ",".join(one.upper() if one == column else one for one in header.split(","))
        report = validate_files({**files, table.path: f"{other}\n{rest}".encode()})
        assert not report.passed, column
        assert any(one.file == table.path and column.upper() in one.message("en") for one in report.kept), column


def test_near_names_are_searched_for_a_few_hundred_unknown_ids_only(
    edited: Callable[..., Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    near = keys.Register._near
    monkeypatch.setattr(keys.Register, "_near", lambda self, name: asked.append(name) or near(self, name))
    flags = ";".join(f"x{number:05}" for number in range(3 * keys._SEARCHED))
    report = validate_files(edited("observations", 5, "flags", flags))
    assert report.counts["observations.csv", "unknown_id"] == 3 * keys._SEARCHED
    assert len(asked) <= keys._SEARCHED
