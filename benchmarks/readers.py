"""Many readers at once: open sessions that do nothing, and readers who all choose as fast as they are answered.

A reader of a Streamlit server is a bare websocket that asks for runs of the script as the browser does (the edition's
selectbox gets a new value); one of the static page fetches the figure of an edition. No browser draws here.
"""

import asyncio
import http.client
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.servers import Server
from benchmarks.targets import Choice

PATIENCE = 30


@dataclass(frozen=True)
class Crowd:
    """What readers at once got: seconds from each choice to its complete answer, and the whole time."""

    answers: list[float]
    seconds: float

    @property
    def rate(self) -> float:
        return len(self.answers) / self.seconds

    @property
    def slow(self) -> float:
        """The 95th percentile (nearest rank) of the answers, s."""
        return sorted(self.answers)[max(0, -(-len(self.answers) * 95 // 100) - 1)]


def crowd(server: Server, choices: list[Choice], readers: int, each: int) -> Crowd:
    """`readers` at once, each making `each` choices one after the other; every figure has been asked for before."""
    if server.target.label:
        return _in_thread(lambda: _sessions_choose(server, choices, readers, each))
    return _fetch_all(server, choices, readers, each)


def idle(server: Server, sessions: int, wait: float = 1.0) -> float:
    """MB of server memory for each further open session that ran the page once; nothing for the static page."""
    if not server.target.label:
        return 0.0
    before = server.memory()
    return _in_thread(lambda: _hold(server, sessions, wait, before))


async def _hold(server: Server, sessions: int, wait: float, before: float) -> float:
    opened = [await _open(server) for _ in range(sessions)]
    await asyncio.sleep(wait)
    more = (server.memory() - before) / sessions
    await asyncio.gather(*(one.socket.close() for one in opened))
    return more


async def _sessions_choose(server: Server, choices: list[Choice], readers: int, each: int) -> Crowd:
    opened = [await _open(server) for _ in range(readers)]
    await opened[0].choose(choices[0])
    began = time.perf_counter()
    answers = await asyncio.gather(*(one.choose_many(choices, start, each) for start, one in enumerate(opened)))
    seconds = time.perf_counter() - began
    await asyncio.gather(*(one.socket.close() for one in opened))
    return Crowd([answer for own in answers for answer in own], seconds)


@dataclass
class _Session:
    socket: ClientConnection
    page: str
    label: str
    script: str = ""
    widget: str = ""
    options: list[str] = field(default_factory=list)

    async def run(self, value: str = "") -> float:
        """Asks for a run, with the edition set where `value` is given; seconds until the run is complete."""
        began = time.perf_counter()
        await self.socket.send(self._request(value))
        await asyncio.wait_for(self._until_finished(), PATIENCE)
        return time.perf_counter() - began

    async def choose(self, choice: Choice) -> float:
        return await self.run(self.options[choice.index])

    async def choose_many(self, choices: list[Choice], start: int, each: int) -> list[float]:
        return [await self.choose(choices[(start + step) % len(choices)]) for step in range(1, each + 1)]

    def _request(self, value: str) -> bytes:
        message = BackMsg()
        message.rerun_script.page_script_hash = self.script
        message.rerun_script.page_name = "" if self.script else self.page
        if value:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self.widget, value
        return message.SerializeToString()

    async def _until_finished(self) -> None:
        while True:
            message = ForwardMsg.FromString(await self.socket.recv())
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.script = message.navigation.page_script_hash
            elif kind == "delta":
                self._note(message)
            elif kind == "script_finished":
                return

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "selectbox" and element.selectbox.label == self.label:
            self.widget, self.options = element.selectbox.id, list(element.selectbox.options)


async def _open(server: Server) -> _Session:
    """A session that has run the rankings page once."""
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    socket = await connect(address, subprotocols=[Subprotocol("streamlit")], origin=Origin(server.url), max_size=None)
    session = _Session(socket, server.target.address("rankings"), server.target.label)
    await session.run()
    return session


def _fetch_all(server: Server, choices: list[Choice], readers: int, each: int) -> Crowd:
    with ThreadPoolExecutor(readers) as pool:
        began = time.perf_counter()
        answers = list(pool.map(lambda start: _fetch(server, choices, start, each), range(readers)))
        seconds = time.perf_counter() - began
    return Crowd([answer for own in answers for answer in own], seconds)


def _fetch(server: Server, choices: list[Choice], start: int, each: int) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    answers = []
    for step in range(1, each + 1):
        choice = choices[(start + step) % len(choices)]
        began = time.perf_counter()
        connection.request("GET", f"/rankings-{choice.edition}-{choice.indicator}.json")
        connection.getresponse().read()
        answers.append(time.perf_counter() - began)
    connection.close()
    return answers


def _in_thread(work: Callable[[], Any]) -> Any:
    """The result of a coroutine run in a thread of its own: the browser's driver holds this one's event loop."""
    results: list[Any] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(work()))
        except (OSError, RuntimeError, TimeoutError, IndexError) as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return results[0]
