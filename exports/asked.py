"""What a person asks for on the command line, made into a view: `--indicator dti --edition 2024` finds its ids.

Exact ids always win. What was chosen for the person is told in a note, so that a script can be made exact.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from figures import catalogue, rankings
from figures.choices import Choice
from figures.context import Context
from figures.views import MANY, not_allowed
from language import fold, join, say

EDITION, INDICATOR, ENTITY, AGAINST = "edition", "indicator", "entity", "against"
UNITS = (ENTITY, "mark")
"""Choices whose values are units, which may be given by name."""
FORMER = "-63"
NAMED = 4


@dataclass(frozen=True)
class Asked:
    """The view, and notes on what was chosen where the request left it open."""

    view: str
    notes: tuple[str, ...] = ()


def asked(context: Context, what: str, given: Mapping[str, str]) -> Asked:
    """The view of a kind, or of a path, with the choices given. Raises UnknownViewError."""
    kind = catalogue.KINDS.get(what)
    if kind is None:
        kind_name, chosen = catalogue.parse(what)
        kind, given = catalogue.KINDS[kind_name], {**chosen, **given}
    known = [choice.name for choice in (*kind.required, *kind.further)]
    for name in given:
        if name not in known:
            raise not_allowed(kind.name, f"--{name}", [f"--{one}" for one in known])
    found: dict[str, str] = {}
    notes: list[str] = []
    for choice in kind.required:
        found[choice.name] = _required(context, choice, given, found, notes)
    for choice in kind.further:
        if given.get(choice.name):
            found[choice.name] = _further(context, choice, given[choice.name], found)
    return Asked(catalogue.path(kind.name, **found), tuple(notes))


def _required(
    context: Context, choice: Choice, given: Mapping[str, str], found: Mapping[str, str], notes: list[str]
) -> str:
    text = given.get(choice.name, "")
    allowed = list(choice.allowed(context, found)) if choice.allowed else []
    if text in allowed or (not allowed and text):
        return text
    fitting = FITTING.get(choice.name, _none)(context, text, allowed, {**given, **found})
    if not fitting:
        raise not_allowed(choice.name, text, _nearest(context, choice, allowed, {**given, **found}), choice.label)
    if len(fitting) > 1 or not text:
        notes.append(_note(context, choice, fitting))
    return fitting[0]


def _nearest(context: Context, choice: Choice, allowed: Sequence[str], given: Mapping[str, str]) -> Sequence[str]:
    """What to name as allowed: of the editions those of the index asked for, where there is one."""
    return (_editions(context, "", allowed, given) or allowed) if choice.name == EDITION else allowed


def _note(context: Context, choice: Choice, fitting: Sequence[str]) -> str:
    """What was chosen, and what else would have fitted."""
    lang = context.lang
    told = say(lang, "{label}: {chosen} was chosen", label=say(lang, choice.label), chosen=fitting[0])
    others = list(fitting[1 : 1 + NAMED])
    if not others:
        return f"{told}."
    more = "…" if len(fitting) > 1 + NAMED else ""
    return say(lang, "{told}; also possible: {others}.", told=told, others=join(lang, others) + more)


def _further(context: Context, choice: Choice, text: str, found: Mapping[str, str]) -> str:
    """The value; several may be given with commas, units by name."""
    parts = text.replace(",", MANY).split(MANY) if choice.many else [text]
    allowed = list(choice.allowed(context, found)) if choice.allowed else []
    return MANY.join(_one(context, choice, part.strip(), allowed) for part in parts if part.strip())


def _one(context: Context, choice: Choice, text: str, allowed: Sequence[str]) -> str:
    if text in allowed or choice.name not in UNITS:
        return text
    fitting = _units(context, text, allowed, {})
    return fitting[0] if fitting else text


def _none(context: Context, text: str, allowed: Sequence[str], given: Mapping[str, str]) -> list[str]:
    return []


def _editions(context: Context, text: str, allowed: Sequence[str], given: Mapping[str, str]) -> list[str]:
    """Editions of the index asked for (all where none is) that describe the period: newest and today's provinces first."""
    dataset = _dataset(context, given.get(INDICATOR, ""))
    rows = [(one, context.row("editions", one)) for one in allowed]
    own = [(one, row) for one, row in rows if not dataset or row["dataset"] == dataset]
    return [one for one, row in own if not text or str(row["period"]) == text]


