"""The overall index from its main indices, as anyone can recompute it."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.composite import contribution, points_lost, recomputed, weighted_overall
from tests.indicators.tables import table

MAIN = ["awareness", "institutions", "infrastructure", "human", "security", "government", "economy", "society"]
# weights of 2024 found by fitting (facts/dti/README.md, check 6); DTI 2024 for the 34 (facts/dti/dti_province.csv)
WEIGHTS = pd.Series([50, 50, 140, 100, 100, 200, 150, 150], index=MAIN, dtype=float)
PUBLISHED = {
    "ha-noi": (0.8241, [1.0, 1.0, 0.9286, 0.9, 0.8082, 0.5661, 0.925, 0.8127]),
    "hue": (0.7951, [1.0, 1.0, 0.9664, 0.8075, 1.0, 0.7519, 0.5617, 0.6451]),
    "hai-phong": (0.7857, [1.0, 1.0, 0.9898, 0.932, 0.7131, 0.6375, 0.7613, 0.6253]),
    "tuyen-quang": (0.6862, [1.0, 0.9, 0.8214, 0.6884, 0.8434, 0.5792, 0.6155, 0.4915]),
}
SHARES = st.lists(st.floats(0, 1), min_size=8, max_size=8)


def observations() -> pd.DataFrame:
    rows = [
        {"entity": entity, "indicator": "dti-overall", "value": overall} for entity, (overall, _) in PUBLISHED.items()
    ]
    rows += [
        {"entity": entity, "indicator": name, "value": value}
        for entity, (_, values) in PUBLISHED.items()
        for name, value in zip(MAIN, values, strict=True)
    ]
    return table("observations", rows, dataset="dti", edition="dti-2024-34", period="2024", boundary="34")


def weights() -> pd.DataFrame:
    rows = [{"indicator": name, "weight": weight} for name, weight in WEIGHTS.items()]
    return table("weights", rows, edition="dti-2024-34", basis="fitted")


@pytest.mark.parametrize("entity", list(PUBLISHED))
def test_the_weighted_sum_is_the_published_overall_value(entity: str) -> None:
    overall, values = PUBLISHED[entity]
    assert abs(weighted_overall(pd.Series(values, index=MAIN), WEIGHTS) - overall) <= 0.0001


def test_recomputed_shows_published_recomputed_and_difference() -> None:
    found = recomputed(observations(), weights(), "dti-2024-34").set_index("entity")
    assert found["published"].to_dict() == {entity: overall for entity, (overall, _) in PUBLISHED.items()}
    assert found["difference"].abs().max() <= 0.0001
    assert found.loc["hai-phong", "recomputed"] == 0.7857


def test_a_row_without_all_main_indices_is_not_recomputed() -> None:
    rows = observations()
    rows = rows[~((rows["entity"] == "hue") & (rows["indicator"] == "society"))]
    assert "hue" not in set(recomputed(rows, weights(), "dti-2024-34")["entity"])
    values = pd.Series(PUBLISHED["hue"][1][:-1], index=MAIN[:-1])
    assert math.isnan(weighted_overall(values, WEIGHTS))


def test_without_weights_nothing_is_recomputed() -> None:
    assert recomputed(observations(), weights(), "dti-2023-63").empty


def test_weights_that_sum_to_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to 0"):
        weighted_overall(pd.Series([1.0], index=["a"]), pd.Series([0.0], index=["a"]))


@given(SHARES)
def test_points_brought_and_points_lost_add_to_the_maximum(values: list[float]) -> None:
    main = pd.Series(values, index=MAIN)
    total = contribution(main, WEIGHTS).sum() + points_lost(main, WEIGHTS, 1.0).sum()
    assert abs(total - 1) < 1e-9


@given(SHARES, st.floats(0.1, 100))
def test_the_scale_of_the_weights_does_not_matter(values: list[float], factor: float) -> None:
    main = pd.Series(values, index=MAIN)
    assert abs(weighted_overall(main, WEIGHTS) - weighted_overall(main, WEIGHTS * factor)) < 1e-9
