"""What this machine has seen of a log, kept outside the store: a log that went back is noticed after a restart too."""

import contextlib
import os
import time
import uuid
from pathlib import Path

from snapshots.files import sha256
from snapshots.log import EMPTY, Log, canonical, chained
from snapshots.places import Place, cache_root

FOLDER = "seen"
NOTHING = Log((), EMPTY)


class Seen:
    """The longest log seen at a place, one line an entry. Where nothing can be kept, nothing is remembered."""

    def __init__(self, place: Place) -> None:
        where = place.where.resolve() if isinstance(place.where, Path) else place.where
        self.path = cache_root() / FOLDER / f"{sha256(str(where).encode())[:32]}.jsonl"

    def load(self) -> Log:
        """The log as last seen; an empty one where there is none, or where its chain is broken."""
        try:
            lines = self.path.read_bytes().splitlines(keepends=True)
        except OSError:
            return NOTHING
        log = chained(lines)
        return NOTHING if log.damage else log

    def save(self, log: Log) -> None:
        """Keeps the log, unless another process has kept a longer one."""
        if len(self.load().entries) > len(log.entries):
            return
        draft = self.path.with_name(f".{uuid.uuid4().hex}.tmp")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(b"".join(canonical(entry) for entry in log.entries))
            os.replace(draft, self.path)

    def touch(self) -> None:
        """Notes that the place answered now."""
        with contextlib.suppress(OSError):
            os.utime(self.path)

    def age(self) -> float:
        """Seconds since the place last answered; 0 where that is not known."""
        try:
            return max(0.0, time.time() - self.path.stat().st_mtime)
        except OSError:
            return 0.0

    def forget(self) -> None:
        """The log as it is now becomes what is known."""
        self.path.unlink(missing_ok=True)
