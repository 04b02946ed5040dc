"""Readers without a browser: a socket that asks for runs of the script as the page does, from an address of its own."""

import asyncio
import time
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.browser.reading import Server

PATIENCE = 30


@dataclass
class Reader:
    socket: ClientConnection
    script: str = ""

    async def run(self, page: str = "rankings") -> float:
        """Seconds from asking for a run of the page until it is complete."""
        began = time.perf_counter()
        await self.socket.send(self.request(page))
        await asyncio.wait_for(self._finished(), PATIENCE)
        return time.perf_counter() - began

    def request(self, page: str = "rankings") -> bytes:
        message = BackMsg()
        message.rerun_script.page_script_hash = self.script
        message.rerun_script.page_name = "" if self.script else page
        return message.SerializeToString()

    async def _finished(self) -> None:
        while True:
            message = ForwardMsg.FromString(await self.socket.recv())  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.script = message.navigation.page_script_hash
            elif kind == "script_finished":
                return


def opened(server: Server, address: str, origin: str | None = None) -> connect:
    """A socket to be entered; `address` is what the proxy says of the reader."""
    return connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(server.url if origin is None else origin),
        additional_headers={"X-Forwarded-For": address},
        max_size=None,
        close_timeout=0.2,
    )


def slow(seconds: list[float]) -> float:
    """The 95th percentile, nearest rank."""
    return sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)]
