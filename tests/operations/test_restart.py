"""A server killed with many readers on it: when it is back, so is everybody, and each has the view of the address."""

import shutil
import time
from pathlib import Path

import pytest

from tests.operations.site import HAPROXY, ROOT, Crowd, Reader, Replica, site, until

pytestmark = pytest.mark.browser

SESSIONS = 30
ALL_BACK = 90.0
"""On a machine with other work; with the start of the process, which alone takes four seconds."""
VIEWS = ("edition=dti-2024-34&lang=en", "edition=dti-2024-34&mark=hue~ha-noi&lang=en", "lang=vi")


def test_everybody_comes_back_to_the_same_view(tmp_path: Path) -> None:
    if not Path(HAPROXY).exists():
        pytest.skip("HAProxy is not installed: apt-get install haproxy")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    settings = {"EXPLORER_DATA": str(tmp_path / "data"), "EXPLORER_SOCKETS_EACH": "500"}
    with site(tmp_path, settings, ("one",)) as running:
        crowd = [Reader(running, VIEWS[number % len(VIEWS)]) for number in range(SESSIONS)]
        with Crowd(crowd):
            (killed,) = running.replicas
            killed.end()
            began = time.monotonic()
            running.replicas[:] = [Replica("one", tmp_path / "cache", settings, killed.port)]
            until(lambda: all(reader.gaps for reader in crowd), "everybody to be back", ALL_BACK)
            took = time.monotonic() - began
    for reader in crowd:
        assert len(reader.shown[-1]) == len(reader.shown[0]), "a reader came back to another view"
    print(f"{SESSIONS} sessions back {took:.1f} s after the kill, process start included; at most "  # noqa: T201
          f"{max(reader.tries for reader in crowd)} tries each")
