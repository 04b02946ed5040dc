"""SDMX-CSV 2.0: an independent reader parses it, its values are those of the observations, its keys are unique."""

import csv
import io
import re

import pandas as pd
import pytest
from pysdmx.io import get_datasets

from exports import sdmx
from exports.sdmx import (
    DIMENSIONS,
    HEADER,
    NoObservationsError,
    frequency,
    observed,
    sdmx_csv,
    status_code,
    time_period,
)
from tests.exports import views

TABLES_ONLY = {
    "own-weights",
    "unit-tasks",
    "target-list",
    "tasks",
    "tasks-by-owner",
    "technologies",
    "indicators",
    "editions",
    "coverage",
    "sources",
    "means",
    "weights",
    "recomputed",
}
OBSERVED = [kind for kind in views.KINDS if kind not in TABLES_ONLY]
STATUSES = set("ABDEFGIJKLMNOPQSUVW") | {""}
PERIOD = re.compile(r"[0-9]{4}(-(S[12]|Q[1-4]|[0-9]{2}(-[0-9]{2})?))?|[0-9]{4}-[0-9]{2}-[0-9]{2}/P[0-9]+[YMD]")
CODE = re.compile(r"[A-Za-z0-9_@$\-]+")


def rows(kind: str, lang: str = "vi") -> list[dict[str, str]]:
    content = sdmx_csv(views.context(lang), views.figure(kind, lang)).decode("utf-8")
    return list(csv.DictReader(io.StringIO(content, newline="")))


@pytest.mark.parametrize("kind", OBSERVED)
def test_pysdmx_reads_every_kind_and_finds_the_same_values(kind: str, tmp_path) -> None:
    path = tmp_path / "figure.csv"
    path.write_bytes(sdmx_csv(views.context(), views.figure(kind)))
    read = pd.concat([dataset.data for dataset in get_datasets(path)])
    assert set(read["TIME_PERIOD"]) == {time_period(text) for text in observed(views.figure(kind))["period"]}
    values = sorted(float(text) for text in read["OBS_VALUE"] if text not in ("", "nan", "NaN"))
    table = observed(views.figure(kind))
    keys = [key for key in ("indicator", "entity", "period", "edition", "source", "published_on") if key in table]
    assert values == sorted(table.drop_duplicates([*keys, "value"])["value"].dropna())


@pytest.mark.parametrize("kind", OBSERVED)
def test_codes_periods_and_keys_are_those_of_the_standard(kind: str) -> None:
    found = rows(kind)
    keys = [tuple(row[name] for name in ("STRUCTURE_ID", *DIMENSIONS)) for row in found]
    assert len(set(keys)) == len(keys)
    for row in found:
        assert list(row) == list(HEADER)
        assert row["STRUCTURE"] == "dataflow" and re.fullmatch(r"R57:[a-z0-9-]+\(1\.0\)", row["STRUCTURE_ID"])
        assert all(CODE.fullmatch(row[name]) for name in DIMENSIONS if name != "TIME_PERIOD"), row
        assert PERIOD.fullmatch(row["TIME_PERIOD"])
        assert row["OBS_STATUS"] in STATUSES
        assert row["OBS_VALUE"] or row["OBS_STATUS"] in ("L", "M", "O")


@pytest.mark.parametrize("kind", sorted(TABLES_ONLY))
def test_a_figure_without_observations_is_refused_in_one_sentence(kind: str) -> None:
    with pytest.raises(NoObservationsError) as told:
        sdmx_csv(views.context(), views.figure(kind))
    assert "no observations" in told.value.text("en")
    assert told.value.text("vi") != told.value.text("en")


def test_a_row_has_area_period_value_vintage_unit_and_rank() -> None:
    row = next(row for row in rows("ranking") if row["REF_AREA"] == "ha-noi")
    assert (row["STRUCTURE_ID"], row["ACTION"], row["INDICATOR"]) == ("R57:dti(1.0)", "I", "dti-overall")
    assert (row["TIME_PERIOD"], row["FREQ"], row["OBS_VALUE"], row["RANK"]) == ("2024", "A", "0.8241", "1")
    assert (row["EDITION"], row["VINTAGE"], row["BOUNDARY"]) == ("dti-2024-34", "2025-10-21", "34")
    assert (row["UNIT_MEASURE"], row["DECIMALS"], row["OUT_OF"]) == ("index-0-1", "4", "34")


def test_revisions_stay_apart_by_vintage() -> None:
    found = {(row["VINTAGE"], row["OBS_VALUE"]) for row in rows("digital-economy") if row["TIME_PERIOD"] == "2022"}
    assert {("2023-12-04", "12.67"), ("2023-12-29", "12.63"), ("2025-01-06", "12.83")} <= found


@pytest.mark.parametrize(
    ("ours", "theirs", "freq"),
    [
        ("2024", "2024", "A"),
        ("2025-H1", "2025-S1", "S"),
        ("2023-Q2", "2023-Q2", "Q"),
        ("2023-02", "2023-02", "M"),
        ("2025-08-24", "2025-08-24", "D"),
        ("2021/2025", "2021-01-01/P5Y", "_O"),
        ("2025-01/2025-08", "2025-01-01/P8M", "_O"),
        ("2024-H2/2025-H1", "2024-07-01/P1Y", "_O"),
        ("2024-Q2/2024-Q3", "2024-04-01/P6M", "_O"),
        ("2025-07-01/2025-08-19", "2025-07-01/P50D", "_O"),
    ],
)
def test_periods_are_written_as_sdmx_writes_them(ours: str, theirs: str, freq: str) -> None:
    assert (time_period(ours), frequency(ours)) == (theirs, freq)


def test_every_period_of_the_snapshot_can_be_written() -> None:
    periods = set(views.context().table("observations")["period"])
    assert not [text for text in periods if not PERIOD.fullmatch(time_period(text))]


@pytest.mark.parametrize(
    ("status", "flags", "missing", "code"),
    [
        ("reported", "", False, "A"),
        ("revised", "revised", False, "A"),
        ("preliminary", "break-before", False, "P"),
        ("estimate", "", False, "E"),
        ("forecast", "", False, "F"),
        ("reported", "copy-of-official;break-before", False, "B"),
        ("reported", "doubtful", False, "U"),
        ("reported", "rank-only", True, "O"),
        ("not_collected", "", True, "L"),
        ("not_applicable", "", True, "M"),
        ("plan", "", False, ""),
    ],
)
def test_statuses_are_those_of_the_glossary(status: str, flags: str, missing: bool, code: str) -> None:
    assert status_code(status, flags, missing) == code


def test_every_status_of_the_schema_has_its_code() -> None:
    assert set(views.context().table("observations")["status"]) <= set(sdmx.STATUSES)


def test_goals_are_no_observations() -> None:
    figure = views.figure("targets")
    assert 0 < len(rows("targets")) < len(figure.table)
    assert len(rows("targets")) == (figure.table["kind"] == "value").sum()


def test_the_same_figure_gives_the_same_bytes() -> None:
    first = sdmx_csv(views.context(), views.figure("places"))
    assert first == sdmx_csv(views.context(), views.figure("places"))
