"""`python -m snapshots`: what staff do by command line. Exit codes: 0 well, 1 findings, 2 wrong use."""

import argparse
import datetime as dt
import io
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from language import say, say_many
from snapshots import checkpoints, report
from snapshots.arguments import parser_in
from snapshots.bringing import bring_in, given_files, write_draft
from snapshots.bringing_report import brought_json, brought_text
from snapshots.compare import compare
from snapshots.drafting import keep_base, kept_base, make_draft
from snapshots.findings import Report
from snapshots.log import EMPTY, VIET_NAM, Entry, Head, read_log
from snapshots.messages import (
    AddressError,
    AnswerFormError,
    CheckpointFormError,
    DamagedSnapshotError,
    DateError,
    FolderError,
    MissingWordError,
    NoBaseError,
    NoSnapshotError,
    NoStoreError,
    Notice,
    RefusedError,
    SamePersonError,
    SameTableError,
    SnapshotError,
    StoreAwayError,
    UnknownAnswerError,
    UnknownSnapshotError,
)
from snapshots.mirrors import keep_up
from snapshots.places import AwayError, place_at
from snapshots.publish import publish, roll_back, withdraw
from snapshots.questions import Answer, UnansweredError, unanswered
from snapshots.self_test import passed, self_test
from snapshots.sensible import folder_rows, require_sensible, today
from snapshots.store import Snapshot, Store
from snapshots.usage import MISUSED, asked_language
from snapshots.validate import Rows, validate
from snapshots.verify import Verification, verify

GOOD, FOUND = 0, 1
SPACES = {ord(space): " " for space in "\t\u00a0\u202f"} | {ord("\r"): None}
CURRENT = "current"
LARGEST_CHECKPOINT = 1_000

Options = argparse.Namespace


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code. Anything wrong is told in plain words on the error stream."""
    options = parser_in(asked_language(arguments)).parse_args(arguments)
    try:
        _require_store(options)
        return COMMANDS[options.command](options, Store(options.data))
    except RefusedError as error:
        _print_report(options, error.report)
        return _complain(options, error, FOUND)
    except UnansweredError as error:
        print(report.as_json(report.questions_json(options.lang, error.findings)) if options.json
              else report.questions_text(options.lang, error.findings))
        return _complain(options, error, FOUND)
    except (UnknownSnapshotError, FolderError, MissingWordError, SameTableError, AnswerFormError,
            UnknownAnswerError, DateError, SamePersonError, NoBaseError, AddressError,
            CheckpointFormError) as error:
        return _complain(options, error, MISUSED)
    except (NoSnapshotError, DamagedSnapshotError) as error:
        return _complain(options, error, FOUND, error.notices)
    except SnapshotError as error:
        return _complain(options, error, FOUND)


def _require_store(options: Options) -> None:
    """A mistyped folder is told; only a publication may begin a new store."""
    named = getattr(options, "place", None) or options.data
    where = place_at(named).where if named else None
    if options.command != "publish" and isinstance(where, Path) and not where.is_dir():
        raise NoStoreError(folder=str(where))


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
        raise NoSnapshotError(root=store.place.name)
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
        return _bring_in(options, store, snapshot, files)
    make_draft(snapshot, options.folder)
    keep_base(options.folder, store.head())
    text = say(options.lang, "Draft of snapshot {snapshot} is in {folder}: edit its tables, then validate.",
               snapshot=snapshot.id, folder=options.folder)
    print(report.as_json({"snapshot": snapshot.id, "folder": str(options.folder)}) if options.json else text)
    return GOOD


def _bring_in(options: Options, store: Store, snapshot: Snapshot, files: list[Path]) -> int:
    """What the files become is printed first; it is written when nothing is open and the person has accepted."""
    brought = bring_in(files, snapshot, _given_answers(options))
    print(report.as_json(brought_json(options.lang, brought)) if options.json
          else brought_text(options.lang, brought))
    if not brought.settled or not (brought.strict or options.accept):
        todo = ("Nothing was written: repeat the command with --accept to take these changes over." if brought.settled
                else "Nothing was written: something is asked or refused (above).")
        print(say(options.lang, todo), file=sys.stderr)
        return FOUND
    began = kept_base(options.folder) or store.head()
    kept = write_draft(brought, snapshot, options.folder)
    keep_base(options.folder, began)
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
    left = unanswered(found, ()) if found.passed else ()
    if options.json:
        print(report.as_json({**json.loads(found.json(options.lang)), "questions": report.questions_json(options.lang, left)}))
        return GOOD if found.passed else FOUND
    _print_report(options, found)
    if left:
        print(report.questions_text(options.lang, left))
    return GOOD if found.passed else FOUND


def _side(store: Store, name: str) -> Rows:
    if name == CURRENT:
        return store.current()
    published = any(entry.snapshot == name for entry in store.entries())
    return folder_rows(Path(name)) if not published and Path(name).is_dir() else store.snapshot(name)


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


def _head(options: Options, store: Store, began: Head | None = None) -> Head:
    """The newest entry that was compared with: as said, else where the draft began, else as it is now."""
    head = store.head()
    if options.expect_head is None:
        return began or head
    return head if head.seq == options.expect_head else Head(options.expect_head, EMPTY.sha256)


def _words(options: Options, store: Store, began: Head | None = None) -> dict[str, Any]:
    return {
        "reason_vi": _plain(options.reason_vi), "reason_en": _plain(options.reason_en), "actor": _plain(options.actor),
        "approver": _plain(options.approver), "time": dt.datetime.now(VIET_NAM).isoformat(timespec="seconds"),
        "expect_head": _head(options, store, began), "tell": lambda notice: _warn(options, (notice,)),
    }


def _plain(text: str) -> str:
    """The letters in one form, and the spaces of word processors as spaces, as the desk takes them."""
    return unicodedata.normalize("NFC", text).translate(SPACES).strip()


def _publish(options: Options, store: Store) -> int:
    given = _given_answers(options)
    words = _words(options, store, require_sensible(options, store, given))
    answers = [Answer(question, text, options.actor, words["time"]) for question, text in given.items()]
    entry = publish(
        options.folder, store, snapshot_date=options.date or today(), kind=options.kind,
        reconstructed=options.reconstructed, answers=answers, require_answers=True, **words)
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
    for stream in (sys.stdout, sys.stderr):  # a redirected stream may know fewer letters than Vietnamese has
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return main()
    except BrokenPipeError:  # the reader of a pipe stopped early
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD


if __name__ == "__main__":
    raise SystemExit(_run())
