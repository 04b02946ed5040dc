"""A conversion in a few lines: changes of one kind in one column are told together."""

from collections.abc import Sequence

from language import say_many
from snapshots.intake.model import Conversion, Converted
from snapshots.intake.texts import CONVERTED


def summary(conversion: Conversion, lang: str) -> tuple[str, ...]:
    """One line for each kind of change and column, in the order of the file: “34 decimal commas became points (column H)”."""
    return tuple(line for line, _ in groups(conversion, lang))


def groups(conversion: Conversion, lang: str) -> tuple[tuple[str, tuple[Converted, ...]], ...]:
    """As `summary`, each line with the changes it tells of."""
    found: dict[tuple[str, str], list[Converted]] = {}
    for item in conversion.changes:
        words = CONVERTED[item.rule]
        found.setdefault((item.rule, item.letter if "{letter}" in words.many else ""), []).append(item)
    return tuple((_line(lang, items), tuple(items)) for items in found.values())


def _line(lang: str, items: Sequence[Converted]) -> str:
    first, words = items[0], CONVERTED[items[0].rule]
    if len(items) == 1 or not words.many:
        return first.text(lang)
    return say_many(lang, words.one, words.many, len(items), letter=first.letter)
