"""Replicas of the explorer behind the proxy of `deploy/haproxy.cfg`, on free ports of this machine, ended by pid."""

import asyncio
import contextlib
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

ROOT = Path(__file__).resolve().parents[2]
HAPROXY = shutil.which("haproxy") or "/usr/sbin/haproxy"
HOST, DESK_HOST = "explorer.test", "desk.test"
NODE = "__Host-node"
PATIENCE = 60.0
LOOK = 0.1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(folder: Path) -> Path:
    """A certificate of its own for both names, with its key, as HAProxy wants them."""
    names = f"subjectAltName=DNS:{HOST},DNS:{DESK_HOST}"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
               "-addext", names, "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    subprocess.run(command, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "certificate.pem").read_bytes())
    return both


class Replica:
    """`streamlit run app.py` for readers, as one replica of several."""

    def __init__(self, name: str, cache: Path, settings: Mapping[str, str], port: int = 0) -> None:
        self.name, self.port = name, port or free_port()
        own = {"EXPLORER_HOSTS": HOST, "EXPLORER_PROXIES": "127.0.0.1", "EXPLORER_CACHE": str(cache / name)}
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **own, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ready(self) -> str:
        """The snapshot shown, empty while the replica is not ready."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def until(done: object, what: str, patience: float = PATIENCE) -> float:
    """Waits for a state; seconds it took. TimeoutError with what was waited for."""
    assert callable(done)
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > patience:
            raise TimeoutError(what)
        time.sleep(LOOK)
    return time.monotonic() - began


@dataclass
class Site:
    """Three replicas and the proxy."""

    replicas: list[Replica]
    port: int
    plain: int
    desk: int
    trust: ssl.SSLContext
    certificate: Path
    proxy: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}"

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, port: int = 0, host: str = HOST,
        body: bytes | None = None,
    ) -> "Answer":
        """One request through the proxy."""
        line = http.client.HTTPSConnection("127.0.0.1", port or self.port, timeout=30, context=self.trust)
        try:
            line.request(method, path, body, {"Host": host, **(headers or {})})
            answer = line.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            line.close()

    def replica_of(self, cookies: str) -> Replica:
        """The replica that a cookie names."""
        name = cookies.partition(f"{NODE}=")[2].partition(";")[0]
        return next(replica for replica in self.replicas if replica.name == name)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@contextlib.contextmanager
def site(folder: Path, settings: Mapping[str, str], names: tuple[str, ...] = ("one", "two", "three")) -> Iterator[Site]:
    """A site that is ready; a replica that is not named is an address where nobody answers."""
    both = certificate(folder)
    trust = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    trust.check_hostname = False
    replicas = [Replica(name, folder / "cache", settings) for name in names]
    running = Site(replicas, free_port(), free_port(), free_port(), trust, both)
    try:
        for replica in replicas:
            until(replica.ready, f"replica {replica.name} ready")
        running.proxy = _proxy(running, both)
        until(lambda: _answers(running), "the proxy to answer")
        yield running
    finally:
        for process in [running.proxy, *(replica.process for replica in replicas)]:
            if process is not None:
                process.kill()
                process.wait()


def _proxy(running: Site, both: Path) -> "subprocess.Popen[bytes]":
    ports = {replica.name: replica.port for replica in running.replicas}
    servers = {f"REPLICA_{number}": f"127.0.0.1:{ports.get(name) or free_port()}"
               for number, name in enumerate(("one", "two", "three"), 1)}
    settings = {
        "PLAIN_BIND": f"127.0.0.1:{running.plain}", "EXPLORER_BIND": f"127.0.0.1:{running.port}",
        "DESK_BIND": f"127.0.0.1:{running.desk}", "EXPLORER_CERT": str(both), "DESK_CERT": str(both),
        "EXPLORER_HOST": HOST, "DESK_HOST": DESK_HOST, "DESK_SERVER": f"127.0.0.1:{running.replicas[0].port}", **servers,
    }
    command = [HAPROXY, "-db", "-f", str(ROOT / "deploy" / "haproxy.cfg")]
    return subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _answers(running: Site) -> bool:
    try:
        return running.ask("/readyz").status == 200
    except OSError:
        return False


class Downloads:
    """Somebody who fetches the same file again and again, over new lines, until told to stop."""

    def __init__(self, running: Site, path: str) -> None:
        self._running, self._path = running, path
        self.told: Counter[str] = Counter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._fetch_on)

    def __enter__(self) -> "Downloads":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _fetch_on(self) -> None:
        while not self._stop.is_set():
            try:
                self.told[str(self._running.ask(self._path).status)] += 1
            except (OSError, http.client.HTTPException) as error:
                self.told[type(error).__name__] += 1


@dataclass
class Reader:
    """A browser-like session: opens a socket with its cookie, runs the page of its address, comes back when cut off."""

    running: Site
    query: str
    page: str = "rankings"
    cookie: str = ""
    shown: list[str] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    tries: int = 0

    async def live(self, stop: asyncio.Event) -> None:
        """Reads until `stop`; `gaps` are the seconds from each cut to the next complete answer."""
        cut = 0.0
        while not stop.is_set():
            self.tries += 1
            try:
                async with await self._open() as line:
                    self.shown.append(await asyncio.wait_for(self._run(line), PATIENCE))
                    if cut:
                        self.gaps.append(time.monotonic() - cut)
                        cut = 0.0
                    await self._hold(line, stop)
            except (OSError, WebSocketException, TimeoutError):
                cut = cut or (time.monotonic() if self.shown else 0.0)
                await asyncio.sleep(0.3)

    async def _open(self) -> ClientConnection:
        if not self.cookie:
            await asyncio.to_thread(self._visit)
        return await connect(
            f"wss://{HOST}:{self.running.port}/_stcore/stream", host="127.0.0.1", ssl=self.running.trust, max_size=None,
            subprotocols=[Subprotocol("streamlit")], origin=Origin(self.running.url), additional_headers={"Cookie": self.cookie})

    def _visit(self) -> None:
        given = self.running.ask(f"/{self.page}?{self.query}").header("set-cookie")
        self.cookie = given.partition(";")[0]

    async def _run(self, line: ClientConnection) -> str:
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = self.page, self.query
        await line.send(message.SerializeToString())
        told = ""
        while True:
            heard = ForwardMsg.FromString(await line.recv())
            if heard.WhichOneof("type") == "delta":
                told += heard.delta.SerializeToString().decode("utf-8", "replace")
            elif heard.WhichOneof("type") == "script_finished":
                return told

    async def _hold(self, line: ClientConnection, stop: asyncio.Event) -> None:
        while not stop.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(line.recv(), 0.5)


class Crowd:
    """Readers that live in a thread of their own."""

    def __init__(self, readers: list[Reader]) -> None:
        self.readers = readers
        self._stop: asyncio.Event | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._live(),))

    async def _live(self) -> None:
        self._stop = asyncio.Event()
        await asyncio.gather(*(reader.live(self._stop) for reader in self.readers))

    def __enter__(self) -> "Crowd":
        self._thread.start()
        until(lambda: all(reader.shown for reader in self.readers), "every reader to see the page")
        return self

    def __exit__(self, *_: object) -> None:
        if self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()
