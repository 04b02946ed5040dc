"""`python -m snapshots`: what staff do by command line. Exit codes: 0 well, 1 findings, 2 wrong use."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from language import LANGUAGES, say, say_many
from snapshots import checkpoints, report
from snapshots.bringing import bring_in, given_files, write_draft
from snapshots.bringing_report import brought_json, brought_text
from snapshots.compare import FolderRows, compare
from snapshots.drafting import make_draft
from snapshots.findings import Report
from snapshots.log import EMPTY, KINDS, Entry, Head, read_log
from snapshots.messages import (
    AnswerFormError,
    CheckpointFormError,
    DamagedSnapshotError,
    FolderError,
    MissingWordError,
    NoSnapshotError,
    Notice,
    RefusedError,
    SameTableError,
    SnapshotError,
    StoreAwayError,
    UnknownSnapshotError,
)
from snapshots.mirrors import keep_up
from snapshots.places import AwayError, place_at
from snapshots.publish import publish, roll_back, withdraw
from snapshots.questions import Answer, UnansweredError, unanswered
from snapshots.self_test import passed, self_test
from snapshots.store import Snapshot, Store
from snapshots.validate import Rows, validate
from snapshots.verify import Verification, verify

GOOD, FOUND, MISUSED = 0, 1, 2
LANGUAGE_VARIABLE = "EXPLORER_LANG"
CURRENT = "current"
LARGEST_CHECKPOINT = 1_000
VIET_NAM = dt.timezone(dt.timedelta(hours=7))

Options = argparse.Namespace


class _Parser(argparse.ArgumentParser):
    """Wrong use is told in one sentence."""

    def error(self, message: str) -> NoReturn:
        lang = default_language()
        text = say(lang, "Not understood: {detail}. For help: python -m snapshots --help", detail=message)
        self.exit(MISUSED, text + "\n")


def default_language() -> str:
    """`EXPLORER_LANG`, else Vietnamese."""
    lang = os.environ.get(LANGUAGE_VARIABLE, "")
    return lang if lang in LANGUAGES else LANGUAGES[0]


def _shared() -> _Parser:
    shared = _Parser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print JSON")
    shared.add_argument("--lang", choices=LANGUAGES, default=default_language())
    shared.add_argument("--data", default=None, metavar="ROOT", help="folder or address of the store")
    return shared


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m snapshots", description="The store of snapshots.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser, metavar="COMMAND")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, description=about, parents=[_shared()])

    command("list", "the log: every publication, return and withdrawal")
    command("current", "id of the snapshot shown now")
    checked = command("verify", "check every file, the log, its checkpoints and mirrors; or an older checkpoint of yours")
    held = checked.add_mutually_exclusive_group()
    held.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint kept earlier: is it still in our history?")
    held.add_argument("--tip", metavar="CHECKSUM", help="a checksum noted earlier: is it still in our history?")
    command("mirror", "write and sign the checkpoints that lack, and copy them to the mirrors")
    tried = command("self-test", "try whether a folder or address can hold a store")
    tried.add_argument("place", nargs="?", metavar="PLACE", help="folder or address; the store if left out")
    command("accept-log", "take the log as it is, though entries seen before are gone")
    command("show", "one snapshot, with its files").add_argument("snapshot", nargs="?", metavar="ID")
    draft = command("draft", "make a draft: of a snapshot's tables, and of the files that lie in the folder")
    draft.add_argument("folder", type=Path)
    draft.add_argument("snapshot", nargs="?", metavar="ID")
    draft.add_argument("--accept", action="store_true", help="take the files over with the changes listed")
    _answers(draft)
    command("validate", "check a draft folder").add_argument("folder", type=Path)
    compared = command("compare", "differences between two snapshots or folders")
    compared.add_argument("a", metavar="A", help="snapshot id, folder, or current")
    compared.add_argument("b", metavar="B", help="snapshot id, folder, or current")
    publishing = command("publish", "check a draft folder and publish it")
    publishing.add_argument("folder", type=Path)
    publishing.add_argument("--date", default="", help="date of the snapshot; today if left out")
    publishing.add_argument("--kind", required=True, choices=KINDS)
    publishing.add_argument("--reconstructed", action="store_true", help="put together later from older sources")
    _answers(publishing)
    _decision(publishing)
    for name, about in (("roll-back", "show an earlier snapshot again"), ("withdraw", "take a snapshot out of use")):
        decided = command(name, about)
        decided.add_argument("snapshot", metavar="ID")
        _decision(decided)
    return parser


def _answers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--answer", action="append", default=[], metavar="ID=ANSWER", help="answer a question; repeatable")


def _decision(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason-vi", required=True)
    parser.add_argument("--reason-en", required=True)
    parser.add_argument("--actor", required=True, help="who does this")
    parser.add_argument("--approver", default="", help="who approved it")
    parser.add_argument("--expect-head", type=int, default=None, metavar="N", help="newest log entry when you compared")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code. Anything wrong is told in plain words on the error stream."""
    options = _parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options, Store(options.data))
    except RefusedError as error:
        _print_report(options, error.report)
        return _complain(options, error, FOUND)
    except UnansweredError as error:
        print(report.questions_text(options.lang, error.findings))
        return _complain(options, error, FOUND)
    except (UnknownSnapshotError, FolderError, MissingWordError, SameTableError, AnswerFormError,
            CheckpointFormError) as error:
        return _complain(options, error, MISUSED)
    except (NoSnapshotError, DamagedSnapshotError) as error:
        return _complain(options, error, FOUND, error.notices)
    except SnapshotError as error:
        return _complain(options, error, FOUND)


