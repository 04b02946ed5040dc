"""Each rule: a draft that breaks it, one that does not, and what it says in both languages."""

from collections.abc import Callable

import pytest

from snapshots.findings import LIMIT_PER_RULE, Finding, Report, letter
from snapshots.rules import RULES
from snapshots.schema import tables
from snapshots.store import Store
from snapshots.validate import validate_files
from tests.snapshots import test_history_rules, test_previous

Files = dict[str, bytes]

# rule, table, row, column, text that breaks it, text that does not
CELLS = [
    ("required", "observations", 2, "source", "", "page-1"),
    ("number_comma", "observations", 5, "value", "0,8241", "0.8241"),
    ("number_percent", "observations", 7, "value", "12.33%", "12.33"),
    ("number_thousands", "tasks", 2, "value", "1.298.000", "1298000"),
    ("number_thousands", "tasks", 2, "value", "1 298", "1298"),
    ("number_thousands", "tasks", 2, "value", "1.298,5", "1298.5"),
    ("number_thousands", "tasks", 2, "value", "1,298,000.25", "1298000.25"),
    ("number_comma_either", "tasks", 2, "value", "1,298", "1.298"),
    ("number_comma", "special_zones", 2, "lat", "21,050", "21.050"),
    ("number_form", "observations", 5, "value", "0.824.1", "0.8241"),
    ("number_form", "tasks", 2, "value", "1.298.5", "1298.5"),
    ("number_long", "tasks", 2, "value", "9" * 400, "9" * 15),
    ("number_long", "tasks", 2, "value", "0." + "1" * 30, "0." + "1" * 14),
    ("number_long", "observations", 5, "out_of", "9" * 400, "2"),
    ("number_long", "editions", 2, "population", "9" * 400, "3"),
    ("number_word", "observations", 7, "value", "n/a", "12.33"),
    ("number_word", "observations", 7, "value", "NaN", ""),
    ("number_word", "observations", 7, "value", "Chưa có số liệu", ""),
    ("number_form", "observations", 7, "value", "1e1", "10"),
    ("number_form", "observations", 7, "value", "１２", "12"),
    ("number_form", "observations", 7, "value", "1_0", "10"),
    ("number_form", "observations", 7, "value", "٣", "3"),
    ("number_form", "observations", 7, "value", "−5", "5"),
    ("number_form", "observations", 7, "value", ".5", "0.5"),
    ("number_form", "observations", 7, "value", "5.", "5"),
    ("number_form", "observations", 7, "value", "00.5", "0.5"),
    ("number_form", "observations", 7, "value", "-0", "0"),
    ("integer_form", "observations", 5, "rank", "1.0", "1"),
    ("too_small", "observations", 5, "rank", "0", "1"),
    ("too_large", "special_zones", 2, "lat", "107.4", "21.05"),
    ("precision", "observations", 5, "value", "0.8241000000000004", "0.824100000000004"),
    ("not_in_list", "indicators", 2, "direction", "up", "higher"),
    ("not_in_list_close", "observations", 7, "status", "Preliminary", "preliminary"),
    ("form_id", "datasets", 3, "id", "GDP", "gdp"),
    ("form_ids", "observations", 5, "flags", "conflict, doubt", "conflict"),
    ("form_date", "observations", 5, "published_on", "21/10/2025", "2025-10-21"),
    ("form_date", "observations", 5, "published_on", "2025-13", "2025-12"),
    ("form_period", "observations", 7, "period", "Q1-2025", "2025-Q1"),
    ("form_due", "targets", 2, "due", "per year", "yearly"),
    ("form_url", "sources", 2, "url", "example.vn", "http://example.vn"),
    ("form_code5", "special_zones", 2, "code", "6994", "06994"),
    ("calendar", "observations", 5, "published_on", "2025-02-30", "2024-02-29"),
    ("period_order", "observations", 7, "period", "2025/2021", "2021/2025"),
    ("formula", "sources", 2, "title", "=HYPERLINK(1)", "HYPERLINK"),
    ("formula", "sources", 2, "title", "@SUM(A1)", "SUM"),
    ("formula", "sources", 2, "title", "＝1+1", "1+1"),
    ("formula", "observations", 7, "value", "=A1", "12.33"),
    ("formula", "observations", 7, "note_vi", "-2+3", "-2,5 điểm"),
    ("formula", "observations", 7, "note_vi", "+cmd", "+2%"),
    ("formula", "observations", 7, "note_vi", "-2 +cmd|' /C calc'!A0", "-2 % so với cùng kỳ (2023)"),
    ("formula", "observations", 7, "note_vi", "-1%+cmd|' /C calc'!A0", "-1%, thấp hơn cùng kỳ; số liệu quý I"),
    ("formula", "observations", 7, "note_vi", "-1 +'C:\\x.xls'!A1", "- Giảm mạnh! So với cùng kỳ"),
    ("formula", "observations", 7, "note_vi", '-1 +HYPERLINK("http://x")', "- GDP (giá hiện hành)\n- GDP (giá so sánh)"),
    ("formula", "observations", 7, "note_vi", '-1 +hyperlink ("http://x")', "+ Nguồn: Cục Thống kê"),
    ("formula", "observations", 7, "note_vi", "﹦1", "1"),
    ("formula_inside", "observations", 7, "note_vi", "a;=cmd|' /C calc'!A0", "a; b = c"),
    ("formula_inside", "observations", 7, "note_vi", "a\n =1", "Gồm:\n- Hà Nội (2023)\n+ Huế;\n-2 %"),
    ("formula_inside", "observations", 7, "note_vi", "a\n-cmd|x", "a\n-cmd"),
    ("formula_inside", "sources", 2, "title", "a; @SUM(A1)", "a; @"),
    ("control_character", "sources", 2, "title", "S\u200bố", "Số"),
    ("control_character", "sources", 2, "title", "Số\u00a0liệu", "Số liệu"),
    ("control_character", "sources", 2, "title", "\u202eevil", "good"),
    ("control_character", "sources", 2, "title", "a\tb", "a b"),
    *(
        ("control_character", "sources", 2, "title", f"Số{ch}liệu", "Số liệu")
        for ch in "\u061c\u180e\u3164\ufe0f\u2800\u034f\u2061\ue000\ufdd0\U000e0041\U000e0100\u2028\u0085"
    ),
    ("control_character", "sources", 2, "title", "H\ufffd Nội", "Hà Nội"),
    ("line_break", "sources", 2, "title", "Số\nliệu", "Số liệu"),
    ("stray_space", "sources", 2, "title", " Số liệu", "Số liệu"),
    ("excel_error", "observations", 7, "value", "#DIV/0!", "12.33"),
    ("excel_error", "sources", 2, "title", "#N/A", "N/A"),
    ("wrong_letters", "sources", 2, "title", "HÃ  Ná»™i", "HÀ NỘI"),
    ("lost_letters", "sources", 2, "title", "H?i Phòng", "Hải Phòng?"),
    ("letter_eth", "sources", 2, "title", "Ðà Nẵng", "Đà Nẵng"),
    ("duplicate_key", "units", 3, "id", "index-0-1", "percent"),
    ("unknown_id", "observations", 7, "source", "zzz", "page-2"),
    ("unknown_id", "observations", 5, "flags", "conflict;zzz", "conflict"),
    ("unknown_id_close", "observations", 5, "entity", "Hà Nội", "ha-noi"),
    ("unknown_id_close", "targets", 2, "measured_by", "gdp-shares", "gdp-share"),
    ("entity_ended", "observations", 6, "entity", "ninh-binh-63", "ninh-binh"),
    ("entity_not_yet", "observations", 3, "entity", "ninh-binh", "ninh-binh-63"),
    ("entity_outside", "tasks", 2, "entity", "ha-nam-63", "ninh-binh"),
    ("entity_outside", "province_facts", 2, "entity", "ninh-binh-63", "ninh-binh"),
    ("validity_order", "entities", 3, "valid_to", "2025-06-30", "2030"),
    ("rank_over", "observations", 6, "rank", "3", "2"),
    ("out_of_edition", "observations", 6, "out_of", "63", "2"),
    ("rank_order", "observations", 2, "rank", "1", "2"),
    ("scale", "observations", 5, "value", "82.41", "1"),
    ("scale", "observations", 5, "value", "-0.1", "0"),
    ("scale_order", "indicators", 2, "scale_max", "0", "1"),
    ("share_range", "observations", 7, "value", "100.1", "100"),
    ("share_range", "observations", 7, "value", "-1", "0"),
    ("edition_boundary", "observations", 5, "boundary", "63", "34"),
    ("edition_dataset", "editions", 3, "dataset", "gdp", "dti"),
    ("edition_period", "observations", 5, "period", "2023", "2024"),
    ("indicator_dataset", "observations", 7, "dataset", "dti", "gdp"),
    ("edition_incomplete", "editions", 2, "population", "63", "3"),
    ("task_empty", "tasks", 2, "value", "", "0"),
    ("observation_empty", "observations", 7, "value", "", "0"),
]

