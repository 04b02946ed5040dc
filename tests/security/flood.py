"""A client that floods a server and comes back each time it is cut: `python -m tests.security.flood PORT SECONDS` tells how it ended.

A process of its own, so that its work does not slow the reader who is measured beside it more than it must.
"""

import asyncio
import contextlib
import json
import sys
import time

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

ADDRESS = "198.51.100.9"
AT_ONCE, PAUSE = 20, 0.005
"""Some thousand messages a second: several times what a browser's tab can send."""


async def flood(port: int, seconds: float) -> dict[str, object]:
    """How many messages were sent, and the codes by which the sockets ended."""
    until, sent, codes = time.monotonic() + seconds, 0, list[int]()
    while time.monotonic() < until:
        with contextlib.suppress(OSError, InvalidStatus, TimeoutError):
            more, code = await _once(port, until)
            sent += more
            codes += [code] if code else []
    return {"sent": sent, "codes": codes}


async def _once(port: int, until: float) -> tuple[int, int]:
    sent, origin = 0, Origin(f"http://127.0.0.1:{port}")
    headers = {"X-Forwarded-For": ADDRESS}
    address, spoken = f"ws://127.0.0.1:{port}/_stcore/stream", [Subprotocol("streamlit")]
    async with connect(
        address, subprotocols=spoken, origin=origin, additional_headers=headers, close_timeout=0.2
    ) as socket:
        frame = _run()
        try:
            while time.monotonic() < until:
                for _ in range(AT_ONCE):
                    await socket.send(frame)
                sent += AT_ONCE
                await asyncio.sleep(PAUSE)
        except ConnectionClosed as closed:
            return sent, closed.rcvd.code if closed.rcvd else 1006
    return sent, 0


def _run() -> bytes:
    """What a page sends to have its script run."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    message = BackMsg()
    message.rerun_script.page_name = "rankings"
    return message.SerializeToString()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(flood(int(sys.argv[1]), float(sys.argv[2])))))
