"""Classes: round limits that cover every value."""

import math
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.classes import class_of, histogram, round_classes, round_step

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 4)), min_size=1, max_size=40)


def test_scores_of_34_provinces_get_limits_that_a_reader_can_say() -> None:
    # DTI 2024 for the 34 provinces: Tuyên Quang, Huế and Hà Nội (facts/dti/dti_province.csv)
    assert round_classes([0.6862, 0.7951, 0.8241]) == [(0.65, 0.7), (0.7, 0.75), (0.75, 0.8), (0.8, 0.85)]


def test_a_value_on_a_limit_is_in_the_class_above_and_the_highest_in_the_last() -> None:
    classes = [(0.0, 10.0), (10.0, 20.0)]
    assert [class_of(value, classes) for value in (0, 9.9, 10, 20)] == [0, 0, 1, 1]


def test_a_missing_value_is_in_no_class() -> None:
    assert class_of(math.nan, [(0.0, 1.0)]) is None
    assert histogram([0.5, math.nan], [(0.0, 1.0)]) == [1]
    assert round_classes([math.nan]) == []


def test_a_value_outside_is_in_no_class() -> None:
    assert class_of(2, [(0.0, 1.0)]) is None


def test_equal_values_make_one_class() -> None:
    assert round_classes([7, 7]) == [(0.0, 10.0)]


@given(VALUES, st.integers(2, 7))
def test_every_value_has_its_class_and_there_are_not_too_many(values: list[float], count: int) -> None:
    classes = round_classes(values, count)
    assert 1 <= len(classes) <= count
    assert sum(histogram(values, classes)) == len(values)
    assert all(high == low for (_, high), (low, _) in zip(classes, classes[1:], strict=False))


@given(st.floats(1e-6, 1e6))
def test_a_step_is_1_2_25_or_5_times_a_power_of_ten(width: float) -> None:
    step = round_step(width)
    assert step >= Decimal(repr(width))
    assert Decimal(str(step.normalize()).split("E")[0].replace(".", "").lstrip("0").rstrip("0")) in (1, 2, 25, 5)
