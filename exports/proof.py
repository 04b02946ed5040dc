"""What a file proves: its facts read back, and whether it still is what the snapshots say.

A file is never run, fetched or unpacked: its packet is looked for in the bytes as they are, and only that is parsed.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from charts.figure import Figure
from exports import address, brief, picture
from exports.facts import Facts, data_digest
from exports.order import Order, figure, made
from exports.revision import Change, changes
from exports.seal import intact
from exports.shapes import BRIEF_PAGE, Look
from exports.version import VERSION
from exports.xmp import END, START, PacketError, parsed
from figures import catalogue
from figures.context import Context
from figures.views import UnknownViewError, mark
from language import Refusal, date, say, say_many
from snapshots.findings import printable
from snapshots.messages import Notice, SnapshotError
from snapshots.store import Snapshot, Store

MOST_BYTES = 64 * 2**20
"""No picture of ours is larger."""
MOST_PACKET = 2 * 2**20
SHOWN_CHANGES = 60
CURRENT, REVISED, ALTERED, UNKNOWN = "current", "revised", "altered", "unknown"
_SVG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<svg\b")


class NotOursError(Refusal):
    """The file carries no facts of ours; `text(lang)` is one sentence."""


@dataclass(frozen=True)
class Proof:
    """What a file says of itself; `intact` is whether its own checksum is right."""

    form: str
    facts: Facts
    intact: bool


@dataclass(frozen=True)
class Verdict:
    """Whether the file still holds: `status` is current, revised, altered or unknown, `reason` why.

    `newest` is the snapshot it was compared with; `remade` whether it was made again and gave the same bytes;
    `notices` what the store says of the file's snapshot (withdrawn, replaced).
    """

    status: str
    reason: Callable[[str], str]
    changes: tuple[Change, ...] = ()
    newest: str = ""
    remade: bool = False
    notices: tuple[Notice, ...] = field(default=())


class _Settled(Exception):  # noqa: N818 - not an error: the verdict is known before all was compared
    def __init__(self, status: str, reason: Callable[[str], str], notices: tuple[Notice, ...] = ()) -> None:
        super().__init__()
        self.verdict = Verdict(status, reason, notices=notices)


def read(content: bytes) -> Proof:
    """The facts in a PNG, SVG or PDF of ours. Raises NotOursError for any other bytes."""
    if len(content) > MOST_BYTES:
        raise NotOursError(mark("This file is larger than any picture of the explorer, so it was not read."))
    form = _form(content)
    start = content.find(START)
    end = content.find(END, start, start + MOST_PACKET) if start >= 0 else -1
    if end < 0:
        raise NotOursError(
            mark(
                "This {form} file carries no facts of the explorer: it was not made by it, was cut off, or a program "
                "removed them."
            ),
            form=form.upper(),
        )
    try:
        return Proof(form, parsed(content[start : end + len(END)]), intact(content))
    except PacketError:
        raise NotOursError(
            mark("The facts in this {form} file cannot be read: they are not the explorer's or were changed."),
            form=form.upper(),
        ) from None


def _form(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"%PDF-"):
        return "pdf"
    if _SVG.match(content[:4096]):
        return "svg"
    raise NotOursError(mark("This is no PNG, SVG or PDF file, so there is nothing to check."))


class _Shelf(Protocol):
    def current(self) -> Snapshot: ...

    def snapshot(self, identity: str) -> Snapshot: ...


def check(proof: Proof, content: bytes, store: Store | _Shelf, lang: str = "") -> Verdict:
    """Whether the file is as it was made, and whether the snapshot shown now still says the same.

    `altered`: its checksum is wrong, or the snapshot it names gives other figures, or making it again (same software,
    same address of the site) gives other bytes. `unknown`: the store does not have its snapshot, or has another one by
    that name, or no such view. `revised`: the snapshot shown now says something else; `changes` in `lang` (the file's own
    where empty). Reads only through `store`.
    """
    try:
        return _checked(proof, content, store, lang or proof.facts.lang)
    except _Settled as settled:
        return settled.verdict


def _checked(proof: Proof, content: bytes, store: Store | _Shelf, lang: str) -> Verdict:
    if not proof.intact:
        raise _Settled(ALTERED, _checksum_wrong)
    snapshot = _snapshot(proof, store)
    drawn = _drawn(proof, snapshot)
    remade = _remade(proof, content, store)
    newest = _newest(store, snapshot)
    if newest.id == snapshot.id:
        return Verdict(CURRENT, _current, newest=newest.id, remade=remade, notices=snapshot.notices)
    found = _changes(proof, newest, snapshot, drawn, lang)
    status, reason = (REVISED, _revised) if found else (CURRENT, _unchanged)
    return Verdict(status, reason, found, newest.id, remade, snapshot.notices)


def _snapshot(proof: Proof, store: Store | _Shelf) -> Snapshot:
    state = proof.facts.state
    try:
        snapshot = store.snapshot(state["snapshot"])
    except SnapshotError as error:
        raise _Settled(UNKNOWN, error.text) from error
    if snapshot.manifest_sha256 != state["checksum"]:
        raise _Settled(UNKNOWN, _other_snapshot)
    return snapshot


def _newest(store: Store | _Shelf, snapshot: Snapshot) -> Snapshot:
    """The snapshot shown now; there may be none, when the only one was withdrawn."""
    try:
        return store.current()
    except SnapshotError as error:
        raise _Settled(UNKNOWN, error.text, snapshot.notices) from error


def _drawn(proof: Proof, snapshot: Snapshot) -> Figure:
    """The figure made again, if its rows are the ones the file was made of."""
    state = proof.facts.state
    try:
        drawn = catalogue.figure(Context(snapshot, state["lang"], state["dark"]), state["view"])
    except UnknownViewError as error:
        raise _Settled(UNKNOWN, error.text, snapshot.notices) from error
    if data_digest(drawn) != state["data"]:
        if state["software"] != VERSION:
            raise _Settled(UNKNOWN, _other_software, snapshot.notices)
        raise _Settled(ALTERED, _other_rows, snapshot.notices)
    return drawn


def _remade(proof: Proof, content: bytes, store: Store | _Shelf) -> bool:
    """Whether it could be made again; settles the verdict where that gives other bytes."""
    state = proof.facts.state
    if state["software"] != VERSION or not proof.facts.pinned.startswith(f"{address.base()}/f/"):
        return False
    if state["form"] != proof.form:
        raise _Settled(ALTERED, _other_bytes)
    try:
        same = _again(state, store) == content
    except ValueError:  # no such shape, size or scale: nobody could have ordered it
        same = False
    if not same:
        raise _Settled(ALTERED, _other_bytes)
    return True


def _again(state: Mapping[str, Any], store: Store | _Shelf) -> bytes:
    """The file made again as it was ordered; a brief, and a picture with the code that a kit asks for, as they are made."""
    wanted = ("view", "snapshot", "lang", "form", "shape", "dark", "transparent", "plain", "outlines", "scale", "size")
    order = Order(**{name: state[name] for name in wanted})
    if state["shape"] == BRIEF_PAGE:
        return brief.brief(
            Context(store.snapshot(order.snapshot), order.lang), catalogue.parse(order.view)[1]["entity"]
        )
    return _with_code(order, store) if state["qr"] else made(order, store).content


def _with_code(order: Order, store: Store | _Shelf) -> bytes:
    width, _, height = order.size.partition("x")
    look = Look(order.shape, order.transparent, order.plain, (int(width), int(height)) if width else None, qr=True)
    shown = figure(order, store)
    if order.form == "svg":
        return picture.svg(shown, look, outlines=order.outlines)
    return picture.png(shown, look, order.scale) if order.form == "png" else picture.pdf(shown, look)


def _changes(proof: Proof, newest: Snapshot, snapshot: Snapshot, drawn: Figure, lang: str) -> tuple[Change, ...]:
    """Both figures in the language of the answer, compared."""
    view = proof.facts.state["view"]
    context = Context(newest, lang)
    try:
        now = catalogue.figure(context, view)
    except UnknownViewError as error:
        raise _Settled(REVISED, _gone(error), snapshot.notices) from error
    before = drawn if drawn.lang == lang else catalogue.figure(Context(snapshot, lang), view)
    return changes(context, before, now)


def _checksum_wrong(lang: str) -> str:
    return say(lang, "Its own checksum is wrong: something in the file was changed after it was made.")


def _other_snapshot(lang: str) -> str:
    return say(lang, "The snapshot of that name here is not the one it was made from: their checksums differ.")


def _other_software(lang: str) -> str:
    return say(
        lang,
        "It was made by another version of the software, and this one does not give the same rows: not comparable.",
    )


def _other_rows(lang: str) -> str:
    return say(lang, "The rows it says it was made of are not those of its snapshot.")


def _other_bytes(lang: str) -> str:
    return say(lang, "Made again from its snapshot, it comes out otherwise: this file is not the one that was made.")


def _current(lang: str) -> str:
    return say(lang, "It was made from the snapshot shown now and is unchanged.")


def _unchanged(lang: str) -> str:
    return say(lang, "Another snapshot is shown now, which says the same of this view; the file is unchanged.")


def _revised(lang: str) -> str:
    return say(lang, "The file is unchanged, but the snapshot shown now says something else.")


def _gone(error: UnknownViewError) -> Callable[[str], str]:
    return lambda lang: say(
        lang,
        "The file is unchanged, but the snapshot shown now does not have this view: {reason}",
        reason=error.text(lang),
    )


def told(lang: str, proof: Proof, verdict: Verdict) -> str:
    """Verdict, reasons, changes and every field of the file, in plain words, one a line."""
    lines = [f"{_status(lang, verdict.status)}. {verdict.reason(lang)}", *_further(lang, verdict)]
    lines += ["", *(f"{label}: {text}" for label, text in _fields(lang, proof) if text)]
    return "\n".join(_shown(line) for line in lines)


def _shown(line: str) -> str:
    """A file's text may hold what moves a terminal's cursor or turns the reading direction: shown by number."""
    spaced = line.replace("\n", " ")
    return "".join(ch if unicodedata.category(ch) == "Zs" else printable(ch) for ch in spaced)


def _status(lang: str, status: str) -> str:
    return {
        CURRENT: say(lang, "CURRENT"),
        REVISED: say(lang, "REVISED SINCE"),
        ALTERED: say(lang, "ALTERED"),
        UNKNOWN: say(lang, "CANNOT BE CHECKED"),
    }[status]


def _further(lang: str, verdict: Verdict) -> list[str]:
    lines = [notice.text(lang) for notice in verdict.notices]
    if verdict.newest:
        lines.append(say(lang, "Compared with snapshot {snapshot}.", snapshot=verdict.newest))
        lines.append(
            say(lang, "Made again from its snapshot, it is the same byte for byte.")
            if verdict.remade
            else say(
                lang,
                "Not made again (another version of the software or another address of the site): "
                "its checksum and its rows were compared.",
            )
        )
    lines += [f"- {_change(lang, change)}" for change in verdict.changes[:SHOWN_CHANGES]]
    more = len(verdict.changes) - SHOWN_CHANGES
    if more > 0:
        lines.append(say_many(lang, "and {count} more change", "and {count} more changes", more))
    return lines


def _change(lang: str, change: Change) -> str:
    nothing = say(lang, "(nothing)")
    if change.kind == "revised":
        return say(
            lang,
            "{row}, {column}: was {old}, is {new}",
            row=change.row,
            column=change.column,
            old=change.old or nothing,
            new=change.new or nothing,
        )
    value = f" ({change.column}: {change.old + change.new})" if change.column else ""
    if change.kind == "added":
        return say(lang, "{row}: now in the figure{value}", row=change.row, value=value)
    return say(lang, "{row}: no longer in the figure{value}", row=change.row, value=value)


def _fields(lang: str, proof: Proof) -> list[tuple[str, str]]:
    facts = proof.facts
    worded = [
        (say(lang, "{field} ({language})", field=label, language=key), text)
        for label, texts in (
            (say(lang, "Title of the figure"), facts.title),
            (say(lang, "Short alternative text"), facts.alt),
            (say(lang, "Long alternative text"), facts.description),
        )
        for key, text in texts.items()
    ]
    return [
        *worded,
        (say(lang, "Source line"), facts.source),
        (say(lang, "Addresses of the sources"), "; ".join(facts.sources)),
        (say(lang, "Editions drawn"), "; ".join(facts.editions)),
        (say(lang, "Published"), "; ".join(date(lang, day) for day in facts.vintages)),
        (say(lang, "Licence of the figures"), facts.licence),
        (say(lang, "Holder of the rights"), "; ".join(facts.holders)),
        (say(lang, "Address of this view"), facts.pinned),
        (say(lang, "Address of the newest"), facts.live),
        (say(lang, "Address of the frozen data"), facts.data),
        (say(lang, "Time it was created"), facts.created),
        *_state_fields(lang, proof),
    ]


def _state_fields(lang: str, proof: Proof) -> list[tuple[str, str]]:
    state = proof.facts.state
    chosen = [name for name in ("dark", "transparent", "plain", "qr", "outlines") if state[name]]
    scale = [f"{state['scale']}x"] if state["scale"] else []
    form = [state["form"].upper(), state["size"] or state["shape"], *scale, *chosen]
    return [
        (say(lang, "Path of the view"), state["view"]),
        (say(lang, "Form and shape"), ", ".join(form)),
        (say(lang, "Language of the file"), state["lang"]),
        (say(lang, "Snapshot it was made from"), state["snapshot"]),
        (say(lang, "Checksum of the snapshot"), state["checksum"]),
        (say(lang, "Checksum of the rows"), state["data"]),
        (say(lang, "Version of the software"), state["software"]),
    ]
