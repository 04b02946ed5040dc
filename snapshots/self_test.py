"""Whether a place keeps the promises a store rests on. Writes into a folder of its own and removes it."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from language import say
from snapshots.messages import UnsafePlaceError
from snapshots.places import Place, TakenError, UnconfirmedError

WRITERS, ROUNDS = 4, 5
CHECKS = {
    "created": "A file can be created.",
    "read_back": "What was written is read back at once.",
    "listed": "A new file is listed at once.",
    "once": "A name that is taken is not written again.",
    "one_wins": "Of several who create the same name, one succeeds.",
    "folder": "A folder is put in its place whole, and a name that is taken is left alone.",
}


@dataclass(frozen=True)
class Check:
    """One promise: kept or not, and what the place answered instead."""

    code: str
    kept: bool
    detail: str = ""

    def text(self, lang: str) -> str:
        """The promise and whether it is kept, in the reader's language."""
        word = say(lang, "kept") if self.kept else say(lang, "NOT KEPT")
        return f"{word}: {say(lang, CHECKS[self.code])}" + (f" ({self.detail})" if self.detail else "")


def self_test(place: Place) -> tuple[Check, ...]:
    """Tries every promise; the first that fails ends the test. A store may be published to when all are kept."""
    folder = f".self-test-{uuid.uuid4().hex}"
    try:
        return tuple(_until_broken(place, folder))
    finally:
        place.drop_folder(folder)


def passed(checks: tuple[Check, ...]) -> bool:
    """Whether every promise is kept."""
    return len(checks) == len(CHECKS) and all(check.kept for check in checks)


def require(place: Place) -> None:
    """Lets pass a place that may be published to; a place not yet trusted is tried first. Raises UnsafePlaceError."""
    if place.trusted:
        return
    checks = self_test(place)
    if not passed(checks):
        raise UnsafePlaceError(detail=checks[-1])
    place.trusted = True


def _until_broken(place: Place, folder: str) -> Iterator[Check]:
    for code in CHECKS:
        check = _tried(code, lambda code=code: TRIES[code](place, folder))  # type: ignore[misc]
        yield check
        if not check.kept:
            return


def _tried(code: str, call: Callable[[], bool]) -> Check:
    try:
        return Check(code, call())
    except OSError as error:
        return Check(code, False, error.strerror or type(error).__name__)


def _created(place: Place, folder: str) -> bool:
    place.create(f"{folder}/a", b"first")
    return True


def _read_back(place: Place, folder: str) -> bool:
    return place.read(f"{folder}/a", anew=True) == b"first"


def _listed(place: Place, folder: str) -> bool:
    return "a" in place.names(folder)


def _once(place: Place, folder: str) -> bool:
    return not _creates(place, f"{folder}/a", b"second") and place.read(f"{folder}/a", anew=True) == b"first"


def _creates(place: Place, path: str, raw: bytes) -> bool:
    try:
        place.create(path, raw)
    except (TakenError, UnconfirmedError):
        return False
    return True


def _one_wins(place: Place, folder: str) -> bool:
    with ThreadPoolExecutor(WRITERS) as writers:
        for number in range(ROUNDS):
            path = f"{folder}/race-{number}"
            tried = [writers.submit(_creates, place, path, str(writer).encode()) for writer in range(WRITERS)]
            won = [str(writer).encode() for writer, one in enumerate(tried) if one.result()]
            if won != [place.read(path, anew=True)]:
                return False
    return True


def _folder(place: Place, folder: str) -> bool:
    names = [place.add_folder(folder, ("x", "y"), {"b": b"content"}, lambda name: {"a": name.encode()})
             for _ in range(2)]
    read = [place.read(f"{folder}/{name}/{file}", anew=True) for name in ("x", "y") for file in ("a", "b")]
    return names == ["x", "y"] and read == [b"x", b"content", b"y", b"content"]


TRIES: dict[str, Callable[[Place, str], bool]] = {
    "created": _created, "read_back": _read_back, "listed": _listed, "once": _once, "one_wins": _one_wins,
    "folder": _folder,
}
