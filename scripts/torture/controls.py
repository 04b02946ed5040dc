"""Careless ways to publish. The same kills must break them, or the harness sees nothing."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from scripts.torture.ground import Result, ground, heard, in_child

SIZE = 400_000
Writer = Callable[[Path, bytes], None]


def _overwrite(folder: Path, letter: bytes) -> None:
    (folder / "a").write_bytes(letter * SIZE)


def _two_files(folder: Path, letter: bytes) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.tmp").write_bytes(letter * SIZE)
        os.replace(folder / f"{name}.tmp", folder / name)


def _pointer(folder: Path, letter: bytes) -> None:
    (folder / letter.decode()).write_bytes(letter * SIZE)
    with (folder / "pointer").open("wb", buffering=0) as pointer:  # emptied first, as an open file is
        for _ in range(40):
            pointer.write(letter)


def _in_place_broken(folder: Path) -> bool:
    raw = (folder / "a").read_bytes()
    return len(raw) != SIZE or len(set(raw)) != 1


def _two_broken(folder: Path) -> bool:
    return (folder / "a").read_bytes() != (folder / "b").read_bytes()


def _pointer_broken(folder: Path) -> bool:
    raw = (folder / "pointer").read_bytes()
    return len(raw) != 40 or len(set(raw)) != 1


CONTROLS: dict[str, tuple[Writer, Callable[[Path], bool]]] = {
    "control: overwritten in place": (_overwrite, _in_place_broken),
    "control: two files one by one": (_two_files, _two_broken),
    "control: pointer written in place": (_pointer, _pointer_broken),
}


def control(name: str, tries: int, seed: int = 57) -> Result:
    """Kills at random moments; how many left a broken state behind."""
    write, broken = CONTROLS[name]
    result, chance = Result(name), random.Random(seed)
    with ground() as folder:
        for _ in range(tries):
            write(folder, b"x")
            child = in_child(lambda pipe: _on(folder, write))
            time.sleep(chance.uniform(0.005, 0.02))
            heard(*child, kill=True)
            result.tries += 1
            result.killed_inside += 1
            result.half_visible += broken(folder)
    return result


def _on(folder: Path, write: Writer) -> None:
    while True:
        for letter in (b"y", b"x"):
            write(folder, letter)


BETWEEN = 0.04
"""Seconds between looking and writing: a busy machine would else run the two one after the other."""


def look_then_write(tries: int) -> Result:
    """Two who look whether number N is free, and then write it by renaming: both are told that they did."""
    result = Result("control: look, then rename")
    with ground() as folder:
        for number in range(tries):
            start = time.time() + 0.03
            final = folder / f"{number}.json"
            racers = [in_child(lambda pipe, final=final, start=start, who=who: _look_then_rename(pipe, final, start, who))  # type: ignore[misc]
                      for who in ("a", "b")]
            told = [line[0] for racer in racers for line in heard(*racer)[0]]
            result.tries += 1
            result.acknowledged += len(told)
            result.lost += len(told) - 1
    return result


def _look_then_rename(pipe: int, final: Path, start: float, who: str) -> None:
    while time.time() < start:
        pass
    if not final.exists():
        draft = final.with_name(f"{final.name}.{who}")
        draft.write_text(who)
        time.sleep(BETWEEN)
        os.replace(draft, final)
        os.write(pipe, f"{who}\n".encode())
