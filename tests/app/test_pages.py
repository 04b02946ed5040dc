"""Every page in both languages: it runs, has a title, charts that can be heard, and a footer with its snapshot."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.addresses import SCREENS
from language import LANGUAGES, say
from snapshots.store import Store

Visit = Callable[..., AppTest]
ALT = 200
SECTIONS = [
    *[(screen.path, "") for screen in SCREENS],
    *[("rankings", section) for section in ("ministries", "world")],
    *[("gdp", section) for section in ("joint", "tfp", "research", "provinces")],
    *[("tasks", section) for section in ("tasks", "technologies")],
    *[
        ("data", section)
        for section in ("editions", "coverage", "conflicts", "sources", "snapshots", "changes", "verify", "method", "licence")
    ],
]
DRAWN = {("", ""), ("rankings", ""), ("gdp", ""), ("map", ""), ("province", ""), ("tasks", ""), ("gdp", "joint")}
"""Pages whose usual choice has a chart."""


def charts(app: AppTest) -> list:
    return [node for node in app._tree if node.type == "vega_lite_chart"]


def _footer(app: AppTest) -> str:
    return app.caption[-1].value


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("path", "section"), SECTIONS)
def test_runs_with_title_charts_that_can_be_heard_and_footer(visit: Visit, path: str, section: str, lang: str) -> None:
    app = visit(path, lang, section=section)
    newest = Store().current()
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1
    assert app.title[0].value
    assert newest.id in _footer(app)
    assert newest.manifest_sha256[:12] in _footer(app)
    assert app.session_state["_fallbacks"] == []
    drawn = charts(app)
    assert drawn or (path, section) not in DRAWN
    for chart in drawn:
        assert 0 < len(chart.proto.alt) <= ALT, chart.proto.alt


@pytest.mark.parametrize("path", [screen.path for screen in SCREENS])
def test_titles_are_in_the_readers_language(visit: Visit, path: str) -> None:
    assert visit(path, "vi").title[0].value != visit(path, "en").title[0].value


def test_vietnamese_is_the_language_without_any_choice(visit: Visit) -> None:
    assert visit("rankings").title[0].value == visit("rankings", "vi").title[0].value == say("vi", "Rankings")


def test_the_usual_ranking_is_the_newest_of_the_provinces(visit: Visit) -> None:
    state = visit("rankings", "en").session_state
    assert (state["dataset"], state["edition"], state["indicator"]) == ("dti", "dti-2024-34", "dti-overall")
    assert state["section"] == "provinces"
    assert state["view"] == "list"


def test_an_unknown_address_is_told_on_the_overview(visit: Visit) -> None:
    app = visit("", "en", unknown="bang-xep-hang")
    assert any("bang-xep-hang" in box.value for box in app.info)
    assert not app.exception


def test_every_page_file_is_a_screen_of_its_own() -> None:
    files = {path.name for path in (Path(__file__).resolve().parents[2] / "pages").glob("*.py")}
    assert {screen.file for screen in SCREENS} == files
    assert len({screen.path for screen in SCREENS}) == len(SCREENS)
