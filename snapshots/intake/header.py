"""The header of a table in its sheet: where it is, what stands above it, which column each heading means."""

import re
from collections.abc import Mapping, Sequence

from language import LANGUAGES, fold
from snapshots.findings import letter, visible
from snapshots.intake.labels import HEADER_SEARCH, ORDINALS, column_of, label, named, needed
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place
from snapshots.intake.records import Records
from snapshots.intake.totals import is_label
from snapshots.schema import Field, Table

_TITLE_CELLS = 2
_SHOWN = 200
_LEAST_NUMBERED = 3
_ALIKE = 100
_NUMBERED = re.compile(r"\(?(?:(?P<number>[0-9]{1,2})|[A-Z])\)?(?:\s?=.*)?\Z")
_DATES = ("date", "period", "due")


def header_position(records: Records, table: Table, book: Ledger) -> int:
    """The row that names most columns of the table; stops where none names enough."""
    found = [named(table, cells) for _, cells in records[:HEADER_SEARCH]]
    best = max(found, default=0)
    if best < needed(table):
        book.stop("header_not_found", Place(), "", **in_words(table.columns, "names"))
    return found.index(best)


def leave_titles(above: Records, book: Ledger) -> None:
    """Notes the lines above the header; stops at one that may be data, or a part of the header."""
    for number, cells in above:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) > _TITLE_CELLS:
            book.stop("rows_above", Place(number), count=len(filled))
        book.change("title_line" if filled else "blank_row", Place(number), " ".join(filled)[:_SHOWN], "")


def leave_numbering(rows: Records, book: Ledger) -> Records:
    """The rows without one below the header that only numbers the columns: (1), (2), (3)."""
    if not rows or not _is_numbering([cell.strip() for cell in rows[0][1] if cell.strip()]):
        return rows
    book.change("numbering_row", Place(rows[0][0]), " ".join(rows[0][1]).strip()[:_SHOWN], "")
    return rows[1:]


def _is_numbering(filled: Sequence[str]) -> bool:
    found = [_NUMBERED.match(cell) for cell in filled]
    if len(filled) < _LEAST_NUMBERED or not all(found):
        return False
    numbers = [int(match["number"]) for match in found if match and match["number"]]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def refuse_two_rows(rows: Records, columns: Mapping[int, str], table: Table, book: Ledger) -> None:
    """Stops where the first row has words of its own where numbers and dates must be: the header has two rows."""
    if len(rows) < 2:
        return
    fields = {index: table.field(name) for index, name in columns.items()}
    first = {index: rows[0][1][index].strip() for index in fields if index < len(rows[0][1]) and rows[0][1][index].strip()}
    counted = [text for index, text in first.items() if _is_counted(fields[index])]
    others = [cells for _, cells in rows[1:_ALIKE]]
    if not counted or any(ch.isdigit() for text in counted for ch in text) or not _has_digits(others[0], fields):
        return
    if not any(index < len(cells) and cells[index].strip() == text for index, text in first.items() for cells in others):
        book.stop("header_two_rows", Place(rows[0][0]), " ".join(first.values())[:_SHOWN])


def _is_counted(field: Field) -> bool:
    return field.type in ("number", "integer") or field.form in _DATES


def _has_digits(cells: Sequence[str], fields: Mapping[int, Field]) -> bool:
    return any(ch.isdigit() for index, field in fields.items() if _is_counted(field) and index < len(cells) for ch in cells[index])


def columns_of(number: int, header: Sequence[str], rows: Records, table: Table, book: Ledger) -> dict[int, str]:
    """Machine name by position; headings in words are translated, columns without content left out, the rest refused."""
    names: dict[int, str] = {}
    unknown: list[tuple[Place, str]] = []
    for index, heading in enumerate(header):
        place = Place(number, column_of(table, heading.strip()), letter(index))
        if place.column and place.column in names.values():
            first = next(header[other] for other, name in names.items() if name == place.column)
            book.refuse("column_twice", place, heading.strip(), first=visible(first.strip()), **in_words([place.column], "name"))
        elif place.column:
            names[index] = place.column
            if heading != place.column:
                book.change("header_label", place, heading, place.column)
        elif not _left_out(index, heading, rows, place, book):
            unknown.append((place, heading))
    _refuse(number, unknown, [name for name in table.columns if name not in names.values()], book)
    if tuple(names.values()) != table.columns:
        book.change("column_order", Place(), ", ".join(names.values())[:_SHOWN], ", ".join(table.columns)[:_SHOWN])
    return names


def _left_out(index: int, heading: str, rows: Records, place: Place, book: Ledger) -> bool:
    """Whether the column is empty, or only numbers the rows (a row of totals has its label there); then it is left out."""
    content = [cells[index].strip() for _, cells in rows if index < len(cells) and cells[index].strip()]
    if not heading.strip() and not content:
        book.change("empty_column", place, "", "")
        return True
    count = [text for text in content if not is_label(text)]
    counted = fold(heading) in ORDINALS and count == [str(place) for place in range(1, len(count) + 1)]
    if counted:
        book.change("ordinal_column", place, heading, "")
    return counted


def _refuse(number: int, unknown: Sequence[tuple[Place, str]], missing: Sequence[str], book: Ledger) -> None:
    for place, heading in unknown:
        code = "column_unknown" if heading.strip() else "column_blank"
        book.refuse(code, place._replace(column=heading.strip()), heading, **in_words(missing, "missing"))
    if missing:
        book.refuse("column_missing", Place(number), **in_words(missing, "name"))
    book.check()


def in_words(columns: Sequence[str], key: str) -> dict[str, str]:
    """The columns by name and in words, in each language."""
    words = {lang: [(name, label(name, lang)) for name in columns] for lang in LANGUAGES}
    return {f"{key}_{lang}": ", ".join(f"{name} ({word})" if word != name else name for name, word in pairs) or "–"
            for lang, pairs in words.items()}
