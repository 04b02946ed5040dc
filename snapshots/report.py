"""What the command line prints: lists, one snapshot, verification, comparison; as text or as JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from language import date, say, say_many
from snapshots.compare import KINDS, Change, summary
from snapshots.findings import Finding, printable, visible
from snapshots.log import Entry
from snapshots.manifest import MANIFEST
from snapshots.messages import Notice
from snapshots.questions import question_id
from snapshots.schema import tables
from snapshots.store import Snapshot

ACTION_WORDS: Mapping[str, str] = {
    "publish": "published", "roll_back": "shown again", "withdraw": "withdrawn",
}
KIND_WORDS: Mapping[str, str] = {
    "first": "first snapshot", "new_edition": "new edition", "revision": "revision", "correction": "correction",
    "method": "change of method", "territory": "change of territory",
}
CHANGE_WORDS: Mapping[str, str] = {
    "added": "added", "removed": "removed", "revision": "revised", "correction": "corrected", "change": "changed",
}
SHOWN_CHANGES = 200


def as_json(content: object) -> str:
    """JSON with the letters as they are."""
    return json.dumps(content, ensure_ascii=False, indent=1)


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Rows of text under each other, columns aligned by two spaces."""
    every = [list(row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*every, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in every)
    return "\n".join(line.rstrip() for line in lines)


def questions_text(lang: str, findings: Sequence[Finding]) -> str:
    """Questions to answer when publishing, each with its id."""
    head = say(lang, "To answer when publishing, each with --answer ID=\"your answer\":")
    lines = [f"  {question_id(item)}  {item.place(lang)}: {item.message(lang)}" for item in findings]
    return "\n".join([head, *lines])


def questions_json(lang: str, findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Questions to answer when publishing, for machines."""
    return [{"id": question_id(item), "place": item.place(lang), "question": item.message(lang)} for item in findings]


def entries_text(lang: str, entries: Sequence[Entry], current: str) -> str:
    """The log, newest last; the snapshot shown now is marked."""
    head = [say(lang, word) for word in ("No.", "snapshot", "action", "kind", "time", "by", "reason")]
    rows = [
        [str(e.seq), e.snapshot + (" *" if e.snapshot == current else ""), say(lang, ACTION_WORDS[e.action]),
         say(lang, KIND_WORDS[e.kind]) if e.kind else "–", e.time, printable(e.actor), printable(" ".join(reason(lang, e).split()))]
        for e in entries
    ]
    return columns([head, *rows]) + "\n" + say(lang, "* the snapshot shown now")


def reason(lang: str, entry: Entry) -> str:
    """Why, in the reader's language."""
    return entry.reason_vi if lang == "vi" else entry.reason_en


def notices_text(lang: str, notices: Iterable[Notice]) -> str:
    """One notice a line."""
    return "\n".join(f"! {notice.text(lang)}" for notice in notices)


def notices_json(lang: str, notices: Iterable[Notice]) -> list[dict[str, str]]:
    """Notices for machines."""
    return [
        {"code": item.code, "snapshot": item.snapshot, "file": item.file, "message": item.text(lang)}
        for item in notices
    ]


def held_text(lang: str, entry: Entry | None, count: int) -> str:
    """Whether what somebody kept is still in the log of `count` entries: its entry, or None."""
    if entry is None:
        return say_many(
            lang,
            "No: it is not in our history (a log of {count} entry). Either it was never ours, or the history was rewritten or "
            "cut since. If you have it from us, keep it and say so publicly.",
            "No: it is not in our history (a log of {count} entries). Either it was never ours, or the history was rewritten or "
            "cut since. If you have it from us, keep it and say so publicly.",
            count)
    return say_many(
        lang, "Yes, still in our history: entry {seq} of {day}, snapshot {snapshot}. The log has {count} entry now.",
        "Yes, still in our history: entry {seq} of {day}, snapshot {snapshot}. The log has {count} entries now.",
        count, seq=entry.seq, day=date(lang, entry.time[:10]), snapshot=entry.snapshot)


def snapshot_json(lang: str, snapshot: Snapshot) -> dict[str, Any]:
    """One snapshot for machines: its log entry, its files with checksums and rows, its notices."""
    files = [
        {"name": table.path, "rows": len(snapshot.rows(name)), "bytes": len(snapshot.files.get(table.path, b"")),
         "sha256": snapshot.file_sha256(name)}
        for name, table in tables().items()
    ]
    return {
        "id": snapshot.id, "manifest_sha256": snapshot.manifest_sha256, "entry": asdict(snapshot.entry), "files": files,
        "notices": notices_json(lang, snapshot.notices),
    }


def snapshot_text(lang: str, snapshot: Snapshot) -> str:
    """One snapshot for people."""
    entry, content = snapshot.entry, snapshot_json(lang, snapshot)
    head = [
        say(lang, "Snapshot {snapshot}, {kind}, published {time} by {actor}", snapshot=snapshot.id,
            kind=say(lang, KIND_WORDS[entry.kind]), time=entry.time, actor=entry.actor),
        say(lang, "Reason: {reason}", reason=reason(lang, entry)),
        f"sha256 {MANIFEST}: {snapshot.manifest_sha256}",
    ]
    if entry.reconstructed:
        head.append(say(lang, "Reconstructed: put together later from what was public by that day."))
    if snapshot.notices:
        head.append(notices_text(lang, snapshot.notices))
    table = [[say(lang, word) for word in ("file", "rows", "bytes")] + ["sha256"]]
    table += [[file["name"], str(file["rows"]), str(file["bytes"]), file["sha256"]] for file in content["files"]]
    return "\n".join([*head, columns(table)])


def changes_text(lang: str, changes: Sequence[Change]) -> str:
    """The comparison: counts by table and dataset, then each change with its rows, old and new."""
    if not changes:
        return say(lang, "No differences.")
    lines = [_counted(lang, *item) for item in summary(changes).items()]
    lines += [_changed(lang, change) for change in changes[:SHOWN_CHANGES]]
    if len(changes) > SHOWN_CHANGES:
        left = len(changes) - SHOWN_CHANGES
        lines.append(say(lang, "… and {count} more; all of them with --json.", count=left))
    return "\n".join(lines)


def _counted(lang: str, place: tuple[str, str], counts: Mapping[str, int]) -> str:
    table, dataset = place
    parts = [f"{say(lang, CHANGE_WORDS[kind])} {counts[kind]}" for kind in KINDS if counts.get(kind)]
    return f"{tables()[table].path}{f' [{dataset}]' if dataset else ''}: {', '.join(parts)}"


def _changed(lang: str, change: Change) -> str:
    rows = f"{change.row_old or '–'} → {change.row_new or '–'}"
    place = say(lang, "{file}, rows {rows}", file=tables()[change.table].path, rows=rows)
    values = f"{change.column}: {visible(change.old) or '∅'} → {visible(change.new) or '∅'}"
    return f"  {say(lang, CHANGE_WORDS[change.kind])}  {place}  {change.key}  {values}"


def changes_json(changes: Sequence[Change]) -> dict[str, Any]:
    """The comparison for machines."""
    counts = [
        {"table": table, "dataset": dataset, **counted} for (table, dataset), counted in summary(changes).items()
    ]
    return {"summary": counts, "changes": [asdict(change) for change in changes]}
