"""A store on object storage, at any address fsspec knows: `s3://bucket/prefix`.

Names are created with the storage's own "only if it does not exist" (S3: `If-None-Match: *`). What was read and verified
is kept on this machine by its hash, so that readers are served while the storage is away; what is there is asked again
by its listing, and read again when that changed. `self_test` shows whether a provider keeps these promises.
"""

import contextlib
import json
import os
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from snapshots.files import sha256
from snapshots.messages import AddressError, StorePackageError
from snapshots.places import SCHEME, AwayError, Face, TakenError, UnknownError, cache_root

OPTIONS_VARIABLE = "EXPLORER_STORE_OPTIONS"
"""JSON with the options of the storage library; S3's own (keys, region, AWS_ENDPOINT_URL) work without it."""
POLL_SECONDS = float(os.environ.get("EXPLORER_POLL") or 15.0)
PAUSE_SECONDS = 10.0
"""How long a storage that did not answer is left alone, so that readers need not wait for it in turn."""
S3_DEFAULTS = {"config_kwargs": {"connect_timeout": 2, "read_timeout": 10, "retries": {"max_attempts": 1}}}
COPIES = "copies"
WRITERS = 4
_MARKS = ("ETag", "etag", "generation", "md5Hash", "content_md5", "LastModified", "last_modified", "mtime", "created")


