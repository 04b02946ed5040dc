"""A link straight to a page is the first thing a new server is asked, and shows the page whole."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from components.addresses import SCREENS
from figures.context import Context
from language import say
from tests.browser.reading import CHART, Server, Watch, chart, drawn, footer, shown, widget

pytestmark = pytest.mark.browser

LINKS = {
    "": ("en", "", "twin_overview_map", ()),
    "rankings": ("en", "edition=dti-2023-63&mark=ninh-binh-63", "twin_ranking", ("editions", "dti-2023-63")),
    "gdp": ("vi", "section=joint", "twin_joint", ()),
    "map": ("en", "view=tiles&edition=dti-2022-63", "twin_tiles", ("editions", "dti-2022-63")),
    "province": ("vi", "province=ha-giang-63", "twin_indices", ("entities", "ha-giang-63")),
    "ministry": ("en", "ministry=bo-tc", "", ("entities", "bo-tc")),
    "tasks": ("vi", "section=tasks&kind=vn", "twin_tasks", ()),
    "data": ("en", "section=method", "", ()),
    "revisions": ("vi", "", "", ()),
}
"""Of each page: language, choices, the key below its chart (none: a table), and what the choice names on the page."""


def test_every_page_has_a_link_here() -> None:
    assert set(LINKS) == {screen.path for screen in SCREENS}


@pytest.mark.parametrize("path", ["", "map", "province", "data"])
def test_first_request_of_a_new_server(
    path: str, fresh_server: Callable[[], Server], readers: BrowserContext, facts: Callable[[str], Context]
) -> None:
    """Pages of different making; the others are opened on a server that runs already."""
    _arrives(path, fresh_server(), readers, facts)


@pytest.mark.parametrize("path", ["rankings", "gdp", "ministry", "tasks", "revisions"])
def test_a_link_straight_to_a_page(
    path: str, server: Server, readers: BrowserContext, facts: Callable[[str], Context]
) -> None:
    _arrives(path, server, readers, facts)


def _arrives(path: str, server: Server, readers: BrowserContext, facts: Callable[[str], Context]) -> None:
    lang, choices, key, named = LINKS[path]
    page, watch = readers.new_page(), Watch()
    watch.on(page)
    shown(page, f"{server.url}/{path}?lang={lang}" + (f"&{choices}" if choices else ""))
    _in_language(page, path, lang)
    if key:
        expect(widget(page, key)).to_be_visible()
        expect(page.locator(f"{CHART} svg.marks .mark-group *").first).to_be_attached()
    else:
        expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    if named:
        _names(page, facts(lang), *named)
    page.close()
    watch.check()


def _in_language(page: Page, path: str, lang: str) -> None:
    """Language of the document, title, the whole menu with this page marked, and the footer."""
    assert page.locator("html").get_attribute("lang") == lang
    assert say(lang, "Resolution 57 explorer") in page.title()
    links = page.get_by_test_id("stTopNavLink")
    expect(links).to_have_count(len(SCREENS))
    for screen in SCREENS:
        expect(links.filter(has_text=say(lang, screen.title))).to_have_count(1)
    here = next(screen for screen in SCREENS if screen.path == path)
    expect(page.locator("[aria-current=page]")).to_contain_text(say(lang, here.title))
    expect(page.locator("h1")).to_be_visible()
    expect(footer(page)).to_be_visible()


def _names(page: Page, context: Context, table: str, identity: str) -> None:
    """The page speaks of what the link chose: the edition in the title of its chart, the unit in its heading."""
    if table == "editions":
        expect(page.locator("h3").filter(has_text=context.edition_title(identity)).first).to_be_visible()
    else:
        expect(page.locator("h2").filter(has_text=context.name(table, identity))).to_be_visible()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_unknown_page_goes_to_the_overview_and_says_so(page: Page, server: Server, lang: str) -> None:
    shown(page, f"{server.url}/khong-co/o-day?lang={lang}")
    assert page.url.startswith(f"{server.url}/?")
    told = say(
        lang, "There is no page at /{path}. This is the overview; the menu lists every page.", path="khong-co/o-day"
    )
    expect(page.get_by_test_id("stAlert").filter(has_text=told)).to_be_visible()
    expect(page.locator("[aria-current=page]")).to_contain_text(say(lang, SCREENS[0].title))


def test_what_a_link_asks_for_in_vain_is_told(page: Page, server: Server) -> None:
    """Every key of the address that names something unknown is told, and the page is shown all the same."""
    for address, parts in (
        ("province?province=atlantis&lang=en", ["province=atlantis"]),
        ("rankings?edition=dti-1999-63&mark=ha-noi~atlantis&lang=vi", ["edition=dti-1999-63", "mark=atlantis"]),
        ("map?snapshot=1999-01-01&lang=xx", ["snapshot=1999-01-01", "lang=xx"]),
    ):
        shown(page, f"{server.url}/{address}")
        for part in parts:
            expect(page.get_by_test_id("stAlert").filter(has_text=part)).to_be_visible()


def test_link_to_an_older_snapshot_says_what_replaced_it(page: Page, server: Server) -> None:
    shown(page, f"{server.url}/rankings?snapshot=2025-01-31&lang=en")
    expect(page.get_by_test_id("stAlert").filter(has_text="2025-01-31")).to_be_visible()
    expect(footer(page)).to_contain_text("2025-01-31")
    widget(page, "show_newest").get_by_role("button").click()
    expect(page).not_to_have_url(re.compile("snapshot="))
    expect(footer(page)).not_to_contain_text("2025-01-31")
    drawn(page)
    expect(chart(page, "ranking")).to_be_visible()
