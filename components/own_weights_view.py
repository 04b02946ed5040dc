"""The ranking by the reader's own weights: the weights, kept in the address, and the figure they make."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import figure_view, selection
from components.made import view
from components.words import plain
from figures import own_weights
from figures.context import Context
from figures.own_weights import KIND, MOST
from figures.views import MANY, UnknownViewError
from language import say

IN_A_ROW = 4
"""Weights beside each other."""
STEP = 5.0


def choose_weights(context: Context, edition: str) -> dict[str, float]:
    """A number for each main index, from the address or the index's own weights; written back when one changes.

    Raises OwnWeightsError where the edition may not be ranked with own weights.
    """
    lang, start = context.lang, own_weights.published_weights(context, edition)
    asked = _asked(context, edition)
    write = partial(_write, tuple(asked), own_weights.written(start))
    places = [place for _ in range(0, len(asked), IN_A_ROW) for place in st.columns(IN_A_ROW)]
    chosen = {}
    for place, (one, weight) in zip(places, asked.items(), strict=False):
        st.session_state[_key(one)] = weight
        chosen[one] = place.number_input(
            context.name("indicators", one), 0.0, MOST, step=STEP, format="%g", key=_key(one), on_change=write
        )
    st.button(
        say(lang, "Back to the index's own weights"),
        key="weights_reset",
        on_click=partial(selection.put, "weights", ""),
        disabled=asked == start,
        icon=":material/restart_alt:",
    )
    return chosen


def show(context: Context, edition: str, marked: tuple[str, ...], lead: DeltaGenerator) -> str:
    """The weights and the ranking they make; the id of the unit picked, or ''. A partial edition gets its reason."""
    lang = context.lang
    try:
        own_weights.checked(context, edition, {})
        st.markdown(
            say(
                lang,
                "Give each main index the weight you find right: the order is computed again from the published values. "
                "It is yours and not official; the address keeps your weights.",
            )
        )
        weights = own_weights.written(choose_weights(context, edition))
        figure = view(context, KIND, edition=edition, weights=weights, mark=MANY.join(marked))
    except UnknownViewError as error:
        st.info(plain(error.text(lang)))
        return ""
    st.warning(figure.unofficial, icon=":material/person_edit:")
    return figure_view.show(context, figure, "own_weights", pick=True, lead=lead)


def _asked(context: Context, edition: str) -> dict[str, float]:
    """The weights of the address; the index's own where it has none, or none that can be used (with a notice)."""
    text = selection.asked("weights")
    if text:
        try:
            return own_weights.checked(context, edition, own_weights.read(text))
        except UnknownViewError:
            selection.reject("weights", text)
    return own_weights.published_weights(context, edition)


def _key(indicator: str) -> str:
    return f"weight_{indicator}"


def _write(indicators: tuple[str, ...], default: str) -> None:
    chosen = {one: float(st.session_state[_key(one)]) for one in indicators}
    selection.put("weights", own_weights.written(chosen), default)
