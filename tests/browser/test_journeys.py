"""What readers come to do, done with the real buttons."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from components.addresses import SCREENS
from figures.context import Context
from language import say
from tests.browser.reading import CHART, SETTLED, Server, chart, choose, drawn, footer, shown, widget

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1440, 1920)
VIEWS = {screen.path: screen.path for screen in SCREENS} | {"map zoom": "map?view=zoom"}


def test_another_edition_is_in_the_address_and_reload_and_back_keep_it(page: Page, server: Server, facts) -> None:
    older, newer = (facts("en").edition_title(edition) for edition in ("dti-2023-63", "dti-2024-34"))
    shown(page, f"{server.url}/rankings?lang=en")
    heading = page.locator("h3").first
    expect(heading).to_contain_text(newer)
    options = widget(page, "edition").get_by_role("combobox")
    choose(page, "edition", _edition_name(facts("en"), "dti-2023-63"))
    expect(page).to_have_url(re.compile("edition=dti-2023-63"))
    expect(heading).to_contain_text(older)
    expect(chart(page, "ranking")).to_contain_text(facts("en").name("entities", "ba-ria-vung-tau-63"))

    page.reload()
    drawn(page)
    expect(heading).to_contain_text(older)
    expect(options).to_have_value(_edition_name(facts("en"), "dti-2023-63"))

    page.go_back()
    expect(page).not_to_have_url(re.compile("edition="))
    expect(heading).to_contain_text(newer)
    page.go_forward()
    expect(heading).to_contain_text(older)


def _edition_name(context: Context, edition: str) -> str:
    from components.filters import edition_name

    return edition_name(context, edition)


def test_language_switch_keeps_the_view(page: Page, server: Server, facts) -> None:
    shown(page, f"{server.url}/rankings?edition=dti-2023-63&mark=ninh-binh-63&lang=en")
    widget(page, "lang").get_by_role("radio", name="Tiếng Việt").click()
    expect(page).to_have_url(re.compile("lang=vi"))
    expect(page.locator("h3").first).to_contain_text(facts("vi").edition_title("dti-2023-63"))
    expect(page.locator("h1")).to_have_text(say("vi", "Rankings"))
    expect(chart(page, "ranking")).to_have_attribute("aria-label", re.compile("[ạảãàấốị]"))
    for part in ("edition=dti-2023-63", "mark=ninh-binh-63"):
        assert part in page.url
    profile = page.get_by_test_id("stPageLink").get_by_role("link", name=facts("vi").name("entities", "ninh-binh-63"))
    expect(profile).to_be_visible()


def test_document_is_in_the_language_switched_to(page: Page, server: Server) -> None:
    shown(page, f"{server.url}/rankings?lang=en")
    widget(page, "lang").get_by_role("radio", name="Tiếng Việt").click()
    expect(page.locator("h1")).to_have_text(say("vi", "Rankings"))
    assert page.locator("html").get_attribute("lang") == "vi"


def test_language_is_kept_by_the_menu_and_by_the_address_it_leads_to(page: Page, server: Server) -> None:
    shown(page, f"{server.url}/rankings?lang=en")
    _menu(page, "map")
    expect(page.locator("h1")).to_have_text(say("en", "Map"))
    expect(page).to_have_url(re.compile(r"/map\?.*lang=en"))
    page.reload()
    drawn(page)
    expect(page.locator("h1")).to_have_text(say("en", "Map"))


def _menu(page: Page, path: str) -> None:
    page.locator(f"[data-testid=stTopNavLink][href$='/{path}']").click()


def test_former_name_without_accents_finds_the_unit_of_today(page: Page, server: Server, facts) -> None:
    named = facts("vi")
    shown(page, f"{server.url}/rankings?lang=vi")
    _open_filters(page)
    field = widget(page, "find").get_by_role("textbox")
    field.fill("ha giang")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"find=ha(\+|%20)giang"))
    expect(chart(page, "ranking")).not_to_contain_text(named.name("entities", "ha-noi"))
    expect(chart(page, "ranking")).to_contain_text(named.name("entities", "tuyen-quang"))
    told = page.get_by_test_id("stCaptionContainer").filter(has_text="01/07/2025").filter(has_text="Hà Giang")
    expect(told.filter(has_text=named.name("entities", "tuyen-quang"))).to_be_visible()


def test_highlighted_unit_is_in_the_address_and_leads_to_its_profile(page: Page, server: Server, facts) -> None:
    name = facts("en").name("entities", "phu-tho")
    shown(page, f"{server.url}/rankings?lang=en")
    _open_filters(page)
    widget(page, "mark").get_by_role("combobox").click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name, exact=True).click()
    expect(page).to_have_url(re.compile("mark=phu-tho"))
    page.keyboard.press("Escape")  # while the list is open, the rest of the page is hidden from screen readers
    expect(page.get_by_test_id("stPageLink").get_by_role("link", name=name)).to_be_visible()
    expect(chart(page, "ranking")).to_contain_text(name)


def _open_filters(page: Page) -> None:
    folded = page.locator("details:not([open])").filter(has=widget(page, "find"))
    if folded.count():
        folded.locator("summary").click()
    expect(widget(page, "find")).to_be_visible()
    page.evaluate(SETTLED)


@pytest.mark.parametrize(
    ("address", "key"), [("rankings?lang=en", "ranking"), ("map?lang=en", "map"), ("map?view=tiles&lang=en", "tiles")]
)
def test_a_mark_clicked_leads_to_the_profile_of_its_unit(
    page: Page, server: Server, facts, address: str, key: str
) -> None:
    name = facts("en").name("entities", "hue")
    shown(page, f"{server.url}/{address}")
    drawing = chart(page, key)
    drawing.scroll_into_view_if_needed()
    page.mouse.click(*drawing.evaluate(INSIDE_MARK_OF, "hue"))
    _follow_to_profile(page, name, "hue")


INSIDE_MARK_OF = """(drawing, entity) => {
    const own = mark => mark && mark.__data__ && mark.__data__.datum && mark.__data__.datum.entity === entity;
    for (const mark of [...drawing.querySelectorAll('svg path')].filter(own)) {
        mark.scrollIntoView({block: 'center'});
        const box = mark.getBoundingClientRect();
        for (let part = 1; part < 400; part++) {
            const x = box.left + box.width * (part % 20) / 20, y = box.top + box.height * Math.floor(part / 20) / 20;
            if (own(document.elementFromPoint(x, y))) return [x, y];
        }
    }
    throw new Error(`no mark of ${entity} can be clicked`);
}"""
"""A point of the screen inside the mark that Vega drew for a unit; Vega keeps each mark's row on its element."""


