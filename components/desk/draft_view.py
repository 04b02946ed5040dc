"""One draft: its head and its steps. Each step is a module of its own; what the address asks for is shown."""

from collections.abc import Callable

import streamlit as st

from components.desk import addresses, bring_in_view, cells_view, check_view, preview_view, publish_view
from components.desk.draft_words import authors, files, name_of, open_points, reason, state
from components.desk.work import Work
from components.words import plain
from language import number, say
from snapshots.desk import looking
from snapshots.desk.draft import PUBLISH, Draft
from snapshots.desk.errors import UnknownDraftError

Step = Callable[[Work, Draft], None]


def draft(work: Work) -> None:
    """The draft of the address, or that there is none."""
    try:
        found = looking.draft(work.desk, work.person, addresses.asked("draft"))
    except UnknownDraftError as error:
        st.title(say(work.lang, "Draft"), anchor=False)
        st.warning(plain(error.text(work.lang)), icon=":material/link_off:")
        addresses.link(say(work.lang, "All drafts"), work.lang, "", ":material/arrow_back:")
        return
    _head(work, found)
    _steps(work, found)


def _head(work: Work, found: Draft) -> None:
    addresses.link(say(work.lang, "All drafts"), work.lang, "", ":material/arrow_back:")
    st.title(plain(name_of(work.lang, found)), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        state(work.lang, found)
        told = [authors(work.lang, found), files(work.lang, found), say(work.lang, "from snapshot {base}", base=found.base)]
        st.caption(" · ".join(plain(text) for text in [*told, *open_points(work.lang, found)] if text))
    if reason(work.lang, found):
        st.write(plain(reason(work.lang, found)))


def _steps(work: Work, found: Draft) -> None:
    steps = steps_of(found)
    asked = addresses.asked("step")
    chosen = asked if asked in steps else next(iter(steps))
    if len(steps) > 1:
        _choose(work, found, list(steps), chosen)
    steps[chosen](work, found)


def _choose(work: Work, found: Draft, steps: list[str], chosen: str) -> None:
    words, counts = names(work.lang), open_counts(work, found, chosen)
    st.session_state["step"] = chosen
    st.segmented_control(
        say(work.lang, "Step"), steps, key="step", required=True, label_visibility="collapsed",
        format_func=lambda step: f"{words[step]} ({number(work.lang, counts[step], 0)})" if counts.get(step) else words[step],
        on_change=lambda: addresses.put("step", st.session_state["step"]),
    )


def open_counts(work: Work, found: Draft, chosen: str) -> dict[str, int]:
    """How much is open in each step. The check is counted where it is run anyhow: past the steps that change the draft."""
    counts = {"files": len(found.uploads), "preview": len(found.questioned)}
    if found.what == PUBLISH and found.tables and chosen not in ("files", "cells"):
        told = check_view.checked_report(work, found)
        left = looking.open_questions(work.desk, work.person, found.id, told) if told else ()
        counts["check"] = told.count("error") + len(left) if told else 0
    return counts


def names(lang: str) -> dict[str, str]:
    """The steps as the reader names them."""
    return {
        "files": say(lang, "1. Bring in"),
        "cells": say(lang, "Edit cells"),
        "check": say(lang, "2. Check"),
        "preview": say(lang, "3. Preview"),
        "publish": say(lang, "4. Publish"),
    }


def steps_of(found: Draft) -> dict[str, Step]:
    """The steps this draft has: a proposal to go back or to withdraw brings in nothing."""
    last: dict[str, Step] = {"publish": publish_view.publish}
    if found.what != PUBLISH:
        return last
    first: dict[str, Step] = {"files": bring_in_view.files, "cells": cells_view.cells, "check": check_view.check}
    return {**first, "preview": preview_view.preview, **last}
