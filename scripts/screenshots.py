"""Pictures of every page at 390 and 1440 px, light and dark, vi and en: `make screenshots` (needs Debian's chromium).

`--only rankings --width 390` makes some of them; `--out FOLDER` says where to (default docs/screenshots).
"""

import argparse
import itertools
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

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
            _take(browser, f"http://127.0.0.1:{port}", wanted)
            browser.close()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(VIEWS), choices=list(VIEWS))
    parser.add_argument("--width", nargs="*", type=int, default=list(WIDTHS))
    parser.add_argument("--theme", nargs="*", default=list(THEMES))
    parser.add_argument("--lang", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    return parser.parse_args()


def _take(browser: Browser, url: str, wanted: argparse.Namespace) -> None:
    wanted.out.mkdir(parents=True, exist_ok=True)
    for name, width, theme, lang in itertools.product(wanted.only, wanted.width, wanted.theme, wanted.lang):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        page = context.new_page()
        address = VIEWS[name]
        page.goto(f"{url}/{address}{'&' if '?' in address else '?'}lang={lang}")
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
        page.wait_for_load_state("networkidle")
        height = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 900")
        page.set_viewport_size({"width": width, "height": min(int(height) + 80, 6000)})
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(700)  # charts fade in; only pictures depend on it
        page.screenshot(path=wanted.out / f"{name}-{width}-{theme}-{lang}.png")
        context.close()
        print(f"{name}-{width}-{theme}-{lang}")


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