# a fault between two cells is told at one of them
TOLD_ELSEWHERE = {
    "edition_dataset": ("observations", 5, "edition"),
    "edition_incomplete": ("editions", 2, "coverage"),
    "duplicate_key": ("units", 3, "id"),
    "indicator_dataset": ("observations", 7, "dataset"),
}

# rule, file, what happens to its bytes
BYTES: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("file_too_large", "tasks.csv", lambda raw: raw + b"\n" * 50_000_001),
    ("too_many_rows", "tasks.csv", lambda raw: raw + b"\n" * 500_001),
    ("file_not_csv", "tasks.csv", lambda raw: b"PK\x03\x04" + raw),
    ("encoding_utf16", "tasks.csv", lambda raw: raw.decode().encode("utf-16")),
    ("encoding_utf16", "tasks.csv", lambda raw: raw.decode().encode("utf-16-le")),
    ("encoding_invalid", "entities.csv", lambda raw: raw.replace("Hà Nội".encode(), b"H\xe0 N\xf4i")),
    ("encoding_mark", "tasks.csv", lambda raw: b"\xef\xbb\xbf" + raw),
    ("letters_joined", "entities.csv", lambda raw: raw.replace("Hà Nội".encode(), "Ha\u0300 Nội".encode())),
    ("line_ends", "tasks.csv", lambda raw: raw.replace(b"\n", b"\r")),
    ("file_empty", "tasks.csv", lambda raw: b""),
    ("file_empty", "tasks.csv", lambda raw: b"\xef\xbb\xbf"),
    ("separator", "observations.csv", lambda raw: raw.replace(b",", b";").replace(b".", b",")),
    ("separator", "tasks.csv", lambda raw: raw.replace(b",", b"\t")),
    ("separator_line", "tasks.csv", lambda raw: b"sep=;\n" + raw.replace(b",", b";")),
    ("header_lower", "tasks.csv", lambda raw: "Bảng nhiệm vụ\n".encode() + raw),
    ("column_missing", "tasks.csv", lambda raw: raw.replace(b"scope", b"phamvi", 1)),
    ("column_unknown", "tasks.csv", lambda raw: raw.replace(b"scope", b"phamvi", 1)),
    ("column_renamed", "tasks.csv", lambda raw: raw.replace(b"scope", b"Scope ", 1)),
    ("column_twice", "tasks.csv", lambda raw: raw.replace(b"scope", b"entity", 1)),
    ("column_blank", "tasks.csv", lambda raw: raw.replace(b"scope", b"", 1)),
    ("column_order", "regions.csv", lambda raw: "position,id,name_vi,name_en\n1,dbsh,Đồng bằng,Delta\n".encode()),
    ("row_long", "regions.csv", lambda raw: raw.rstrip() + b",,\n"),
    ("row_short", "regions.csv", lambda raw: raw + b"bac,B\n"),
    ("row_blank", "regions.csv", lambda raw: raw + b",,,\n"),
    ("row_blank", "regions.csv", lambda raw: raw + b"\n"),
    ("quote", "regions.csv", lambda raw: raw + b'bac,"B,B,2\n'),
    ("quote", "regions.csv", lambda raw: raw + b'bac,"B" c,B,2\n'),
    ("too_broken", "regions.csv", lambda raw: raw + b'bac,"B" c,B,2\n' * 60),
]


