"""The drawer of a number's origin: click one opens it, click two picks the row; both languages, any kind of figure."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from language import say

VIEWS = (
    "ranking/dti-2024-34/dti-overall/mark=bac-ninh",
    "digital-economy",
    "target-list",
    "map/dti-2024-34/dti-overall",
)


def _page(view: str, lang: str) -> None:
    """A page with one figure's button and nothing else."""
    import streamlit as st

    from components import receipt as drawer
    from figures import catalogue, overview
    from figures import receipt as receipts
    from figures.context import Context
    from snapshots.store import Store

    made = []
    plain_receipt = receipts.receipt
    receipts.receipt = lambda *given: made.append(given[2]) or plain_receipt(*given)  # type: ignore[func-returns-value]
    try:
        context = Context(Store().current(), lang)
        if view == "tile":
            drawer.of_tile(context, overview.tiles(context)[0])
        elif view.startswith("facts/"):
            drawer.of_facts(context, view.split("/")[1])
        elif view.startswith("standing/"):
            drawer.of_standing(context, view.split("/")[1])
        else:
            drawer.button(context, catalogue.figure(context, view), "x")
    finally:
        receipts.receipt = plain_receipt
    st.session_state["_made"] = made


Open = Callable[[str, str], AppTest]


@pytest.fixture
def page() -> Open:
    return lambda view, lang: AppTest.from_function(_page, default_timeout=120, args=(view, lang)).run()


def _text(app: AppTest) -> str:
    return "\n".join(str(getattr(node, "value", "")) for node in (*app.markdown, *app.caption, *app.code, *app.info))


def test_nothing_is_computed_before_the_drawer_is_open(page: Open) -> None:
    app = page(VIEWS[0], "vi")
    assert not app.exception
    assert app.session_state["_made"] == []
    assert not app.selectbox
    assert not app.code
    assert app.button(key="receipt_x").label == say("vi", "Where does this number come from?")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_one_click_shows_the_receipt_of_a_row(page: Open, view: str, lang: str) -> None:
    app = page(view, lang).button(key="receipt_x").click().run()
    assert not app.exception
    assert len(app.session_state["_made"]) == 1
    text = app.code[0].value
    for label in ("File and row", "Snapshot", "SHA-256 of the file", "Public source"):
        assert say(lang, label) in text
    assert ".csv](/s/" not in text
    assert "](/s/2" in _text(app)


def test_the_marked_unit_opens_and_the_second_click_picks_another(page: Open) -> None:
    app = page(VIEWS[0], "vi").button(key="receipt_x").click().run()
    box = app.selectbox(key="receipt_row_x")
    assert len(box.options) == 34
    assert app.code[0].value.startswith("Bắc Ninh — ")
    other = next(position for position, label in enumerate(box.options) if label.startswith("Huế"))
    box.select_index(other)
    app.button(key="receipt_x").click().run()  # the runner here knows no fragments: a browser keeps the drawer open
    assert not app.exception
    assert app.code[0].value.startswith("Huế — ")
    assert "dòng " in app.code[0].value


@pytest.mark.parametrize(
    ("view", "key"),
    [
        ("facts/bac-ninh", "facts_bac-ninh"),
        ("facts/bo-khoa-hoc-va-cong-nghe", "facts_bo-khoa-hoc-va-cong-nghe"),
        ("facts/no-such-unit", "facts_no-such-unit"),
    ],
)
def test_facts_and_units_without_any_are_told(page: Open, view: str, key: str) -> None:
    app = page(view, "en").button(key=f"receipt_{key}").click().run()
    assert not app.exception
    if "bac-ninh" in view:
        assert "province_facts.csv" in app.code[0].value
    else:
        assert app.info


def test_a_tile_shows_its_receipt_at_once(page: Open) -> None:
    app = page("tile", "en")
    app.button[0].click().run()
    assert not app.exception
    assert "observations.csv, row" in app.code[0].value
