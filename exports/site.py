"""The whole site as plain files that any web server can serve, at the addresses the app has.

`f/<snapshot>/<lang>/<view>/index.html` with the files of the figure beside that folder, `f/latest/...` the same under
the live address, `s/` the snapshots, `checkpoints/` what vouches for their log, `d/` the datasets, feed, catalogue,
lists. Files that name a snapshot never change, so a second run makes only what is missing; pages are written again when
the log says something new.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import unquote

from exports import address, catalog, datasets, feed, index
from exports.order import Order, OrderError, made
from exports.page import figure_page, file_ending
from exports.served import shown
from exports.version import VERSION
from figures import catalogue
from figures.context import Context
from figures.views import UnknownViewError, mark
from language import LANGUAGES, Refusal
from snapshots import checkpoints
from snapshots.files import sha256
from snapshots.messages import SnapshotError
from snapshots.places import AwayError
from snapshots.store import Snapshot, Store

SUMS = "SHA256SUMS"
STATE = "made.json"
"""In each folder of a snapshot's figures: which software and address made the files, and the log its pages tell of."""
PICTURES = (("svg", "article"), ("svg", "upright"), ("png", "article"), ("png", "social"))
DATA = ("csv", "json")
FOLDERS = ("checkpoints", "d", "f", "s")
TOP = ("index.html", "dcat.jsonld", "dcat.ttl", "robots.txt", "sitemap.xml", *(feed.name(lang) for lang in LANGUAGES))
WORKERS = os.cpu_count() or 1
Progress = Callable[[int, int], None]


class SiteError(Refusal):
    """The folder cannot take the site; `text(lang)` is one sentence."""


@dataclass(frozen=True)
class Job:
    """One figure in one language: files to make (form, shape, path) and where its page goes ('' for no page)."""

    view: str
    snapshot: str
    lang: str
    newest: str
    files: tuple[tuple[str, str, str], ...]
    page: str


@dataclass(frozen=True)
class Done:
    """What a job wrote, and why it could not write the rest (one sentence, '' where it could)."""

    written: int
    fault: str = ""


@dataclass
class Summary:
    """What a run did. `failed`: views that could not be made, with the reason; `skipped`: snapshots that do not verify."""

    snapshot: str
    views: int
    made: int = 0
    pages: int = 0
    files: int = 0
    size: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def write(
    out: Path,
    store: Store,
    langs: tuple[str, ...] = LANGUAGES,
    progress: Progress | None = None,
    views: Iterable[str] | None = None,
    workers: int = WORKERS,
) -> Summary:
    """Write the site of the newest snapshot to `out` and keep there what earlier runs wrote of older ones.

    `views` limits the figures made (all of the snapshot otherwise) besides those already there; `progress` is told
    (done, all); without `workers` all is made in this process. Raises SiteError where the folder cannot be used,
    NoSnapshotError where nothing is published.
    """
    check(out, store)
    try:
        return _Site(out, store, langs, views).write(progress or (lambda done, whole: None), workers)
    except OSError as error:
        raise SiteError(
            mark("The folder {folder} did not take the site: {reason}."), folder=out, reason=error.strerror
        ) from error


