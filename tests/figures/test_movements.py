"""Places over editions and values between two: never joined across a break or a boundary."""

from figures import movements
from figures.context import Context
from figures.rankings import RankingView

OLD = RankingView("dti-2024-63", "dti-overall")


def test_bump_keeps_one_boundary_and_cuts_at_the_method_break(en: Context) -> None:
    table = movements.bump(en, OLD).table
    assert set(table["boundary"]) == {"63"}
    hue = table[table["entity"] == "hue"].sort_values("label")
    by_year = dict(zip(hue["label"], hue["segment"], strict=True))
    assert by_year["2022"] == by_year["2023"] != by_year["2024"]


def test_a_single_edition_of_a_boundary_has_no_bump(en: Context) -> None:
    figure = movements.bump(en, RankingView("dti-2024-34", "dti-overall"))
    assert figure.table.empty
    assert figure.words.finding


def test_slope_refuses_what_is_not_comparable_and_says_why(en: Context) -> None:
    for view, against in ((OLD, "dti-2023-63"), (RankingView("dti-2024-34", "dti-overall"), "dti-2024-63")):
        figure = movements.slope(en, view, against)
        assert figure.table.empty
        assert not figure.spec
        assert figure.words.finding


def test_slope_of_comparable_editions(en: Context) -> None:
    table = movements.slope(en, RankingView("dti-2023-63", "dti-overall"), "dti-2022-63").table
    both = table.dropna(subset=["before", "after"])
    assert len(both)
    assert (both["after"] - both["before"] - both["difference"]).abs().max() < 1e-9
