"""The preview of a draft: cells old and new, then each figure that changes, to accept or to ask about."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.desk import addresses, comparing, figure_change, naming, row_words, site
from components.desk.checked import report
from components.desk.comparing import Comparison
from components.desk.work import Work, act
from components.words import plain
from figures.changed import Difference
from language import number, say, say_many
from snapshots.compare import Change, frame
from snapshots.desk import looking, review
from snapshots.desk.draft import PUBLISH, Draft
from snapshots.desk.people import PERMITTED
from snapshots.messages import SnapshotError

PAGE = 10
LOOK_AGAIN = 2.0
TABLE_HEIGHT = 380


def preview(work: Work, draft: Draft) -> None:
    """The step: nothing of it while the draft has errors."""
    if draft.what != PUBLISH:
        st.info(say(work.lang, "A proposal to go back or to withdraw changes no cell; its effect is told in the step Publish."))
        return
    try:
        changes = looking.changes(work.desk, work.person, draft.id, report(work.desk, work.person, draft))
    except SnapshotError as error:
        st.error(plain(error.text(work.lang)), icon=":material/block:")
        addresses.link(say(work.lang, "To the check"), work.lang, "draft", ":material/arrow_forward:", draft=draft.id, step="check")
        return
    if not changes:
        st.info(say(work.lang, "This draft changes nothing yet. Bring a file in or edit cells first."))
        return
    site.link(work, say(work.lang, "See the whole site on this draft"), draft.id, "")
    _cells(work, draft, changes)
    _figures(work, draft)


def _cells(work: Work, draft: Draft, changes: Sequence[Change]) -> None:
    lang = work.lang
    st.subheader(say(lang, "Cells, old and new"), anchor=False)
    rows = told_rows(lang, changes)
    counts = rows["table"].value_counts()
    chosen = st.selectbox(
        say(lang, "Table"), ["", *counts.index], key="changed_table",
        format_func=lambda one: f"{one} · {number(lang, counts[one], 0)}" if one
        else say(lang, "All tables · {count}", count=number(lang, len(rows), 0)),
    )
    labels = {
        "column": say(lang, "Column"), "old": say(lang, "Old"), "new": say(lang, "New"), "key": say(lang, "Row"),
        "kind": say(lang, "Kind of change"), "table": say(lang, "Table"),
    }
    shown = (rows[rows["table"] == chosen] if chosen else rows)[list(labels)]
    st.dataframe(
        shown, hide_index=True, column_config=labels, key="changed_cells", placeholder="–",
        height="content" if len(shown) <= PAGE else TABLE_HEIGHT,
    )
    st.download_button(
        say(lang, "Changes as a table (CSV)"), lambda: as_csv(changes), f"draft-{draft.id}-changes.csv", "text/csv",
        key="changes_csv", on_click="ignore", icon=":material/download:",
    )


def told_rows(lang: str, changes: Sequence[Change]) -> pd.DataFrame:
    """Columns table, kind, key, column, old, new; in words, old and new as written in the file."""
    kinds = {
        "added": say(lang, "row added"), "removed": say(lang, "row removed"), "revision": say(lang, "revision"),
        "correction": say(lang, "correction"), "change": say(lang, "other change"),
    }
    rows = [
        (naming.table_title(lang, one.table), kinds[one.kind], row_words.about(lang, one.table, one.key),
         naming.column_title(lang, one.column), one.old, one.new)
        for one in changes
    ]
    return pd.DataFrame(rows, columns=["table", "kind", "key", "column", "old", "new"])


def as_csv(changes: Sequence[Change]) -> bytes:
    """Every change as `snapshots.compare.Change` has it, one a line."""
    text: str = frame(changes).to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def _figures(work: Work, draft: Draft) -> None:
    lang = work.lang
    st.subheader(say(lang, "Figures that change"), anchor=False)
    known = comparing.compared(work, draft)
    progress(work, draft, known)
    if known.failed or (not known.found and not known.whole):
        return
    if not known.found:
        st.info(say(lang, "No figure of the site says anything else."))
        return
    if not draft.kind:
        st.info(say(
            lang, "Say what and why first (step Publish): a change of the draft, of its reason too, takes acceptances back."))
    waiting = [one for one in known.found if one.view not in draft.accepted]
    st.markdown(say(
        lang, "**{accepted} of {count}** accepted", accepted=len(known.found) - len(waiting), count=len(known.found)))
    chosen = _filtered(lang, draft, known)
    _accept_all(work, draft, waiting)
    for one in _page(lang, chosen):
        figure_change.show(work, draft, one)


def _filtered(lang: str, draft: Draft, known: Comparison) -> Sequence[Difference]:
    asked = [one for one in known.found if one.view in draft.questioned]
    parts = {
        "open": [one for one in known.found if one.view not in draft.accepted],
        "asked": asked,
        "reworded": [one for one in known.found if one.reworded],
        "all": list(known.found),
    }
    words = {
        "open": say(lang, "Not accepted"), "asked": say(lang, "Asked about"),
        "reworded": say(lang, "Another headline sentence"), "all": say(lang, "All"),
    }
    which = st.segmented_control(
        say(lang, "Show"), list(parts), default="all", key="changed_which", required=True,
        format_func=lambda one: f"{words[one]} · {len(parts[one])}",
    )
    return parts[which or "all"]


def _accept_all(work: Work, draft: Draft, waiting: Sequence[Difference]) -> None:
    """One click for the figures whose sentence stays: their numbers follow from cells that were looked at above."""
    lang = work.lang
    plain_ones = [one for one in waiting if not one.reworded and one.view not in draft.questioned]
    if work.person.role not in PERMITTED["accept"] or not plain_ones or not site.is_open(draft):
        return
    label = say_many(
        lang, "Accept {count} figure whose headline sentence stays the same",
        "Accept {count} figures whose headline sentences stay the same", len(plain_ones))
    if st.button(label, key="accept_plain", icon=":material/done_all:"):
        done = [act(work, review.accept, draft.id, one.view) for one in plain_ones]
        if all(done):
            st.rerun()


def _page(lang: str, chosen: Sequence[Difference]) -> Sequence[Difference]:
    pages = max(1, -(-len(chosen) // PAGE))
    if pages == 1:
        return chosen
    which = st.pagination(pages, key="changed_page")
    start = (min(int(which or 1), pages) - 1) * PAGE
    return chosen[start : start + PAGE]


def progress(work: Work, draft: Draft, known: Comparison) -> None:
    """How far the comparison of every view is; looks again by itself until it is whole."""
    lang = work.lang
    if known.whole:
        return
    if known.failed:
        st.error(say(lang, "The figures could not be compared; the log of the desk has the reason."), icon=":material/error:")
        if st.button(say(lang, "Compare again"), key="compare_again", icon=":material/refresh:"):
            comparing.again(work, draft)
            st.rerun()
        return

    @st.fragment(run_every=LOOK_AGAIN)
    def look() -> None:
        now = comparing.compared(work, draft)
        if now.whole or now.failed or len(now.found) != len(known.found):
            st.rerun(scope="app")
        told = say(
            lang, "Every view of the site is being compared, the likely ones first: {done} of {total}.",
            done=number(lang, now.done, 0), total=number(lang, now.total, 0) if now.done else "–")
        st.progress(now.done / max(now.total, 1), told)

    look()
