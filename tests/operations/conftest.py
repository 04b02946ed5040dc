"""A site of three replicas behind the proxy, on a copy of the published store."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.site import HAPROXY, ROOT, Site, site


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("store") / "data"
    shutil.copytree(ROOT / "data", copy)
    return copy


@pytest.fixture(scope="module")
def running(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not Path(HAPROXY).exists():
        pytest.skip("HAProxy is not installed: apt-get install haproxy")
    with site(tmp_path_factory.mktemp("site"), {"EXPLORER_DATA": str(store)}) as started:
        yield started
