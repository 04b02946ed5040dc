"""Questions are answered one by one; the answers go into the log and are not asked for again."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from snapshots.findings import Collector, Finding, Report
from snapshots.questions import Answer, UnansweredError, as_log, question_id, questions, unanswered
from snapshots.store import Store
from snapshots.validate import validate_files

Files = dict[str, bytes]
TIME = "2026-11-21T08:30:00+07:00"


def _odd(edited: Callable[..., Files]) -> Files:
    """Two questions: rank 1 twice in 2023."""
    draft = edited("observations", 2, "rank", "1")
    return {**draft, "observations.csv": draft["observations.csv"].replace(b"0.6000,3,3", b"0.6000,2,3")}


def _answers(findings: tuple[Finding, ...], text: str = "Nguồn in như vậy") -> list[Answer]:
    return [Answer(question_id(finding), text, "An", TIME) for finding in findings]


def test_the_id_of_a_question_survives_another_order_of_rows(edited: Callable[..., Files]) -> None:
    draft = _odd(edited)
    head, *rows = draft["observations.csv"].splitlines(keepends=True)
    other = {**draft, "observations.csv": b"".join([head, *reversed(rows)])}
    asked, again = questions(validate_files(draft)), questions(validate_files(other))
    assert {finding.row for finding in asked} != {finding.row for finding in again}
    assert {question_id(finding) for finding in asked} == {question_id(finding) for finding in again}
    assert len({question_id(finding) for finding in asked}) == 2


@pytest.mark.parametrize(
    "change",
    [{"code": "scale"}, {"file": "tasks.csv"}, {"column": "rank"}, {"key": "a=c"}, {"found": "2"}, {"values": {"n": 2}}],
)  # fmt: skip
def test_another_question_has_another_id(change: dict[str, object]) -> None:
    finding = Finding("rank_order", "observations.csv", 2, "value", "H", "1", {"n": 1}, "a=b")
    assert question_id(replace(finding, **change)) != question_id(finding)
    assert question_id(replace(finding, row=9, letter="B")) == question_id(finding)


def test_an_answer_in_words_by_somebody_answers_its_question_only(edited: Callable[..., Files]) -> None:
    report = validate_files(_odd(edited))
    first, second = unanswered(report, [])
    answer = Answer(question_id(first), "Nguồn in như vậy", "An", TIME)
    assert unanswered(report, [answer]) == (second,)
    assert unanswered(report, [replace(answer, text="  ")]) == (first, second)
    assert unanswered(report, [replace(answer, actor="")]) == (first, second)
    assert unanswered(report, _answers((first, second))) == ()


def test_notes_and_errors_are_no_questions(edited: Callable[..., Files], files: Files) -> None:
    draft = {**edited("observations", 5, "value", "0,8241"), "regions.csv": b"\xef\xbb\xbf" + files["regions.csv"]}
    assert {finding.severity for finding in validate_files(draft).findings} == {"error", "note"}
    assert unanswered(validate_files(draft), []) == ()


def test_more_questions_than_are_kept_cannot_be_answered_away() -> None:
    found = Collector()
    found.extend(Finding("unit_slip", "tasks.csv", row, "value", "G", "1", {}, f"row={row}") for row in range(2_001))
    report = Report(tuple(found.findings), dict(found.counts), more=tuple(found.more))
    left = unanswered(report, _answers(questions(report)))
    assert [(finding.code, finding.values["count"]) for finding in left] == [("questions_many", 2_001)]
    assert "2001" in left[0].message("vi") and "unit_slip" in left[0].message("en")


def test_a_draft_with_open_questions_is_refused_where_answers_are_required(
    put: Callable[..., object], store: Store, edited: Callable[..., Files]
) -> None:
    with pytest.raises(UnansweredError) as refused:
        put(_odd(edited), require_answers=True)
    assert len(refused.value.findings) == 2
    for lang in ("vi", "en"):
        assert "2" in refused.value.text(lang) and "observations.csv" in refused.value.text(lang)
    assert refused.value.text("vi") != refused.value.text("en")
    assert store.entries() == ()


def test_answers_are_kept_in_the_log_and_stand_for_the_next_draft(
    put: Callable[..., object], store: Store, edited: Callable[..., Files]
) -> None:
    draft = _odd(edited)
    answers = _answers(questions(validate_files(draft)))
    put(draft, answers=answers, require_answers=True)
    logged = store.entries()[-1].report["answers"]
    assert [line["answer"] for line in logged] == ["Nguồn in như vậy"] * 2
    assert {(line["code"], line["file"], line["actor"], line["time"]) for line in logged} == {
        ("rank_order", "observations.csv", "An", TIME)
    }
    assert {line["key"] for line in logged} == {line.key for line in questions(validate_files(draft))}
    again = put(draft, "2026-11-22", kind="correction", require_answers=True)
    assert again.report["standing"] == 2
    assert "answers" not in again.report


def test_the_log_can_tell_the_question_again_in_either_language(edited: Callable[..., Files]) -> None:
    report = validate_files(_odd(edited))
    finding = questions(report)[0]
    line = json.loads(json.dumps(as_log(report, _answers((finding,)))))[0]
    told = Finding(line["code"], line["file"], line["row"], line["column"], "", line["found"], line["values"])
    assert (told.message("vi"), told.message("en")) == (finding.message("vi"), finding.message("en"))


def test_answers_to_questions_nobody_asks_are_not_logged(edited: Callable[..., Files], files: Files) -> None:
    answers = _answers(questions(validate_files(_odd(edited))))
    assert as_log(validate_files(files), answers) == []


def test_publishing_without_answers_is_as_before(
    put: Callable[..., object], store: Store, edited: Callable[..., Files]
) -> None:
    put(_odd(edited))
    assert store.entries()[-1].report["question"] == 2
    assert "answers" not in store.entries()[-1].report
