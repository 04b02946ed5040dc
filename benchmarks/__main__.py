"""`python -m benchmarks [--rounds N]`: one table of medians and ratios, everything in one run on this machine."""

import argparse
import os
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Error

from benchmarks import browsing, rounds, table, targets
from benchmarks.static_page.build import build


def main() -> int:
    arguments = _arguments()
    print(_conditions(), flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        samples, failures = _measured(targets.targets(Path(folder)), arguments.rounds)
    print(table.table(samples), table.verdicts(samples), sep="\n\n")
    print(f"\n{arguments.rounds} rounds in {time.monotonic() - began:.0f} s; load at the end {_load()}.")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
    return parser.parse_args()


def _measured(found: list[targets.Target], count: int) -> tuple[dict[str, rounds.Samples], list[str]]:
    """All samples by target, in interleaved rounds after a warm-up; a failed one is told, never left out in silence."""
    samples = {target.name: rounds.new_samples() for target in found}
    choices, failures = targets.choices(), []
    with browsing.browser() as browser:
        for target in found:
            rounds.warm_up(browser, target, choices)
        for number in range(1, count + 1):
            for target in found:
                try:
                    rounds.measure(browser, target, choices, samples[target.name])
                except Error as error:
                    failures.append(f"round {number}, {target.name}: {error.message}")
                print(f"round {number} of {count}: {target.name}", file=sys.stderr, flush=True)
    for target in found:
        rounds.measure_many(target, choices, samples[target.name])
    return samples, failures


def _conditions() -> str:
    names = ("streamlit", "altair", "pandas", "vl-convert-python", "playwright")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    python = sys.version.split()[0]
    return (f"{time.strftime('%Y-%m-%d')}, Python {python}, {packages}, {os.cpu_count()} cores, "
            f"load at the start {_load()}.\n")


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
