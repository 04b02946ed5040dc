"""The ribbon on a figure of an older snapshot: what replaced it, and whether its figures changed."""

import streamlit as st

from charts.figure import Figure
from components import cached
from components.made import made
from components.words import plain
from exports import address, page
from figures import catalogue
from figures.context import Context
from figures.views import UnknownViewError
from language import say


def tell(context: Context, figure: Figure) -> None:
    """Nothing on the newest snapshot; else what the newest says of the same view, with a link to it."""
    newest = cached.newest()
    if newest.id == context.snapshot:
        return
    words = page.change_words(figure.lang, figure, _now(context, figure, newest))
    live = address.live(figure).removeprefix(address.base())
    st.warning(
        f"{plain(words)} [{say(figure.lang, 'The same view as it is now')}]({live})",
        icon=":material/published_with_changes:",
    )


def tell_draft(lang: str) -> None:
    """What a figure of a draft has not: nothing of it can be taken along as if it were published."""
    st.caption(say(lang, "Draft, not published: files, permanent addresses and embedding come with publication."))


def _now(context: Context, figure: Figure, newest: object) -> Figure | None:
    try:
        return made(catalogue.figure, cached.context(newest, context.lang, context.dark), figure.view)  # type: ignore[arg-type]
    except UnknownViewError:
        return None
