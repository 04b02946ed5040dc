"""The loader's rules, on tables small enough to check by eye."""

from pathlib import Path

import pytest

from scripts.facts import known, wording
from scripts.facts.dates import known_on, period, period_end
from scripts.facts.indices import _agrees
from scripts.facts.ledger import Ledger
from scripts.facts.naming import slug
from scripts.facts.observing import published
from scripts.facts.places import plain
from scripts.facts.sources import Sources
from scripts.facts.tasks import scope_id


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2023", "2023-12-31"),
        ("2024-02", "2024-02-29"),
        ("2025-02", "2025-02-28"),
        ("2025-10-21", "2025-10-21"),
        ("", ""),
    ],
)
def test_a_partial_date_was_known_by_the_end_of_its_month_or_year(date: str, day: str) -> None:
    assert known_on(date) == day


def test_text_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="no date: '21/10/2025'"):
        known_on("21/10/2025")


@pytest.mark.parametrize(
    ("text", "end"),
    [("2024", "2024-12-31"), ("2024-H1", "2024-06-30"), ("2025-Q3", "2025-09-30"), ("2021/2025", "2025-12-31")],
)
def test_a_period_ends_on_its_last_day(text: str, end: str) -> None:
    assert period_end(text) == end


def test_spans_and_yearly_are_written_in_the_grammar_of_the_model() -> None:
    assert [period(text) for text in ("2021-2025", "per year", "2025-01/2025-08", "2025-07-31")] == [
        "2021/2025",
        "yearly",
        "2025-01/2025-08",
        "2025-07-31",
    ]


def test_spelling_variants_are_one_place() -> None:
    assert {plain(name) for name in ("TP. Hồ Chí Minh", "Hồ Chí Minh")} == {"ho-chi-minh"}
    assert {plain(name) for name in ("Thừa Thiên Huế", "Huế")} == {"hue"}
    assert slug("Bà Rịa - Vũng Tàu") == "ba-ria-vung-tau"


EDITION = {"published_on": "2025-10-21"}


def test_the_vintage_goes_before_the_edition_and_the_edition_before_the_page() -> None:
    fact = {"vintage": "2025-01-06", "source_date": "2025-11-13"}
    assert published(fact, EDITION) == ("2025-01-06", "vintage")
    assert published({"source_date": "2025-11-13"}, EDITION) == ("2025-10-21", "edition")
    assert published({"source_date": "2025-11-13"}) == ("2025-11-13", "source")
    assert published({"source_date": ""}) == ("", "retrieved")


def test_notes_give_flags() -> None:
    assert wording.flags({"flag": "superseded;undated_source", "note": ""}) == ["superseded", "undated-source"]
    assert "conflict" in wording.flags({"note": "CONFLICT: soctrang.gov.vn prints 0.326"})
    assert "doubtful" in wording.flags({"note": "FLAG: check before use"})
    assert "rank-computed" in wording.flags({"note": "rank computed from the totals"})
    assert wording.flags({"note": "", "publisher": "Hà Nội authorities"}) == ["self-reported"]


def test_one_page_is_one_source_and_another_date_another() -> None:
    sources = Sources()
    page = {"source_url": "https://dantri.com.vn/a.htm", "source_title": "Dân trí: tin", "source_date": "2025-10-21"}
    first = sources.of(page)
    assert sources.of(page) == first
    assert sources.of(page | {"source_date": "2025-10-22"}) != first
    row = sources.rows[first]
    assert first.startswith("dantri-") and (row["publisher"], row["title"]) == ("Dân trí", "tin")


def test_a_copy_names_the_ministry_and_its_page() -> None:
    sources = Sources()
    copy = {
        "source_url": "https://github.com/Tuan04-D/opendx/x",
        "source_title": "OpenDX: x",
        "source_date": "2025-11-08",
    }
    row = sources.rows[sources.of(copy | {"note": "original=https://dti.gov.vn/xep-hang-2022; rank read"})]
    assert row["original_url"] == "https://dti.gov.vn/xep-hang-2022"
    assert row["publisher"].startswith("Bộ Thông tin và Truyền thông") and row["licence"] == "MIT"


def test_a_source_without_address_keeps_publisher_and_date() -> None:
    sources = Sources()
    name = sources.of(
        {"source_url": "", "source_title": "VNA report of 30 May 2025 on the meeting", "source_date": "2025-05-30"}
    )
    assert (sources.rows[name]["publisher"], sources.rows[name]["published_on"]) == ("VNA", "2025-05-30")


def test_scopes_are_told_apart_by_block_where_the_words_are_the_same() -> None:
    assert scope_id("Resolution 57", "all_blocks") == "r57-central"
    assert scope_id("Resolution 57", "locality") == "r57-locality-due"


def test_trailing_zeros_are_no_disagreement() -> None:
    assert _agrees({"value": "0.635", "rank": "3"}, {"value": "0.6350", "rank": "3"})
    assert _agrees({"value": "", "rank": "5"}, {"value": "0.7742", "rank": "5"})
    assert not _agrees({"value": "0.636", "rank": "3"}, {"value": "0.6350", "rank": "3"})
    assert not _agrees({"value": "0.636", "rank": ""}, None)


def test_a_ledger_names_the_file_whose_rows_are_unaccounted_for(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nmột\nhai\n", encoding="utf-8")
    ledger = Ledger(tmp_path)
    first, _ = ledger.rows("a.csv")
    ledger.note(first, "observations")
    assert ledger.unaccounted() == {"a.csv": 1}


def observation(day: str, flags: str, note: str = "") -> dict[str, str]:
    shared = {"indicator": "x", "entity": "vn", "published_on": day, "_known": known_on(day), "note_vi": note}
    return shared | {"flags": flags, "note_en": note}


def test_superseded_is_known_only_with_the_later_figure() -> None:
    rows = known._superseded(
        [observation("2023-12-29", "superseded"), observation("2023-12-04", "conflict;superseded")]
    )
    assert [row["flags"] for row in rows] == ["", "conflict;superseded"]


def test_a_note_on_a_later_year_is_not_known_yet() -> None:
    row = observation("2019-12-29", "conflict;revised", "A private firm gives 37.5 in 2025")
    known._forget_later(row, "2023-12-31")
    assert (row["note_en"], row["note_vi"], row["flags"]) == ("", "", "revised")
    kept = observation("2019-12-29", "conflict", "Another figure in 2018")
    known._forget_later(kept, "2023-12-31")
    assert (kept["note_en"], kept["flags"]) == ("Another figure in 2018", "conflict")
