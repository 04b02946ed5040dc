"""Draft tables from the facts: `python -m scripts.load_facts FACTS GEO OUT --known-by 2026-11-21`."""

import argparse
import sys
from pathlib import Path

if not __package__:  # run as a file: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.facts.draft import Draft, write

NEWEST_DAY = "2026-11-21"


def main(arguments: list[str] | None = None) -> int:
    """Write the draft of one day; complain about rows of the facts that nothing accounts for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("facts", type=Path)
    parser.add_argument("geo", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--known-by", default=NEWEST_DAY, metavar="DATE", help="only what was published by this day")
    options = parser.parse_args(arguments)
    draft = Draft(options.facts, options.geo)
    write(draft.as_of(options.known_by, newest=options.known_by >= NEWEST_DAY), options.out)
    for name, gap in (draft.ledger.unaccounted() | draft.areas.unaccounted()).items():
        print(f"{name}: {gap} rows unaccounted for", file=sys.stderr)
    return 1 if draft.ledger.unaccounted() else 0


if __name__ == "__main__":
    raise SystemExit(main())
