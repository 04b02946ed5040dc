"""What the files of a folder become, as the command line tells it before anything is written."""

from dataclasses import asdict
from typing import Any

from language import say
from snapshots.bringing import Brought
from snapshots.findings import LIMIT_PER_RULE, block, visible
from snapshots.intake import Ask, Conversion, summary
from snapshots.report import SHOWN_CHANGES


def brought_text(lang: str, brought: Brought) -> str:
    """What each file given becomes: every change, question and refusal."""
    names = ", ".join(visible(name) for name in brought.passed_over)
    passed = [say(lang, "Passed over, since the computer made it and no clerk did: {names}", names=names)] if names else []
    return "\n".join([*passed, *(line for name, made in brought.conversions.items() for line in _brought(lang, name, made))])


def _brought(lang: str, name: str, made: Conversion) -> list[str]:
    lines = [f"{visible(name)} → {visible(made.name)}"]
    if made.files and not made.changes:
        lines.append("  " + say(lang, "Nothing needs to be changed."))
    lines += [f"  {text}" for text in summary(made, lang)]
    if len(made.changes) > len(summary(made, lang)):
        lines += [f"    {change.text(lang)}" for change in made.changes[:SHOWN_CHANGES]]
    if len(made.changes) > SHOWN_CHANGES:
        left = len(made.changes) - SHOWN_CHANGES
        lines.append("    " + say(lang, "… and {count} more; all of them with --json.", count=left))
    lines += [line for ask in made.asks for line in _ask(lang, ask)]
    return lines + [block(lang, refusal) for refusal in made.refusals] + _cut(lang, made)


def _cut(lang: str, made: Conversion) -> list[str]:
    return [
        say(lang, "{file}: {count} findings [{code}], the first {shown} are listed.",
            file=visible(made.name), count=count, code=code, shown=LIMIT_PER_RULE)
        for code, count in made.counts.items() if count > LIMIT_PER_RULE
    ]


def _ask(lang: str, ask: Ask) -> list[str]:
    choices = [f"    --answer {ask.id}={value}  {ask.label(lang, value)}" for value, _ in ask.choices]
    return [f"{say(lang, 'QUESTION')}  {ask.text(lang)}", *choices]


def brought_json(lang: str, brought: Brought) -> dict[str, Any]:
    """The same for machines."""
    return {
        "settled": brought.settled, "passed_over": list(brought.passed_over),
        "files": {
            name: {
                "table": made.name, "encoding": made.encoding,
                "changes": [{**asdict(change), "text": change.text(lang)} for change in made.changes],
                "asks": [{"id": ask.id, "text": ask.text(lang), "choices": dict(ask.choices)} for ask in made.asks],
                "refusals": [refusal.as_dict(lang) for refusal in made.refusals], "faults": dict(made.counts),
            }
            for name, made in brought.conversions.items()
        },
    }
