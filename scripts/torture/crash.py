"""Power cuts, by a model of our own: what was not flushed may be there, be gone, be cut or be zeroed.

The calls of real publications are recorded and cut off at any point. A name survives for sure once its folder was
flushed, the bytes of a file once the file was; of the rest any part may survive, also out of order.
"""

import io
import os
import random
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.torture.ground import Result, examine, ground, send, write_draft
from snapshots.places import CACHE_VARIABLE, Face
from snapshots.store import Store

Step = tuple[Any, ...]
PUBLICATIONS = 3
NO_CACHE = os.path.join(os.devnull, "none")


class Recorder:
    """The calls that change the disk, in order: what was made, written, flushed, linked, renamed, removed."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        real = {name: getattr(os, name) for name in ("mkdir", "link", "rename", "unlink", "fsync")}
        opening = io.open
        for name in real:
            setattr(os, name, self._heard(name, real[name]))
        io.open = self._opening(opening)  # type: ignore[assignment]
        try:
            yield
        finally:
            io.open = opening
            for name, call in real.items():
                setattr(os, name, call)

    def _heard(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def heard(*arguments: Any, **named: Any) -> Any:
            answer = real(*arguments, **named)
            if name == "fsync":
                self.steps.append(_flushed(arguments[0]))
            elif not named.get("dir_fd"):
                self.steps.append((name, *(str(item) for item in arguments[: 2 if name in ("link", "rename") else 1])))
            return answer

        return heard

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        steps = self.steps

        class Heard(io.FileIO):
            def write(self, raw: Any) -> int:
                steps.append(("write", os.fstat(self.fileno()).st_ino, bytes(raw)))
                return super().write(raw)

        def opening(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if mode != "xb":
                return real(file, mode, *rest, **named)
            opened = Heard(file, mode)
            steps.append(("create", str(file), os.fstat(opened.fileno()).st_ino))
            return opened

        return opening


def _flushed(handle: int) -> Step:
    found = os.fstat(handle)
    path = os.readlink(f"/proc/self/fd/{handle}")
    return ("flush_folder", path) if stat.S_ISDIR(found.st_mode) else ("flush", found.st_ino)


@dataclass
class Folder:
    """Names that survive for sure, and changes to them that may."""

    kept: dict[str, "Node"] = field(default_factory=dict)
    now: dict[str, "Node"] = field(default_factory=dict)
    pending: list[Callable[[dict[str, "Node"]], None]] = field(default_factory=list)

    def change(self, act: Callable[[dict[str, "Node"]], None]) -> None:
        act(self.now)
        self.pending.append(act)

    def flush(self) -> None:
        self.kept = dict(self.now)
        self.pending.clear()


@dataclass
class File:
    """Bytes, and whether they survive for sure."""

    raw: bytes = b""
    flushed: bool = False


Node = Folder | File


class Disk:
    """The model: replays steps, then crashes into one of the states that are possible."""

    def __init__(self, top: str) -> None:
        self.top, self.root = top, Folder()
        self._files: dict[int, File] = {}

    def _find(self, path: str) -> tuple[Folder, str]:
        parts = os.path.relpath(path, self.top).split(os.sep)
        folder = self.root
        for part in parts[:-1]:
            inside = folder.now[part]
            assert isinstance(inside, Folder)
            folder = inside
        return folder, parts[-1]

    def replay(self, step: Step) -> None:
        getattr(self, f"_{step[0]}")(*step[1:])

    def _mkdir(self, path: str) -> None:
        folder, name = self._find(path)
        made = Folder()
        folder.change(lambda names: names.__setitem__(name, made))

    def _create(self, path: str, inode: int) -> None:
        folder, name = self._find(path)
        made = self._files[inode] = File()
        folder.change(lambda names: names.__setitem__(name, made))

    def _write(self, inode: int, raw: bytes) -> None:
        self._files[inode].raw += raw
        self._files[inode].flushed = False

    def _flush(self, inode: int) -> None:
        self._files[inode].flushed = True

    def _flush_folder(self, path: str) -> None:
        if path == self.top:
            self.root.flush()
            return
        folder, name = self._find(path)
        inside = folder.now[name]
        assert isinstance(inside, Folder)
        inside.flush()

    def _link(self, source: str, final: str) -> None:
        (origin, old), (folder, name) = self._find(source), self._find(final)
        node = origin.now[old]
        folder.change(lambda names: names.__setitem__(name, node))

    def _rename(self, source: str, final: str) -> None:
        (origin, old), (folder, name) = self._find(source), self._find(final)
        assert origin is folder, "a rename across folders is two changes"
        node = origin.now[old]

        def move(names: dict[str, Node]) -> None:
            names.pop(old, None)
            names[name] = node

        folder.change(move)

    def _unlink(self, path: str) -> None:
        folder, name = self._find(path)

        def remove(names: dict[str, Node]) -> None:
            names.pop(name, None)

        folder.change(remove)

    def crash(self, chance: random.Random) -> dict[str, bytes]:
        """Bytes by path (relative to the top), in one possible state after the power came back."""
        return dict(_survivors(self.root, "", chance))


def _survivors(folder: Folder, path: str, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    names = dict(folder.kept)
    for act in _some(folder.pending, chance):
        act(names)
    for name, node in names.items():
        if isinstance(node, Folder):
            yield f"{path}{name}/", b""
            yield from _survivors(node, f"{path}{name}/", chance)
        else:
            yield path + name, node.raw if node.flushed else _torn(node.raw, chance)


def _some(acts: list[Any], chance: random.Random) -> Iterable[Any]:
    """A beginning of the changes, or any of them."""
    if chance.random() < 0.5:
        return acts[: chance.randint(0, len(acts))]
    return [act for act in acts if chance.random() < 0.5]


def _torn(raw: bytes, chance: random.Random) -> bytes:
    cut = chance.randint(0, len(raw))
    return chance.choice([raw, raw[:cut], raw[:cut] + bytes(len(raw) - cut), b""])


class Recovered:
    """What a crash left, as a place to read."""

    trusted = False
    local = Path(os.devnull)

    def __init__(self, files: Mapping[str, bytes], inside: str) -> None:
        self.files, self.name, self.where = files, inside, f"recovered:{inside}"

    def names(self, folder: str) -> list[str]:
        start = f"{self.name}/{folder}/"
        return sorted({path[len(start) :].split("/")[0] for path in self.files if path.startswith(start)} - {""})

    def stamp(self, folder: str) -> tuple[object, ...]:
        return (id(self.files),)

    def read(self, path: str, wanted: str = "", anew: bool = False) -> bytes | None:
        return self.files.get(f"{self.name}/{path}")

    def copy(self, wanted: str) -> bytes | None:
        return None

    def create(self, path: str, raw: bytes) -> None:
        raise PermissionError

    def add_folder(self, parent: str, names: Iterable[str], files: Mapping[str, bytes], face: Face) -> str:
        raise PermissionError

    def drop_folder(self, path: str) -> None:
        raise PermissionError

    def settle(self, folder: str) -> None:
        raise PermissionError


def recorded() -> tuple[str, list[Step]]:
    """The steps of a few publications into a store that did not exist, with what was acknowledged when."""
    recorder = Recorder()
    with ground() as folder:
        top = folder / "disk"
        top.mkdir()
        for number in range(PUBLICATIONS):
            draft = write_draft(folder / "draft", f"cut-{number}")
            head = Store(top / "data").head()
            with recorder.listening():
                entry = send(draft, Store(top / "data"), head)
            recorder.steps.append(("told", entry.snapshot, f"cut-{number}"))
        inside = [step for step in recorder.steps if not _outside(step, str(top))]
    return str(top), inside


def _outside(step: Step, top: str) -> bool:
    """Steps of the memory beside the store."""
    return isinstance(step[1], str) and step[0] != "told" and not step[1].startswith(top)


def power_cuts(tries: int, without: tuple[str, ...] = (), seed: int = 57) -> Result:
    """Random cuts and random surviving states; `without` leaves out flushes: the control."""
    left_out = {"flush": "file flush", "flush_folder": "folder flush"}
    name = "power cut (model)" + "".join(f", no {left_out[kind]}" for kind in without)
    result, chance = Result(name), random.Random(seed)
    top, steps = recorded()
    steps = [step for step in steps if step[0] not in without]
    before = os.environ.get(CACHE_VARIABLE)
    os.environ[CACHE_VARIABLE] = NO_CACHE
    try:
        for _ in range(tries):
            _cut(top, steps[: chance.randint(0, len(steps))], chance, result)
    finally:
        os.environ.pop(CACHE_VARIABLE)
        if before is not None:
            os.environ[CACHE_VARIABLE] = before
    return result


def _cut(top: str, steps: list[Step], chance: random.Random, result: Result) -> None:
    disk, told = Disk(top), {}
    for step in steps:
        if step[0] == "told":
            told[step[1]] = step[2]
        else:
            disk.replay(step)
    one = Result("")
    examine(Store(Recovered(disk.crash(chance), "data")), told, one, every=True)
    result.tries += 1
    result.acknowledged += len(told)
    result.lost += bool(one.lost)
    result.half_visible += bool(one.half_visible)
    result.wrong += bool(one.wrong)