def _dataset(context: Context, text: str) -> str:
    """The dataset meant by the id of a dataset or of an indicator; '' for neither."""
    if context.has("datasets", text):
        return text
    return str(context.row("indicators", text)["dataset"]) if context.has("indicators", text) else ""


def _indicators(context: Context, text: str, allowed: Sequence[str], given: Mapping[str, str]) -> list[str]:
    """The headline of the edition for the id of its index or for nothing; else the indicator of that short name."""
    dataset = str(context.row("editions", given[EDITION])["dataset"]) if EDITION in given else ""
    if text in ("", dataset):
        return list(allowed[:1])
    return [one for one in allowed if one == f"{dataset}-{text}"]


def _units(context: Context, text: str, allowed: Sequence[str], given: Mapping[str, str]) -> list[str]:
    """Units of that name, with or without accents; those of today first."""
    wanted = fold(text)
    named = [one for one in allowed if wanted and wanted in _names(context, one)]
    return sorted(named, key=lambda one: one.endswith(FORMER))


def _names(context: Context, entity: str) -> set[str]:
    """Names of a unit in both languages and its other spellings, folded."""
    row = context.row("entities", entity)
    return {fold(name) for name in (row["name_vi"], row["name_en"], *str(row["aliases"]).split(";"))}


def _against(context: Context, text: str, allowed: Sequence[str], given: Mapping[str, str]) -> list[str]:
    """The edition before, where none is named."""
    before = rankings.previous_edition(context, given[EDITION])
    return [before] if not text and before in allowed else []


def unit(context: Context, text: str, allowed: Sequence[str]) -> str:
    """The unit of an id or a name; the text itself where there is none."""
    if text in allowed:
        return text
    return next(iter(_units(context, text, allowed, {})), text)


Fitting = Callable[[Context, str, Sequence[str], Mapping[str, str]], list[str]]
FITTING: Mapping[str, Fitting] = {
    EDITION: _editions,
    INDICATOR: _indicators,
    ENTITY: _units,
    AGAINST: _against,
}
"""How a value that is no id of a snapshot is understood, by choice."""


SHOWN = 12
"""So many allowed values are listed of a choice, unless one kind is asked for."""


def kinds_text(context: Context, only: str = "") -> str:
    """Every kind with its written form, choices and allowed values; of `only` one kind every value.

    What a choice allows may hang on the one before: then its first value is taken as example. Raises UnknownViewError.
    """
    if only and only not in catalogue.KINDS:
        raise not_allowed("figure", only, list(catalogue.KINDS))
    parts = []
    for name, title, form in catalogue.words_of_kinds(context.lang):
        if only in ("", name):
            parts.append("\n".join([f"{name} – {title}", f"  {form}", *_choices_lines(context, name, bool(only))]))
    return "\n\n".join(parts)


def _choices_lines(context: Context, kind: str, every: bool) -> list[str]:
    lines: list[str] = []
    example: dict[str, str] = {}
    own = catalogue.KINDS[kind]
    for choice in (*own.required, *own.further):
        allowed = [str(one) for one in choice.allowed(context, example)] if choice.allowed else []
        if choice in own.required and allowed:
            example[choice.name] = allowed[0]
        lines.append(f"  --{choice.name}  {say(context.lang, choice.label)}: {_values(context.lang, allowed, every)}")
    return lines


def _values(lang: str, allowed: Sequence[str], every: bool) -> str:
    if not allowed:
        return say(lang, "free text")
    shown = list(allowed) if every else list(allowed[:SHOWN])
    more = [say(lang, "{count} further values", count=len(allowed) - len(shown))] if len(shown) < len(allowed) else []
    return ", ".join([*shown, *more])