def _complain(options: Options, error: SnapshotError, code: int, notices: tuple[Notice, ...] = ()) -> int:
    text = [*([report.notices_text(options.lang, notices)] if notices else []), error.text(options.lang)]
    print("\n".join(text), file=sys.stderr)
    return code


def _print_report(options: Options, found: Report) -> None:
    print(found.json(options.lang) if options.json else found.text(options.lang))


def _warn(options: Options, notices: tuple[Notice, ...]) -> None:
    if notices:
        print(report.notices_text(options.lang, notices), file=sys.stderr)


def _list(options: Options, store: Store) -> int:
    _warn(options, store.notices())
    entries = store.entries()
    if options.json:
        print(report.as_json([entry.__dict__ for entry in entries]))
    elif not entries:
        raise NoSnapshotError(root=store.root.name)
    else:
        newest = store.newest()
        print(report.entries_text(options.lang, entries, newest.id if newest else ""))
    return FOUND if store.notices() else GOOD


def _current(options: Options, store: Store) -> int:
    snapshot = store.current()
    _warn(options, snapshot.notices)
    content = {"id": snapshot.id, "notices": report.notices_json(options.lang, snapshot.notices)}
    print(report.as_json(content) if options.json else snapshot.id)
    return FOUND if snapshot.notices else GOOD


def _show(options: Options, store: Store) -> int:
    snapshot = store.current() if options.snapshot is None else store.snapshot(options.snapshot)
    if options.json:
        print(report.as_json(report.snapshot_json(options.lang, snapshot)))
    else:
        print(report.snapshot_text(options.lang, snapshot))
    return GOOD


def _draft(options: Options, store: Store) -> int:
    snapshot = store.current() if options.snapshot is None else store.snapshot(options.snapshot)
    files = given_files(options.folder)
    if files:
        return _bring_in(options, snapshot, files)
    make_draft(snapshot, options.folder)
    print(say(options.lang, "Draft of snapshot {snapshot} is in {folder}: edit its tables, then validate.",
              snapshot=snapshot.id, folder=options.folder))
    return GOOD


