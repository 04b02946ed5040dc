"""One client floods a running server with messages: it is cut, and others hardly notice (point 9)."""

import asyncio
import contextlib
from dataclasses import dataclass, field

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.browser.reading import Server
from tests.security.readers import Reader, opened, slow

HONEST, FLOODER = "203.0.113.7", "198.51.100.9"
RUNS, PAUSE = 20, 0.12
MOST = 6.0
"""A choice of another reader may take so many times as long at the 95th percentile while somebody floods."""
NOTICED = 0.2
"""Seconds that a reader hardly notices, whatever the quiet machine needs."""


@dataclass
class Flood:
    """One client that sends as fast as it can and comes back each time it is cut."""

    server: Server
    codes: list[int] = field(default_factory=list)
    sent: int = 0
    over: bool = False

    async def run(self) -> None:
        while not self.over:
            with contextlib.suppress(OSError, InvalidStatus, TimeoutError):
                await self._once()

    async def _once(self) -> None:
        async with opened(self.server, FLOODER) as socket:
            frame = Reader(socket).request()
            try:
                while not self.over:
                    await socket.send(frame)
                    self.sent += 1
                    if self.sent % 50 == 0:
                        await asyncio.sleep(0)  # what it was told is read, or it would fill its own memory
            except ConnectionClosed as closed:
                self.codes.append(closed.rcvd.code if closed.rcvd else 1006)


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


async def _both(server: Server) -> tuple[list[float], list[float], Flood]:
    quiet = await _chooses(server)
    flood = Flood(server)
    flooding = asyncio.create_task(flood.run())
    await asyncio.sleep(0.5)
    during = await _chooses(server)
    flood.over = True
    await flooding
    return quiet, during, flood


def test_a_flood_is_cut_and_others_hardly_notice(server: Server) -> None:
    quiet, during, flood = asyncio.run(asyncio.wait_for(_both(server), 60))
    told = f"{slow(quiet):.3f} s quiet, {slow(during):.3f} s during; {flood.sent} sent, ended by {flood.codes}"
    assert flood.codes[0] == 1008, told
    assert set(flood.codes) <= {1008, 1013, 1006}, told  # coming back at once is soon refused
    assert slow(during) < max(NOTICED, MOST * slow(quiet)), told


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
    assert asyncio.run(_one_frame(server, b"\x00" * size)) == code


def test_a_frame_that_says_nothing_ends_the_socket(server: Server) -> None:
    assert asyncio.run(_one_frame(server, b"\xff" * 100)) == 1002


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000"])
def test_a_socket_of_another_page_is_refused(server: Server, origin: str) -> None:
    async def attempt() -> int:
        try:
            async with opened(server, HONEST, origin):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    assert asyncio.run(attempt()) == 403
