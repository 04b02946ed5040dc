"""What became of every row of the facts: nothing is dropped without a count and a reason."""

import csv
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

Row = dict[str, str]


class Ledger:
    """Reads facts files and keeps count: rows read, and outcomes (`observations`, `same figure as ...`) by file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: Counter[str] = Counter()
        self.outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        self.made: dict[str, Counter[str]] = defaultdict(Counter)

    def rows(self, name: str) -> Iterator[Row]:
        """Rows of a facts file, NFC, spaces trimmed; each carries `_file`."""
        with (self.folder / name).open(encoding="utf-8", newline="") as stream:
            for raw in csv.DictReader(stream):
                self.read[name] += 1
                yield {key: unicodedata.normalize("NFC", value or "").strip() for key, value in raw.items()} | {
                    "_file": name
                }

    def note(self, fact: Row, outcome: str, made: int = 1) -> None:
        """One row of the facts had this outcome: a table and how many rows it gave, or a reason with none."""
        self.outcomes[fact["_file"]][outcome] += 1
        if made:
            self.made[fact["_file"]][outcome] += made

    def leave_out(self, name: str, reason: str) -> None:
        """A whole file that is left out on purpose: its rows are counted under the reason."""
        for fact in self.rows(name):
            self.note(fact, f"left out: {reason}", made=0)

    def lines(self) -> Iterator[list[str]]:
        """What became of each file: file, rows read, outcome, rows with that outcome, rows made in the table."""
        for name in sorted(self.read):
            for outcome, count in sorted(self.outcomes[name].items()):
                yield [name, str(self.read[name]), outcome, str(count), str(self.made[name][outcome])]

    def unaccounted(self) -> dict[str, int]:
        """Files whose outcomes do not add up to the rows read; empty when every row is accounted for."""
        gaps = {name: count - sum(self.outcomes[name].values()) for name, count in self.read.items()}
        return {name: gap for name, gap in gaps.items() if gap}