def _follow_to_profile(page: Page, name: str, identity: str) -> None:
    page.get_by_test_id("stPageLink").get_by_role("link", name=name).click()
    expect(page).to_have_url(re.compile(rf"/province\?.*province={identity}"))
    expect(page.locator("h2").filter(has_text=name)).to_be_visible()
    expect(page.locator(f"{CHART} svg.marks").first).to_be_visible()


def test_map_is_used_by_keyboard_alone(page: Page, server: Server, facts) -> None:
    name = facts("en").name("entities", "hue")
    shown(page, f"{server.url}/map?lang=en")
    box = widget(page, "province").get_by_role("combobox")
    _tab_to(page, box)
    assert _focus_is_visible(page, "province")
    page.keyboard.type(name)
    _arrow_to(page, box, name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("province=hue"))
    link = page.get_by_test_id("stPageLink").get_by_role("link", name=name)
    expect(link).to_be_visible()
    _tab_to(page, link)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/province\?.*province=hue"))
    expect(page.locator("h2").filter(has_text=name)).to_be_visible()


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus: at most 80 stops, as a reader would give up."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not get there")


def _arrow_to(page: Page, box: Locator, name: str) -> None:
    """Press the down arrow until the option of that name is the one that Enter would choose."""
    expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    for _ in range(5):
        active = box.get_attribute("aria-activedescendant")
        if active and page.locator(f"[id='{active}']").inner_text().strip() == name:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrow keys do not reach {name}")


def _focus_is_visible(page: Page, key: str) -> bool:
    """The focused widget looks other than when the focus is elsewhere: a border, an outline or a shadow changes."""
    looks = """element => [element, ...element.querySelectorAll('*')].map(part => {
        const style = getComputedStyle(part);
        return [style.outline, style.boxShadow, style.borderColor].join();
    }).join(';')"""
    focused = widget(page, key).evaluate(looks)
    page.evaluate("() => { window.wasFocused = document.activeElement; window.wasFocused.blur(); }")
    resting = widget(page, key).evaluate(looks)
    page.evaluate("() => window.wasFocused.focus()")
    return focused != resting


def test_nothing_scrolls_sideways_at_any_width(page: Page, server: Server) -> None:
    wide = [
        (view, width, part)
        for view, address in VIEWS.items()
        for width, part in _wider_than_screen(page, f"{server.url}/{address}")
    ]
    assert not wide


def _wider_than_screen(page: Page, address: str) -> list[tuple[int, str]]:
    """Widths at which the page could be scrolled sideways, with the element that sticks out furthest."""
    page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
    shown(page, address)
    found = []
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(SETTLED)
        out = page.evaluate(OUTSIDE)
        if out:
            found.append((width, out))
    return found


OUTSIDE = """() => {
    const main = document.querySelector('[data-testid=stMain]'), page = document.scrollingElement;
    if (main.scrollWidth <= main.clientWidth && page.scrollWidth <= page.clientWidth) return '';
    const parts = [...main.querySelectorAll('*')].map(part => [part.getBoundingClientRect().right, part]);
    const [right, part] = parts.sort((one, other) => other[0] - one[0])[0];
    return `${main.scrollWidth} > ${main.clientWidth}: ${part.tagName}.${part.getAttribute('class')} to ${right}`;
}"""


def test_zoomable_map_asks_no_other_host(page: Page, server: Server) -> None:
    """The `page` fixture fails on any request that leaves the host; here the map is also moved and zoomed."""
    shown(page, f"{server.url}/map?view=zoom&lang=en")
    canvas = page.get_by_test_id("stDeckGlJsonChart").locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -400)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 40, steps=4)
    page.mouse.up()
    page.wait_for_load_state("networkidle")
    expect(footer(page)).to_be_attached()
