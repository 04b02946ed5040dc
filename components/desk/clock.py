"""The one clock of the desk, so that tests can shift it."""

import datetime as dt

from snapshots.log import VIET_NAM


def now() -> dt.datetime:
    """This moment, in Vietnamese time."""
    return dt.datetime.now(VIET_NAM)
