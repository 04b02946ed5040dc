"""Refusals of the process apart, in plain words."""

from snapshots.messages import SnapshotError


class ApartError(SnapshotError):
    """A check that went beyond its bounds, or whose process ended without an answer. Nothing was changed."""

    message = (
        "The check needed more than {memory} MB of memory or {seconds} seconds, or could not be finished, so it was "
        "stopped. Nothing was changed. Look for rows that do not belong there, then check again."
    )
