"""What the checks found, and how it is told: file, row, column, value, what is allowed and the remedy."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from language import say, say_many
from snapshots.rules import RULES

LIMIT_PER_RULE = 20
COVERS = "covers"
"""Value of a finding that stands for several places: what `covering` made of all of them."""
KEPT_PER_RULE = 2_000
SHOWN_VALUE = 60


@dataclass(frozen=True)
class Finding:
    """One fault. `row` counts as a spreadsheet does (the header is row 1), None where the whole file is meant."""

    code: str
    file: str
    row: int | None = None
    column: str = ""
    letter: str = ""
    found: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    """What the row is about (`identity.key_text`): it stays the same where rows are put in another order."""

    @property
    def severity(self) -> str:
        """`error` (never published), `question` (published only knowingly) or `note` (mended on the way)."""
        return RULES[self.code].severity

    def message(self, lang: str) -> str:
        """What is wrong, in the reader's language."""
        return self._say(lang, RULES[self.code].message)

    def allowed(self, lang: str) -> str:
        """What may stand there."""
        return self._say(lang, RULES[self.code].allowed)

    def remedy(self, lang: str) -> str:
        """What to do."""
        return self._say(lang, RULES[self.code].remedy)

    def place(self, lang: str) -> str:
        """File, row and column as a spreadsheet shows them."""
        if self.row is None:
            return self.file
        if not self.column:
            return say(lang, "{file}, row {row}", file=self.file, row=self.row)
        return say(
            lang, "{file}, row {row}, column {letter} ({column})",
            file=self.file, row=self.row, letter=self.letter, column=self.column,
        )

    def _say(self, lang: str, template: str) -> str:
        return say(lang, template, **self.values, found=visible(self.found), column=self.column) if template else ""

    def as_dict(self, lang: str) -> dict[str, object]:
        """The finding for machines, with its texts in one language."""
        place = {"file": self.file, "row": self.row, "column": self.column, "letter": self.letter, "found": self.found}
        texts = {"message": self.message(lang), "allowed": self.allowed(lang), "remedy": self.remedy(lang)}
        return {"severity": self.severity, "code": self.code, **place, **texts}


def covering(places: Iterable[Iterable[object]]) -> dict[str, object]:
    """The value COVERS: sixteen hex digits that change with any of the places, and not with their order.

    A question that stands for several cells or rows is told by the first of them; an answer to it holds for these
    cells with these values only, so all of them make the question's id.
    """
    lines = sorted("\x1f".join(map(str, place)) for place in places)
    return {COVERS: hashlib.sha256("\x1e".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:16]}


def printable(text: str) -> str:
    """The text with control characters and line breaks shown by number."""
    return "".join(ch if ch.isprintable() else f"<U+{ord(ch):04X}>" for ch in text)


def writable(text: str) -> str:
    """The text with a question mark for what UTF-8 cannot write, as the command line may give it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def visible(text: str) -> str:
    """The value on one line, shortened."""
    plain = printable(text)
    return plain if len(plain) <= SHOWN_VALUE else plain[: SHOWN_VALUE - 1] + "…"


def letter(index: int) -> str:
    """Spreadsheet letter of column `index` (0 is A, 26 is AA)."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


class Collector:
    """Keeps the first findings of each rule in each file, some more for a marked copy, and counts them all."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.more: list[Finding] = []
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, finding: Finding) -> None:
        """Counts the finding, and keeps it unless its rule has enough in this file."""
        self.counts[finding.file, finding.code] += 1
        count = self.counts[finding.file, finding.code]
        if count <= LIMIT_PER_RULE:
            self.findings.append(finding)
        elif count <= KEPT_PER_RULE:
            self.more.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Adds each."""
        for finding in findings:
            self.add(finding)


