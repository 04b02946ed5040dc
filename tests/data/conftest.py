"""The published store, and the newest snapshot's rows."""

from pathlib import Path

import pytest

from snapshots.store import Snapshot, Store

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT.parent / "shared"
"""Beside the project where it was built; the facts are not kept in the repository."""
collect_ignore = [] if FACTS.is_dir() else ["test_facts_again.py"]


@pytest.fixture(scope="session")
def store() -> Store:
    return Store(ROOT / "data")


@pytest.fixture(scope="session")
def chain(store: Store) -> list[Snapshot]:
    """Every published snapshot, oldest first."""
    return [store.snapshot(entry.snapshot) for entry in store.entries() if entry.action == "publish"]


@pytest.fixture(scope="session")
def newest(store: Store) -> Snapshot:
    return store.current()


@pytest.fixture(scope="session")
def observed(newest: Snapshot) -> list[dict[str, str]]:
    return newest.rows("observations")
