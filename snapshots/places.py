"""Where a store lives: a folder of this machine, or an address of object storage (see `remote`).

Both promise one thing that everything else rests on: a name is created once, whole and with bytes that stay, or not at
all, and of several who try, one succeeds (shared/reliability.md, sections 0 and 6).
"""

import contextlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from snapshots.files import make_folder, sync_folder, write_durably

CACHE_VARIABLE = "EXPLORER_CACHE"
SCHEME = "://"

Face = Callable[[str], Mapping[str, bytes]]
"""The files that carry the name of their folder: given the name, their bytes."""


class AwayError(OSError):
    """The place did not answer: nothing is known about what is there."""


class TakenError(OSError):
    """The name exists already, with other bytes."""


class UnconfirmedError(OSError):
    """The name may exist, but the place did not confirm that it stays."""


class UnknownError(UnconfirmedError):
    """Whether the name exists is not known: the place failed after it was asked."""


class Place(Protocol):
    """What a store needs of the place it lives in. Paths are relative, with `/`."""

    trusted: bool
    """Whether publishing may rest on this place; where not, `self_test` has to pass first."""

    @property
    def name(self) -> str:
        """What people call it: its last part, never a whole machine path."""

    @property
    def where(self) -> Path | str:
        """What opens the same place again, in another process too."""

    @property
    def local(self) -> Path:
        """The folder itself, or the folder of this machine that keeps verified copies."""

    def names(self, folder: str) -> list[str]:
        """Names in a folder; none where there is no folder. AwayError where the place cannot be asked."""

    def stamp(self, folder: str) -> tuple[object, ...]:
        """Changes when something in the folder does; cheap enough to ask for every reader."""

    def read(self, path: str, wanted: str = "", anew: bool = False) -> bytes | None:
        """The bytes there now, None where there are none. `wanted` is the hash expected; `anew` trusts no copy."""

    def copy(self, wanted: str) -> bytes | None:
        """A verified copy kept on this machine, by hash; None where there is none."""

    def create(self, path: str, raw: bytes) -> None:
        """Creates the file, to stay. TakenError, UnconfirmedError, or OSError: surely nothing was created."""

    def add_folder(self, parent: str, names: Iterable[str], files: Mapping[str, bytes], face: Face) -> str:
        """Writes a folder under the first free of `names`, to stay, and returns that name. OSError: none was."""

    def drop_folder(self, path: str) -> None:
        """Removes a folder that no log entry names; one that cannot be removed stays, ignored."""

    def settle(self, folder: str) -> None:
        """Makes what is in the folder stay, also what a killed writer left unconfirmed. OSError where that fails."""


def cache_root() -> Path:
    """Where this machine keeps what can be made again: `EXPLORER_CACHE`, or the user's cache folder."""
    root = os.environ.get(CACHE_VARIABLE) or os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "nq57-explorer")
    return Path(root).expanduser()


def is_address(root: object) -> bool:
    """Whether this names object storage (`s3://bucket/prefix`) and not a folder."""
    return isinstance(root, str) and SCHEME in root


def place_at(root: "Path | str | Place") -> Place:
    """The place in a folder or at an address; a place is returned as it is."""
    if isinstance(root, str) and is_address(root):
        from snapshots.remote import Remote  # only who uses object storage needs its packages

        return Remote(root)
    return Directory(Path(root)) if isinstance(root, (str, Path)) else root


@dataclass
class Directory:
    """A folder. A file is written and flushed under another name, then linked: `link` never replaces.

    A file system that cannot do that says so at the call, and publishing is refused.
    """

    root: Path
    trusted: bool = field(default=True, compare=False)

    @property
    def name(self) -> str:
        return self.root.name

    @property
    def where(self) -> Path:
        return self.root

    @property
    def local(self) -> Path:
        return self.root

    def names(self, folder: str) -> list[str]:
        try:
            return os.listdir(self.root / folder)
        except OSError:
            return []

    def stamp(self, folder: str) -> tuple[object, ...]:
        try:
            with os.scandir(self.root / folder) as found:
                stats = [(item.name, item.stat()) for item in found if not item.name.startswith(".")]
        except OSError:
            return ()
        return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))

    def read(self, path: str, wanted: str = "", anew: bool = False) -> bytes | None:
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return None

    def copy(self, wanted: str) -> bytes | None:
        return None

    def create(self, path: str, raw: bytes) -> None:
        final = self.root / path
        make_folder(final.parent)
        draft = final.parent / f".{uuid.uuid4().hex}.tmp"
        try:
            write_durably(draft, raw)
            _link(draft, final, raw)
        finally:
            with contextlib.suppress(OSError):
                draft.unlink()
        _confirm(final.parent)

    def add_folder(self, parent: str, names: Iterable[str], files: Mapping[str, bytes], face: Face) -> str:
        above = self.root / parent
        draft = above / f".{uuid.uuid4().hex}.tmp"
        try:
            make_folder(above)
            draft.mkdir()
            for name, raw in files.items():
                write_durably(draft / name, raw)
            taken = next(name for name in names if _named(draft, above / name, face(name)))
            sync_folder(above)
            return taken
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def drop_folder(self, path: str) -> None:
        shutil.rmtree(self.root / path, ignore_errors=True)

    def settle(self, folder: str) -> None:
        if (self.root / folder).is_dir():
            sync_folder(self.root / folder)


def _link(draft: Path, final: Path, raw: bytes) -> None:
    """`link`, believed only after a look where it reports an error: some file systems report one after doing it."""
    try:
        os.link(draft, final)
    except OSError as error:
        try:
            found = final.read_bytes()
        except FileNotFoundError:
            raise error from None
        except OSError:
            raise UnknownError(error.errno, error.strerror) from error
        if found != raw:
            raise TakenError(error.errno, error.strerror) from error


def _confirm(folder: Path) -> None:
    try:
        sync_folder(folder)
    except OSError as error:
        raise UnconfirmedError(error.errno, error.strerror) from error


def _named(draft: Path, final: Path, face: Mapping[str, bytes]) -> bool:
    """Gives the folder its name; False where the name is taken, also by another publisher at this moment."""
    if final.exists():
        return False
    for name, raw in face.items():
        (draft / name).unlink(missing_ok=True)
        write_durably(draft / name, raw)
    sync_folder(draft)
    try:
        os.rename(draft, final)
    except OSError:
        if final.exists():
            return False
        raise
    return True
