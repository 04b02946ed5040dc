"""What a row is about, in the names that readers know: the codes of its key as the newest snapshot calls them."""

import re
from collections.abc import Callable

from components import cached
from components.desk import naming
from figures.context import LOOKED_UP, Context
from language import date, say
from snapshots.schema import Table

_CELLS = re.compile(r", (?=[a-z_]+=)")
_IMPLIED = {"dataset": "indicator", "source": "indicator"}
"""A cell that another one tells as well, and by which."""


def about(lang: str, table: str, key: str) -> str:
    """`indicator=dti-overall, entity=ha-noi, period=2024` as names; a code without a name stays as it is written."""
    found = naming.table_of(table)
    cells = dict(part.split("=", 1) for part in _CELLS.split(key) if "=" in part)
    if found is None or not cells:
        return naming.shown(key)
    names = _names(cached.context(cached.newest(), lang, False), found)
    told = [_told(lang, column, code, names) for column, code in sorted(cells.items(), key=_subject_first)
            if _IMPLIED.get(column) not in cells]
    return naming.shown(" · ".join(told))


def _subject_first(cell: tuple[str, str]) -> int:
    order = ("entity", "boundary", "indicator", "edition", "period")
    return order.index(cell[0]) if cell[0] in order else len(order)


def _names(context: Context, table: Table) -> Callable[[str, str], str]:
    """The name of a code in a column; the code itself where nothing is named by it."""

    def name(column: str, code: str) -> str:
        register = table.name if column == "id" else table.foreign.get(column, "")
        if register not in LOOKED_UP or not context.has(register, code):
            return code
        named = "name_vi" in context.row(register, code).index
        return context.name(register, code) if named else context.edition_title(code) if register == "editions" else code

    return name


def _told(lang: str, column: str, code: str, name: Callable[[str, str], str]) -> str:
    if column == "boundary":
        return say(lang, "boundary {code}", code=code)
    return say(lang, "published {date}", date=date(lang, code)) if column == "published_on" else name(column, code)
