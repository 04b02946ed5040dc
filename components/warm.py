"""Start-up: read and verify the newest snapshot before the first reader comes."""

import logging
from threading import Thread

from components import cached
from exports.fonts import prepare
from snapshots.messages import NoSnapshotError


def load() -> None:
    """Read the newest snapshot; without one the pages say so, and the server still starts."""
    try:
        snapshot = cached.newest()
    except NoSnapshotError as error:
        logging.getLogger(__name__).error("%s", error)
        return
    snapshot.table("observations")
    Thread(target=prepare, name="fonts", daemon=True).start()  # the first picture should not wait for the font
