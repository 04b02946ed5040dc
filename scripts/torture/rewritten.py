"""History rewritten or cut by somebody who may write everything in the store; and who notices.

The attack is consistent: links and checkpoints are made anew, so that from inside all is in order.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from scripts.torture.ground import Result, ground
from snapshots import checkpoints
from snapshots.log import LOG_FOLDER, Entry, append, read_log
from snapshots.messages import Notice
from snapshots.mirrors import MIRRORS_VARIABLE, compared, keep_up
from snapshots.places import Directory

LONGEST = 18
Attack = Callable[[list[Entry], int, random.Random], list[Entry]]


def _entry(number: int, chance: random.Random) -> Entry:
    """As `publish` writes it; which files it names is of no matter here."""
    return Entry(
        seq=0, prev="", action="publish", snapshot=f"2026-11-21-{number}", manifest_sha256=f"{chance.getrandbits(256):064x}",
        kind="revision", reason_vi="Lý do", reason_en="Reason", actor="An", approver="Bình", time="2026-11-21T08:30:00Z",
        request=f"{chance.getrandbits(128):032x}")


def _cut(entries: list[Entry], held: int, chance: random.Random) -> list[Entry]:
    return entries[: chance.randrange(held)]


def _changed(entries: list[Entry], held: int, chance: random.Random) -> list[Entry]:
    number = chance.randrange(held)
    other = replace(entries[number], manifest_sha256=f"{chance.getrandbits(256):064x}")
    return [*entries[:number], other, *entries[number + 1 :]]


def _left_out(entries: list[Entry], held: int, chance: random.Random) -> list[Entry]:
    number = chance.randrange(held)
    return entries[:number] + entries[number + 1 :]


def _written_anew(entries: list[Entry], held: int, chance: random.Random) -> list[Entry]:
    kept = _cut(entries, held, chance)
    return kept + [_entry(900 + number, chance) for number in range(len(entries) - len(kept) + chance.randrange(3))]


ATTACKS: Mapping[str, Attack] = {
    "end removed": _cut, "entry changed": _changed, "entry left out": _left_out, "end written anew": _written_anew,
}


def rewritten(tries: int, seed: int = 57) -> Result:
    """Who keeps an older checkpoint, and the mirrors, have to notice every attack (`wrong`), and no publication before
    it (`half visible`)."""
    result = Result("history rewritten or cut")
    for held, root in _histories(tries, seed, result):
        result.wrong += _holds(root, held)
        told = {notice.code for notice in compared(read_log(root).entries)}
        result.wrong += told != {"mirror_differs"}
    return result


def without_checkpoint(tries: int, seed: int = 57) -> Result:
    """Control: who has kept nothing finds every rewritten history in order."""
    result = Result("control: no checkpoint kept")
    for _, root in _histories(tries, seed, result):
        log = read_log(root)
        noticed = log.damage or list(checkpoints.faults(Directory(root), log.entries))
        result.wrong += not noticed
    return result


def _histories(tries: int, seed: int, result: Result) -> Iterator[tuple[bytes, Path]]:
    """A checkpoint somebody kept, and the store after an attack on what it vouches for; one for each try."""
    chance = random.Random(seed)
    for number in range(tries):
        with ground() as folder, _two_mirrors(folder):
            root = folder / "data"
            held = _published(root, chance, result)
            before = checkpoints.parse(held)
            assert before is not None and _holds(root, held)
            attack = list(ATTACKS.values())[number % len(ATTACKS)]
            _replace(root, attack(list(read_log(root).entries), before.seq, chance))
            result.tries += 1
            yield held, root


@contextmanager
def _two_mirrors(folder: Path) -> Iterator[None]:
    for name in ("one", "two"):
        (folder / name).mkdir()
    os.environ[MIRRORS_VARIABLE] = f"{folder / 'one'},{folder / 'two'}"
    try:
        yield
    finally:
        del os.environ[MIRRORS_VARIABLE]


def _published(root: Path, chance: random.Random, result: Result) -> bytes:
    """Publishes as on any day, now and then killed before the checkpoint; the checkpoint somebody took meanwhile."""
    count = chance.randint(2, LONGEST)
    taken, kept = chance.randint(1, count), b""
    for number in range(1, count + 1):
        append(root, _entry(number, chance), read_log(root).head)
        result.acknowledged += 1
        if number in (taken, count) or chance.random() < 0.9:
            result.half_visible += bool(_told(root))
        if number == taken:
            kept = (root / checkpoints.path(checkpoints.name(number))).read_bytes()
        if kept:
            result.reads += 1
            result.half_visible += not _holds(root, kept)
    return kept


def _told(root: Path) -> list[Notice]:
    told: list[Notice] = []
    keep_up(Directory(root), told.append)
    return told


def _holds(root: Path, held: bytes) -> bool:
    head = checkpoints.parse(held)
    return head is not None and checkpoints.holds(read_log(root).entries, head) is not None


def _replace(root: Path, entries: list[Entry]) -> None:
    """The log anew, each entry linked to the one before, with checkpoints to match; the mirrors are out of reach."""
    for name in (LOG_FOLDER, checkpoints.FOLDER):
        shutil.rmtree(root / name)
    place = Directory(root)
    for entry in entries:
        append(place, entry, read_log(place).head)
    for head in checkpoints.heads(read_log(place).entries):
        place.create(checkpoints.path(checkpoints.name(head.seq)), checkpoints.note(head))