def _only(report: Report, code: str) -> Finding:
    found = [finding for finding in report.findings if finding.code == code]
    assert found, [finding.code for finding in report.findings]
    return found[0]


def test_the_valid_draft_has_no_findings(files: Files) -> None:
    report = validate_files(files)
    assert report.findings == ()
    assert report.passed
    assert report.rows == sum(raw.count(b"\n") - 1 for raw in files.values())


@pytest.mark.parametrize(("code", "table", "row", "column", "bad", "good"), CELLS)
def test_a_cell_that_breaks_a_rule_is_named_by_file_row_and_column(
    code: str,
    table: str,
    row: int,
    column: str,
    bad: str,
    good: str,
    edited: Callable[..., Files],
) -> None:
    finding = _only(validate_files(edited(table, row, column, bad)), code)
    place = TOLD_ELSEWHERE.get(code, (table, row, column))
    assert (finding.file, finding.row, finding.column) == (f"{place[0]}.csv", place[1], place[2])
    assert tables()[place[0]].columns["ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(finding.letter)] == finding.column
    assert code not in {finding.code for finding in validate_files(edited(table, row, column, good)).findings}


@pytest.mark.parametrize(("code", "file", "damage"), BYTES)
def test_a_damaged_file_is_told(code: str, file: str, damage: Callable[[bytes], bytes], files: Files) -> None:
    finding = _only(validate_files({**files, file: damage(files[file])}), code)
    assert finding.file == file
    assert code not in {finding.code for finding in validate_files(files).findings}


def test_a_missing_and_an_extra_file_are_told(files: Files) -> None:
    extra = {name: raw for name, raw in files.items() if name != "weights.csv"} | {"weights (2).csv": b"x"}
    report = validate_files(extra)
    assert _only(report, "file_missing").file == "weights.csv"
    assert _only(report, "file_extra").file == "weights (2).csv"
    copied = {**files, "datapackage.json": b"{}", "SHA256SUMS": b""}
    assert validate_files(copied).findings == ()


def test_an_indicator_that_lacks_a_unit_in_a_complete_edition_is_a_question(with_rows: Callable[..., Files]) -> None:
    row = {
        "dataset": "dti",
        "edition": "dti-2024-34",
        "indicator": "dti-awareness",
        "entity": "ha-noi",
        "boundary": "34",
        "period": "2024",
        "comparator": "=",
        "value": "1",
        "source": "page-2",
    }
    report = validate_files(with_rows("observations", row))
    finding = _only(report, "indicator_incomplete")
    assert (finding.severity, finding.values["names"]) == ("question", "dti-awareness 1 (– Ninh Bình)")
    assert report.passed
    assert not validate_files(with_rows("observations", row, {**row, "entity": "ninh-binh"})).findings


@pytest.mark.parametrize("table", sorted(tables()))
def test_a_column_that_is_missing_or_misspelt_is_told_and_the_rest_still_checked(
    table: str, files: Files, put: Callable[..., object], store: Store
) -> None:
    put(files)
    path, columns = tables()[table].path, tables()[table].columns
    for name in columns:
        header = ",".join(name.upper() if name == one else one for one in columns).encode()
        draft = {**files, path: header + files[path][files[path].index(b"\n"):]}
        codes = {finding.code for finding in validate_files(draft, store.current()).findings}
        assert {"column_missing", "column_renamed"} <= codes


def test_ten_missing_columns_are_one_finding_that_lists_them(files: Files) -> None:
    draft = {**files, "tasks.csv": b"entity,as_of,scope,block,measure,comparator,value\n"}
    missing = [finding for finding in validate_files(draft).findings if finding.code == "column_missing"]
    assert [finding.values["name"] for finding in missing] == [", ".join(tables()["tasks"].columns[7:])]
    assert "note_vi, note_en" in missing[0].message("vi")


def test_rows_that_vanish_and_values_ten_times_as_large_are_questions(
    files: Files,
    edited: Callable[..., Files],
    put: Callable[..., object],
    store: object,
) -> None:
    put(files)
    before = store.current()
    slip = validate_files(edited("observations", 7, "value", "1.233"), before)
    assert (_only(slip, "unit_slip").row, slip.passed) == (7, True)
    less = validate_files({**files, "tasks.csv": files["tasks.csv"].split(b"\n")[0] + b"\n"}, before)
    assert _only(less, "rows_removed").values["count"] == 1
    assert validate_files(files, before).findings == ()


def test_a_question_answered_by_the_current_snapshot_is_not_asked_again(
    edited: Callable[..., Files], put: Callable[..., object], store: object
) -> None:
    odd = edited("observations", 2, "rank", "1")
    put(odd)
    again = validate_files(odd, store.current())
    assert (again.findings, again.standing) == ((), 1)
    assert "1" in again.text("vi").splitlines()[-1]
    other = odd["observations.csv"].replace(b"0.7600,1,3", b"0.7600,2,3")
    more = validate_files({**odd, "observations.csv": other}, store.current())
    assert [(finding.code, finding.row) for finding in more.findings] == [
        ("rank_order", 3),
        ("revision_unexplained", 3),
    ]
    errors = validate_files(edited("observations", 6, "rank", "9"), store.current())
    assert not errors.passed


def test_every_rule_has_a_case() -> None:
    elsewhere = {
        "file_missing", "file_extra", "indicator_incomplete", "rows_removed", *(case[0] for case in test_previous.CHANGES),
    }  # fmt: skip
    history = {*test_history_rules.CODES, "questions_many"}
    assert {case[0] for case in CELLS} | {case[0] for case in BYTES} | elsewhere | history == set(RULES)


@pytest.mark.parametrize(("code", "table", "row", "column", "bad", "good"), CELLS)
def test_every_finding_reads_well_in_both_languages(
    code: str,
    table: str,
    row: int,
    column: str,
    bad: str,
    good: str,
    edited: Callable[..., Files],
) -> None:
    finding = _only(validate_files(edited(table, row, column, bad)), code)
    for lang in ("vi", "en"):
        text = finding.message(lang) + finding.allowed(lang) + finding.remedy(lang)
        assert "{" not in text
        assert finding.remedy(lang)
    assert finding.message("vi") != finding.message("en")
    assert finding.remedy("vi") != finding.remedy("en")


def test_all_faults_are_told_at_once(edited: Callable[..., Files], files: Files) -> None:
    draft = edited("observations", 5, "value", "0,8241") | {
        "tasks.csv": files["tasks.csv"].replace(b"2025-07-31", b"31/7/2025"),
        "regions.csv": files["regions.csv"] + b"bac,B\n",
    }
    assert {finding.code for finding in validate_files(draft).findings} >= {"number_comma", "form_period", "row_short"}


def test_rows_are_counted_as_a_spreadsheet_counts_them(with_rows: Callable[..., Files]) -> None:
    """A cell with two line breaks is one row; the next row follows it."""
    note = {
        "dataset": "gdp",
        "indicator": "gdp-share",
        "entity": "vn",
        "period": "2022",
        "value": "11",
        "source": "page-1",
        "note_vi": "một\nhai\nba",
    }
    report = validate_files(with_rows("observations", note, {**note, "period": "2021", "value": "x"}))
    assert [(finding.code, finding.row) for finding in report.findings] == [("number_word", 9)]


def test_a_row_with_an_open_quotation_mark_does_not_hide_the_rows_after_it(files: Files) -> None:
    raw = files["regions.csv"] + b'bac,"B,B,2\nnam,N,N,x\n'
    report = validate_files({**files, "regions.csv": raw})
    assert [(finding.code, finding.row) for finding in report.findings] == [("quote", 3), ("number_word", 4)]


def test_a_semicolon_file_is_one_finding_not_thousands(files: Files) -> None:
    raw = files["observations.csv"].replace(b",", b";")
    report = validate_files({**files, "observations.csv": raw})
    assert [finding.code for finding in report.findings if finding.file == "observations.csv"] == ["separator"]


def test_a_rule_lists_twenty_findings_and_counts_them_all(with_rows: Callable[..., Files]) -> None:
    rows = [{"id": f"r-{number}", "name_vi": "Vùng", "name_en": "Region", "position": "x"} for number in range(30)]
    report = validate_files(with_rows("regions", *rows))
    assert len(report.findings) == LIMIT_PER_RULE
    assert (report.count("error"), report.counts["regions.csv", "number_word"]) == (30, 30)
    assert "30" in report.text("vi") and "30" in report.text("en")


def test_an_ended_province_is_told_with_its_successor_and_never_mapped(edited: Callable[..., Files]) -> None:
    finding = _only(validate_files(edited("observations", 6, "entity", "ha-nam-63")), "entity_ended")
    assert "Ninh Bình (ninh-binh)" in finding.message("vi")
    assert "Hà Nam" in finding.message("en")


def test_a_name_that_stands_for_two_territories_suggests_both(edited: Callable[..., Files]) -> None:
    finding = _only(validate_files(edited("observations", 6, "entity", "Ninh Bình")), "unknown_id_close")
    assert "ninh-binh (Ninh Bình, 2025-07-01 – …)" in finding.remedy("vi")
    assert "ninh-binh-63 (Ninh Bình, … – 2025-06-30)" in finding.remedy("vi")


def test_an_alias_is_understood_as_a_suggestion_only(edited: Callable[..., Files]) -> None:
    report = validate_files(edited("observations", 5, "entity", "thủ đô hà nội"))
    assert not report.passed
    assert "ha-noi" in _only(report, "unknown_id_close").remedy("vi")


def test_equal_values_may_share_or_divide_their_places(edited: Callable[..., Files]) -> None:
    for rank in ("1", "2"):
        draft = edited("observations", 3, "value", "0.7215")  # row 2 is 0.7215 with rank 2
        changed = draft["observations.csv"].replace(b"0.7215,2,3", b"0.7215," + rank.encode() + b",3")
        assert not validate_files({**draft, "observations.csv": changed}).findings


def test_findings_are_the_same_in_json(edited: Callable[..., Files]) -> None:
    content = validate_files(edited("observations", 5, "value", "0,8241")).as_dict("vi")
    assert content["passed"] is False
    assert content["findings"][0] == {
        "severity": "error",
        "code": "number_comma",
        "file": "observations.csv",
        "row": 5,
        "column": "value",
        "letter": "H",
        "found": "0,8241",
        "message": "Số được viết với dấu phẩy.",
        "allowed": "Chữ số, phần thập phân sau dấu chấm, ví dụ -12.5.",
        "remedy": "Viết phần thập phân sau dấu chấm: 0.8241.",
    }


def test_accepted_spellings_of_a_file_are_published_alike(files: Files) -> None:
    """With or without mark, CRLF, missing final line feed, quoted everywhere: the same bytes come out."""
    raw = files["regions.csv"]
    quoted = b"\n".join(b",".join(b'"' + cell + b'"' for cell in line.split(b",")) for line in raw.splitlines())
    for spelling in (raw, b"\xef\xbb\xbf" + raw, raw.replace(b"\n", b"\r\n"), raw.rstrip(b"\n"), quoted):
        report = validate_files({**files, "regions.csv": spelling})
        assert report.files["regions.csv"] == raw


def test_columns_have_spreadsheet_letters() -> None:
    assert [letter(index) for index in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
