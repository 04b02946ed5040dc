"""Where the facts folders are at hand, loading them again gives the published chain, cell by cell."""

from pathlib import Path

import pytest

from scripts.facts.draft import Draft
from snapshots.schema import tables
from snapshots.store import Snapshot

FACTS = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="module")
def draft() -> Draft:
    return Draft(FACTS / "facts", FACTS / "geo-source")


def test_no_row_of_the_facts_is_unaccounted_for(draft: Draft) -> None:
    assert draft.ledger.unaccounted() == {}
    assert draft.areas.unaccounted() == {}


def test_the_loader_gives_the_published_tables_again(draft: Draft, chain: list[Snapshot]) -> None:
    for snapshot in chain:
        built = draft.as_of(snapshot.id, newest=snapshot is chain[-1])
        for name, table in tables().items():
            rows = [[row.get(column, "") or "" for column in table.columns] for row in built[name]]
            assert sorted(rows) == sorted(list(row.values()) for row in snapshot.rows(name)), (snapshot.id, name)
