"""Published files altered or removed by hand, and a store of which only a part was copied."""

import os
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.torture.ground import Result, ground, marks_of, send, write_draft
from snapshots import checkpoints
from snapshots.messages import NoSnapshotError
from snapshots.store import Store
from snapshots.verify import verify

Damage = Callable[[bytes, random.Random], bytes | None]
DAMAGES: Mapping[str, Damage] = {
    "one bit": lambda raw, chance: _flipped(raw, chance.randrange(len(raw))),
    "cut": lambda raw, chance: raw[: chance.randrange(len(raw))],
    "longer": lambda raw, chance: raw + b"\n",
    "zeroed": lambda raw, chance: bytes(len(raw)),
    "spaces": lambda raw, chance: raw[:-1] + b" " + raw[-1:],
    "removed": lambda raw, chance: None,
}


def _flipped(raw: bytes, place: int) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


def published(folder: Path) -> tuple[Path, dict[str, str]]:
    """A store with three snapshots, and the mark of each."""
    root = folder / "data"
    told = {send(write_draft(folder / "draft", f"mark-{n}"), Store(root)).snapshot: f"mark-{n}" for n in range(3)}
    return root, told


def altered(tries: int) -> Result:
    """One file of the store is damaged: noticed, and never shown."""
    result, chance = Result("published file altered or missing"), random.Random(57)
    with ground() as folder:
        root, told = published(folder)
        paths = [path for path in sorted(root.rglob("*")) if path.is_file()]
        for number in range(tries):
            path = paths[number % len(paths)]
            name = list(DAMAGES)[number // len(paths) % len(DAMAGES)]
            _one(root, path, DAMAGES[name], told, chance, result)
    return result


def _one(
    root: Path, path: Path, damage: Damage, told: Mapping[str, str], chance: random.Random, result: Result
) -> None:
    raw = path.read_bytes()
    _replace(path, damage(raw, chance))
    result.tries += 1
    store = Store(root)
    newest = path.parent.name in (list(told)[-1], "log")
    if path.parent.name == checkpoints.FOLDER:
        noticed = not verify(store).sound or bool(checkpoints.lacking(store.place, store.entries()))
    else:
        noticed = bool(store.notices()) or any(store.faults(snapshot) for snapshot in told if _in_log(store, snapshot))
    result.half_visible += not noticed
    _shown_is_published(store, told, result, must_tell=newest)
    _replace(path, raw)


def _in_log(store: Store, snapshot: str) -> bool:
    return any(entry.snapshot == snapshot for entry in store.entries())


def _replace(path: Path, raw: bytes | None) -> None:
    path.unlink(missing_ok=True)
    if raw is not None:
        path.write_bytes(raw)


def _shown_is_published(store: Store, told: Mapping[str, str], result: Result, must_tell: bool) -> None:
    try:
        shown = store.current()
    except NoSnapshotError as error:
        result.half_visible += must_tell and not (error.notices or not store.entries())
        return
    result.wrong += marks_of(shown.files) != {told[shown.id]}
    result.half_visible += must_tell and not shown.notices


def half_copied(tries: int) -> Result:
    """As in the middle of a copy: any files are not there yet, and one is there in part, under its own name."""
    result, chance = Result("half-copied folder"), random.Random(57)
    with ground() as folder:
        root, told = published(folder)
        paths = [path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file()]
        for number in range(tries):
            copy = folder / "copies" / str(number)
            _copy_part(root, copy, chance.sample(paths, chance.randrange(len(paths) + 1)), chance)
            result.tries += 1
            _shown_is_published(Store(copy), told, result, must_tell=False)
            shutil.rmtree(copy, ignore_errors=True)
    return result


def _copy_part(root: Path, copy: Path, paths: list[Path], chance: random.Random) -> None:
    for number, path in enumerate(paths):
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        raw = (root / path).read_bytes()
        (copy / path).write_bytes(raw[: chance.randrange(len(raw))] if number == len(paths) - 1 else raw)
    os.makedirs(copy, exist_ok=True)
