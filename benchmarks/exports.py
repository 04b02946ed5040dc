"""`python -m benchmarks.exports [--rounds N]`: how long files take, and what they cost other readers, in one run.

One explorer with an empty shelf. First files alone: an article picture made for the first time, the same again, a kit.
Then rounds, interleaved: a reader who chooses editions while nobody exports, and while eight exports run all the time.
"""

import argparse
import contextlib
import http.client
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from threading import Event, Lock, Thread

from benchmarks import readers, targets
from benchmarks.__main__ import _conditions, _load
from benchmarks.servers import Server, running
from figures import catalogue
from figures.context import Context
from snapshots.store import Store

EXPORTS = 8
EACH = 100
"""Choices of the reader in each half of a round."""
ALONE = 8
"""Pictures made alone for the first time."""
PATIENCE = 180
LIMITS = {"cold": 2.0, "kit": 20.0}
"""Seconds (issue of the journalist's kit)."""


@dataclass
class Samples:
    """Seconds, by what was measured."""

    cold: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    kit: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    exported: int = 0


def main() -> int:
    rounds = _rounds()
    print(_conditions(), flush=True)
    began, samples = time.monotonic(), Samples()
    with tempfile.TemporaryDirectory() as shelf:
        os.environ["EXPLORER_CACHE"] = shelf
        with running(targets.targets(targets.ROOT)[0]) as server:
            _measure(server, rounds, samples)
    print(table(samples))
    print(f"\n{rounds} rounds in {time.monotonic() - began:.0f} s; load at the end {_load()}.")
    return 0


def _rounds() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
    return int(parser.parse_args().rounds)


def _measure(server: Server, rounds: int, samples: Samples) -> None:
    paths, choices = _paths(), targets.choices()
    _ask(server, next(paths))  # a worker has loaded all it needs
    for _ in range(ALONE):
        path = next(paths)
        samples.cold.append(_ask(server, path))
        samples.again.append(_ask(server, path))
    samples.kit.append(_ask(server, next(paths).split(".png")[0] + ".zip"))
    readers.crowd(server, choices, 1, EACH)  # every figure of the page was made once
    for number in range(1, rounds + 1):
        samples.alone += readers.crowd(server, choices, 1, EACH).answers
        with _exporting(server, paths, samples):
            samples.beside += readers.crowd(server, choices, 1, EACH).answers
        print(f"round {number} of {rounds}", file=sys.stderr, flush=True)


def _paths() -> Iterator[str]:
    """Addresses of article pictures that nobody has asked for, of every kind of figure in turn."""
    snapshot = Store().current()
    kinds: dict[str, list[str]] = {}
    for view in catalogue.every(Context(snapshot, "vi")):
        kinds.setdefault(view.split("/")[0], []).append(view)
    for row in count():
        for views in kinds.values():
            if row < len(views):
                yield f"/f/{snapshot.id}/vi/{views[row]}.png"


def _ask(server: Server, path: str) -> float:
    """Seconds until the file is there, whole."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
    return time.perf_counter() - began


@contextlib.contextmanager
def _exporting(server: Server, paths: Iterator[str], samples: Samples) -> Iterator[None]:
    """Eight exports under way all the time, each of a picture nobody has asked for."""
    over, lock = Event(), Lock()

    def export() -> None:
        while not over.is_set():
            with lock:
                path = next(paths)
            _ask(server, path)
            samples.exported += 1

    threads = [Thread(target=export) for _ in range(EXPORTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def table(samples: Samples) -> str:
    """A Markdown table: medians, and the 95th percentile of a reader's answers with and without exports."""
    slow = _slow(samples.beside) / _slow(samples.alone)
    rows = [
        ("article picture (PNG), first time", "s", f"{median(samples.cold):.2f}", _verdict(samples.cold, "cold")),
        ("the same, slowest", "s", f"{max(samples.cold):.2f}", ""),
        ("the same again", "ms", f"{median(samples.again) * 1000:.1f}", "a file read"),
        ("kit", "s", f"{median(samples.kit):.1f}", _verdict(samples.kit, "kit")),
        ("reader's choice, nobody exports: median", "ms", _ms(median(samples.alone)), ""),
        ("the same: 95th percentile", "ms", _ms(_slow(samples.alone)), ""),
        (f"reader's choice, {EXPORTS} exports run: median", "ms", _ms(median(samples.beside)), ""),
        ("the same: 95th percentile", "ms", _ms(_slow(samples.beside)), f"{slow:.2f} times that without"),
        ("files made meanwhile", "", str(samples.exported), ""),
    ]
    head = ["| exporting | unit | measured | |", "| --- | --- | ---: | --- |"]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def _slow(values: list[float]) -> float:
    """The 95th percentile, nearest rank."""
    return readers.Crowd(values, 1).slow


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _verdict(values: list[float], key: str) -> str:
    found, limit = median(values), LIMITS[key]
    return f"limit {limit:g} s: " + ("met" if found <= limit else f"missed by {(found / limit - 1) * 100:.0f} %")


if __name__ == "__main__":
    sys.exit(main())
