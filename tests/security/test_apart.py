"""The public process without a network beyond its machine (16), and as a user who may write nothing (31)."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from snapshots.store import default_root
from tests.browser.reading import ROOT
from tests.security.asking import ask

NOBODY = 65534
NOBODY_AS = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
INSIDE = """
import subprocess, sys, time, urllib.request, socket
subprocess.run(["ip", "link", "set", "lo", "up"], check=False)
try:
    socket.create_connection(("192.0.2.1", 80), timeout=2)
    sys.exit("there is a way out")
except OSError as error:
    print("no way out:", error.errno)
server = subprocess.Popen(sys.argv[1:])
try:
    for _ in range(600):
        try:
            urllib.request.urlopen("http://127.0.0.1:8599/readyz", timeout=2)
            break
        except OSError:
            time.sleep(0.1)
    for path in ("readyz", "rankings", "f/latest/vi/ranking/dti-2024-34/dti-overall.svg", "d/dti.csv"):
        answer = urllib.request.urlopen(f"http://127.0.0.1:8599/{path}", timeout=60)
        print(path, answer.status, len(answer.read()) > 10)
finally:
    server.terminate()
    server.wait(20)
"""


def _network_of_its_own() -> bool:
    return (
        bool(shutil.which("unshare")) and subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode == 0
    )


def test_it_serves_where_no_network_leads_out() -> None:
    """In a network namespace with nothing but a loopback: pages, pictures and files are made all the same."""
    if not _network_of_its_own():
        pytest.skip("this machine allows no network namespace (unshare -n)")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "8599"]
    told = subprocess.run(
        ["unshare", "-n", sys.executable, "-c", INSIDE, *command], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "no way out" in told.stdout
    for path in ("readyz", "rankings", "dti-overall.svg", "d/dti.csv"):
        assert f"{path} 200 True" in told.stdout, told.stdout + told.stderr


@pytest.fixture(scope="module")
def locked() -> Iterator[Path]:
    """A copy of the store, of root, read only for everybody else; not below pytest's own folder, which only root enters."""
    root = Path(tempfile.mkdtemp(prefix="explorer-locked-"))
    data = root / "data"
    shutil.copytree(default_root(), data)
    for path in [root, data, *data.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    (root / "shelf").mkdir()
    (root / "shelf").chmod(0o777)  # fonts cut once and pictures made: the one place it writes to
    yield data
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    shutil.rmtree(root)


@pytest.fixture(scope="module")
def powerless(locked: Path) -> Iterator[tuple[int, int]]:
    if os.getuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can give its rights away (setpriv)")
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    nobody = [
        "setpriv",
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "--no-new-privs",
        "--bounding-set=-all",
        "--inh-caps=-all",
    ]
    command = [*nobody, sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {
        **os.environ,
        "EXPLORER_DATA": str(locked),
        "HOME": "/nonexistent",
        "EXPLORER_CACHE": str(locked.parent / "shelf" / "own"),
    }
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and running.poll() is None:
        try:
            if ask(port, "/readyz").status == 200:
                break
        except OSError:
            time.sleep(0.2)
    yield port, running.pid
    running.send_signal(signal.SIGTERM)
    running.wait(20)


def _may_start_workers() -> bool:
    """Whether that user reaches the interpreter at all: on a machine of developers it may lie in root's own folder."""
    look = "import os, sys; sys.exit(not os.access(sys.executable, os.X_OK))"
    return subprocess.run([*NOBODY_AS, sys.executable, "-c", look], capture_output=True).returncode == 0


def test_it_serves_without_any_right_to_write(powerless: tuple[int, int]) -> None:
    port, pid = powerless
    assert ask(port, "/readyz").status == 200
    assert ask(port, "/s/2026-11-21/SHA256SUMS").status == 200
    if _may_start_workers():
        assert ask(port, "/f/latest/vi/ranking/dti-2024-34/dti-overall.svg").status == 200
    status = Path(f"/proc/{pid}/status").read_text()
    assert f"Uid:\t{NOBODY}\t{NOBODY}\t{NOBODY}\t{NOBODY}" in status
    assert "CapEff:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status


def test_it_cannot_write_and_wrote_nothing(powerless: tuple[int, int], locked: Path) -> None:
    """The same user tries: neither an entry, nor a file, nor another right."""
    tries = "import os, sys; f = sys.argv[1]; os.open(f, os.O_WRONLY | os.O_CREAT)"
    for path in (
        locked / "log" / "00000099.json",
        locked / "snapshots" / "2026-11-21" / "observations.csv",
        ROOT / "app.py",
    ):
        told = subprocess.run(
            [
                "setpriv",
                f"--reuid={NOBODY}",
                f"--regid={NOBODY}",
                "--clear-groups",
                sys.executable,
                "-c",
                tries,
                str(path),
            ],
            capture_output=True,
            text=True,
        )
        assert "PermissionError" in told.stderr, told.stderr
    original = {path.relative_to(default_root()) for path in Path(default_root()).rglob("*") if path.is_file()}
    assert {path.relative_to(locked) for path in locked.rglob("*") if path.is_file()} == original
