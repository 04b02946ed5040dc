"""Single cells typed in an old font, in a table that is otherwise Unicode: asked about, a column at a time."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from snapshots.intake.encoding import TEXT_READINGS, Words
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Grid
from snapshots.validate import Rows

_SEVERAL = 2
Strange = Mapping[str, Sequence[str]]
"""Texts of cells, each with its words that nobody knows."""


def old_cells(grid: Grid, base: Rows, book: Ledger) -> None:
    """Asks whether cells whose unknown words are all known once read as an old font were typed in it; restores them if so.

    Refuses a cell of which that restores a part only.
    """
    columns = [index for index, name in enumerate(grid.columns) if grid.table.field(name).type == "string"]
    texts = {cells[index] for _, cells in grid.rows for index in columns if not cells[index].isascii()}
    words = Words(base, grid.table.name) if texts else None
    strange = {text: found for text in texts if words and (found := words.strange(text))}
    name = _font(strange, words) if words and strange else ""
    if words and name:
        restored = {text: _restored(text, found, TEXT_READINGS[name], words) for text, found in strange.items()}
        for index in columns:
            _column(grid, index, {text: now for text, now in restored.items() if now is not None}, strange, name, book)


def _font(strange: Strange, words: Words) -> str:
    """The font that makes known all the words of some cell with several; "" where none does."""
    several = [found for found in strange.values() if len(found) >= _SEVERAL]
    count = {name: sum(_share(found, reading, words) == 1 for found in several) for name, reading in TEXT_READINGS.items()}
    return max(count, key=lambda name: count[name]) if any(count.values()) else ""


def _share(found: Sequence[str], reading: Callable[[str], str], words: Words) -> float:
    """Which part of the words are known once read so."""
    return sum(_is_known(word, reading, words) for word in found) / len(found)


def _is_known(word: str, reading: Callable[[str], str], words: Words) -> bool:
    try:
        return words.knows(reading(word))
    except UnicodeError:
        return False


def _restored(text: str, found: Sequence[str], reading: Callable[[str], str], words: Words) -> str | None:
    """The text in Unicode; "" where only a part of it would be, None where it is something else."""
    share = _share(found, reading, words)
    try:
        return unicodedata.normalize("NFC", reading(text)) if share == 1 else "" if share else None
    except UnicodeError:
        return ""


def _column(grid: Grid, index: int, restored: Mapping[str, str], strange: Strange, font: str, book: Ledger) -> None:
    for number, cells in grid.rows:
        text = cells[index]
        place = grid.place(number, index)
        if not text.isascii() and restored.get(text) == "":
            book.refuse("old_font_cell", place, strange[text][0], font=font)
        elif text in restored:
            choices = (("restore", restored[text]), ("keep", text))
            if book.ask("old_font_cell", place.column, place, strange[text][0], choices, font=font) == "restore":
                book.change("old_font_cell", place, text, restored[text])
                cells[index] = restored[text]
