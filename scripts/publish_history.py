"""Publish the chain of reconstructed snapshots: `python -m scripts.publish_history FACTS GEO --time TIME`.

The days, kinds and reasons are in `scripts/reconstruction/chain.csv`.
With `--anew` the snapshots and the log of the data folder are deleted first. That is only for the time before the
first release: afterwards nothing published is ever deleted.
"""

import argparse
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if not __package__:  # run as a file: the repository is not on the path yet
    sys.path.insert(0, str(ROOT))

from scripts.facts import reconstruction  # noqa: E402 - after the path
from scripts.facts.draft import Draft, write, write_ledger  # noqa: E402
from scripts.load_facts import NEWEST_DAY  # noqa: E402
from snapshots.publish import publish  # noqa: E402
from snapshots.store import Store  # noqa: E402

LEDGER = ROOT / "scripts" / "reconstruction" / "ledger.csv"
ACTOR = "Nhóm sáng lập dự án / project founders"


def publish_chain(draft: Draft, store: Store, drafts: Path, time: str) -> list[str]:
    """Publish every step into the store, in order; ids of the snapshots. Raises what `snapshots.publish` raises."""
    done = []
    for step in reconstruction.rows("chain"):
        folder = drafts / step["day"]
        write(draft.as_of(step["day"], newest=step["day"] == NEWEST_DAY), folder)
        entry = publish(
            folder,
            store,
            snapshot_date=step["day"],
            kind=step["kind"],
            reason_vi=step["reason_vi"],
            reason_en=step["reason_en"],
            actor=ACTOR,
            approver=ACTOR,
            time=time,
            expect_head=store.head(),
            reconstructed=True,
        )
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
        Store(options.data).accept()
    draft = Draft(options.facts, options.geo)
    write_ledger(draft, LEDGER)
    for snapshot in publish_chain(draft, Store(options.data), options.drafts, options.time):
        print(snapshot)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