@dataclass(frozen=True)
class Report:
    """Findings of a draft, `counts` by (file, code) also of those not listed, and the files to publish."""

    findings: tuple[Finding, ...]
    counts: Mapping[tuple[str, str], int]
    files: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    rows: int = 0
    standing: int = 0
    """Questions the current snapshot was published with, which are not asked again."""
    more: tuple[Finding, ...] = field(repr=False, default=())
    """Findings after the first LIMIT_PER_RULE of a rule in a file, up to KEPT_PER_RULE: not told, but marked."""

    @property
    def kept(self) -> tuple[Finding, ...]:
        """Every finding that is kept, told or not."""
        return (*self.findings, *self.more)

    def count(self, severity: str) -> int:
        """How many findings of that severity there are."""
        return sum(number for (_, code), number in self.counts.items() if RULES[code].severity == severity)

    @property
    def passed(self) -> bool:
        """Whether the draft may be published: no errors."""
        return self.count("error") == 0

    def summary(self) -> dict[str, object]:
        """Counts for the log entry: by severity and by rule."""
        by_code: Counter[str] = Counter()
        for (_, code), number in self.counts.items():
            by_code[code] += number
        severities = {severity: self.count(severity) for severity in ("error", "question", "note")}
        return {**severities, "rows": self.rows, "standing": self.standing, "by_code": dict(by_code)}

    def as_dict(self, lang: str) -> dict[str, object]:
        """The report for machines, with its texts in one language."""
        findings = [item.as_dict(lang) for item in self.findings]
        return {"passed": self.passed, **self.summary(), "findings": findings}

    def json(self, lang: str) -> str:
        """The report as JSON text."""
        return json.dumps(self.as_dict(lang), ensure_ascii=False, indent=1, sort_keys=True)

    def text(self, lang: str) -> str:
        """The report for people: one block a finding, errors first, then the totals."""
        blocks = [block(lang, item) for item in sorted(self.findings, key=in_order)]
        return "\n".join([*blocks, *_cut(lang, self.counts), _totals(lang, self)])


SEVERITIES = {"error": "ERROR", "question": "QUESTION", "note": "NOTE"}


def in_order(finding: Finding) -> tuple[int, str, int, int, str]:
    """Sort key of findings: errors first, then file, row and column."""
    severity = list(SEVERITIES).index(finding.severity)
    return severity, finding.file, finding.row or 0, len(finding.letter), finding.letter


def block(lang: str, finding: Finding) -> str:
    """A finding for people: where, what, what was found, what is allowed, what to do."""
    lines = [f"{say(lang, SEVERITIES[finding.severity])}  {finding.place(lang)}", f"    {finding.message(lang)}"]
    if finding.found:
        lines.append("    " + say(lang, "Found: {found}", found=visible(finding.found)))
    if finding.allowed(lang):
        lines.append("    " + say(lang, "Allowed: {allowed}", allowed=finding.allowed(lang)))
    lines.append("    " + say(lang, "To do: {remedy}", remedy=finding.remedy(lang)) + f"  [{finding.code}]")
    return "\n".join(lines)


def _cut(lang: str, counts: Mapping[tuple[str, str], int]) -> list[str]:
    return [
        say(lang, "{file}: {count} findings [{code}], the first {shown} are listed.",
            file=file, count=count, code=code, shown=LIMIT_PER_RULE)
        for (file, code), count in counts.items() if count > LIMIT_PER_RULE
    ]


def _totals(lang: str, report: Report) -> str:
    parts = (
        say_many(lang, "{count} error", "{count} errors", report.count("error")),
        say_many(lang, "{count} question", "{count} questions", report.count("question")),
        say_many(lang, "{count} note", "{count} notes", report.count("note")),
    )
    verdict = "The draft can be published." if report.passed else "The draft cannot be published yet."
    rows = say_many(lang, "{count} row read", "{count} rows read", report.rows)
    known = say(lang, "Questions answered by an earlier publication: {count}.", count=report.standing)
    return f"{rows}: {', '.join(parts)}. {known + ' ' if report.standing else ''}{say(lang, verdict)}"
