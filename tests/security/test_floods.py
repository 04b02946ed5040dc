"""One client floods a running server with messages: it is cut, and others hardly notice (point 9)."""

import asyncio
import json
import subprocess
import sys
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.browser.reading import ROOT, Server
from tests.loops import run
from tests.security.readers import Reader, opened, slow

HONEST = "203.0.113.7"
RUNS, PAUSE = 20, 0.12
MOST = 8.0
"""A choice of another reader may take so many times as long at the 95th percentile while somebody floods."""
NOTICED = 0.2
"""Seconds that a reader hardly notices, whatever the quiet machine needs."""


async def _chooses(server: Server) -> list[float]:
    """How long an honest reader waits for each of a few runs, at a person's speed."""
    async with opened(server, HONEST) as socket:
        reader = Reader(socket)
        await reader.run()
        waited = []
        for _ in range(RUNS):
            waited.append(await reader.run())
            await asyncio.sleep(PAUSE)
        return waited


def test_a_flood_is_cut_and_others_hardly_notice(server: Server) -> None:
    quiet = run(_chooses(server))
    command = [sys.executable, "-m", "tests.security.flood", str(server.port), "6"]
    flooding = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    time.sleep(1.0)
    during = run(_chooses(server))
    told = json.loads(flooding.communicate(timeout=60)[0])
    seen = f"{slow(quiet):.3f} s quiet, {slow(during):.3f} s during; {told}"
    assert told["sent"] > 100, seen
    assert 1008 in told["codes"], seen
    assert set(told["codes"]) <= {1008, 1013, 1006}, seen  # coming back at once is soon refused
    assert slow(during) < max(NOTICED, MOST * slow(quiet)), seen


async def _one_frame(server: Server, frame: bytes) -> int:
    async with opened(server, "198.51.100.10") as socket:
        try:
            await socket.send(frame)
            while True:
                await asyncio.wait_for(socket.recv(), 20)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@pytest.mark.parametrize(("size", "code"), [(300_000, 1009), (9_000_000, 1009)])
def test_a_frame_too_big_ends_the_socket(server: Server, size: int, code: int) -> None:
    """Above 256 KB by us, above 8 MB before it is read whole."""
    assert run(_one_frame(server, b"\x00" * size)) == code


def test_a_frame_that_says_nothing_ends_the_socket(server: Server) -> None:
    assert run(_one_frame(server, b"\xff" * 100)) == 1002


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000"])
def test_a_socket_of_another_page_is_refused(server: Server, origin: str) -> None:
    async def attempt() -> int:
        try:
            async with opened(server, HONEST, origin):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    assert run(attempt()) == 403
