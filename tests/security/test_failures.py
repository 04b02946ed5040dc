"""A page that fails tells readers one sentence and the log all of it; what strangers send cannot forge the log (27, 28)."""

import asyncio
import http.client
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.addresses import SCREENS
from components.logged import MINUTE, Sparing, escaped, indented
from language import say
from tests.browser.reading import ROOT, Server
from tests.loops import run
from tests.security.asking import ask
from tests.security.inner import FORGED, SECRET
from tests.security.readers import Reader, opened

SENTENCE = (
    "This view could not be made. The figures are safe; the fault was noted. Try another choice, or the overview."
)
INJECTED = [
    f"/x\n{FORGED}",
    f"/x\r\n{FORGED}",
    "/x\x1b[31mred\x1b[0m",
    "/x\u2028line",
    "/x\u202egnp.exe",
    "/x\x00y",
    "/x\x85next",
    "${jndi:ldap://evil.example/a}",
    "%n%n%s%s",
    "/x" + "a" * 100_000,
]


class Failing(Server):
    """The application whose pages all fail, with its log in a file."""

    def __init__(self, log: int) -> None:
        self.port = 0
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "uvicorn", "tests.security.failing_app:app", "--port", str(self.port)]
        environment = {**os.environ, "EXPLORER_PROXIES": "127.0.0.1", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, text=True)
        self._wait()


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Failing, str]]:
    path = tmp_path_factory.mktemp("log") / "log.txt"
    with path.open("wb") as log:
        running = Failing(log.fileno())
        yield running, str(path)
        running.stop()


async def _told(server: Server, page: str) -> bytes:
    """Everything a reader of the page is sent until the run has ended."""
    async with opened(server, "203.0.113.7") as socket:
        await socket.send(Reader(socket).request(page))
        parts = []
        while True:
            part = await asyncio.wait_for(socket.recv(), 30)
            parts.append(part if isinstance(part, bytes) else part.encode())
            if _finished(parts[-1]):
                return b"".join(parts)


def _finished(part: bytes) -> bool:
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    return ForwardMsg.FromString(part).WhichOneof("type") == "script_finished"


def _log_of(path: str, wanted: str) -> list[str]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        text = Path(path).read_bytes().decode("utf-8", "replace")
        if wanted in text:
            return text.split("\n")
        time.sleep(0.1)
    return []


@pytest.mark.parametrize("page", [screen.path for screen in SCREENS])
def test_a_failing_page_tells_one_sentence_and_no_more(failing: tuple[Failing, str], page: str) -> None:
    told = run(_told(failing[0], page))
    assert say("vi", SENTENCE).encode() in told
    for inner in (SECRET.encode(), b"Traceback", b"RuntimeError", b"/srv/explorer", b".py"):
        assert inner not in told.replace(b"shell.py", b"")


def test_the_log_has_the_whole_and_no_line_of_it_can_be_taken_for_another(failing: tuple[Failing, str]) -> None:
    run(_told(failing[0], "rankings"))
    lines = _log_of(failing[1], SECRET)
    assert any("Traceback" in line for line in lines)
    assert any(FORGED in line for line in lines)  # it is told, as part of the trace
    assert not [line for line in lines if line.startswith(FORGED)]
    assert not [line for line in lines if "\x1b" in line or "\r" in line]


@pytest.mark.parametrize("text", INJECTED, ids=range(len(INJECTED)))
def test_a_line_of_the_log_is_one_line_of_signs_that_are_seen(text: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "explorer.test"):
        Sparing("explorer.test").tell("closed door", path=text)
    (record,) = caplog.messages
    assert record.isprintable()
    assert len(record) < 1500
    assert not record.startswith(FORGED)


def test_text_is_escaped_and_shortened() -> None:
    assert escaped("a\nb\u202ec") == "a\\nb\\u202ec"
    assert escaped("x" * 400) == "x" * 300 + "…"
    assert indented("a\n\x1bb") == "  | a\n  | \\x1bb"


def test_a_kind_of_line_cannot_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    log = Sparing("explorer.test", a_minute=3, clock=lambda: now[0])
    with caplog.at_level(logging.WARNING, "explorer.test"):
        for number in range(1000):
            log.tell("closed door", number=number)
        log.tell("flood of messages", number=1)
        now[0] = MINUTE
        log.tell("closed door", number=1000)
    assert len(caplog.messages) == 5
    assert caplog.messages[-1] == "closed door: number='1000' (997 more of the kind before)"


# Reports of violations (2)


def _report(server: Server, body: bytes, kind: str = "application/csp-report") -> int:
    return ask(server.port, "/csp-report", "POST", body, content_type=kind).status


def test_a_report_is_taken_and_noted(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    inner = {
        "document-uri": f"{server.url}/map?secret=1",
        "blocked-uri": "https://evil.example/x?y",
        "effective-directive": "img-src",
    }
    assert _report(server, json.dumps({"csp-report": inner}).encode()) == 204


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"csp-report": 1}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"csp-report": {"blocked-uri": "http://[::1"}}',
    ],
)
def test_a_report_that_is_none_is_answered_calmly(server: Server, body: bytes) -> None:
    assert _report(server, body) in (204, 400, 413)


def test_a_report_too_long_is_not_read(server: Server) -> None:
    assert _report(server, b"x" * 20_000) == 413


def test_reports_are_only_posted(server: Server) -> None:
    assert ask(server.port, "/csp-report", "PUT", b"x").status == 405


def test_a_connection_that_sends_half_a_request_holds_up_nobody(server: Server) -> None:
    slow = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    slow.putrequest("POST", "/csp-report")
    slow.putheader("content-length", "1000")
    slow.endheaders(b"{")
    assert ask(server.port, "/readyz").status == 200
    slow.close()
