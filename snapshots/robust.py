"""Statistics that one wrong value cannot bend: median, spread about it, agreement of two orders."""

from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

NORMAL = 1.4826
"""MAD times this is the standard deviation where the values are normal (Rousseeuw and Croux 1993)."""


def spread(values: Sequence[float]) -> float:
    """1.4826 times the median of the distances from the median (MAD); 0 where more than half are equal."""
    middle = median(values)
    return NORMAL * median([abs(value - middle) for value in values])


def ranks(values: Sequence[float]) -> list[float]:
    """Places from 1, smallest first; equal values share the mean of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or values[order[end]] != values[order[start]]:
            for index in order[start:end]:
                found[index] = (start + 1 + end) / 2
            start = end
    return found


def in_order(values: Sequence[float]) -> set[int]:
    """Places of the longest rising part that is left when as few values as can be are taken out; equal ones may follow."""
    ends: list[float] = []
    last: list[int] = []
    before: dict[int, int] = {}
    for index, value in enumerate(values):
        length = bisect_right(ends, value)
        before[index] = last[length - 1] if length else -1
        ends[length:length + 1] = [value]
        last[length:length + 1] = [index]
    found, index = set[int](), last[-1] if last else -1
    while index >= 0:
        found.add(index)
        index = before[index]
    return found


def best_run(gains: Sequence[float]) -> tuple[int, int]:
    """Where the neighbouring gains with the largest sum begin and end (the end is not part of it)."""
    best, here, start, found = 0.0, 0.0, 0, (0, 0)
    for index, gain in enumerate(gains):
        if here <= 0:
            here, start = 0.0, index
        here += gain
        if here > best:
            best, found = here, (start, index + 1)
    return found


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation, ties with their mean place; 0 where either does not vary."""
    a, b = ranks(one), ranks(other)
    middle = (len(a) + 1) / 2
    both = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    size = sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)
    return both / size**0.5 if size else 0.0
