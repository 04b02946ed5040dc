"""`python -m exports`: any figure as a file without browser or server. Exit codes: 0 well, 2 wrong use or no such thing;
`read`: 0 current, 3 revised since, 4 altered or not to be checked."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from language import LANGUAGES, say
from snapshots.usage import asked_language, told

GOOD, MISUSED, REVISED, ALTERED = 0, 2, 3, 4
SUFFIXES: Mapping[str, str] = {"zip": "kit"}
"""Forms by suffix, where the two differ."""
ACCEPTANCE = Path("build/acceptance")
Options = argparse.Namespace


class UseError(ValueError):
    """Wrong use; `text(lang)` is one sentence."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__()
        self.message, self.values = message, values

    def text(self, lang: str) -> str:
        return say(lang, self.message, **self.values)


def mark(message: str) -> str:
    """Marks a message for the catalogue; it is translated where it is told."""
    return message


class OptionError(UseError):
    """What the parser of the command line did not take."""

    def text(self, lang: str) -> str:
        return f"{told(lang, self.message)} {say(lang, 'For help: {command} --help', command='python -m exports')}"


class _Parser(argparse.ArgumentParser):
    """Wrong use is told in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise OptionError(message)


def _parser() -> _Parser:
    parser = _Parser(prog="python -m exports", description="Figures of the explorer as files, without a server.")
    parser.add_argument("--all", action="store_true", help="make the acceptance set: every view, shape, language, form")
    _shared(parser)
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")
    figure = commands.add_parser(
        "figure",
        help="one file of a figure",
        description="WHAT is a kind (see `figures`) with its choices as --NAME VALUE, or the path of a view.",
        epilog="Example: figure ranking --indicator dti --edition 2024 --shape social --lang vi --out f.png",
    )
    _figure_options(figure)
    kit = commands.add_parser("kit", help="everything of a figure in one zip")
    kit.add_argument("what", metavar="VIEW")
    kit.add_argument("--snapshot", default="", metavar="ID")
    figures = commands.add_parser("figures", help="kinds of figures, their choices and what is allowed")
    figures.add_argument("what", nargs="?", default="", metavar="KIND", help="one kind, with every allowed value")
    brief = commands.add_parser("brief", help="one A4 page on a province, ministry or agency")
    brief.add_argument("what", metavar="ENTITY", help="id or name")
    brief.add_argument("--snapshot", default="", metavar="ID")
    commands.add_parser("read", help="what a file says of itself, and whether it still holds").add_argument(
        "what", metavar="FILE"
    )
    commands.add_parser("site", help="plain files and pages for any web server").add_argument("what", metavar="FOLDER")
    for command in commands.choices.values():
        _shared(command, argparse.SUPPRESS)
    return parser


def _shared(parser: argparse.ArgumentParser, otherwise: Any = "") -> None:
    parser.add_argument("--lang", default=otherwise, help="vi or en")
    parser.add_argument("--out", default=otherwise, help="file or folder to write to")


def _figure_options(figure: argparse.ArgumentParser) -> None:
    figure.add_argument("what", metavar="WHAT")
    figure.add_argument("--format", default="", help="png, svg, pdf, csv, ...; else by the suffix of --out")
    figure.add_argument("--shape", default="article")
    figure.add_argument("--theme", default="light", help="light or dark")
    figure.add_argument("--rows", default="shown", help="shown or all")
    figure.add_argument("--scale", default="0", help="1 to 4")
    figure.add_argument("--size", default="", help="width x height in pixels, such as 1600x900")
    figure.add_argument("--snapshot", default="", metavar="ID")
    for name in ("transparent", "plain", "outlines"):
        figure.add_argument(f"--{name}", action="store_true")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code. What is wrong is told in one sentence on the error stream."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(words)
    except OSError as error:
        _tell(sys.stderr, _written_words(asked_language(words), error))
    except ValueError as error:
        _tell(sys.stderr, _refusal(error, asked_language(words)))
    except Exception as error:  # noqa: BLE001 - the store's refusals have words; anything else is ours and must show
        text = getattr(error, "text", None)
        if text is None:
            raise
        _tell(sys.stderr, text(asked_language(words)))
    return MISUSED


def _run(words: list[str]) -> int:
    options, rest = _parser().parse_known_args(words)
    options.lang = _checked_language(options.lang)
    options.choices = _choices(rest, options.command in ("figure", "kit"))
    if options.all:
        return _all(options)
    if not options.command:
        raise UseError(mark("Say what to make. For help: python -m exports --help"))
    return COMMANDS[options.command](options)


def _checked_language(lang: str) -> str:
    if lang and lang not in LANGUAGES:
        raise UseError(
            mark("{name} cannot be {found}; choose one of: {allowed}."),
            name="--lang",
            found=repr(lang[:20]),
            allowed=", ".join(LANGUAGES),
        )
    return lang or asked_language(())


def _choices(rest: list[str], taken: bool) -> dict[str, str]:
    """Further choices of the kind: `--entity ha-noi` or `--entity=ha-noi`."""
    found: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        name, has_value, value = word.removeprefix("--").partition("=")
        if not taken or not word.startswith("--") or not name:
            raise UseError(mark("Not understood: {detail}. For help: python -m exports --help"), detail=word)
        given = value if has_value else next(words, "")
        if not given or (given.startswith("--") and not has_value):
            raise UseError(mark("The choice {name} has no value."), name=f"--{name}")
        found[name.replace("_", "-")] = given
    return found


def _figure(options: Options) -> int:
    from exports import order as orders

    form = _form(options)
    wanted = orders.Order(
        view=_view(options),
        snapshot=options.snapshot,
        lang=options.lang,
        form=form,
        shape=options.shape,
        dark=_one_of("--theme", options.theme, ("light", "dark")) == "dark",
        transparent=options.transparent,
        plain=options.plain,
        outlines=options.outlines,
        scale=_whole("--scale", options.scale),
        size=options.size,
        rows=options.rows,
    )
    orders.check(wanted)
    place = _place(options.out)
    made = orders.made(wanted, _store(), _progress() if form == "kit" else None)
    return _write(place, made.name, made.content, options.notes)


def _form(options: Options) -> str:
    """The form asked for, else the one of the suffix of the file, else PNG."""
    from exports.order import FORMS

    if options.format:
        return _one_of("--format", options.format, FORMS)
    name = Path(options.out).name
    if name.endswith(".sdmx.csv"):
        return "sdmx-csv"
    suffix = "" if Path(options.out).is_dir() else Path(name).suffix.removeprefix(".").lower()
    form = SUFFIXES.get(suffix, suffix) or "png"
    if form not in FORMS:
        raise UseError(
            mark("No form of file is known for {name}: add --format with one of: {allowed}."),
            name=repr(name[:80]),
            allowed=", ".join(FORMS),
        )
    return form


def _view(options: Options) -> str:
    """The view asked for; what was chosen for the person is kept, to be told when the file is there."""
    from exports.asked import asked

    found = asked(_context(options), options.what, options.choices)
    options.notes = found.notes
    return found.view


def _kit(options: Options) -> int:
    from exports import kit
    from exports import order as orders

    wanted = orders.Order(_view(options), options.snapshot, options.lang, form="kit")
    orders.check(wanted)
    place, store = _place(options.out), _store()
    content = kit.kit(wanted, store, _progress(), processes=_cores())
    return _write(place, orders.name(orders.figure(wanted, store), wanted), content, options.notes)


def _figures(options: Options) -> int:
    from exports.asked import kinds_text

    _tell(sys.stdout, kinds_text(_context(options), options.what))
    return GOOD


def _brief(options: Options) -> int:
    from exports import order as orders
    from exports.asked import unit
    from figures import briefs, catalogue

    context = _context(options)
    entity = unit(context, options.what, briefs.units(context))
    place = _place(options.out)
    wanted = orders.Order(
        catalogue.path("brief", entity=entity), options.snapshot, options.lang, form="pdf", shape=orders.BRIEF_PAGE
    )
    made = orders.made(wanted, _store())
    return _write(place, made.name, made.content)


def _read(options: Options) -> int:
    from exports import proof

    content = Path(options.what).read_bytes()
    try:
        told = proof.read(content)
    except proof.NotOursError as error:
        _tell(sys.stderr, error.text(options.lang))
        return ALTERED
    verdict = proof.check(told, content, _store(), options.lang)
    _tell(sys.stdout, proof.told(options.lang, told, verdict))
    return {proof.CURRENT: GOOD, proof.REVISED: REVISED}.get(verdict.status, ALTERED)


def _site(options: Options) -> int:
    from exports import site

    done = site.write(Path(options.what), _store(), progress=_progress())
    for fault in (*done.failed, *done.skipped):
        _tell(sys.stderr, fault)
    _tell(sys.stdout, options.what)
    return MISUSED if done.failed else GOOD


def _all(options: Options) -> int:
    from exports import acceptance

    folder = Path(options.out) if options.out else ACCEPTANCE
    folder.mkdir(parents=True, exist_ok=True)
    made = acceptance.make(folder, _progress(), processes=_cores())
    _tell(sys.stdout, say(options.lang, "{count} files are in {folder}.", count=len(made), folder=folder))
    return GOOD


COMMANDS: Mapping[str, Callable[[Options], int]] = {
    "figure": _figure,
    "figures": _figures,
    "kit": _kit,
    "brief": _brief,
    "read": _read,
    "site": _site,
}


def _store() -> Any:
    from snapshots.store import Store

    return Store()


def _context(options: Options) -> Any:
    from figures.context import Context

    store, snapshot = _store(), getattr(options, "snapshot", "")
    return Context(store.snapshot(snapshot) if snapshot not in ("", "latest") else store.current(), options.lang)


def _cores() -> int:
    return min(2, os.cpu_count() or 1)


def _one_of(name: str, found: str, allowed: tuple[str, ...]) -> str:
    if found not in allowed:
        raise UseError(
            mark("{name} cannot be {found}; choose one of: {allowed}."),
            name=name,
            found=repr(found[:80]),
            allowed=", ".join(allowed),
        )
    return found


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise UseError(mark("{name} must be a whole number, not {found}."), name=name, found=repr(text[:20]))
    return int(text)


def _place(out: str) -> Path:
    """Where to write, looked at before anything is made. Raises UseError where the folder is missing."""
    place = Path(out) if out else Path()
    folder = place if place.is_dir() else place.parent
    if not folder.is_dir():
        raise UseError(mark("There is no folder {folder}: make it first or write elsewhere."), folder=folder)
    return place


def _write(place: Path, name: str, content: bytes, notes: tuple[str, ...] = ()) -> int:
    """The file whole or not at all; its path on the output stream, `notes` on the error stream."""
    path = place / name if place.is_dir() else place
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    for note in notes:
        _tell(sys.stderr, note)
    _tell(sys.stdout, str(path))
    return GOOD


def _written_words(lang: str, error: OSError) -> str:
    """What an error of the file system means, in one sentence."""
    name = error.filename2 or error.filename or ""
    path = Path(os.fsdecode(name))
    writing = path.name.endswith(".part")
    shown = path.with_name(path.name.removeprefix(".").removesuffix(".part")) if writing else path
    if error.errno == errno.ENOENT and not writing:
        return say(lang, "There is no file {path}.", path=shown)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return say(lang, "No permission for {path}.", path=shown)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return say(lang, "The disk is full: {path} was not written.", path=shown)
    return say(lang, "The file {path} could not be read or written (error {code}).", path=shown, code=error.errno)


def _refusal(error: ValueError, lang: str) -> str:
    """The sentence of a refusal; an error of ours without one goes on."""
    text = getattr(error, "text", None)
    if text is None:
        raise error
    return str(text(lang))


def _progress() -> Callable[[int, int], None]:
    """Parts done, on the error stream: one line rewritten at a terminal, else a line each tenth."""

    def told(done: int, parts: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done}/{parts}" + ("\n" if done == parts else ""))
            sys.stderr.flush()
        elif done * 10 // parts > (done - 1) * 10 // parts:
            _tell(sys.stderr, f"{done}/{parts}")

    return told


def _tell(stream: Any, text: str) -> None:
    stream.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
