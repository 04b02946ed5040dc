"""The desk from preview to undo, as people see it."""

from components import cached
from snapshots.desk import content


def test_a_preview_is_known_by_its_id() -> None:
    assert cached.PREVIEW == content.PREVIEW
