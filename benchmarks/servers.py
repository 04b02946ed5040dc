"""A server on a free loopback port, ended by its process id; its start-up time, memory and processor time."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator

import psutil

from benchmarks.targets import Target

MEGABYTE = 1e6
UNLIMITED = {
    "EXPLORER_MESSAGES": "1e6", "EXPLORER_MESSAGES_EACH": "1e6", "EXPLORER_SOCKETS_EACH": "10000", "EXPLORER_SOCKETS": "10000",
}
"""All readers of a benchmark have one address, and choose as fast as they are answered."""


class Server:
    """A running target. `ready` is the time in s from the start of the process to its first healthy answer."""

    def __init__(self, target: Target, patience: float = 60) -> None:
        self.target = target
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._output = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the process
        began = time.perf_counter()
        self.process = subprocess.Popen(target.command(self.port), cwd=target.folder, stdout=self._output,
                                        stderr=subprocess.STDOUT, env={**os.environ, **UNLIMITED})
        try:
            self._until_healthy(began + patience)
        except BaseException:
            self.stop()
            raise
        self.ready = time.perf_counter() - began

    def address(self, page: str) -> str:
        return f"{self.url}/{self.target.address(page)}"

    def _until_healthy(self, deadline: float) -> None:
        while time.perf_counter() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.target.name} ended at once:\n{self._log()}")
            if _status(self.port, self.target.health) == 200:
                return
            time.sleep(0.01)
        raise RuntimeError(f"{self.target.name} was not healthy in time:\n{self._log()}")

    def _log(self) -> str:
        self._output.seek(0)
        return self._output.read().decode(errors="replace")[-2000:]

    def memory(self) -> float:
        """Resident memory of the server and its children, MB."""
        return sum(process.memory_info().rss for process in self._processes()) / MEGABYTE

    def processor(self) -> float:
        """Processor time used so far by the server and its children, s."""
        times = [process.cpu_times() for process in self._processes()]
        return sum(one.user + one.system for one in times)

    def _processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._output.close()


@contextlib.contextmanager
def running(target: Target) -> Iterator[Server]:
    server = Server(target)
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", f"/{path}")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
