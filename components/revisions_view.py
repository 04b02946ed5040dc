"""The public list of revisions: what was published, corrected, set aside or withdrawn; nothing ever leaves it."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import cached, links
from components.words import plain
from figures import revised
from figures.context import Context
from language import date, number, say, say_many
from snapshots.log import Entry
from snapshots.revisions import RankMove, Revision
from snapshots.revisions import revisions as read
from snapshots.store import shown_line

NEWEST = 30
"""Entries told in full; the table below has all."""
MOVES = 10
"""Rises and falls named of one entry; the table of changed figures has all."""
FILES = ("datapackage.json", "observations.csv", "SHA256SUMS")
WHOLE = 12
"""Changed figures told as lines; a table has all where there are more. Tables up to this many rows are shown whole."""
ICONS: Mapping[str, str] = {
    "publish": ":material/publish:",
    "roll_back": ":material/undo:",
    "withdraw": ":material/block:",
    "correction": ":material/build:",
    "revision": ":material/published_with_changes:",
}


def known() -> list[Revision]:
    """Every entry with what it changed, oldest first. A complete one is made once for good; others are tried again."""
    made = cached.kept(("revisions",), dict)
    found = read(cached.store(), made)
    made.update({one.entry_sha256: one for one in found if one.complete})
    return found


def lead(context: Context, place: DeltaGenerator) -> None:
    """One sentence: how many entries, of which corrections and withdrawals."""
    entries, lang = cached.store().entries(), context.lang
    told = [
        say_many(lang, "{count} entry in the log", "{count} entries in the log", len(entries)),
        _count(lang, entries, "correction"),
        _count(lang, entries, "withdraw"),
    ]
    words = say(lang, "{counts}. Whatever was published here stays readable.", counts=", ".join(told))
    place.markdown(f"**{plain(words)}**")


def policy(lang: str) -> None:
    """What the words mean, and what we promise."""
    promises = (
        say(
            lang,
            "**Revision**: the publisher gave a better figure for the same period later. Old and new are both kept.",
        ),
        say(
            lang,
            "**Correction**: an error was mended, theirs or ours. It is told with the reason, however small it is.",
        ),
        say(
            lang,
            "**New edition, method, territory**: other things are counted, or counted otherwise; no earlier figure was wrong.",
        ),
        say(
            lang,
            "**Withdrawal**: a snapshot that should not be relied on. It stays readable, with the reason beside it.",
        ),
        say(lang, "**Return**: an earlier snapshot is shown again. What came after it stays in the list."),
        say(
            lang,
            "No entry is changed or removed: each holds the checksum of the one before it, and no figure changes without an entry.",
        ),
    )
    with st.expander(say(lang, "What is a revision, what is a correction: our policy"), icon=":material/policy:"):
        st.markdown("\n".join(f"- {text}" for text in promises))


def entries(context: Context) -> None:
    """The newest entries, each with its reason, counts, changed figures and movers."""
    found = known()
    for one in reversed(found[-NEWEST:]):
        with st.container(border=True, key=f"entry_{one.entry.seq}"):
            _entry(context, one, [other.entry for other in found])


def whole_log(context: Context) -> None:
    """All entries as one table."""
    lang = context.lang
    st.subheader(say(lang, "All entries of the log"), anchor=False)
    headings = [
        say(lang, "Entry"),
        say(lang, "Day"),
        say(lang, "What happened"),
        say(lang, "Snapshot"),
        say(lang, "Reason"),
    ]
    rows = [
        (entry.seq, date(lang, entry.time[:10]), kind_words(lang, entry), entry.snapshot, _reason(lang, entry))
        for entry in reversed(cached.store().entries())
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=headings),
        hide_index=True,
        height="content" if len(rows) <= WHOLE else "auto",
        column_config={headings[0]: st.column_config.NumberColumn(width=60)},
        alt=say(lang, "Table of all entries of the log: day, what happened, snapshot and reason."),
        key="whole_log",
    )


def kind_words(lang: str, entry: Entry) -> str:
    """What an entry is, in words."""
    if entry.action == "withdraw":
        return say(lang, "Withdrawal")
    if entry.action == "roll_back":
        return say(lang, "Return to an earlier snapshot")
    return {
        "first": say(lang, "First publication"),
        "new_edition": say(lang, "New edition"),
        "revision": say(lang, "Revision"),
        "correction": say(lang, "Correction"),
        "method": say(lang, "Change of method"),
        "territory": say(lang, "Change of territory"),
    }.get(entry.kind, entry.kind)


def _count(lang: str, entries: Sequence[Entry], kind: str) -> str:
    count = sum(kind in (entry.kind, entry.action) for entry in entries)
    if kind == "withdraw":
        return say_many(lang, "{count} withdrawal", "{count} withdrawals", count)
    return say_many(lang, "{count} correction", "{count} corrections", count)


def _reason(lang: str, entry: Entry) -> str:
    return entry.reason_vi if lang == "vi" else entry.reason_en


def _entry(context: Context, one: Revision, log: list[Entry]) -> None:
    lang, entry = context.lang, one.entry
    icon = ICONS.get(entry.kind) or ICONS[entry.action]
    title = say(lang, "{kind}: snapshot {snapshot}", kind=kind_words(lang, entry), snapshot=entry.snapshot)
    st.subheader(f"{icon} {plain(title)}", anchor=False)
    st.markdown(plain(_reason(lang, entry)))
    st.caption(plain(" · ".join(_facts(lang, one))))
    _state(lang, entry, log)
    _changed(context, one)
    _to(lang, entry)


def _facts(lang: str, one: Revision) -> list[str]:
    entry = one.entry
    told = [
        say(lang, "entry {seq} of the log", seq=entry.seq),
        say(lang, "entered on {day}", day=date(lang, entry.time[:10])),
        _approved(lang, entry),
        say(lang, "checksum of the entry {checksum}", checksum=one.entry_sha256[:12]),
    ]
    if entry.reconstructed:
        told.insert(2, say(lang, "reconstructed: what was public by the day of the snapshot, put together later"))
    return told


def _approved(lang: str, entry: Entry) -> str:
    """Who confirmed it, by role: names of staff stay in the log."""
    if entry.approver and entry.approver != entry.actor:
        return say(lang, "confirmed by a second person")
    return say(lang, "confirmed by who published it")


def _state(lang: str, entry: Entry, log: list[Entry]) -> None:
    """Whether the snapshot published here is shown now, was withdrawn, or was set aside by a return."""
    if entry.action != "publish":
        return
    for other in log:
        if (other.action, other.snapshot) == ("withdraw", entry.snapshot):
            words = say(
                lang, "Withdrawn on {day}: {reason}", day=date(lang, other.time[:10]), reason=_reason(lang, other)
            )
            st.error(plain(words), icon=":material/block:")
            return
    line = [kept.snapshot for kept in shown_line(tuple(log))]
    if line and entry.snapshot == line[-1]:
        st.success(say(lang, "This is what the site shows now."), icon=":material/check_circle:")
    elif entry.snapshot not in line:
        st.warning(say(lang, "Set aside by a return to an earlier snapshot."), icon=":material/undo:")


def _changed(context: Context, one: Revision) -> None:
    lang = context.lang
    if not one.complete:
        st.warning(
            say(
                lang, "What this entry changed is not known: a snapshot could not be read or is not what was published."
            )
        )
        return
    told = revised.counts(lang, one)
    if told:
        st.markdown(plain(" · ".join(told)))
    elif one.before and one.after == one.before:
        st.markdown(say(lang, "What readers see did not change by this entry."))
    if one.figures:
        old, new = (
            cached.context(cached.older(each, cached.head()), lang, context.dark) for each in (one.before, one.after)
        )
        _figures(old, new, one)
        _movers(old, new, one)


def _figures(old: Context, new: Context, one: Revision) -> None:
    lang = new.lang
    told = cached.kept(("revised", one.entry_sha256, lang), lambda: revised.lines(old, new, one.figures))
    st.markdown("\n".join(f"- {_line(lang, line)}" for line in told[:WHOLE]))
    if len(told) > WHOLE or one.more:
        _all_figures(lang, one, told)


def _line(lang: str, line: revised.Line) -> str:
    """One changed figure as a line that a phone can show: what, old → new, difference."""
    what = plain(", ".join((line.indicator, line.entity, line.period)))
    change = f"{plain(line.old)} → **{plain(line.new)}**"
    words = say(lang, "{what}: {change}", what=what, change=change)
    return f"{words} ({plain(line.difference)})" if line.difference else words


def _all_figures(lang: str, one: Revision, told: list[revised.Line]) -> None:
    key = f"changed_{one.entry.seq}"
    label = say_many(lang, "All {count} changed figure", "All {count} changed figures", len(told))
    part = st.expander(label, on_change="rerun", key=key, icon=":material/table:")
    if not part.open:
        return
    with part:
        st.dataframe(
            revised.table(lang, told),
            hide_index=True,
            alt=say(lang, "Figures that changed by entry {seq} of the log, before and after.", seq=one.entry.seq),
        )
        if one.more:
            st.caption(_more(lang, one.more))


def _more(lang: str, more: int) -> str:
    return say_many(
        lang,
        "And {figures} more changed figure; the files of both snapshots have it.",
        "And {figures} more changed figures; the files of both snapshots have them.",
        more,
        figures=number(lang, more),
    )


def _movers(old: Context, new: Context, one: Revision) -> None:
    lang = new.lang
    for heading, ranked in ((say(lang, "Who rises"), one.rises), (say(lang, "Who falls"), one.falls)):
        if ranked:
            st.markdown(f"**{heading}**\n\n" + "\n".join(f"- {text}" for text in _named(lang, old, new, ranked)))


def _named(lang: str, old: Context, new: Context, ranked: Sequence[RankMove]) -> list[str]:
    more = len(ranked) - MOVES
    told = [plain(text) for text in revised.moves(old, new, ranked[:MOVES])]
    return told + ([say_many(lang, "{count} more", "{count} more", more)] if more > 0 else [])


def _to(lang: str, entry: Entry) -> None:
    """The site as of the snapshot, and its files."""
    with st.container(horizontal=True, vertical_alignment="center"):
        label = say(lang, "The site as of {snapshot}", snapshot=entry.snapshot)
        links.to("", label, lang, ":material/history:", snapshot=entry.snapshot)
        for name in FILES:
            st.markdown(f":material/description: [{plain(name)}](/s/{entry.snapshot}/{name})")
