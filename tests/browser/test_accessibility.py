"""Every page as axe-core and a screen reader see it, light and dark, on a desktop and on a phone."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from components.addresses import SCREENS
from tests.browser.reading import DESKTOP, PHONE, ROOT, SETTLED, Server, footer, idle, shown

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VIETNAMESE = re.compile("[ạảãàáăắằẳẵặâấầẩẫậđẹẻẽèéêếềểễệịỉĩìíọỏõòóôốồổỗộơớờởỡợụủũùúưứừửữựỵỷỹỳý]", re.IGNORECASE)
VIEWS = {screen.path or "overview": screen.path for screen in SCREENS} | {
    "map zoom": "map?view=zoom",
    "rankings places": "rankings?view=bump&edition=dti-2023-63",
}
ON_PHONES = ("overview", "rankings", "map", "province", "tasks")
THEMES = {"light": "vi", "dark": "en"}
"""Each theme in one of the languages: colours do not depend on the language, nor labels on the theme."""


@dataclass(frozen=True)
class Allowed:
    """What Streamlit's own widgets do wrong and our code cannot mend; the table in docs/accessibility.md has the reasons."""

    rule: str
    selector: str


ALLOWED: tuple[Allowed, ...] = ()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
def test_no_serious_violation(page: Page, server: Server, view: str, theme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci")
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    address = VIEWS[view]
    shown(page, f"{server.url}/{address}{'&' if '?' in address else '?'}lang={THEMES[theme]}")
    _every_drawing_is_named(page, THEMES[theme])
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = _violations(page)
    if view in ON_PHONES:
        page.set_viewport_size(PHONE)
        page.evaluate(SETTLED)
        found += _violations(page)
        page.set_viewport_size(DESKTOP)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("tip", ["8e5720f6fcae", "000000000000", "no checksum"])
@pytest.mark.parametrize("theme", THEMES)
def test_no_serious_violation_where_a_checksum_is_asked(page: Page, server: Server, theme: str, tip: str) -> None:
    """A part of words only: neither chart nor table."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci")
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.goto(f"{server.url}/verify?tip={tip}&lang={THEMES[theme]}")
    footer(page).wait_for()
    idle(page)
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert not _violations(page)


def _violations(page: Page) -> list[str]:
    """Serious and critical violations outside ALLOWED."""
    return page.evaluate(RUN, [[one.rule, one.selector] for one in ALLOWED])


RUN = """async allowed => {
    const {violations} = await axe.run(document, {resultTypes: ['violations']});
    const known = (rule, part) => allowed.some(([id, selector]) => id === rule.id && part && part.matches(selector));
    const told = node => `    ${node.html.slice(0, 200)}\\n        ${node.failureSummary.replaceAll('\\n', ' ')}`;
    return violations.filter(rule => ['serious', 'critical'].includes(rule.impact))
        .map(rule => [rule, rule.nodes.filter(node => !known(rule, document.querySelector(node.target[0])))])
        .filter(([rule, nodes]) => nodes.length)
        .map(([rule, nodes]) => [`${rule.impact} ${rule.id}: ${nodes.length}, of which`, ...nodes.slice(0, 3).map(told)]
            .join('\\n'));
}"""
"""Rules broken, with how often and the first three places."""


def _every_drawing_is_named(page: Page, lang: str) -> None:
    """Charts and maps have an accessible name, in the page's language."""
    drawings = page.locator("[data-testid=stVegaLiteChart], [data-testid=stDeckGlJsonChart]")
    for drawing in drawings.all():
        expect(drawing).to_have_attribute("role", re.compile("graphics-document|figure"))
        label = drawing.get_attribute("aria-label") or ""
        assert len(label) > 20, f"no name: {drawing.inner_text()[:80]}"
        assert bool(VIETNAMESE.search(label)) == (lang == "vi"), f"not in {lang}: {label}"
