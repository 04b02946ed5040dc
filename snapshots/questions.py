"""Questions and their answers: each is answered once, by somebody, in words, and the answer goes into the log."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from snapshots.findings import KEPT_PER_RULE, Finding, Report
from snapshots.messages import SnapshotError
from snapshots.rules import QUESTION

_ID_LENGTH = 16


@dataclass(frozen=True)
class Answer:
    """What somebody answered: `question` is a `question_id`, `time` ISO with a time zone."""

    question: str
    text: str
    actor: str
    time: str


class UnansweredError(SnapshotError):
    """Questions nobody has answered; `findings` has each."""

    message = "Nothing was published: questions without an answer: {count}. The first: {first}"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(count=len(findings))
        self.findings = findings

    def text(self, lang: str) -> str:
        """The refusal in the reader's language, with the first question."""
        first = self.findings[0]
        self.values = {"count": len(self.findings), "first": f"{first.place(lang)}: {first.message(lang)}"}
        return super().text(lang)


def question_id(finding: Finding) -> str:
    """Sixteen hex digits that stay the same where rows are put in another order, and change with the question.

    SHA-256 of rule, file, column, key of the row, value of the cell and the figures in the question's text; the number
    of the row is no part of it. A question about several places has all of them in it (`findings.covering`).
    """
    values = {name: str(value) for name, value in finding.values.items()}
    content = [finding.code, finding.file, finding.column, finding.key, finding.found, values]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_ID_LENGTH]


def questions(report: Report) -> tuple[Finding, ...]:
    """Every question of the report; where a rule asks more than are kept, one `questions_many` in place of the rest."""
    asked = tuple(finding for finding in report.kept if finding.severity == QUESTION)
    kept = Counter((finding.file, finding.code) for finding in asked)
    cut = [
        Finding("questions_many", file, values={"count": report.counts[file, code], "code": code, "limit": KEPT_PER_RULE})
        for file, code in sorted(kept) if report.counts[file, code] > kept[file, code]
    ]
    return (*asked, *cut)


def unanswered(report: Report, answers: Iterable[Answer]) -> tuple[Finding, ...]:
    """Questions without an answer in words. `questions_many` cannot be answered: its cause is to be mended."""
    answered = _by_question(answers)
    return tuple(
        finding for finding in questions(report)
        if finding.code == "questions_many" or question_id(finding) not in answered
    )


def as_log(report: Report, answers: Iterable[Answer]) -> list[dict[str, object]]:
    """The answered questions for the log entry, in the order of the report: what was asked, where, what was answered.

    `code` and `values` make the question's text in either language; answers to questions this report does not ask
    are left out.
    """
    answered = _by_question(answers)
    return [
        _logged(finding, answered[question_id(finding)]) for finding in questions(report)
        if question_id(finding) in answered
    ]


def _by_question(answers: Iterable[Answer]) -> Mapping[str, Answer]:
    """The last answer to each question; blank ones do not count."""
    return {answer.question: answer for answer in answers if answer.text.strip() and answer.actor.strip()}


def _logged(finding: Finding, answer: Answer) -> dict[str, object]:
    return {
        "question": answer.question, "code": finding.code, "file": finding.file, "row": finding.row or 0,
        "column": finding.column, "key": finding.key, "found": finding.found,
        "values": {name: str(value) for name, value in finding.values.items()},
        "answer": answer.text.strip(), "actor": answer.actor.strip(), "time": answer.time,
    }
