"""What a process that reads one file may use. A process sets these on itself before it is given a byte."""

import os
import resource
from dataclasses import dataclass

MEGABYTE = 1_000_000
NICENESS = 5
"""How far the process steps back behind the one that answers people."""
_FEW = 32


@dataclass(frozen=True)
class Bounds:
    """Megabytes of address space, seconds of processor, seconds on the clock, megabytes of the answer."""

    memory: int
    processor: int
    seconds: int
    answer: int


FILE = Bounds(memory=800, processor=20, seconds=90, answer=300)
"""For one file brought in (10 MB at most): the worst honest one, 969,000 changes, takes 290 MB and 10 s of processor."""
CHECK = Bounds(memory=1_500, processor=120, seconds=240, answer=400)
"""For the check of all tables: a million rows take 960 MB and 22 s of processor."""


def confine(bounds: Bounds) -> None:
    """Bounds this process for good: no more memory or time, no file written, few opened, no core left behind."""
    os.nice(NICENESS)
    for kind, most in (
        (resource.RLIMIT_AS, bounds.memory * MEGABYTE), (resource.RLIMIT_CPU, bounds.processor),
        (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, _FEW), (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
