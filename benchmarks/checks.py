"""`python -m benchmarks.checks [--rows 10000 1000000]`: time and peak memory of the check of a draft, as a table.

Real observations are repeated under new keys (another day of publication) until there are so many rows; every other
table is the real one, and the draft is compared with the newest snapshot, as before a publication. The check runs as the
desk runs it, in a process with bounds (`snapshots/apart`), which tells its progress; the peak and the processor time are
those of that process, the time on the clock has handing the tables over and the answer in it. On a busy machine only the
processor time is the check's.
"""

import argparse
import csv
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from snapshots import apart
from snapshots.draft import Limits, read_folder
from snapshots.drafting import make_draft
from snapshots.store import Store

SIZES = (10_000, 1_000_000)
TARGET_SECONDS = {10_000: 2.0, 1_000_000: 30.0}
LIMITS = Limits(megabytes=400, lines=1_100_000)
"""Wider than those of the desk, which refuses such a file at once."""
TABLE = "observations.csv"
_FIRST_DAY = dt.date(2027, 1, 1)
_KILOBYTE = 1024


def main() -> int:
    arguments = _arguments()
    if arguments.folder:
        print(json.dumps(measure(Path(arguments.folder))))
        return 0
    print(f"{time.strftime('%Y-%m-%d')}, Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {_load()}\n")
    print("| rows | size | time | processor | peak memory | bound | progress told | target | |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    for rows in arguments.rows:
        print(_line(rows), flush=True)
    print(f"\nLoad at the end {_load()}.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checks", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes of observations.csv")
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def make(folder: Path, rows: int) -> None:
    """A draft of the newest snapshot whose observations are so many rows."""
    make_draft(Store().current(), folder)
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        header, *real = list(csv.reader(file))
    with (folder / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(_repeated(real, header.index("published_on"), rows))


def _repeated(real: list[list[str]], column: int, count: int) -> Iterator[list[str]]:
    for number in range(count):
        copy, index = divmod(number, len(real))
        day = (_FIRST_DAY + dt.timedelta(days=copy)).isoformat()
        cells = real[index]
        yield [*cells[:column], day, *cells[column + 1:]] if copy else cells


def measure(folder: Path) -> dict[str, float]:
    """The check of the draft: seconds, processor seconds, peak memory in MB, findings, and how often it told its progress."""
    previous, files = Store().current(), read_folder(folder, LIMITS)
    told: list[tuple[int, int]] = []
    clock, before = time.perf_counter(), _used()
    report = apart.check(files, previous, lambda *numbers: told.append(numbers), LIMITS)
    return {
        "rows": report.rows, "seconds": time.perf_counter() - clock, "processor": _used() - before, "peak": _peak(),
        "passed": report.passed, "questions": report.count("question"), "told": len(told),
    }


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KILOBYTE


def _line(rows: int) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "draft"
        make(folder, rows)
        size = (folder / TABLE).stat().st_size / 1e6
        command = [sys.executable, "-m", "benchmarks.checks", "--folder", str(folder)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    target = TARGET_SECONDS.get(rows)
    verdict = "" if target is None else "met" if found["seconds"] < target else "missed"
    limit = "" if target is None else f"{target:.0f} s"
    return (f"| {found['rows']:,.0f} | {size:.1f} MB | {found['seconds']:.2f} s | {found['processor']:.2f} s | "
            f"{found['peak']:.0f} MB | {apart.CHECK.memory:,} MB | {found['told']:.0f} times | {limit} | {verdict} |")


if __name__ == "__main__":
    sys.exit(main())
