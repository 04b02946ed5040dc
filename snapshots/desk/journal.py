"""What staff did: numbered files of canonical JSON, each with the hash of the one before; never changed, never removed.

A step exists when the next number was created with it: whole or not at all, and for one of two writers only. Control
characters are escaped, so that no text can pass for another line. Holds staff's own words and hashes of files, never
what is in a file and never a token.
"""

import json
import os
import re
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from snapshots import places
from snapshots.desk.errors import JournalDamagedError, UnconfirmedError, UnsafeDeskError
from snapshots.desk.kept import private_folder
from snapshots.desk.people import Who
from snapshots.files import sha256
from snapshots.places import Directory

FORMAT = 1
FOLDER = "journal"
_NAME = re.compile(r"[0-9]{8}\.json\Z")


class Broken(NamedTuple):
    """The first step that does not fit: its number, file, and whether it is `missing` or `altered`."""

    seq: int
    file: str
    code: str


@dataclass(frozen=True)
class Step:
    """One thing somebody did. `prev` is the hash of the step before, empty for the first."""

    action: str
    draft: str
    issuer: str
    subject: str
    name: str
    time: str
    details: Mapping[str, Any] = field(default_factory=dict)
    seq: int = 0
    prev: str = ""
    request: str = ""
    format: int = FORMAT

    @property
    def who(self) -> Who:
        return Who(self.issuer, self.subject, self.name)


def canonical(step: Step) -> bytes:
    """The only bytes a step may have: keys sorted, no spaces, what cannot be printed escaped, one final line feed."""
    text = json.dumps(asdict(step), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "".join(ch if ch.isprintable() else json.dumps(ch)[1:-1] for ch in text).encode("utf-8") + b"\n"


def parse(raw: bytes) -> Step | None:
    """The step in these bytes; None unless they are exactly its canonical form."""
    try:
        step = Step(**json.loads(raw.decode("utf-8")))
        return step if canonical(step) == raw and _well_formed(step) else None
    except (ValueError, TypeError, RecursionError):
        return None


def _well_formed(step: Step) -> bool:
    kinds = {"seq": int, "format": int, "details": dict}
    return all(type(value) is kinds.get(name, str) for name, value in vars(step).items())


class Journal:
    """The journal in `root`; steps of other processes are seen at every call. May be shared by threads."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        self._steps: list[Step] = []
        self._tip = ""
        self._lock = threading.RLock()

    def steps(self) -> tuple[Step, ...]:
        """All steps, oldest first; the valid beginning where the journal is damaged."""
        with self._lock:
            self._read()
            return tuple(self._steps)

    def append(self, make: Callable[[], Step | None]) -> Step | None:
        """Adds what `make` gives, and returns it with its number; None where `make` found nothing left to do.

        `make` looks at the state and may refuse; it is asked again when another writer came first, so what it looked
        at is what the step follows. Raises JournalDamagedError, UnsafeDeskError or UnconfirmedError.
        """
        with self._lock:
            while True:
                broken = self._read()
                if broken:
                    raise JournalDamagedError(file=broken.file)
                seen, tip = len(self._steps), self._tip
                made = make()
                if made is None:
                    return None
                numbered = replace(made, seq=seen + 1, prev=tip, request=uuid.uuid4().hex)
                if self._create(numbered):
                    self._read()
                    return numbered

    def verify(self) -> Broken | None:
        """Reads every file anew; the first broken step, or None where the whole journal is as it was written."""
        fresh = Journal(self.folder.parent)
        with self._lock:
            broken, known = fresh._read(), list(self._steps)
        return broken or _first_other(known, fresh._steps)

    def _read(self) -> Broken | None:
        """Takes in what is new; what is broken, if anything is."""
        newest = max(self._numbers(), default=0)
        if newest < len(self._steps):
            return _broken(newest + 1, "missing")
        for seq in range(len(self._steps) + 1, newest + 1):
            raw = _bytes(self.folder / _file(seq))
            step = parse(raw) if raw is not None else None
            if raw is None or step is None or (step.seq, step.prev) != (seq, self._tip):
                return self._blame(seq, raw)
            self._steps.append(step)
            self._tip = sha256(raw)
        return None

    def _blame(self, seq: int, raw: bytes | None) -> Broken:
        """The step before is the altered one where this one is whole and nothing after it says otherwise."""
        step, after = parse(raw or b""), parse(_bytes(self.folder / _file(seq + 1)) or b"")
        if seq > 1 and raw and step and step.seq == seq and (after is None or after.prev == sha256(raw)):
            self._tip = self._steps.pop().prev
            return _broken(seq - 1, "altered")
        return _broken(seq, "missing" if raw is None else "altered")

    def _numbers(self) -> list[int]:
        try:
            names = os.listdir(self.folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnsafeDeskError(detail=error.strerror) from error
        return [int(name[:8]) for name in names if _NAME.match(name)]

    def _create(self, step: Step) -> bool:
        """False when another writer took the number."""
        try:
            private_folder(self.folder)
            Directory(self.folder).create(_file(step.seq), canonical(step))
        except places.TakenError:
            return _bytes(self.folder / _file(step.seq)) == canonical(step)
        except places.UnconfirmedError as error:
            raise UnconfirmedError(detail=error.strerror) from error
        except OSError as error:
            raise UnsafeDeskError(detail=error.strerror) from error
        return True


def _first_other(known: Sequence[Step], found: Sequence[Step]) -> Broken | None:
    """The first step that was seen before and is not so any more."""
    for seq, step in enumerate(known, 1):
        if seq > len(found):
            return _broken(seq, "missing")
        if found[seq - 1] != step:
            return _broken(seq, "altered")
    return None


def _file(seq: int) -> str:
    return f"{seq:08d}.json"


def _broken(seq: int, code: str) -> Broken:
    return Broken(seq, _file(seq), code)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
