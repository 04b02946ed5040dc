"""LibreOffice opens the workbook and reads the same numbers as we wrote."""

import csv
import io
import math
import os
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from exports import sheets
from exports.table import reader_columns, spreadsheet
from exports.workbook import xlsx
from tests.exports import views

SOFFICE = shutil.which("soffice")
INSTALL = "LibreOffice is not installed: apt-get install --no-install-recommends libreoffice-calc-nogui"
COMMA, QUOTE, UTF8, EVERY_SHEET = 44, 34, 76, -1
TO_CSV = f"csv:Text - txt - csv (StarCalc):{COMMA},{QUOTE},{UTF8},1,,0,false,false,false,false,false,{EVERY_SHEET}"
"""Filter options: raw numbers instead of formatted ones (token 8 false), one file a sheet (token 12 is -1)."""
DIGITS = 1e-15
"""A workbook keeps 16 digits of a number."""
KINDS = ("ranking", "digital-economy", "conflicts", "own-weights", "indicators")


def convert(path: Path, folder: Path, *options: str) -> None:
    """One run of LibreOffice with a profile of its own, so that it neither reads nor leaves settings."""
    command = [str(SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    subprocess.run(
        [*command, *options, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.fixture(scope="module")
def converted(tmp_path_factory) -> Path:
    """The workbooks of several kinds, each sheet as CSV."""
    if SOFFICE is None:
        pytest.skip(INSTALL)
    folder = tmp_path_factory.mktemp("libreoffice")
    for kind in KINDS:
        path = folder / f"{kind}.xlsx"
        path.write_bytes(xlsx(views.context("en"), views.figure(kind, "en")))
        convert(path, folder, "--convert-to", TO_CSV)
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_the_data_is_the_same_in_libreoffice(converted: Path, kind: str) -> None:
    figure = views.figure(kind, "en")
    shown = sheets.data_columns(figure)
    header, *rows = read(converted / f"{kind}-Data.csv")
    assert header == [column.label for column in shown]
    assert len(rows) == len(figure.table)
    checked = 0
    for at, column in enumerate(shown):
        if column.key in figure.table and pd.api.types.is_numeric_dtype(figure.table[column.key]):
            expected = [math.nan if pd.isna(value) else float(value) for value in figure.table[column.key]]
            found = [float(row[at]) if row[at] else math.nan for row in rows]
            assert found == pytest.approx(expected, rel=DIGITS, nan_ok=True), column
            checked += sum(value == value for value in expected)
    assert checked


@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_finds_every_sheet_and_every_text(converted: Path, kind: str) -> None:
    context, figure = views.context("en"), views.figure(kind, "en")
    for name, blocks in (
        ("Read me", sheets.about(context, figure)),
        ("Filters", sheets.filters(figure)),
        ("Flags", sheets.codes(context, figure)),
        ("Dictionary", sheets.dictionary(context, figure)),
        ("Changes", sheets.changes(context, figure)),
    ):
        found = {cell for row in read(converted / f"{kind}-{name}.csv") for cell in row}
        texts = {value for block in blocks for row in (block.header, *block.rows) for value in row if value}
        assert {text for text in texts if isinstance(text, str)} <= found, name


def test_libreoffice_opens_the_csv_for_spreadsheets_with_its_numbers(tmp_path: Path) -> None:
    """As a reader in Viet Nam opens it: semicolons, decimal commas (locale vi), quoted cells as they are."""
    if SOFFICE is None:
        pytest.skip(INSTALL)
    figure = views.figure("ranking", "vi")
    path = tmp_path / "ranking.csv"
    path.write_bytes(spreadsheet(figure))
    (tmp_path / "out").mkdir()
    semicolon, vietnamese = 59, 1066
    convert(
        path,
        tmp_path / "out",
        f"--infilter=Text - txt - csv (StarCalc):{semicolon},{QUOTE},{UTF8},1,,{vietnamese},false,true",
        "--convert-to",
        f"csv:Text - txt - csv (StarCalc):{COMMA},{QUOTE},{UTF8},1,,0,false,false",
    )
    header, *rows = read(tmp_path / "out" / "ranking.csv")
    assert header == [column.label for column in reader_columns(figure)]
    assert [float(row[2]) for row in rows] == list(figure.table["value"])
    assert [row[1] for row in rows] == list(figure.table["name"])
