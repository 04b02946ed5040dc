"""Ten thousand rows are checked in two seconds; fifteen thousand observations are read well under half a second."""

import time
from collections.abc import Callable

import pytest

from snapshots.store import Store
from snapshots.validate import validate_files

Files = dict[str, bytes]
CHECK_SECONDS, READ_SECONDS = 2.0, 0.5


@pytest.fixture
def many(with_rows: Callable[..., Files]) -> Callable[[int], Files]:
    """The draft with that many observations more."""

    def build(count: int) -> Files:
        row = {
            "dataset": "gdp",
            "indicator": "gdp-share",
            "entity": "vn",
            "comparator": "=",
            "published_on": "2025-01-06",
            "source": "page-1",
            "note_vi": "Số liệu sơ bộ",
            "note_en": "Preliminary figure",
        }
        return with_rows(
            "observations",
            *(
                {
                    **row,
                    "period": f"{1900 + number % 120}-{1 + number // 120 % 12:02d}",
                    "value": f"{number % 10000 / 100:.2f}",
                    "note_vi": f"{number}",
                }
                for number in range(count)
            ),
        )

    return build


def _best(action: Callable[[], object]) -> float:
    """The quickest of three runs: the machine is shared."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def test_ten_thousand_rows_are_checked_in_time(many: Callable[[int], Files]) -> None:
    files = many(10_000)
    assert validate_files(files).rows > 10_000
    assert _best(lambda: validate_files(files)) < CHECK_SECONDS


def test_the_current_snapshot_is_read_in_time(
    many: Callable[[int], Files], put: Callable[..., object], store: Store
) -> None:
    put(many(15_000))

    def read() -> None:
        Store(store.root).current().table("observations")

    assert len(store.current().table("observations")) > 15_000
    assert _best(read) < READ_SECONDS


def test_polling_the_head_is_cheap(put: Callable[..., object], files: Files, store: Store) -> None:
    put(files)
    assert _best(lambda: [store.head() for _ in range(100)]) < 0.1
