"""A clerk in a real browser: drops a file, looks at what was changed, takes it over, is led from a fault to its cell, saves."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from components.desk import clock
from snapshots.desk import editing, looking
from snapshots.desk.desk import Desk
from snapshots.desk.people import Person, Role
from snapshots.desk.policy import Policy
from snapshots.store import Store
from tests.browser.reading import ROOT, Server, idle

pytestmark = pytest.mark.browser
LAN = Person("local", "Lan", "Lan", Role.PUBLISHER)
UPLOADER = "[data-testid=stFileUploaderDropzoneInput]"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return Desk(tmp_path / "desk", Store(tmp_path / "data"), Policy(two_people=False, approval=frozenset()))


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[Server]:
    told = {"EXPLORER_DESK": str(desk.root), "EXPLORER_DESK_LOCAL": "Lan"}
    running = Server(tmp_path / "data", "desk.py", environment=told)
    yield running
    running.stop()


def _file(desk: Desk, draft: str, folder: Path) -> tuple[Path, int]:
    """The ranking of the 34 provinces as a spreadsheet of Viet Nam writes it, one value far too large; its row in the table."""
    rows = looking.opened(desk, LAN, draft, "observations").rows
    chosen = [row for row in rows if (row["edition"], row["indicator"]) == ("dti-2024-34", "dti-overall")]
    wrong = next(row for row in chosen if row["entity"] == "bac-ninh")
    number = rows.index(wrong) + 2
    clerk = [{**row, "value": row["value"].replace(".", ",")} for row in chosen]
    clerk[chosen.index(wrong)]["value"] = "74,5"
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(clerk)
    path = folder / "observations.csv"
    path.write_bytes(b"\xef\xbb\xbf" + buffer.getvalue().encode())
    return path, number


def _step(page: Page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(name).click()
    idle(page)


def _downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as taken:
        page.get_by_role("button", name=name).click()
    return Path(taken.value.path()).read_bytes()


def test_from_a_dropped_file_over_a_fault_to_its_cell(page: Page, desk: Desk, office: Server, tmp_path: Path) -> None:
    draft = editing.start(desk, LAN, now=clock.now()).id
    path, row = _file(desk, draft, tmp_path)
    page.goto(f"{office.url}/draft?draft={draft}&lang=en")
    page.locator(UPLOADER).set_input_files(path)
    expect(page.get_by_text("34 decimal commas became points (column H)")).to_be_visible()
    expect(page.get_by_text("observations.csv", exact=True).first).to_be_visible()
    assert _downloaded(page, "Original file") == path.read_bytes()
    assert b",0.7" in _downloaded(page, "Converted file")
    assert _downloaded(page, "All changes").count(b"\n") > 34
    page.get_by_role("button", name="Add or replace these rows only").click()
    expect(page.get_by_text("was taken over into the draft")).to_be_visible()
    _step(page, "2. Check")
    expect(page.get_by_text(re.compile(r"^Errors: 1\."))).to_be_visible()
    place = f"observations.csv, row {row}, column H (value)"
    expect(page.get_by_text(place).first).to_be_visible()
    assert _downloaded(page, "The whole list (CSV)").startswith(b"\xef\xbb\xbf")
    assert _downloaded(page, "Marked copy of observations.csv").startswith(b"PK")
    page.get_by_role("button", name="Go to the cell").click()
    field = page.get_by_role("textbox", name="value", exact=True)
    expect(field).to_have_value("74.5")
    expect(page.get_by_text(place).first).to_be_visible()
    assert f"row={row}" in page.url and "column=value" in page.url
    field.fill("0.7474")
    page.get_by_role("button", name="Change the cell").click()
    expect(page.get_by_text("Changed here and not saved yet: 1")).to_be_visible()
    page.get_by_role("button", name="Save the edits").click()
    expect(page.get_by_text(re.compile("are in the draft"))).to_be_visible()
    _step(page, "2. Check")
    expect(page.get_by_text(re.compile(r"^No errors"))).to_be_visible()
    published = desk.store.snapshot(desk.draft(draft).base).rows("observations")
    assert len(looking.opened(desk, LAN, draft, "observations").rows) == len(published)
    assert desk.draft(draft).uploads == ()