def check(out: Path, store: Store) -> None:
    """Raises SiteError where `out` cannot be written or touches the folder of the data."""
    place, data = out.resolve(), store.root.resolve()
    if place.is_relative_to(data) or data.is_relative_to(place):
        raise SiteError(
            mark("The site cannot be written to {folder}: it must be apart from the data folder."), folder=out
        )
    if out.exists() and not out.is_dir():
        raise SiteError(mark("The site cannot be written to {folder}: it is a file."), folder=out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise SiteError(
            mark("The folder {folder} did not take the site: {reason}."), folder=out, reason=error.strerror
        ) from error


def place(view: str, ending: str = "") -> str:
    """Path of a view's file below its language; of its page without `ending`. Servers undo the address's escapes."""
    path = unquote(view)
    if any(part in ("", ".", "..") for part in path.split("/")):
        raise SiteError(mark("{view} cannot be a file name."), view=view)
    return f"{path}{ending}" if ending else f"{path}/index.html"


class _Site:
    """One run: the folder, what is in it, and what was written to it."""

    def __init__(self, out: Path, store: Store, langs: tuple[str, ...], views: Iterable[str] | None) -> None:
        self.out, self.store, self.langs = out, store, langs
        self.newest = store.current()
        self.log = store.head().sha256
        self._contexts: dict[tuple[str, str], Context] = {}
        self._every: dict[str, list[str]] = {}
        wanted = None if views is None else set(views)
        self.views = [
            view
            for view in self.every(self.newest)
            if wanted is None or view in wanted or self._is_there(self.newest.id, view)
        ]
        self.before = _read_sums(out)
        self.summary = Summary(self.newest.id, len(self.views))

    def write(self, progress: Progress, workers: int) -> Summary:
        self.known = list(self._snapshots())
        if not (self.out / "f" / self.newest.id).exists():
            self._keep_state(self.newest.id)  # a run that was cut short goes on where it ended
        state = self._state(self.newest.id)
        pictures_stay = (state["software"], state["address"]) == (VERSION, address.base())
        jobs = [*self._newest(pictures_stay), *self._older()]
        self._run(jobs, progress, workers)
        for snapshot in [self.newest.id, *self._older_ids()]:
            self._keep_state(snapshot)
        self._checkpoints()
        self._datasets()
        self._lists()
        self._live()
        self._sum_up()
        return self.summary

    # Figures

    def _newest(self, pictures_stay: bool) -> Iterator[Job]:
        state = self._state(self.newest.id)
        for view in self.views:
            for lang in self.langs:
                files = tuple(
                    (form, shape, path)
                    for form, shape, path in self._files(view, lang)
                    if not (pictures_stay and self._good(path))
                )
                page = self._at(self.newest.id, lang, place(view))
                stays = state["log"] == self.log and pictures_stay and self._good(page)
                if files or not stays:
                    yield Job(view, self.newest.id, lang, self.newest.id, files, page)

    def _files(self, view: str, lang: str) -> Iterator[tuple[str, str, str]]:
        for form, shape in (*PICTURES, *((form, "article") for form in DATA)):
            ending = file_ending(f".{form}", shape, plain=True)
            yield form, shape, self._at(self.newest.id, lang, place(view, ending))

    def _older(self) -> Iterator[Job]:
        """Pages of older snapshots that earlier runs wrote: their ribbon is written anew, their pictures stay."""
        for identity in self._older_ids():
            state = self._state(identity)
            if (state["log"], state["software"], state["address"]) == (self.log, VERSION, address.base()):
                continue
            snapshot = next(one for one in self.known if one.id == identity)
            for view in self.every(snapshot):
                for lang in LANGUAGES:
                    page = self._at(identity, lang, place(view))
                    if (self.out / page).is_file():
                        yield Job(view, identity, lang, self.newest.id, (), page)

    def _older_ids(self) -> list[str]:
        return [one.id for one in self.known if one.id != self.newest.id and (self.out / "f" / one.id).is_dir()]

    def _run(self, jobs: list[Job], progress: Progress, workers: int) -> None:
        progress(0, len(jobs))
        for count, (job, done) in enumerate(zip(jobs, self._done(jobs, workers), strict=True), 1):
            self.summary.made += done.written
            self.summary.pages += 1
            if done.fault:
                self.summary.failed.append(f"{job.lang}/{job.view}: {done.fault}")
            progress(count, len(jobs))

    def _done(self, jobs: list[Job], workers: int) -> Iterator[Done]:
        """What came of each job, in order; made here where there are no workers."""
        arguments = ([self.out] * len(jobs), [self.store.root] * len(jobs), jobs)
        if not workers or not jobs:
            _opened.cache_clear()  # an earlier run in this process knew another log
            yield from map(make, *arguments)
            return
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:  # the renderer does not live through a fork
            yield from pool.map(make, *arguments)

    def _live(self) -> None:
        """`f/latest` holds the newest figures under the live address: links to the same bytes, no second copy."""
        live, kept = self.out / "f" / address.LATEST, set()
        for lang in self.langs:
            for view in self.views:
                own = [self._at(self.newest.id, lang, place(view)), *(path for *_, path in self._files(view, lang))]
                for path in own:
                    if (self.out / path).is_file():
                        target = self._at(address.LATEST, *path.split("/", 2)[2:])
                        kept.add(self._link(path, target))
            kept.add(self._put(f"f/{address.LATEST}/{lang}/index.html", self._list(self.newest, lang)))
        kept |= set(self._gone())
        for file in [one for one in live.rglob("*") if one.is_file()]:
            if str(file.relative_to(self.out)) not in kept:
                file.unlink()

    def _gone(self) -> Iterator[str]:
        """Views that only an older snapshot has keep their live address: its page says so."""
        for snapshot in reversed([one for one in self.known if one.id in self._older_ids()]):
            for lang in self.langs:
                for view in self.every(snapshot):
                    old, live = (self._at(one, lang, place(view)) for one in (snapshot.id, address.LATEST))
                    now = self._at(self.newest.id, lang, place(view))
                    if (self.out / old).is_file() and not (self.out / now).is_file():
                        yield self._link(old, live)

    def context(self, snapshot: Snapshot, lang: str) -> Context:
        return self._contexts.setdefault((snapshot.id, lang), Context(snapshot, lang))

    def every(self, snapshot: Snapshot) -> list[str]:
        """The views of a snapshot, which are the same in both languages."""
        if snapshot.id not in self._every:
            self._every[snapshot.id] = catalogue.every(self.context(snapshot, LANGUAGES[0]))
        return self._every[snapshot.id]

    def _is_there(self, snapshot: str, view: str) -> bool:
        return any((self.out / self._at(snapshot, lang, place(view))).is_file() for lang in LANGUAGES)

    def _relied_on(self) -> list[Snapshot]:
        """Those that were not withdrawn, oldest first."""
        return [one for one in self.known if not any(notice.code == "withdrawn" for notice in one.notices)]

    # Everything else

    def _snapshots(self) -> Iterator[Snapshot]:
        """Published snapshots oldest first, their files written; those that do not verify are named and left out."""
        for identity in [entry.snapshot for entry in self.store.entries() if entry.action == "publish"]:
            try:
                snapshot = self.store.snapshot(identity)
            except SnapshotError as error:
                self.summary.skipped.append(str(error))
                continue
            for name, content in snapshot.files.items():
                self._put(f"s/{identity}/{name}", content)
            yield snapshot

    def _checkpoints(self) -> None:
        place = self.store.place
        with contextlib.suppress(AwayError):  # what an earlier run wrote stays
            for name in [*checkpoints.files(place), checkpoints.LATEST, checkpoints.SIGNERS]:
                content = checkpoints.public_file(place, name)
                if content:
                    self._put(checkpoints.path(name), content)

    def _datasets(self) -> None:
        for one in datasets.identities(self.newest):
            self._put(f"d/{one}.csv", datasets.csv(self.newest, one))
            self._put(f"d/{one}.json", datasets.json_bytes(self.newest, one))
            for lang in LANGUAGES:
                below = "" if lang == LANGUAGES[0] else f"{lang}/"
                self._put(
                    f"d/{one}/{below}index.html", index.dataset_page(self.newest, self._relied_on(), one, lang).encode()
                )

    def _lists(self) -> None:
        self._put("index.html", self._list(self.newest, self.langs[0]))
        for snapshot in [one for one in self.known if (self.out / "f" / one.id).is_dir()]:
            for lang in self.langs:
                self._put(f"f/{snapshot.id}/{lang}/index.html", self._list(snapshot, lang))
        for lang in LANGUAGES:
            self._put(feed.name(lang), feed.feed(self.store, lang))
        self._put("dcat.jsonld", catalog.json_ld(self.store))
        self._put("dcat.ttl", catalog.turtle(self.store))
        self._put("sitemap.xml", index.sitemap(self.newest, self.views, self.langs))
        self._put("robots.txt", index.robots())

    def _list(self, snapshot: Snapshot, lang: str) -> bytes:
        views = [
            view for view in self.every(snapshot) if (self.out / self._at(snapshot.id, lang, place(view))).is_file()
        ]
        published = [one.id for one in reversed(self._relied_on())]
        return index.figures_page(self.context(snapshot, lang), snapshot, views, self.newest.id, published).encode()

    # Files

    def _at(self, snapshot: str, lang: str, path: str = "") -> str:
        return f"f/{snapshot}/{lang}/{path}" if path else f"f/{snapshot}/{lang}"

    def _put(self, path: str, content: bytes) -> str:
        put(self.out / path, content)
        return path

    def _link(self, path: str, target: str) -> str:
        link(self.out / path, self.out / target)
        return target

    def _good(self, path: str) -> bool:
        """Whether a file is there and, where the last run noted its hash, still has it."""
        file = self.out / path
        if not file.is_file() or not file.stat().st_size:
            return False
        if path not in self.before:
            return True
        return sha256(file.read_bytes()) == self.before[path]

    def _state(self, snapshot: str) -> dict[str, str]:
        """What made the files of a snapshot; empty texts where that is not known."""
        try:
            found = json.loads((self.out / "f" / snapshot / STATE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        return {"software": "", "address": "", "log": "", **found}

    def _keep_state(self, snapshot: str) -> None:
        state = {"software": VERSION, "address": address.base(), "log": self.log}
        self._put(f"f/{snapshot}/{STATE}", json.dumps(state).encode() + b"\n")

    def _sum_up(self) -> None:
        files = [file for folder in FOLDERS for file in (self.out / folder).rglob("*") if _is_ours(file)]
        files += [self.out / name for name in TOP if (self.out / name).is_file()]
        named = sorted((str(file.relative_to(self.out)), file) for file in files)
        lines = [f"{sha256(file.read_bytes())}  {name}\n" for name, file in named]
        put(self.out / SUMS, "".join(lines).encode())
        self.summary.files = len(named) + 1
        self.summary.size = sum({file.stat().st_ino: file.stat().st_size for _, file in named}.values())


# What a worker does


def make(out: Path, root: Path, job: Job) -> Done:
    """Write the files of a job, its page last: a page that is there has its pictures."""
    store = _opened(root)
    try:
        one = shown(store, job.view, job.snapshot, job.lang, job.newest)
    except UnknownViewError as error:
        return Done(0, str(error))
    written, faults = 0, []
    for form, shape, path in job.files:
        if one.refused and form in DATA:
            continue
        try:
            put(out / path, made(Order(job.view, job.snapshot, job.lang, form, shape), store).content)
            written += 1
        except OrderError as error:
            faults.append(str(error))
    text = figure_page(
        one.figure, job.newest, one.replaced, warning=one.warning, refused=one.refused, gone=one.gone, plain=True
    )
    put(out / job.page, text.encode())
    return Done(written, " ".join(faults))


class Opened(Store):
    """A store whose snapshots are read and verified once."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._read: dict[str, Snapshot] = {}

    def snapshot(self, identity: str) -> Snapshot:
        if identity not in self._read:
            self._read[identity] = super().snapshot(identity)
        return self._read[identity]


@cache
def _opened(root: Path) -> Opened:
    return Opened(root)


def put(path: Path, content: bytes) -> None:
    """The file whole or as it was: readers of the site never see half of one. The same bytes are not written again."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


def link(path: Path, target: Path) -> None:
    """`target` becomes the same file as `path`; a copy where the file system has no hard links."""
    if target.exists() and target.samefile(path):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}.new")
    scratch.unlink(missing_ok=True)
    try:
        os.link(path, scratch)
    except OSError:
        shutil.copyfile(path, scratch)
    os.replace(scratch, target)


def _is_ours(file: Path) -> bool:
    """Not a folder, nor what a run that was cut short left behind."""
    return file.is_file() and not file.name.startswith(".")


def _read_sums(out: Path) -> Mapping[str, str]:
    """Hashes the last run noted, by path; empty where there was none."""
    try:
        text = (out / SUMS).read_text(encoding="utf-8")
    except OSError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in text.splitlines())}
