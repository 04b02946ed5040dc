"""Findings of a check in groups, filtered, and as one file: what the check screen shows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from components.desk.naming import harmless
from language import say
from snapshots.findings import SEVERITIES, Finding, Report, in_order, printable
from snapshots.questions import questions
from snapshots.rules import QUESTION, RULES
from snapshots.table import write_rows


class Group(NamedTuple):
    """Findings of one rule in one column; `cut` where the check found more than it keeps of this rule."""

    file: str
    code: str
    column: str
    findings: tuple[Finding, ...]
    cut: bool

    @property
    def key(self) -> str:
        """Names the group among the others."""
        return f"{self.file}_{self.code}_{self.column}"


def groups(report: Report, severity: str, file: str = "", code: str = "") -> list[Group]:
    """Groups of that severity, of one table and one rule where given, in the order of the tables."""
    kept = questions(report) if severity == QUESTION else report.kept
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in sorted(kept, key=in_order):
        if finding.severity == severity and file in ("", finding.file) and code in ("", finding.code):
            found.setdefault((finding.file, finding.code, finding.column), []).append(finding)
    held = Counter((finding.file, finding.code) for finding in kept)
    return [Group(*key, tuple(items), report.counts.get(key[:2], 0) > held[key[:2]]) for key, items in found.items()]


def counts(report: Report, open_questions: Sequence[Finding]) -> Mapping[str, int]:
    """How many errors, questions without an answer and notes there are."""
    return {severity: report.count(severity) for severity in SEVERITIES} | {QUESTION: len(open_questions)}


def codes(report: Report, severity: str) -> list[str]:
    """Rules of that severity that found something."""
    return sorted({code for _, code in report.counts if RULES[code].severity == severity})


def files(report: Report) -> list[str]:
    """Tables with a finding."""
    return sorted({file for file, _ in report.counts})


def as_csv(lang: str, findings: Iterable[Finding]) -> bytes:
    """The findings for a spreadsheet: errors first; UTF-8 with a byte order mark; no cell begins a formula."""
    words = ("Severity", "File", "Row", "Column letter", "Column", "Value found", "What is wrong", "What is allowed",
             "What to do", "Rule")
    rows = (
        [harmless(printable(cell)) for cell in _cells(lang, finding)] for finding in sorted(findings, key=in_order)
    )
    return b"\xef\xbb\xbf" + write_rows([say(lang, word) for word in words], rows)


def _cells(lang: str, finding: Finding) -> tuple[str, ...]:
    return (
        say(lang, SEVERITIES[finding.severity]), finding.file, str(finding.row or ""), finding.letter, finding.column,
        finding.found, finding.message(lang), finding.allowed(lang), finding.remedy(lang), finding.code)