class Copies:
    """Files kept on this machine by hash. Where nothing can be kept, nothing is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, wanted: str) -> bytes | None:
        """The bytes with this hash; None where there are none, or where the file was altered."""
        try:
            raw = (self.folder / wanted[:2] / wanted).read_bytes()
        except OSError:
            return None
        return raw if sha256(raw) == wanted else None

    def put(self, raw: bytes) -> None:
        """Keeps the bytes."""
        final = self.folder / sha256(raw)[:2] / sha256(raw)
        draft = final.with_name(f".{uuid.uuid4().hex}.tmp")
        with contextlib.suppress(OSError):
            final.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(raw)
            os.replace(draft, final)


class Remote:
    """Object storage as a place (see `places.Place`). The network is first used when something is asked."""

    def __init__(self, address: str, options: Mapping[str, Any] | None = None) -> None:
        self.address = address.rstrip("/")
        self.trusted = False
        self.local = cache_root() / COPIES
        self._options = options
        self._copies = Copies(self.local)
        self._opened: tuple[Any, str] | None = None
        self._listed: dict[str, dict[str, object]] = {}
        self._read: dict[str, tuple[object, str]] = {}
        self._polled: dict[str, float] = {}
        self._silent_until = 0.0

    @property
    def name(self) -> str:
        return self.address.rpartition("/")[2]

    @property
    def where(self) -> str:
        return self.address

    def names(self, folder: str) -> list[str]:
        return list(self._listing(folder))

    def stamp(self, folder: str) -> tuple[object, ...]:
        """As listed in the last quarter of a minute, or last seen where the storage is away."""
        if time.monotonic() - self._polled.get(folder, -POLL_SECONDS) >= POLL_SECONDS:
            with contextlib.suppress(AwayError):
                self._listing(folder)
            self._polled[folder] = time.monotonic()
        return tuple(sorted(self._listed.get(folder, {}).items()))

    def read(self, path: str, wanted: str = "", anew: bool = False) -> bytes | None:
        folder, _, name = path.rpartition("/")
        mark = self._listed.get(folder, {}).get(name)
        if not anew and mark is not None and self._read.get(path, (None, ""))[0] == mark:
            kept = self._copies.take(self._read[path][1])
            if kept is not None:
                return kept
        raw = self._fetch(path)
        if raw is not None and wanted in ("", sha256(raw)):
            self._copies.put(raw)
            self._read[path] = (mark, sha256(raw))
        return raw

    def copy(self, wanted: str) -> bytes | None:
        return self._copies.take(wanted)

    def create(self, path: str, raw: bytes) -> None:
        storage, base = self._storage()
        try:
            storage.pipe_file(f"{base}/{path}", raw, mode="create")
        except (PermissionError, FileNotFoundError) as error:  # refused for good: no right to write, no bucket
            raise OSError(error.errno or 0, str(error)) from error
        except Exception as error:  # noqa: BLE001  every storage library has errors of its own; only a look decides
            self._settle(path, raw, error)
        self._polled.clear()

    def _settle(self, path: str, raw: bytes, error: Exception) -> None:
        """After an error: our bytes are there, other bytes are, or nobody knows what the storage will still do."""
        try:
            found = self._fetch(path, patient=True)
        except AwayError:
            found = None
        if found is None:
            raise UnknownError(0, str(error)) from error
        if found != raw:
            raise TakenError(0, str(error)) from error

    def add_folder(self, parent: str, names: Iterable[str], files: Mapping[str, bytes], face: Face) -> str:
        """The files that carry the name come first: whoever creates the first of them has the folder."""
        for name in names:
            folder = f"{parent}/{name}"
            faces = face(name)
            if not self.names(folder) and self._claimed(folder, faces):
                self._fill(folder, {**faces, **files})
                return name
        raise OSError(0, "no name is free")

    def _claimed(self, folder: str, faces: Mapping[str, bytes]) -> bool:
        first, raw = next(iter(faces.items()))
        storage, base = self._storage()
        try:
            storage.pipe_file(f"{base}/{folder}/{first}", raw, mode="create")
        except FileExistsError:  # perhaps our own, sent twice by the library: the next name is as good
            return False
        except Exception as error:  # noqa: BLE001  as in `create`
            raise OSError(0, str(error)) from error
        return True

    def _fill(self, folder: str, files: Mapping[str, bytes]) -> None:
        with ThreadPoolExecutor(WRITERS) as writers:
            list(writers.map(lambda file: self.create(f"{folder}/{file}", files[file]), files))
        for file in set(files) - set(self.names(folder)):
            raise OSError(0, f"{folder}/{file}")
        for raw in files.values():
            self._copies.put(raw)

    def drop_folder(self, path: str) -> None:
        storage, base = self._storage()
        with contextlib.suppress(Exception):  # where nothing may be deleted it stays, named by no log entry
            storage.rm(f"{base}/{path}", recursive=True)

    def settle(self, folder: str) -> None:
        """Object storage keeps what it lists."""

    def _listing(self, folder: str) -> dict[str, object]:
        storage, base = self._storage()
        found = self._ask(lambda: storage.ls(f"{base}/{folder}", detail=True, refresh=True)) or []
        listed = {item["name"].rpartition("/")[2]: _mark(item) for item in found}
        listed.pop("", None)
        self._listed[folder] = listed
        self._polled[folder] = time.monotonic()
        return listed

    def _fetch(self, path: str, patient: bool = False) -> bytes | None:
        storage, base = self._storage()
        raw = self._ask(lambda: storage.cat_file(f"{base}/{path}"), patient)
        return None if raw is None else bytes(raw)

    def _ask(self, call: Callable[[], Any], patient: bool = False) -> Any:
        """The answer, None where there is nothing; AwayError where there is no answer, or there was none just now."""
        if not patient and time.monotonic() < self._silent_until:
            raise AwayError(0, self.name)
        try:
            answer = call()
        except FileNotFoundError:
            answer = None
        except Exception as error:  # noqa: BLE001  every storage library has errors of its own
            self._silent_until = time.monotonic() + PAUSE_SECONDS
            raise AwayError(0, str(error)) from error
        self._silent_until = 0.0
        return answer

    def _storage(self) -> tuple[Any, str]:
        if self._opened is None:
            self._opened = opened(self.address, self._options)
        return self._opened


def opened(address: str, options: Mapping[str, Any] | None) -> tuple[Any, str]:
    """The storage library's object for the address, and the path in it. StorePackageError where it is missing."""
    kind, _, rest = address.partition(SCHEME)
    if not rest.strip("/"):
        raise AddressError(found=address)
    given = options if options is not None else json.loads(os.environ.get(OPTIONS_VARIABLE) or "{}")
    defaults = S3_DEFAULTS if kind in ("s3", "s3a") else {}
    try:
        from fsspec.core import url_to_fs

        fresh = {"use_listings_cache": False, "skip_instance_cache": True}
        storage, base = url_to_fs(address, **{**defaults, **fresh, **given})
    except ValueError as error:  # no such kind of address
        raise AddressError(found=address) from error
    except ImportError as error:
        raise StorePackageError(address=f"{kind}{SCHEME}…", package=error.name or "fsspec") from error
    return storage, base.rstrip("/")


def _mark(item: Mapping[str, Any]) -> object:
    """What changes when an object does; None where the storage tells nothing but the size."""
    marks = tuple(str(item[mark]) for mark in _MARKS if item.get(mark))
    return (item.get("size"), *marks) if marks else None
