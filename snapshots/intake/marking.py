"""A clerk's own file with what was asked and refused as comments on its cells, before anything was changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from language import say
from snapshots.findings import Finding, Report
from snapshots.intake.encoding import decode
from snapshots.intake.ledger import Ledger, StoppedError
from snapshots.intake.model import Ask, Conversion
from snapshots.intake.records import Records, read_records
from snapshots.intake.signature import is_archive
from snapshots.intake.xlsx import read_workbook
from snapshots.marked import marked_copy
from snapshots.rules import QUESTION
from snapshots.schema import tables
from snapshots.table import write_rows
from snapshots.validate import Rows


@dataclass(frozen=True)
class _Asked(Finding):
    """A question of the intake as a finding."""

    ask: Ask | None = None

    @property
    def severity(self) -> str:
        return QUESTION

    def message(self, lang: str) -> str:
        return self.ask.text(lang) if self.ask else ""

    def allowed(self, lang: str) -> str:
        return "; ".join(self.ask.label(lang, value) for value, _ in self.ask.choices) if self.ask else ""

    def remedy(self, lang: str) -> str:
        return say(lang, "Answer the question at the desk, or write the cell so that it can be read in one way only.")


def marked_original(made: Conversion, name: str, base: Rows, lang: str) -> bytes:
    """The file as it was brought in, as XLSX with a list of its questions and refusals, each a comment on its cell.

    `name` is what the clerk called it; a file that cannot be read at all has the list only.
    """
    refusals = tuple(replace(refusal, file=name) for refusal in (*made.refusals, *made.more))
    asked = tuple(_asked(ask, name) for ask in made.asks)
    counts = Counter({(name, code): count for code, count in made.counts.items()}) + Counter((name, ask.code) for ask in asked)
    return marked_copy(name, _plain(made, base), Report(refusals + asked, counts), lang)


def _asked(ask: Ask, name: str) -> _Asked:
    return _Asked(ask.rule, name, ask.row, ask.column, ask.letter, ask.found, ask=ask)


def _plain(made: Conversion, base: Rows) -> bytes:
    """The cells as they were read, one line a row of the spreadsheet; nothing where they cannot be read."""
    try:
        records = _records(made, base)
    except StoppedError:
        return b""
    last = records[-1][0] if records else 0
    cells = dict(records)
    lines: Sequence[list[str]] = [cells.get(number) or [""] for number in range(1, last + 1)]
    return write_rows(lines[0], lines[1:]) if lines else b""


def _records(made: Conversion, base: Rows) -> Records:
    table = next(table for table in tables().values() if made.name in (table.path, table.name))
    book = Ledger(made.name, {})
    if is_archive(made.original):
        return read_workbook(made.original, table, book).rows
    return read_records(decode(made.original, table.name, base, book).text, table, book)