def _bring_in(options: Options, snapshot: Snapshot, files: list[Path]) -> int:
    """What the files become is printed first; it is written when nothing is open and the person has accepted."""
    brought = bring_in(files, snapshot, _given_answers(options))
    print(report.as_json(brought_json(options.lang, brought)) if options.json
          else brought_text(options.lang, brought))
    if not brought.settled or not (brought.strict or options.accept):
        todo = ("Nothing was written: repeat the command with --accept to take these changes over." if brought.settled
                else "Nothing was written: something is asked or refused (above).")
        print(say(options.lang, todo), file=sys.stderr)
        return FOUND
    kept = write_draft(brought, snapshot, options.folder)
    print(say(options.lang, "Draft of snapshot {snapshot} is in {folder}, with your files taken over: validate it next.",
              snapshot=snapshot.id, folder=options.folder), file=sys.stderr)
    if kept:
        print(say(options.lang, "The files as you gave them are in {folder}.", folder=kept), file=sys.stderr)
    return GOOD


def _given_answers(options: Options) -> dict[str, str]:
    pairs = [given.partition("=") for given in options.answer]
    for question, sign, text in pairs:
        if not (question.strip() and sign and text.strip()):
            raise AnswerFormError(found=question + sign + text)
    return {question.strip(): text.strip() for question, _, text in pairs}


def _validate(options: Options, store: Store) -> int:
    found = validate(options.folder, store.newest())
    _print_report(options, found)
    left = unanswered(found, ()) if found.passed else ()
    if left and not options.json:
        print(report.questions_text(options.lang, left))
    return GOOD if found.passed else FOUND


def _side(store: Store, name: str) -> Rows:
    if name == CURRENT:
        return store.current()
    published = any(entry.snapshot == name for entry in store.entries())
    return FolderRows(name) if not published and Path(name).is_dir() else store.snapshot(name)


def _compare(options: Options, store: Store) -> int:
    changes = compare(_side(store, options.a), _side(store, options.b))
    print(report.as_json(report.changes_json(changes)) if options.json else report.changes_text(options.lang, changes))
    return GOOD


def _verify(options: Options, store: Store) -> int:
    if options.tip is not None or options.checkpoint:
        return _held(options, store)
    result = verify(store)
    if options.json:
        print(report.as_json(_verification_json(options.lang, result)))
        return GOOD if result.sound else FOUND
    for snapshot in result.checked:
        word = "damaged" if any(item.snapshot == snapshot for item in result.faults) else "verified"
        print(f"{snapshot}  {say(options.lang, word)}")
    for line in (result.faults, result.strays):
        if line:
            print(report.notices_text(options.lang, line))
    print(say_many(options.lang, "{count} log entry read.", "{count} log entries read.", result.entries))
    return GOOD if result.sound else FOUND


def _verification_json(lang: str, result: Verification) -> dict[str, object]:
    return {
        "sound": result.sound, "checked": list(result.checked), "entries": result.entries,
        "faults": report.notices_json(lang, result.faults), "strays": report.notices_json(lang, result.strays),
    }


def _held(options: Options, store: Store) -> int:
    """What was kept earlier against the log as it is now, whatever this machine remembers of it."""
    try:
        log = read_log(store.place)
    except AwayError as error:
        raise StoreAwayError from error
    _warn(options, (log.damage,) if log.damage else ())
    entry = _held_entry(options, log.entries)
    if options.json:
        print(report.as_json({"in_history": entry is not None, "entry": entry.seq if entry else None,
                              "time": entry.time if entry else None, "entries": len(log.entries)}))
    else:
        print(report.held_text(options.lang, entry, len(log.entries)))
    return GOOD if entry else FOUND


