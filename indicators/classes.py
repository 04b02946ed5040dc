"""Classes with round limits for maps and histograms."""

import math
from bisect import bisect_right
from decimal import ROUND_FLOOR, Decimal

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def round_step(width: float) -> Decimal:
    """The smallest of 1, 2, 2.5, 5 × a power of ten that is at least `width` (> 0)."""
    power = Decimal(10) ** math.floor(math.log10(width))
    exact = Decimal(repr(float(width)))
    return next((step * power for step in STEPS if step * power >= exact), 10 * power)


def round_classes(values: list[float], count: int = 5) -> list[tuple[float, float]]:
    """Limits of at most `count` classes of one round width that cover every value; each is [low, high), the last
    [low, high].

    Missing values are ignored; no value at all gives no class, equal values give one class.
    """
    known = [Decimal(repr(float(value))) for value in values if value == value]
    if not known:
        return []
    low, high = min(known), max(known)
    step = round_step(float(high - low) / count) if high > low else round_step(float(abs(low)) or 1.0)
    while _needed(low, high, step) > count:
        step = round_step(float(step) * 1.01)
    start = (low / step).to_integral_value(ROUND_FLOOR) * step
    return [(float(start + i * step), float(start + (i + 1) * step)) for i in range(_needed(low, high, step))]


def class_of(value: float, classes: list[tuple[float, float]]) -> int | None:
    """Index of the value's class; None for a missing value or one outside all classes."""
    if value != value or not classes or not classes[0][0] <= value <= classes[-1][1]:
        return None
    return min(bisect_right([low for low, _ in classes], value), len(classes)) - 1


def histogram(values: list[float], classes: list[tuple[float, float]]) -> list[int]:
    """Number of values in each class; missing values are in none."""
    found = [class_of(value, classes) for value in values]
    return [found.count(index) for index in range(len(classes))]


def _needed(low: Decimal, high: Decimal, step: Decimal) -> int:
    """Classes needed from the round limit at or below `low`; a top value on a limit stays in the class below it."""
    start = (low / step).to_integral_value(ROUND_FLOOR) * step
    return max(1, math.ceil((high - start) / step))
