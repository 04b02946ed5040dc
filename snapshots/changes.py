"""Changes of a series from period to period, and how large they usually are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import exp, log
from statistics import median

from snapshots.history import Point, Series, form
from snapshots.periods import first_day
from snapshots.robust import spread

FAR = 5.0
"""Robust standard deviations beyond which a change or a value is asked about."""
LEAST_CHANGE, LEAST_GROWTH = 0.05, 0.10
"""What differs from the usual change by less is no jump: 5 % of the largest value; 10 % for amounts and counts."""
_DAYS, _MONTHS = 365.25, 12


def changes(points: Sequence[Point], ratio: bool) -> list[float]:
    """Change a year between neighbours: v - v', or ln v - ln v' with `ratio` (all values above zero then)."""
    return [
        (log(other.value / one.value) if ratio else other.value - one.value) / (_years(other) - _years(one))
        for one, other in pairwise(points)
    ]


@cache
def _day(period: str) -> float:
    year, month, day = first_day(period).split("-")
    return int(year) + (int(month) - 1) / _MONTHS + (int(day) - 1) / _DAYS


def _years(point: Point) -> float:
    return _day(point.period)


def told(change: float, ratio: bool) -> str:
    """The change with its sign: in per cent a year, or in the unit of the indicator."""
    return f"{100 * (exp(change) - 1):+.1f} %" if ratio else f"{change:+.4g}"


class Usual:
    """How much the series of an indicator usually change, from the median and the MAD of their changes.

    c are the changes a year of the series, m the median of the earlier ones; s is 1.4826 MAD of these, or that of all
    changes of the indicator's units where it is larger (three or four changes alone tell little). The newest c is
    beyond history where |c - m| > max(5 s, least), c lies outside the earlier c, and c is larger than m or against it;
    least is 5 % of the largest earlier value, for amounts and counts ln 1.10.
    """

    def __init__(self, points: Mapping[Series, Sequence[Point]]) -> None:
        self._points = points
        self._units: dict[tuple[str, str, str], list[Series]] = defaultdict(list)
        for name in points:
            self._units[_indicator(name)].append(name)
        self._spreads: dict[tuple[tuple[str, str, str], bool], float] = {}

    def exceeded(self, name: Series, found: Sequence[float], ratio: bool, largest: float) -> bool:
        """Whether the last of the changes is beyond history."""
        *earlier, last = found
        usual = median(earlier)
        least = log(1 + LEAST_GROWTH) if ratio else LEAST_CHANGE * largest
        outside = not min(earlier) <= last <= max(earlier) and (last * usual < 0 or abs(last) > abs(usual))
        if not outside or abs(last - usual) <= max(FAR * spread(earlier), least):
            return False
        return abs(last - usual) > FAR * self._spread(_indicator(name), ratio)

    def _spread(self, indicator: tuple[str, str, str], ratio: bool) -> float:
        """1.4826 MAD of every change of every unit; 0 where one unit alone has a series."""
        if (indicator, ratio) not in self._spreads:
            names = self._units[indicator]
            every = [change for name in names for change in self._changes(name, ratio)] if len(names) > 1 else []
            self._spreads[indicator, ratio] = spread(every) if every else 0.0
        return self._spreads[indicator, ratio]

    def _changes(self, name: Series, ratio: bool) -> list[float]:
        points = [point for point in self._points[name] if form(point.period) not in ("", "day")]
        kinds = {form(point.period) for point in points}
        if ratio and any(point.value <= 0 for point in points):
            return []
        return [c for kind in kinds for c in changes([point for point in points if form(point.period) == kind], ratio)]


def _indicator(name: Series) -> tuple[str, str, str]:
    dataset, indicator, _, boundary = name
    return dataset, indicator, boundary
