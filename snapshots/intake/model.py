"""What bringing a clerk's file in gives: the strict file, every change made, and what must be asked or is refused."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from language import say
from snapshots.findings import Finding, visible
from snapshots.intake import texts
from snapshots.rules import Rule
from snapshots.schema import Table


class Place(NamedTuple):
    """A cell as the clerk's spreadsheet shows it: row from 1, machine name of the column, its letter."""

    row: int | None = None
    column: str = ""
    letter: str = ""


class Merged(NamedTuple):
    """Cells of a sheet merged into one: rows from 1, columns from 0, the last ones included."""

    top: int
    bottom: int
    left: int
    right: int


class Sheet(NamedTuple):
    """Numbered rows of cells, and what is merged among them."""

    rows: list[tuple[int, list[str]]]
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Converted:
    """One change: its rule, where the clerk sees it, what was there and what is there now."""

    rule: str
    row: int | None
    column: str
    letter: str
    was: str
    now: str

    def text(self, lang: str) -> str:
        """What was changed and why, with its place, in the reader's language."""
        why = say(lang, texts.CONVERTED[self.rule].cell, was=visible(self.was), now=visible(self.now),
                  names=hidden_names(self.was))
        return why if self.row is None else say(lang, "{place}: {text}", place=place_text(lang, self), text=why)


@dataclass(frozen=True)
class Ask:
    """A question that only the person can answer; `choices` are (value, label), an answer is one of the values."""

    id: str
    rule: str
    row: int | None
    column: str
    letter: str
    found: str
    choices: tuple[tuple[str, str], ...]
    values: Mapping[str, object] = field(default_factory=dict)
    unfit: str = ""
    """An answer given that is none of the choices."""

    def text(self, lang: str) -> str:
        """The question, with its first place, in the reader's language; an answer that was none is told."""
        what = say(lang, texts.ASKED[self.rule], found=visible(self.found), **in_language(lang, self.values))
        if self.unfit:
            what += " " + say(lang, "The answer “{answer}” is none of those offered.", answer=visible(self.unfit))
        return what if self.row is None else say(lang, "{place}: {text}", place=place_text(lang, self), text=what)

    def label(self, lang: str, value: str) -> str:
        """What a choice means, in the reader's language."""
        shown = dict(self.choices)[value]
        return say(lang, texts.CHOICES[value], label=shown) if value in texts.CHOICES else shown


@dataclass(frozen=True)
class Refusal(Finding):
    """A finding of the intake: its texts are in the intake's own catalogue, or in that of the check."""

    @property
    def severity(self) -> str:
        return self._rule.severity

    @property
    def _rule(self) -> Rule:
        return texts.rule(self.code)

    def place(self, lang: str) -> str:
        """As of any finding; with the column's letter where its name is not known, because the header was not read yet."""
        if self.row is None or self.column or not self.letter:
            return super().place(lang)
        return say(lang, "{file}, row {row}, column {letter}", file=self.file, row=self.row, letter=self.letter)

    def message(self, lang: str) -> str:
        """What is wrong, in the reader's language."""
        return self._say(lang, self._rule.message)

    def allowed(self, lang: str) -> str:
        """What may stand there."""
        return self._say(lang, self._rule.allowed)

    def remedy(self, lang: str) -> str:
        """What to do."""
        return self._say(lang, self._rule.remedy)

    def _say(self, lang: str, template: str) -> str:
        values = in_language(lang, self.values)
        return say(lang, template, **values, found=visible(self.found), column=self.column) if template else ""


@dataclass(frozen=True)
class Conversion:
    """A clerk's file turned strict. `files` is empty as long as anything is asked or refused: nothing is guessed.

    `rows` gives, for each row of the converted table, its row in the clerk's spreadsheet. `refusals` are the first of each
    kind, `more` those after them (for a marked copy), `counts` how many of each kind there are.
    """

    name: str
    files: Mapping[str, bytes] = field(repr=False)
    changes: tuple[Converted, ...]
    asks: tuple[Ask, ...]
    refusals: tuple[Finding, ...]
    original: bytes = field(repr=False)
    encoding: str
    rows: tuple[int, ...] = field(repr=False, default=())
    more: tuple[Finding, ...] = field(repr=False, default=())
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        """How many faults there are, also of those not listed."""
        return max(sum(self.counts.values()), len(self.refusals))


@dataclass
class Grid:
    """The cells of a table between reading and writing: machine names, spreadsheet letters, numbered rows."""

    table: Table
    columns: tuple[str, ...]
    letters: tuple[str, ...]
    rows: list[tuple[int, list[str]]]

    def place(self, row: int, index: int) -> Place:
        """Where the clerk sees the cell of column `index`."""
        return Place(row, self.columns[index], self.letters[index])


def place_text(lang: str, item: Converted | Ask) -> str:
    """Row and column as a spreadsheet shows them."""
    if not item.letter:
        return say(lang, "row {row}", row=item.row)
    if not item.column:
        return say(lang, "row {row}, column {letter}", row=item.row, letter=item.letter)
    return say(lang, "row {row}, column {letter} ({column})", row=item.row, letter=item.letter, column=item.column)


def in_language(lang: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values, with `unit_vi` and `unit_en` as `unit`."""
    return {key.removesuffix(f"_{lang}"): value for key, value in values.items()}


def hidden_names(text: str) -> str:
    """Unicode names of the characters that cannot be seen."""
    unseen = dict.fromkeys(ch for ch in text if not ch.isprintable() or ord(ch) in (0xA0, 0x202F, 0x2007))
    return ", ".join(f"{unicodedata.name(ch, 'CONTROL CHARACTER')} (U+{ord(ch):04X})" for ch in unseen)
