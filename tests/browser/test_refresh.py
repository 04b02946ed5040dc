"""A page that is open shows a new snapshot within a minute, and keeps its view."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import ROOT, Server, chart, footer, shown

pytestmark = pytest.mark.browser

VIEW = "rankings?edition=dti-2024-34&mark=hue~ha-noi&lang=en"
ROW = {"edition": "dti-2024-34", "indicator": "dti-overall", "entity": "ha-noi"}
BEFORE, AFTER = "0.8241", "0.8243"
A_MINUTE = 60_000


@pytest.fixture
def store(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


def test_open_page_shows_what_was_published(
    fresh_server: Callable[..., Server], page: Page, store: Path, tmp_path: Path
) -> None:
    shown(page, f"{fresh_server(store).url}/{VIEW}")
    expect(chart(page, "ranking")).to_contain_text(BEFORE)
    address, snapshot = page.url, footer(page).inner_text()
    page.evaluate("window.sameDocument = true")

    _publish(store, tmp_path / "draft")

    expect(chart(page, "ranking")).to_contain_text(AFTER, timeout=A_MINUTE)
    expect(chart(page, "ranking")).not_to_contain_text(BEFORE)
    expect(footer(page)).not_to_have_text(snapshot)
    assert page.url == address
    assert page.evaluate("window.sameDocument"), "the page was loaded anew"


def _publish(store: Path, draft: Path) -> None:
    """One value corrected and published as staff do it (docs/updating-data.md)."""
    _snapshots(store, "draft", str(draft))
    _correct(draft / "observations.csv")
    reasons = ["--reason-vi", "Đính chính thử", "--reason-en", "A correction, to try", "--actor", "Kiểm thử"]
    asked = _snapshots(store, "validate", str(draft), "--lang", "en").partition("To answer when publishing")[2]
    answers = [part for line in asked.splitlines()[1:] for part in ("--answer", f"{line.split()[0]}=Đã đối chiếu")]
    _snapshots(store, "publish", str(draft), "--kind", "correction", "--date", "2027-01-15", *reasons, *answers)


def _snapshots(store: Path, *words: str) -> str:
    command = [sys.executable, "-m", "snapshots", *words]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "EXPLORER_DATA": str(store)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _correct(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = [row for row in rows if row["value"] == BEFORE and ROW.items() <= row.items()]
    assert len(found) == 1
    found[0]["value"] = AFTER
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
