"""The book of one conversion: every change, every question and every refusal, within bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from snapshots.findings import Collector
from snapshots.intake.model import Ask, Converted, Place, Refusal

CHANGES_LIMIT = 1_000_000
ASKS_LIMIT = 200
WHOLE_FILE = Place()


class StoppedError(Exception):
    """The conversion cannot go on; why is in the book."""


class Ledger:
    """Collects what happens while a file is converted; answers given earlier decide what was asked."""

    def __init__(self, path: str, answers: Mapping[str, str]) -> None:
        self.path = path
        self.answers = answers
        self.changes: list[Converted] = []
        self.asks: dict[str, Ask] = {}
        self.found = Collector()

    def change(self, rule: str, place: Place, was: str, now: str) -> None:
        """Notes a change; stops where there are more than anybody could confirm."""
        self.changes.append(Converted(rule, *place, was, now))
        if len(self.changes) > CHANGES_LIMIT:
            self.stop("too_many_changes", limit=f"{CHANGES_LIMIT:,}")

    def noted(self, rule: str) -> bool:
        """Whether such a change was noted."""
        return any(item.rule == rule for item in self.changes)

    def ask(
        self, rule: str, key: str, place: Place, found: str, choices: Sequence[tuple[str, str]], **values: object,
    ) -> str:
        """The answer given to this question; "" where there is none yet, and then it is asked (once a key)."""
        question = f"{rule}:{key}" if key else rule
        answer = self.answers.get(question, "")
        if answer in dict(choices):
            return answer
        if question not in self.asks and len(self.asks) < ASKS_LIMIT:
            self.asks[question] = Ask(question, rule, *place, found, tuple(choices), values, answer)
        return ""

    def refuse(self, code: str, place: Place = WHOLE_FILE, found: str = "", **values: object) -> None:
        """Notes why the file cannot be converted."""
        self.found.add(Refusal(code, self.path, place.row, place.column, place.letter, found, values))

    def stop(self, code: str, place: Place = WHOLE_FILE, found: str = "", **values: object) -> NoReturn:
        """As `refuse`, and nothing more is read."""
        self.refuse(code, place, found, **values)
        raise StoppedError

    def wait(self) -> NoReturn:
        """Nothing more is read before the question asked last is answered."""
        raise StoppedError

    def name_columns(self, names: Mapping[str, str]) -> None:
        """Gives changes and refusals noted by letter only, before the header was found, the names of their columns."""
        self.changes = [
            replace(item, column=names.get(item.letter, "")) if item.letter and not item.column else item
            for item in self.changes
        ]
        for found in (self.found.findings, self.found.more):
            found[:] = [replace(item, column=item.column or names.get(item.letter, "")) for item in found]

    def check(self) -> None:
        """Stops if anything was refused so far."""
        if self.found.findings:
            raise StoppedError

    @property
    def counts(self) -> dict[str, int]:
        """How many faults of each kind there are, also of those not listed."""
        return {code: count for (_, code), count in self.found.counts.items()}

    @property
    def clear(self) -> bool:
        """Whether nothing is open."""
        return not self.asks and not self.found.findings
