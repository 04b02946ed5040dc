"""The desk and the public site on one store: a number is edited, answered for, previewed, published; a reader's open page
shows it within a minute and keeps its view; an undo brings the old number back."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from components.desk import clock
from snapshots.desk import editing, looking
from snapshots.desk.desk import Desk
from snapshots.desk.people import Person, Role
from snapshots.desk.policy import Policy
from snapshots.questions import question_id
from snapshots.store import Store
from tests.browser.reading import ROOT, Server, chart, idle, shown

pytestmark = pytest.mark.browser
LAN = Person("local", "Lan", "Lan", Role.PUBLISHER)
VIEW = "rankings?edition=dti-2024-34&mark=hue~ha-noi&lang=en"
ROW = {"edition": "dti-2024-34", "indicator": "dti-overall", "entity": "ha-noi"}
BEFORE, AFTER = "0.8241", "0.8243"
A_MINUTE = 60_000
LONG = 180_000
"""For what a loaded machine of two cores may take to work out; readers' minute is not stretched."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return Desk(tmp_path / "desk", Store(tmp_path / "data"), Policy(two_people=False, approval=frozenset()))


@pytest.fixture
def public(desk: Desk) -> Iterator[Server]:
    running = Server(Path(desk.store.root))
    yield running
    running.stop()


@pytest.fixture
def office(desk: Desk, public: Server) -> Iterator[Server]:
    told = {"EXPLORER_DESK": str(desk.root), "EXPLORER_DESK_LOCAL": "Lan", "EXPLORER_ADDRESS": public.url}
    running = Server(Path(desk.store.root), "desk.py", environment=told)
    yield running
    running.stop()


def _row(desk: Desk, draft: str) -> int:
    rows = looking.opened(desk, LAN, draft, "observations").rows
    return next(at for at, row in enumerate(rows, 2) if ROW.items() <= row.items() and row["value"] == BEFORE)


def _edit(page: Page, office: Server, desk: Desk, draft: str) -> None:
    page.goto(f"{office.url}/draft?draft={draft}&step=cells&table=observations&row={_row(desk, draft)}&column=value&lang=en")
    field = page.get_by_role("textbox", name="value", exact=True)
    expect(field).to_have_value(BEFORE)
    field.fill(AFTER)
    page.get_by_role("button", name="Change the cell").click()
    page.get_by_role("button", name="Save the edits").click()
    expect(page.get_by_text(re.compile("are in the draft"))).to_be_visible()


def _answer(page: Page, office: Server, desk: Desk, draft: str) -> None:
    """Answers what the check asks, one by one."""
    page.goto(f"{office.url}/draft?draft={draft}&step=check&lang=en")
    field = page.get_by_role("textbox", name=re.compile("why is it right"))
    done = page.get_by_text(re.compile(r"^No errors, and no question"))
    expect(field.or_(done).first).to_be_visible(timeout=LONG)
    idle(page)
    for question in looking.open_questions(desk, LAN, draft, looking.check(desk, LAN, draft)):
        form = page.locator(f"[class*=st-key-text_{question_id(question)}]")
        form.get_by_role("textbox").fill("As in the ministry's table of 21 October 2025.")
        page.locator(f"[class*=st-key-send_{question_id(question)}] button").click()
        expect(form).to_have_count(0)
        idle(page)
    expect(done).to_be_visible(timeout=LONG)


def _preview(page: Page, office: Server, draft: str) -> None:
    page.goto(f"{office.url}/draft?draft={draft}&step=preview&lang=en")
    card = page.locator("[class*=st-key-change_ranking_dti-2024-34_dti-overall]").first
    expect(card).to_contain_text(AFTER, timeout=LONG)
    expect(card).to_contain_text(BEFORE)
    card.get_by_role("link", name="Open this page on the draft").click()
    expect(page.get_by_text("Private preview of a draft")).to_be_visible(timeout=LONG)
    expect(chart(page, "ranking")).to_contain_text(AFTER, timeout=LONG)
    expect(page.get_by_role("button", name="Download", exact=True)).to_have_count(0)
    assert f"snapshot=draft-{draft}" in page.url


def _publish(page: Page, office: Server, draft: str) -> None:
    page.goto(f"{office.url}/draft?draft={draft}&step=publish&lang=en")
    page.get_by_text("Correction", exact=True).click()
    page.get_by_role("textbox", name="Reason in Vietnamese").fill("Đính chính số liệu nhập sai")
    page.get_by_role("textbox", name="Reason in English").fill("A mistyped figure is corrected")
    page.get_by_role("button", name="Save", exact=True).click()
    button = page.get_by_role("button", name="Publish now")
    expect(button).to_be_enabled(timeout=LONG)
    button.click()
    expect(page.get_by_text(re.compile("^Published as snapshot"))).to_be_visible(timeout=LONG)


def _undo(page: Page, office: Server, old: str) -> None:
    page.goto(f"{office.url}/published?lang=en")
    page.locator(f"[class*='st-key-back_{old}'] button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Readers will see the figures of snapshot {old} again")
    dialog.get_by_role("textbox", name="Reason in Vietnamese").fill("Quay lại để kiểm tra")
    dialog.get_by_role("textbox", name="Reason in English").fill("Back, to look into it")
    dialog.get_by_role("button", name="Show it again").click()
    expect(page.get_by_text(f"Snapshot {old} is shown again.")).to_be_visible(timeout=LONG)


def test_from_an_edited_number_to_readers_and_back(
    desk: Desk, public: Server, office: Server, readers: BrowserContext, page: Page,
) -> None:
    reader = readers.new_page()
    shown(reader, f"{public.url}/{VIEW}")
    expect(chart(reader, "ranking")).to_contain_text(BEFORE)
    address = reader.url
    reader.evaluate("window.sameDocument = true")
    old = desk.store.current().id
    draft = editing.start(desk, LAN, now=clock.now()).id

    _edit(page, office, desk, draft)
    _answer(page, office, desk, draft)
    _preview(page, office, draft)
    expect(chart(reader, "ranking")).to_contain_text(BEFORE)
    _publish(page, office, draft)
    expect(chart(reader, "ranking")).to_contain_text(AFTER, timeout=A_MINUTE)
    expect(reader.get_by_text(re.compile("^New figures were published at"))).to_be_visible()
    _undo(page, office, old)
    expect(chart(reader, "ranking")).to_contain_text(BEFORE, timeout=A_MINUTE)
    assert reader.url == address
    assert reader.evaluate("window.sameDocument"), "the reader's page was loaded anew"
    reader.close()
