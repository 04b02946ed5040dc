"""Changes of the figures as an Atom feed (RFC 4287): one entry a decision in the log, told as the overview tells it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Xml

from exports import address
from exports.page import render
from figures import overview
from figures.context import Context
from language import LANGUAGES, date, say, say_many
from snapshots.files import sha256
from snapshots.log import Entry, canonical
from snapshots.messages import SnapshotError
from snapshots.report import KIND_WORDS, reason
from snapshots.store import Snapshot, Store, shown_line

ATOM = "http://www.w3.org/2005/Atom"
XML = "{http://www.w3.org/XML/1998/namespace}"
MOST_SENTENCES = 40
"""Sentences on what changed in one entry; the snapshots themselves have the rest."""
BEFORE_ALL = "1970-01-01T00:00:00+00:00"
"""Time of a feed that has no entry yet: RFC 4287 wants one, and the clock is not ours."""


@dataclass(frozen=True)
class Decision:
    """An entry of the log with the snapshots shown before and after it; None where there was none or it is damaged."""

    entry: Entry
    before: Snapshot | None
    after: Snapshot | None


def name(lang: str) -> str:
    """File name of the feed: `feed.xml` in the first language, `feed.en.xml`."""
    return "feed.xml" if lang == LANGUAGES[0] else f"feed.{lang}.xml"


def feed(store: Store, lang: str) -> bytes:
    """The feed in one language, newest decision first; the same bytes for the same log.

    Names of staff stay in the log: the feed does not say who decided.
    """
    told = decisions(store)
    top = Xml.Element("feed", {"xmlns": ATOM, f"{XML}lang": lang})
    here = f"{address.base()}/{name(lang)}"
    site = say(lang, "Resolution 57 explorer")
    _text(top, "id", _identity("feed", lang))
    _text(top, "title", say(lang, "Changes of the figures: {site}", site=site))
    _text(top, "updated", told[-1].entry.time if told else BEFORE_ALL)
    _text(Xml.SubElement(top, "author"), "name", site)
    _link(top, "self", here, "application/atom+xml", lang)
    _link(top, "alternate", f"{address.base()}/?lang={lang}", "text/html", lang)
    for other in LANGUAGES:
        if other != lang:
            _link(top, "alternate", f"{address.base()}/{name(other)}", "application/atom+xml", other)
    for decision in reversed(told):
        _entry(top, decision, lang)
    Xml.indent(top, " ")
    return Xml.tostring(top, encoding="utf-8", xml_declaration=True) + b"\n"


def decisions(store: Store) -> list[Decision]:
    """Every decision of the log, oldest first."""
    entries = store.entries()
    read = {one: _snapshot(store, one) for one in dict.fromkeys(entry.snapshot for entry in entries)}
    shown = [None, *(_shown(entries[: index + 1]) for index in range(len(entries)))]
    return [
        Decision(entry, read.get(shown[index] or ""), read.get(shown[index + 1] or ""))
        for index, entry in enumerate(entries)
    ]


def _shown(entries: tuple[Entry, ...]) -> str | None:
    line = shown_line(entries)
    return line[-1].snapshot if line else None


def _snapshot(store: Store, identity: str) -> Snapshot | None:
    try:
        return store.snapshot(identity)
    except SnapshotError:
        return None


def title(entry: Entry, lang: str) -> str:
    """`Snapshot 2026-11-21 published: new edition`."""
    if entry.action == "publish":
        kind = say(lang, KIND_WORDS[entry.kind])
        return say(lang, "Snapshot {snapshot} published: {kind}", snapshot=entry.snapshot, kind=kind)
    if entry.action == "roll_back":
        return say(lang, "Snapshot {snapshot} is shown again", snapshot=entry.snapshot)
    return say(lang, "Snapshot {snapshot} withdrawn", snapshot=entry.snapshot)


def changes(decision: Decision, lang: str) -> list[str]:
    """What readers see changed by the decision, in sentences; none for the first snapshot."""
    before, after = decision.before, decision.after
    if before is None or after is None or before.id == after.id:
        return []
    told = overview.changed(Context(after, lang), before)
    left = len(told) - MOST_SENTENCES
    more = say_many(lang, "{count} more change.", "{count} more changes.", left)
    return told[:MOST_SENTENCES] + ([more] if left > 0 else [])


def _entry(top: Xml.Element, decision: Decision, lang: str) -> None:
    entry = decision.entry
    one = Xml.SubElement(top, "entry")
    _text(one, "id", _identity(sha256(canonical(entry)), lang))
    _text(one, "title", title(entry, lang))
    _text(one, "updated", entry.time)
    _text(one, "published", entry.time)
    _text(one, "summary", reason(lang, entry))
    _link(one, "alternate", f"{address.base()}/?lang={lang}&snapshot={entry.snapshot}", "text/html", lang)
    _link(one, "related", f"{address.base()}/s/{entry.snapshot}/datapackage.json", "application/json")
    Xml.SubElement(one, "category", {"term": entry.kind or entry.action, "label": title(entry, lang)})
    _text(one, "content", render("change.html", lang, **_content(decision, lang)), {"type": "html"})


def _content(decision: Decision, lang: str) -> Mapping[str, Any]:
    entry, before, after = decision.entry, decision.before, decision.after
    against = say(lang, "Against the snapshot of {day}.", day=date(lang, before.id[:10])) if before else ""
    now = (
        say(lang, "Shown now: snapshot {snapshot}.", snapshot=after.id) if after and after.id != entry.snapshot else ""
    )
    unreadable = say(lang, "The files of this snapshot cannot be verified now, so no change is listed.")
    told = changes(decision, lang)
    return {
        "reason": reason(lang, entry),
        "now": now,
        "against": against if told else "",
        "changes": told,
        "note": unreadable if entry.action == "publish" and after is None else "",
    }


def _identity(of: str, lang: str) -> str:
    """A name that stays when the site moves: it holds no address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"resolution-57-explorer/{of}/{lang}").urn


def _text(parent: Xml.Element, tag: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
    Xml.SubElement(parent, tag, dict(attributes or {})).text = text


def _link(parent: Xml.Element, rel: str, href: str, kind: str, lang: str = "") -> None:
    spoken = {"hreflang": lang} if lang else {}
    Xml.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind, **spoken})
