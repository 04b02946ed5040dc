"""How tables, columns and values are told to a clerk: titles in the reader's language, values as text that stays short."""

from components.words import plain
from language import say
from snapshots.findings import letter, printable
from snapshots.intake.labels import LABELS
from snapshots.schema import Table, tables

LONGEST_SHOWN = 200
ELLIPSIS = "…"
SPACE = "␠"


def table_title(lang: str, name: str) -> str:
    """Title of a table, by its name or file name, with the file name behind it."""
    table = table_of(name)
    return f"{say(lang, table.title)} ({table.path})" if table else name


def table_of(name: str) -> Table | None:
    """The table of that name or file name; None where there is none."""
    return next((table for table in tables().values() if name in (table.name, table.path)), None)


def column_title(lang: str, name: str) -> str:
    """Heading of a column: in Vietnamese with its machine name, in English the machine name."""
    words = LABELS.get(name, "").split(";")[0] if lang == "vi" else ""
    return f"{words} ({name})" if words else name


def column_help(lang: str, table: Table, name: str) -> str | None:
    """What the cells of a column may hold, where it is a list or the codes of another table."""
    field, target = table.field(name), table.foreign.get(name) or table.field(name).lists
    if field.enum:
        return say(lang, "Allowed: {allowed}", allowed=plain(", ".join(field.enum)))
    return say(lang, "A code (id) of {table}.csv", table=plain(target)) if target else None


def column_letter(table: Table, name: str) -> str:
    """The column as a spreadsheet names it; empty for a column not declared."""
    return letter(table.columns.index(name)) if name in table.columns else ""


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    """A value as text on one line: what cannot be seen by number, spaces at either end as a sign, cut when long."""
    cut = text[: longest + 1]
    head = len(cut) - len(cut.lstrip(" "))
    tail = max(head, len(cut.rstrip(" ")))
    marked = SPACE * head + cut[head:tail] + SPACE * (len(cut) - tail)
    plain = printable(marked)
    return plain if len(text) <= longest and len(plain) <= longest else plain[:longest] + ELLIPSIS


def harmless(text: str) -> str:
    """The text for a cell of a spreadsheet: an apostrophe in front where it would count as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
