"""`python -m scripts.torture [TRIES]`: every experiment, a table, and 1 where a promise broke or a control did not."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields

from scripts.torture import crash, damage, faults, kills, rewritten, traced
from scripts.torture.controls import CONTROLS, control, look_then_write
from scripts.torture.ground import Result

Experiment = Callable[[int], Result]
EXPERIMENTS: tuple[Experiment, ...] = (
    kills.kills, faults.broken_calls, traced.traced_calls, faults.full_disk, faults.no_inodes, faults.no_permission,
    kills.races, damage.altered, damage.half_copied,
    kills.clock_backwards, kills.lost_end, kills.repeated, crash.power_cuts,
    rewritten.rewritten,
)
TRIES = 1_000


def _controls(tries: int) -> Iterator[Callable[[], Result]]:
    for name in CONTROLS:
        yield lambda name=name: control(name, tries)  # type: ignore[misc]
    yield lambda: look_then_write(tries)
    yield lambda: rewritten.without_checkpoint(tries)
    for without in (("flush",), ("flush_folder",), ("flush", "flush_folder")):
        yield lambda without=without: crash.power_cuts(tries, without)  # type: ignore[misc]


def main(arguments: list[str]) -> int:
    tries = int(arguments[0]) if arguments else TRIES
    print(" | ".join(_head()))
    sound = [not _told(lambda run=run: run(tries)).broken for run in EXPERIMENTS]  # type: ignore[misc]
    seen = [bool(_told(run).broken) for run in _controls(max(30, tries // 5))]
    print("All promises kept." if all(sound) else "A PROMISE WAS BROKEN.",
          "All controls broke, as they must." if all(seen) else "A CONTROL DID NOT BREAK: the harness sees too little.")
    return 0 if all(sound) and all(seen) else 1


def _head() -> list[str]:
    return [item.name.replace("_", " ") for item in fields(Result)] + ["seconds"]


def _told(run: Callable[[], Result]) -> Result:
    started = time.monotonic()
    result = run()
    print(" | ".join([*result.row(), f"{time.monotonic() - started:.0f}"]), flush=True)
    return result


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
