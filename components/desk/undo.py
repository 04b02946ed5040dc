"""What going back and withdrawing do to what readers see."""

from collections.abc import Sequence
from dataclasses import replace

from language import say
from snapshots.log import Entry
from snapshots.store import shown_line


def shown_now(entries: Sequence[Entry]) -> str:
    """The snapshot the log shows; empty where there is none."""
    line = shown_line(tuple(entries))
    return line[-1].snapshot if line else ""


def shown_after(entries: Sequence[Entry], what: str, target: str) -> str:
    """The snapshot the log would show after `roll_back` to `target`, or after `withdraw` of it; empty for none."""
    about = next(entry for entry in entries if (entry.action, entry.snapshot) == ("publish", target))
    return shown_now([*entries, replace(about, action=what)])


def effect(lang: str, entries: Sequence[Entry], what: str, target: str) -> str:
    """In one sentence what readers will see."""
    shown = shown_after(entries, what, target)
    if what == "roll_back":
        return say(
            lang, "Readers will see the figures of snapshot {snapshot} again; what was published after it stays readable "
            "under its own address, marked as replaced.", snapshot=target)
    if not shown:
        return say(
            lang, "Snapshot {snapshot} is the last one shown: readers will be told that nothing is published at the moment.",
            snapshot=target)
    return say(
        lang, "Snapshot {snapshot} stays readable under its own address, marked as withdrawn with the reason; the pages show "
        "snapshot {shown}.", snapshot=target, shown=shown)


def can_go_back(entries: Sequence[Entry], target: str) -> bool:
    """Whether a snapshot may be shown again: it is not shown now and was not withdrawn."""
    return target != shown_now(entries) and not withdrawn(entries, target)


def withdrawn(entries: Sequence[Entry], target: str) -> bool:
    """Whether a snapshot was taken out of use."""
    return any((entry.action, entry.snapshot) == ("withdraw", target) for entry in entries)
