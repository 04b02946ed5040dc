"""Pictures of every page at 390 and 1440 px, light and dark, vi and en: `make screenshots` (needs Debian's chromium).

They go to `build/screenshots` (about 20 MB, not kept in git); `--only rankings --width 390` makes some of them, `--out
FOLDER` puts them elsewhere. `--readme` makes only the two pictures of the README, small, in `docs/screenshots`.
"""

import argparse
import io
import itertools
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
VIEWS = {
    "overview": "",
    "rankings": "rankings",
    "rankings-bump": "rankings?edition=dti-2023-63&view=bump",
    "rankings-world": "rankings?section=world",
    "rankings-ministries": "rankings?section=ministries",
    "gdp": "gdp",
    "gdp-provinces": "gdp?section=provinces",
    "map": "map",
    "map-63": "map?edition=dti-2023-63",
    "map-tiles": "map?view=tiles",
    "map-two": "map?view=two&edition=dti-2023-63",
    "map-zoom": "map?view=zoom",
    "province": "province?province=phu-tho",
    "province-former": "province?province=ha-giang-63",
    "ministry": "ministry",
    "tasks": "tasks",
    "tasks-tasks": "tasks?section=tasks",
    "data": "data",
    "data-snapshots": "data?section=snapshots",
    "data-method": "data?section=method",
}
WIDTHS, THEMES, LANGUAGES = (390, 1440), ("light", "dark"), ("vi", "en")
OUT, README_OUT = ROOT / "build" / "screenshots", ROOT / "docs" / "screenshots"
README_VIEWS, README_HEIGHT = ("overview", "rankings"), 1100
COLOURS = 256
PATIENCE = 60_000
FOOTER = re.compile(r"\b[0-9a-f]{12}\b")
"""The checksum of the snapshot stands in the last line of every page."""
DRAWN = """() => {
    const drawings = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
    const parts = [...drawings, ...document.querySelectorAll('svg.marks, canvas')];
    const now = parts.map(part => Math.round(part.getBoundingClientRect().width)).join();
    window.steady = now === window.seen ? window.steady + 1 : 0;
    window.seen = now;
    return window.steady > 20 && drawings.every(part => part.querySelector('svg.marks'));
}"""
"""Every chart has its marks, and no drawing has changed its width for twenty frames."""


def main() -> None:
    wanted = _arguments()
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_healthy(port)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or "/usr/bin/chromium",
                args=["--no-sandbox", "--use-angle=swiftshader", "--disable-background-networking"],
            )
            take = _take_for_readme if wanted.readme else _take
            take(browser, f"http://127.0.0.1:{port}", wanted)
            browser.close()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=list(VIEWS), choices=list(VIEWS))
    parser.add_argument("--width", nargs="*", type=int, default=list(WIDTHS))
    parser.add_argument("--theme", nargs="*", default=list(THEMES), choices=THEMES)
    parser.add_argument("--lang", nargs="*", default=list(LANGUAGES), choices=LANGUAGES)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--readme", action="store_true")
    return parser.parse_args()


def _take(browser: Browser, url: str, wanted: argparse.Namespace) -> None:
    wanted.out.mkdir(parents=True, exist_ok=True)
    for width, theme in itertools.product(wanted.width, wanted.theme):
        context = _reader(browser, width, theme)
        for name, lang in itertools.product(wanted.only, wanted.lang):
            page = _opened(context, f"{url}/{VIEWS[name]}", lang)
            height = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 900")
            page.set_viewport_size({"width": width, "height": min(int(height) + 80, 6000)})
            _until_drawn(page)
            page.screenshot(path=wanted.out / f"{name}-{width}-{theme}-{lang}.png")
            page.close()
            print(f"{name}-{width}-{theme}-{lang}")
        context.close()


def _take_for_readme(browser: Browser, url: str, wanted: argparse.Namespace) -> None:
    """The first screenful of two pages, light, Vietnamese, in few colours: under 250 KB each."""
    README_OUT.mkdir(parents=True, exist_ok=True)
    context = _reader(browser, WIDTHS[-1], THEMES[0])
    for name in README_VIEWS:
        page = _opened(context, f"{url}/{VIEWS[name]}", LANGUAGES[0])
        page.set_viewport_size({"width": WIDTHS[-1], "height": README_HEIGHT})
        _until_drawn(page)
        image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(README_OUT / f"{name}.png", optimize=True)
        page.close()
        print(README_OUT / f"{name}.png")
    context.close()


def _reader(browser: Browser, width: int, theme: str) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )


def _opened(context: BrowserContext, address: str, lang: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}")
    page.get_by_test_id("stCaptionContainer").filter(has_text=FOOTER).last.wait_for(timeout=PATIENCE)
    _until_drawn(page)
    return page


def _until_drawn(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN, timeout=PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_healthy(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server was not healthy within half a minute")


if __name__ == "__main__":
    main()
