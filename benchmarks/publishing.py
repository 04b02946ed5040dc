"""`python -m benchmarks.publishing [--rounds N]`: what a publication costs readers, in one run.

One explorer on a copy of the data. Rounds, interleaved: a reader who chooses editions while nobody publishes, and while
drafts are made, checked and published one after another by the command line, each with one other figure.
"""

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Event, Thread

from benchmarks import readers, targets
from benchmarks.__main__ import _conditions, _load
from benchmarks.servers import Server, running
from snapshots.questions import question_id, questions
from snapshots.store import Store
from snapshots.validate import validate

EACH = 100
"""Choices of the reader in each half of a round."""
VALUE = re.compile(r"(dti-2024-34,dti-overall,ha-noi,.*?,=,)0\.[0-9]+")
WORDS = ("--reason-vi", "Đo tốc độ", "--reason-en", "A measurement", "--actor", "Benchmark", "--kind", "correction")


@dataclass
class Samples:
    """Seconds a choice of the reader took, and how many publications there were beside it."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    published: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.publishing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
    rounds = int(parser.parse_args().rounds)
    print(_conditions(), flush=True)
    began, samples = time.monotonic(), Samples()
    with tempfile.TemporaryDirectory() as place:
        data = Path(shutil.copytree(targets.ROOT / "data", Path(place) / "data"))
        os.environ |= {"EXPLORER_DATA": str(data), "EXPLORER_CACHE": f"{place}/cache"}
        with running(targets.targets(targets.ROOT)[0]) as server:
            _measure(server, data, rounds, samples)
    print(table(samples))
    print(f"\n{rounds} rounds in {time.monotonic() - began:.0f} s; load at the end {_load()}.")
    return 0


def _measure(server: Server, data: Path, rounds: int, samples: Samples) -> None:
    choices = targets.choices()
    readers.crowd(server, choices, 1, EACH)  # every figure of the page was made once
    for number in range(1, rounds + 1):
        samples.alone += readers.crowd(server, choices, 1, EACH).answers
        with _publishing(data, samples):
            samples.beside += readers.crowd(server, choices, 1, EACH).answers
        print(f"round {number} of {rounds}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _publishing(data: Path, samples: Samples) -> Iterator[None]:
    """Publications under way all the time; at least one is finished."""
    over = Event()

    def work() -> None:
        while not over.is_set():
            publish(data, samples.published)
            samples.published += 1

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def publish(data: Path, number: int) -> None:
    """One draft with one other figure, checked and published, each step by a process of the command line."""
    folder = data.parent / f"draft-{number}"
    _run("draft", folder)
    table = folder / "observations.csv"
    text, changed = VALUE.subn(rf"\g<1>0.{8300 + number % 90}", table.read_text(encoding="utf-8"))
    if changed != 1:
        raise RuntimeError("the figure to change was not found")
    table.write_text(text, encoding="utf-8", newline="")
    asked = questions(validate(folder, Store(data).newest()))
    _run("publish", folder, *WORDS, *(part for one in asked for part in ("--answer", f"{question_id(one)}=A measurement")))


def _run(*words: object) -> None:
    subprocess.run([sys.executable, "-m", "snapshots", *map(str, words)], cwd=targets.ROOT, check=True, capture_output=True)


def table(samples: Samples) -> str:
    """A Markdown table: median and 95th percentile of a reader's choice with and without publications."""
    alone, beside = (readers.Crowd(values, 1).slow for values in (samples.alone, samples.beside))
    rows = [
        ("reader's choice, nobody publishes: median", _ms(median(samples.alone)), ""),
        ("the same: 95th percentile", _ms(alone), ""),
        ("reader's choice, publications all the time: median", _ms(median(samples.beside)), ""),
        ("the same: 95th percentile", _ms(beside), f"{beside / alone:.2f} times that without"),
    ]
    lines = ["| publishing | ms | |", "| --- | ---: | --- |", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join([*lines, f"| snapshots published meanwhile | {samples.published} | |"])


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


if __name__ == "__main__":
    sys.exit(main())
