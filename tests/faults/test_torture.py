"""A few dozen of what `make torture` does a thousand times: nothing lost, half visible or wrong; every control breaks."""

from collections.abc import Callable

import pytest

from scripts.torture import crash, damage, faults, kills, rewritten, traced
from scripts.torture.controls import CONTROLS, control, look_then_write
from scripts.torture.ground import Result

FEW, SOME, MANY = 10, 24, 60


def _nothing_broken(result: Result, tries: int) -> None:
    assert result.tries >= tries
    assert (result.lost, result.half_visible, result.wrong) == (0, 0, 0), result


def test_a_kill_at_a_random_moment() -> None:
    result = kills.kills(SOME)
    _nothing_broken(result, SOME)
    assert result.killed_inside, "no kill hit a publication: the test shows nothing"
    assert result.acknowledged, "no publication was finished: the test shows nothing"


def test_each_call_to_the_disk_killed_or_failing() -> None:
    result = faults.broken_calls(SOME)
    _nothing_broken(result, SOME)
    assert result.killed_inside and result.refused


def test_each_system_call_killed_or_failing_at_the_border_of_the_kernel() -> None:
    if not traced.possible():
        pytest.skip("strace is not installed, or may not trace: apt-get install strace")
    result = traced.traced_calls(SOME)
    _nothing_broken(result, SOME)
    assert result.killed_inside and result.refused and result.acknowledged


def test_a_disk_without_room_for_more_files() -> None:
    result = faults.no_inodes(SOME)
    _nothing_broken(result, SOME)
    assert result.refused and result.acknowledged, "the disk was never full, or always: the test shows nothing"


def test_without_permission_nothing_is_published_and_everything_read() -> None:
    result = faults.no_permission(FEW)
    _nothing_broken(result, FEW)
    assert (result.refused, result.acknowledged) == (FEW, 0)


def test_a_full_disk() -> None:
    result = faults.full_disk(SOME)
    _nothing_broken(result, SOME)
    assert result.refused


def test_publishers_at_once_and_readers_meanwhile() -> None:
    result = kills.races(kills.PUBLISHERS * kills.ROUND)
    _nothing_broken(result, kills.PUBLISHERS * kills.ROUND)
    assert result.acknowledged == result.tries
    assert result.refused, "nobody met anybody: the test shows nothing"
    assert result.reads > SOME


@pytest.mark.parametrize(
    ("experiment", "tries"),
    [
        (damage.altered, 3 * MANY), (damage.half_copied, MANY), (kills.clock_backwards, FEW), (kills.lost_end, SOME),
        (kills.repeated, FEW), (crash.power_cuts, 5 * MANY),
    ],
    ids=lambda given: getattr(given, "__name__", str(given)),
)
def test_nothing_is_lost_half_visible_or_wrong(experiment: Callable[[int], Result], tries: int) -> None:
    _nothing_broken(experiment(tries), tries)


def test_a_rewritten_history_is_noticed_by_who_kept_a_checkpoint() -> None:
    """All of the attacks, by the client and by the mirrors; and no alarm at any publication before."""
    result = rewritten.rewritten(SOME)
    _nothing_broken(result, SOME)
    assert result.acknowledged > 5 * SOME and result.reads > SOME


def test_who_kept_nothing_notices_no_rewritten_history() -> None:
    result = rewritten.without_checkpoint(SOME)
    assert (result.wrong, result.half_visible) == (SOME, 0)


@pytest.mark.parametrize("name", CONTROLS)
def test_a_careless_publisher_is_caught_by_the_same_kills(name: str) -> None:
    assert control(name, SOME).broken


def test_who_looks_and_then_renames_loses_an_entry() -> None:
    """A busy machine may start the two one after the other every time, so it is tried some times."""
    assert any(look_then_write(MANY).lost for _ in range(20))


@pytest.mark.parametrize("without", [("flush",), ("flush_folder",), ("flush", "flush_folder")])
def test_without_a_flush_the_power_cut_is_seen(without: tuple[str, ...]) -> None:
    assert crash.power_cuts(MANY, without).broken > MANY // 4


def test_the_harness_counts_a_mixture_of_two_tries() -> None:
    """Two files of one snapshot that carry the numbers of two tries."""
    from scripts.torture.ground import marks_of, tables_of

    mixed = {**tables_of("one"), "datasets.csv": tables_of("two")["datasets.csv"]}
    assert marks_of(mixed) == {"one", "two"}
    assert marks_of(tables_of("one")) == {"one"}
