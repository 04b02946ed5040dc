"""A plain copy taken while somebody publishes is a whole store, in the order of docs/operations.md."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from scripts.torture.ground import ground, in_child, send, write_draft
from snapshots.store import Store
from snapshots.verify import verify

COPIES = 12


def _publish_on(draft: Path, root: Path) -> None:
    store = Store(root)
    while True:
        send(draft, store)


@pytest.mark.parametrize(("order", "whole"), [
    (("checkpoints", "log", "snapshots"), True), (("snapshots", "log", "checkpoints"), False),
    (("log", "checkpoints", "snapshots"), False),
])
def test_what_names_is_copied_before_what_is_named(order: tuple[str, str], whole: bool) -> None:
    """The other orders are controls: their copies have checkpoints without entry, or entries without snapshot."""
    with ground() as folder:
        root, draft = folder / "data", write_draft(folder / "draft", "base")
        send(draft, Store(root))
        child, pipe = in_child(lambda _: _publish_on(draft, root))
        try:
            sound = [_copied(root, folder / f"copy-{number}", order) for number in range(COPIES)]
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(pipe)
    assert all(sound) is whole


def _copied(root: Path, copy: Path, order: tuple[str, str]) -> bool:
    before = len(Store(root).entries())
    for name in order:
        shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns(".*"))
        if name == order[0]:
            _wait_for_more(root, before)
    return verify(Store(copy)).sound


def _wait_for_more(root: Path, before: int) -> None:
    while len(Store(root).entries()) <= before + 1:
        pass
