"""The walk of docs/updating-data.md in a real browser: a file is brought in, answered, looked at, published, taken back.

`python scripts/desk_walk.py` takes the pictures of the guide anew; tests/browser/test_updating_walk.py follows the same walk.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from language import LANGUAGES, say  # noqa: E402
from tests.browser.reading import Server, idle  # noqa: E402

PRACTICE = ROOT / "docs" / "examples" / "observations-practice.csv"
PICTURES = ROOT / "docs" / "screenshots"
PERSON = "Nguyễn Văn An"
OLD, NEW = {"vi": "0,8241", "en": "0.8241"}, {"vi": "0,8251", "en": "0.8251"}
RANKING = "rankings?edition=dti-2024-34&view=table"
WHY = {
    "answer": "Tập làm: số này được đổi có chủ ý",
    "vi": "Tập làm với một số tự đặt", "en": "Practice with a made-up figure",
    "back_vi": "Hết buổi tập", "back_en": "End of the practice",
}
SIZE = ViewportSize(width=1200, height=900)
UPLOADER = "[data-testid=stFileUploaderDropzoneInput]"


@dataclass
class Walk:
    """One walk in one language; `take` is given each picture's name, `pressed` collects the words on what was pressed."""

    page: Page
    desk: str
    site: str
    lang: str
    take: Callable[[Page, str], None]
    pressed: list[str]

    def words(self, message: str, **values: object) -> str:
        text = say(self.lang, message, **values)
        self.pressed.append(text)
        return text

    def press(self, message: str) -> None:
        self._click(self.page.get_by_role("button", name=self.words(message)).first)

    def step(self, message: str) -> None:
        self._click(self.page.get_by_test_id("stButtonGroup").get_by_text(self.words(message)))

    def write(self, message: str, text: str) -> None:
        field = self.page.get_by_label(self.words(message)).first
        field.fill(text)
        field.blur()

    def _click(self, what: Locator) -> None:
        expect(what).to_be_enabled()
        what.click()
        idle(self.page)


def update(walk: Walk) -> None:
    """From the file to the published snapshot."""
    _bring_in(walk)
    _answer(walk)
    walk.step("3. Preview")
    walk.take(walk.page, "preview")
    _publish(walk)


def _bring_in(walk: Walk) -> None:
    walk.page.goto(f"{walk.desk}/?lang={walk.lang}")
    walk.press("Start a draft")
    walk.page.locator(UPLOADER).set_input_files(PRACTICE)
    expect(walk.page.get_by_role("button", name=say(walk.lang, "Add or replace these rows only"))).to_be_visible()
    walk.take(walk.page, "files")
    walk.press("Add or replace these rows only")
    told = say(walk.lang, "{name} was taken over into the draft.", name=PRACTICE.name)
    expect(walk.page.get_by_text(told)).to_be_visible()


def _answer(walk: Walk) -> None:
    walk.step("2. Check")
    send = walk.page.get_by_role("button", name=say(walk.lang, "Send the answer"))
    expect(send.first).to_be_visible()
    walk.take(walk.page, "check")
    walk.write("Your answer: why is it right as it is?", WHY["answer"])
    walk.press("Send the answer")
    expect(send).to_have_count(0)


def _publish(walk: Walk) -> None:
    walk.step("4. Publish")
    walk.page.get_by_text(walk.words("Correction"), exact=True).click()
    walk.write("Reason in Vietnamese", WHY["vi"])
    walk.write("Reason in English", WHY["en"])
    walk.press("Save")
    expect(walk.page.get_by_role("button", name=say(walk.lang, "Publish now"))).to_be_enabled()
    walk.take(walk.page, "publish")
    walk.press("Publish now")
    told = say(walk.lang, "Published as snapshot {snapshot}.", snapshot="|").split("|")[0]
    expect(walk.page.get_by_text(re.compile(re.escape(told) + "[0-9]")).first).to_be_visible()


def seen(walk: Walk, value: str) -> None:
    """A reader's ranking, opened anew, has the value of the first province."""
    walk.page.goto(f"{walk.site}/{RANKING}&lang={walk.lang}")
    expect(walk.page.get_by_text(value).first).to_be_visible()


def take_back(walk: Walk, snapshot: str) -> None:
    """The snapshot shown before is shown again."""
    walk.page.goto(f"{walk.desk}/published?lang={walk.lang}")
    walk.pressed.append(say(walk.lang, "Published snapshots"))
    row = walk.page.locator(f".st-key-back_{snapshot}")
    walk.words("Show this snapshot again")
    walk._click(row.get_by_role("button"))
    walk.write("Reason in Vietnamese", WHY["back_vi"])
    walk.write("Reason in English", WHY["back_en"])
    walk._click(walk.page.get_by_role("dialog").get_by_role("button", name=walk.words("Show it again"), exact=True))
    expect(walk.page.get_by_text(say(walk.lang, "Snapshot {snapshot} is shown again.", snapshot=snapshot))).to_be_visible()


def servers(folder: Path) -> tuple[Server, Server]:
    """The site and the desk on one copy of the data."""
    shutil.copytree(ROOT / "data", folder / "data")
    told = {"EXPLORER_DESK": str(folder / "desk"), "EXPLORER_DESK_LOCAL": PERSON}
    return Server(folder / "data"), Server(folder / "data", "desk.py", environment=told)


def main() -> None:
    """The pictures of the guide, in both languages."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for lang in LANGUAGES:
            site, desk = servers(Path(folder) / lang)
            page = browser.new_page(viewport=SIZE, color_scheme="light")

            def take(shown: Page, name: str, lang: str = lang) -> None:
                if name == "preview":
                    _old_beside_new(shown, lang)
                shown.screenshot(path=PICTURES / f"desk-{name}-{lang}.png", full_page=False)

            update(Walk(page, desk.url, site.url, lang, take, []))
            page.close()
            for server in (desk, site):
                server.stop()
        browser.close()


def _old_beside_new(page: Page, lang: str) -> None:
    """Waits for the first changed figure, which is compared in a process of its own, and goes there."""
    button = page.get_by_role("button", name=say(lang, "Accept")).first
    expect(button).to_be_visible(timeout=400_000)
    idle(page)
    button.scroll_into_view_if_needed()


if __name__ == "__main__":
    main()
