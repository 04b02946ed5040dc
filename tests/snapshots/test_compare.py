"""Two versions side by side: additions, revisions, corrections, changes and removals are told apart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from snapshots.compare import Change, FolderRows, compare, frame, summary
from snapshots.messages import FolderError

Files = dict[str, bytes]


@pytest.fixture
def sides(tmp_path: Path) -> Callable[[Files, Files], list[Change]]:
    """Changes from one set of files to another."""

    def changes(before: Files, after: Files) -> list[Change]:
        for name, files in (("a", before), ("b", after)):
            (tmp_path / name).mkdir(exist_ok=True)
            for file, raw in files.items():
                (tmp_path / name / file).write_bytes(raw)
        return compare(FolderRows(tmp_path / "a"), FolderRows(tmp_path / "b"))

    return changes


def test_the_same_tables_have_no_changes(sides: Callable[..., list[Change]], files: Files) -> None:
    assert sides(files, files) == []


def test_rows_in_another_order_are_no_change(sides: Callable[..., list[Change]], files: Files) -> None:
    header, *rows = files["observations.csv"].splitlines(keepends=True)
    assert sides(files, {**files, "observations.csv": header + b"".join(reversed(rows))}) == []


def test_a_value_changed_in_place_is_a_correction(
    sides: Callable[..., list[Change]],
    files: Files,
    edited: Callable[..., Files],
) -> None:
    changes = sides(files, edited("observations", 5, "value", "0.8242"))
    assert [(c.kind, c.column, c.old, c.new, c.row_old, c.row_new, c.dataset) for c in changes] == [
        ("correction", "value", "0.8241", "0.8242", 5, 5, "dti")
    ]
    assert "entity=ha-noi" in changes[0].key


def test_a_later_row_with_another_value_is_a_revision_and_says_the_figure_before(
    sides: Callable[..., list[Change]],
    files: Files,
    with_rows: Callable[..., Files],
) -> None:
    later = {
        "dataset": "gdp",
        "indicator": "gdp-share",
        "entity": "vn",
        "period": "2023",
        "comparator": "=",
        "value": "12.87",
        "published_on": "2025-01-06",
        "source": "page-2",
    }
    changes = sides(files, with_rows("observations", later))
    assert [(c.kind, c.old, c.new, c.row_old, c.row_new) for c in changes] == [("revision", "12.33", "12.87", 7, 8)]


@pytest.mark.parametrize(
    "other",
    [
        {"period": "2024"},
        {"entity": "ha-noi"},
        {"published_on": "2023-01-01"},
        {"published_on": ""},
        {"value": "12.33"},
        {"flags": "conflict"},
    ],
)
def test_another_period_or_unit_an_earlier_date_the_same_value_or_a_conflict_is_an_addition(
    other: dict[str, str],
    sides: Callable[..., list[Change]],
    files: Files,
    with_rows: Callable[..., Files],
) -> None:
    row = {
        "dataset": "gdp",
        "indicator": "gdp-share",
        "entity": "vn",
        "period": "2023",
        "comparator": "=",
        "value": "12.87",
        "published_on": "2025-01-06",
        "source": "page-1",
    } | other
    assert [c.kind for c in sides(files, with_rows("observations", row))] == ["added"]


def test_a_row_taken_away_is_a_removal(
    sides: Callable[..., list[Change]], files: Files, with_rows: Callable[..., Files]
) -> None:
    more = with_rows("regions", {"id": "bac", "name_vi": "Bắc", "name_en": "North"})
    assert [(c.kind, c.table, c.old, c.new) for c in sides(more, files)] == [("removed", "regions", "Bắc", "")]


def test_a_date_corrected_in_place_is_one_correction_not_two_rows(
    sides: Callable[..., list[Change]],
    files: Files,
    edited: Callable[..., Files],
) -> None:
    changes = sides(files, edited("observations", 7, "published_on", "2023-12-30"))
    assert [(c.kind, c.column, c.old, c.new) for c in changes] == [
        ("correction", "published_on", "2023-12-29", "2023-12-30")
    ]


def test_a_note_or_a_flag_of_a_figure_is_changed_not_corrected(
    sides: Callable[..., list[Change]], files: Files, edited: Callable[..., Files]
) -> None:
    for column, text in (("note_vi", "Sơ bộ"), ("flags", "conflict")):
        assert [c.kind for c in sides(files, edited("observations", 7, column, text))] == ["change"]


def test_a_name_is_changed_not_corrected(
    sides: Callable[..., list[Change]], files: Files, edited: Callable[..., Files]
) -> None:
    changes = sides(files, edited("units", 2, "name_en", "Index"))
    assert [(c.kind, c.table, c.column) for c in changes] == [("change", "units", "name_en")]


def test_counts_by_table_and_dataset_count_rows(
    sides: Callable[..., list[Change]], files: Files, edited: Callable[..., Files]
) -> None:
    both = edited("observations", 5, "value", "0.8242")
    both["observations.csv"] = both["observations.csv"].replace(b"0.8242,1,2", b"0.8242,,2")
    changes = sides(files, both)
    assert [c.column for c in changes] == ["value", "rank"]
    assert summary(changes) == {("observations", "dti"): {"correction": 1}}


def test_the_table_of_changes_has_missing_rows_where_there_is_none(
    sides: Callable[..., list[Change]],
    files: Files,
    with_rows: Callable[..., Files],
) -> None:
    table = frame(sides(files, with_rows("regions", {"id": "bac", "name_vi": "Bắc", "name_en": "North"})))
    assert (table.loc[0, "row_new"], bool(table["row_old"].isna()[0])) == (3, True)
    assert frame([]).empty and list(frame([]).columns) == list(table.columns)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FolderError):
        FolderRows(tmp_path / "nowhere")
