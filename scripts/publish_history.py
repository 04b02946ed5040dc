"""Publish the chain of reconstructed snapshots: `python -m scripts.publish_history FACTS GEO --time 2026-11-21T21:00:00+00:00`.

With `--anew` the snapshots and the log of the data folder are deleted first. That is only for the time before the
first release: afterwards nothing published is ever deleted.
"""

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if not __package__:  # run as a file: the repository is not on the path yet
    sys.path.insert(0, str(ROOT))

from scripts.facts.draft import Draft, write
from scripts.load_facts import NEWEST_DAY
from snapshots.publish import publish
from snapshots.store import Store

ACTOR = "Nhóm sáng lập dự án / project founders"


@dataclass(frozen=True)
class Step:
    """One snapshot of the chain: what was public by its day."""

    day: str
    kind: str
    reason_vi: str
    reason_en: str


CHAIN = (
    Step("2023-12-31", "first",
         "Dựng lại những gì đã công bố đến hết năm 2023: DTI 2020–2022, kỳ đầu về kinh tế số của Tổng cục Thống kê (4 và 29/12/2023).",
         "Rebuilt from what was public by the end of 2023: DTI 2020-2022, the statistics office's first releases on the digital economy "
         "(4 and 29 December 2023)."),
    Step("2025-01-31", "revision",
         "Dựng lại: Tổng cục Thống kê ngày 06/01/2025 điều chỉnh tỷ trọng kinh tế số (năm 2023 từ 12,33% lên 12,87%); Nghị quyết 57 và các "
         "mục tiêu; PAR INDEX và PII 2023–2024.",
         "Rebuilt: on 6 January 2025 the statistics office revised the share of the digital economy (2023 from 12.33 to 12.87 per cent); "
         "Resolution 57 and its targets; PAR INDEX and PII of 2023-2024."),
    Step("2025-10-31", "territory",
         "Dựng lại: 34 tỉnh, thành phố từ 01/7/2025; DTI 2023 và 2024, PII 2025, nhiệm vụ và bản đồ Kế hoạch 02 năm 2025.",
         "Rebuilt: 34 provinces and cities from 1 July 2025; DTI 2023 and 2024, PII 2025, tasks and the Plan 02 heat map of 2025."),
    Step("2025-12-31", "new_edition",
         "Dựng lại: bộ chỉ số 766 các năm 2022–2024, số liệu tổng kết ngày 25/12/2025, danh mục sản phẩm công nghệ chiến lược ưu tiên.",
         "Rebuilt: service index 766 for 2022-2024, the year-end figures of 25 December 2025, the list of priority strategic products."),
    Step("2026-11-21", "new_edition",
         "Số liệu năm 2025 của Cục Thống kê (05/01/2026), PAPI, danh mục công nghệ chiến lược 2026, Đồng Nai thành thành phố, và mọi số "
         "liệu từ trang không ghi ngày.",
         "The statistics office's figures for 2025 (5 January 2026), PAPI, the strategic technologies of 2026, Đồng Nai as a city, and "
         "every figure from pages that show no date."),
)


def publish_chain(draft: Draft, store: Store, drafts: Path, time: str) -> list[str]:
    """Publish every step into the store, in order; ids of the snapshots. Raises what `snapshots.publish.publish` raises."""
    done = []
    for step in CHAIN:
        folder = drafts / step.day
        write(draft.as_of(step.day, newest=step.day == NEWEST_DAY), folder)
        entry = publish(
            folder, store, snapshot_date=step.day, kind=step.kind, reason_vi=step.reason_vi, reason_en=step.reason_en, actor=ACTOR,
            approver=ACTOR, time=time, expect_head=store.head(), reconstructed=True)
        done.append(entry.snapshot)
    return done


def main(arguments: list[str] | None = None) -> int:
    """Publish the chain; every fault is printed and nothing half-published is visible."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("facts", type=Path)
    parser.add_argument("geo", type=Path)
    parser.add_argument("--time", required=True, help="time of the log entries, ISO with time zone")
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--drafts", type=Path, default=ROOT / "build" / "draft")
    parser.add_argument("--anew", action="store_true", help="delete the snapshots and the log first")
    options = parser.parse_args(arguments)
    if options.anew:
        for name in ("snapshots", "log"):
            shutil.rmtree(options.data / name, ignore_errors=True)
    for snapshot in publish_chain(Draft(options.facts, options.geo), Store(options.data), options.drafts, options.time):
        print(snapshot)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