def _held_entry(options: Options, entries: tuple[Entry, ...]) -> Entry | None:
    if options.tip is not None:
        if not checkpoints.is_checksum(options.tip):
            raise CheckpointFormError(found=options.tip[:64])
        return checkpoints.lookup(entries, options.tip)
    try:
        with options.checkpoint.open("rb") as file:
            held = checkpoints.parse(file.read(LARGEST_CHECKPOINT))
    except OSError:
        held = None
    if held is None:
        raise CheckpointFormError(found=options.checkpoint.name[:64])
    return checkpoints.holds(entries, held)


def _mirror(options: Options, store: Store) -> int:
    told: list[Notice] = []
    keep_up(store.place, told.append)
    if options.json:
        print(report.as_json(report.notices_json(options.lang, tuple(told))))
    elif told:
        _warn(options, tuple(told))
    else:
        print(say(options.lang, "Every entry has its checkpoint, and every mirror has all of them."))
    return FOUND if told else GOOD


def _head(options: Options, store: Store) -> Head:
    if options.expect_head is None:
        return store.head()
    head = store.head()
    return head if head.seq == options.expect_head else Head(options.expect_head, EMPTY.sha256)


def _words(options: Options, store: Store) -> dict[str, Any]:
    return {
        "reason_vi": options.reason_vi, "reason_en": options.reason_en, "actor": options.actor,
        "approver": options.approver, "time": dt.datetime.now(VIET_NAM).isoformat(timespec="seconds"),
        "expect_head": _head(options, store), "tell": lambda notice: _warn(options, (notice,)),
    }


def _publish(options: Options, store: Store) -> int:
    words = _words(options, store)
    answers = [Answer(question, text, options.actor, words["time"]) for question, text in _given_answers(options).items()]
    date = options.date or str(words["time"])[:len("2026-11-21")]
    entry = publish(
        options.folder, store, snapshot_date=date, kind=options.kind, reconstructed=options.reconstructed,
        answers=answers, require_answers=True, **words)
    return _done(options, entry, say(options.lang, "Published: snapshot {snapshot}, log entry {seq}.",
                                     snapshot=entry.snapshot, seq=entry.seq))


def _roll_back(options: Options, store: Store) -> int:
    entry = roll_back(store, options.snapshot, **_words(options, store))
    return _done(options, entry, say(options.lang, "Snapshot {snapshot} is shown again, log entry {seq}.",
                                     snapshot=entry.snapshot, seq=entry.seq))


def _withdraw(options: Options, store: Store) -> int:
    entry = withdraw(store, options.snapshot, **_words(options, store))
    return _done(options, entry, say(options.lang, "Snapshot {snapshot} was withdrawn, log entry {seq}.",
                                     snapshot=entry.snapshot, seq=entry.seq))


def _done(options: Options, entry: Entry, text: str) -> int:
    print(report.as_json(entry.__dict__) if options.json else text)
    return GOOD


def _self_test(options: Options, store: Store) -> int:
    checks = self_test(place_at(options.place) if options.place else store.place)
    if options.json:
        print(report.as_json([{"check": check.code, "kept": check.kept, "detail": check.detail} for check in checks]))
    else:
        print("\n".join(check.text(options.lang) for check in checks))
    return GOOD if passed(checks) else FOUND


def _accept_log(options: Options, store: Store) -> int:
    store.accept()
    head = store.head()
    print(report.as_json(head._asdict()) if options.json else say(
        options.lang, "The log is taken as it is: {seq} entries. Restart the site so that it does too.", seq=head.seq))
    return GOOD


COMMANDS: Mapping[str, Callable[[Options, Store], int]] = {
    "list": _list, "current": _current, "show": _show, "draft": _draft, "validate": _validate, "compare": _compare,
    "verify": _verify, "mirror": _mirror,
    "self-test": _self_test, "accept-log": _accept_log,
    "publish": _publish, "roll-back": _roll_back, "withdraw": _withdraw,
}


def _run() -> int:
    try:
        return main()
    except BrokenPipeError:  # the reader of a pipe stopped early
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD


if __name__ == "__main__":
    raise SystemExit(_run())
