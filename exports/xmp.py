"""The XMP packet of a file: written the same way into PNG, SVG and PDF, and read back from any of them.

Dublin Core, XMP rights, the IPTC accessibility fields, and a namespace of our own for what only we know.
Source of the fields: figure export specification, section 6; ISO 16684-1; IPTC Photo Metadata Standard 2021.1.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from exports.facts import Facts, Texts
from exports.version import SOFTWARE
from language import LANGUAGES

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
IPTC = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
OWN = "urn:nq57-explorer:figure:1#"
META = "adobe:ns:meta/"
XML = "http://www.w3.org/XML/1998/namespace"
DEFAULT = "x-default"
START, END = b"<x:xmpmeta", b"</x:xmpmeta>"
STATE: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(
        ("figure", "view", "snapshot", "checksum", "lang", "form", "shape", "size", "software", "data"), str
    ),
    **dict.fromkeys(("dark", "transparent", "plain", "qr", "outlines"), bool),
    "scale": (int, float),
}
"""What the state of a view must hold to be believed."""
MEDIA = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_NAMES = {"rdf": RDF, "dc": DC, "xmp": XMP, "xmpRights": RIGHTS, "Iptc4xmpCore": IPTC, "nq57": OWN}


class PacketError(ValueError):
    """The XMP is not one of ours: a field is missing or is not of its kind."""


def packet(facts: Facts, seal: str = "") -> str:
    """The `x:xmpmeta` element; `seal` is the place of the file's checksum where it stands in the packet."""
    root = etree.Element(f"{{{META}}}xmpmeta", nsmap={"x": META})
    about = etree.SubElement(etree.SubElement(root, _tag(RDF, "RDF"), nsmap=_NAMES), _tag(RDF, "Description"))
    about.set(_tag(RDF, "about"), "")
    _standard(about, facts)
    _own(about, facts, seal)
    return str(etree.tostring(root, encoding="unicode"))


def _standard(about: Any, facts: Facts) -> None:
    _languages(about, DC, "title", facts.title, facts.lang)
    _languages(about, DC, "description", facts.description, facts.lang)
    _text(about, DC, "source", facts.source)
    _languages(about, DC, "rights", {facts.lang: rights_text(facts)}, facts.lang)
    _text(about, DC, "identifier", facts.pinned)
    _text(about, DC, "format", MEDIA[facts.state["form"]])
    _list(about, DC, "language", "Bag", facts.title)
    _list(about, DC, "publisher", "Bag", facts.holders)
    _languages(about, RIGHTS, "UsageTerms", {facts.lang: facts.licence}, facts.lang)
    _list(about, RIGHTS, "Owner", "Bag", facts.holders)
    _text(about, RIGHTS, "WebStatement", facts.pinned)
    _languages(about, IPTC, "AltTextAccessibility", facts.alt, facts.lang)
    _languages(about, IPTC, "ExtDescrAccessibility", facts.description, facts.lang)
    for name in ("CreateDate", "ModifyDate", "MetadataDate"):
        _text(about, XMP, name, facts.created)
    _text(about, XMP, "CreatorTool", SOFTWARE)


def _own(about: Any, facts: Facts, seal: str) -> None:
    _text(about, OWN, "Live", facts.live)
    _text(about, OWN, "Data", facts.data)
    _list(about, OWN, "Sources", "Seq", facts.sources)
    _list(about, OWN, "Editions", "Seq", facts.editions)
    _list(about, OWN, "Vintages", "Seq", facts.vintages)
    _text(about, OWN, "Snapshot", facts.state["snapshot"])
    _text(about, OWN, "SnapshotChecksum", facts.state["checksum"])
    _text(about, OWN, "State", state_text(facts))
    if seal:
        _text(about, OWN, "FileChecksum", seal)


def state_text(facts: Facts) -> str:
    """The state of the view as JSON on one line."""
    return json.dumps(facts.state, ensure_ascii=False, sort_keys=True)


def rights_text(facts: Facts) -> str:
    """Holders and licence in one line."""
    return ". ".join(part for part in ("; ".join(facts.holders), facts.licence) if part)


def _tag(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def _text(about: Any, space: str, name: str, text: str) -> None:
    etree.SubElement(about, _tag(space, name)).text = text


def _languages(about: Any, space: str, name: str, texts: Texts, lang: str) -> None:
    """The text by language, the file's own first and as the default, as XMP asks of alternatives."""
    if not texts:
        return
    own = texts.get(lang, next(iter(texts.values())))
    choices = etree.SubElement(etree.SubElement(about, _tag(space, name)), _tag(RDF, "Alt"))
    for key, text in {DEFAULT: own, **texts}.items():
        item = etree.SubElement(choices, _tag(RDF, "li"))
        item.set(_tag(XML, "lang"), key)
        item.text = text


def _list(about: Any, space: str, name: str, kind: str, texts: Iterable[str]) -> None:
    items = etree.SubElement(etree.SubElement(about, _tag(space, name)), _tag(RDF, kind))
    for text in texts:
        etree.SubElement(items, _tag(RDF, "li")).text = text


def parsed(raw: bytes) -> Facts:
    """The facts in an `x:xmpmeta` element that `packet` wrote. Raises PacketError for anything else.

    Nothing is fetched, no entity is resolved and no document type is read.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        about = etree.fromstring(raw, parser).find(f"{_tag(RDF, 'RDF')}/{_tag(RDF, 'Description')}")
        return _facts(about)
    except (etree.LxmlError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise PacketError(str(error)) from error


def _facts(about: Any) -> Facts:
    state = _state(_one(about, OWN, "State"))
    return Facts(
        lang=state["lang"],
        title=_alternatives(about, DC, "title"),
        alt=_alternatives(about, IPTC, "AltTextAccessibility"),
        description=_alternatives(about, IPTC, "ExtDescrAccessibility"),
        source=_one(about, DC, "source"),
        sources=_items(about, OWN, "Sources"),
        editions=_items(about, OWN, "Editions"),
        vintages=_items(about, OWN, "Vintages"),
        licence=_alternatives(about, RIGHTS, "UsageTerms")[state["lang"]],
        holders=_items(about, RIGHTS, "Owner"),
        pinned=_one(about, DC, "identifier"),
        live=_one(about, OWN, "Live"),
        data=_one(about, OWN, "Data"),
        created=_one(about, XMP, "CreateDate"),
        state=state,
    )


def _state(text: str) -> dict[str, Any]:
    found = json.loads(text)
    kinds = {name: kind if isinstance(kind, tuple) else (kind,) for name, kind in STATE.items()}
    wrong = [name for name, kind in kinds.items() if type(found[name]) not in kind]
    if wrong or found["lang"] not in LANGUAGES:
        raise PacketError(f"state: {', '.join(wrong) or 'lang'}")
    return {name: found[name] for name in STATE}


def _one(about: Any, space: str, name: str) -> str:
    return about.find(_tag(space, name)).text or ""


def _items(about: Any, space: str, name: str) -> tuple[str, ...]:
    return tuple(item.text or "" for item in about.find(_tag(space, name)).iter(_tag(RDF, "li")))


def _alternatives(about: Any, space: str, name: str) -> dict[str, str]:
    """The text by language; empty where the property is missing."""
    found = about.find(_tag(space, name))
    items = () if found is None else found.iter(_tag(RDF, "li"))
    texts = {item.get(_tag(XML, "lang")): item.text or "" for item in items}
    return {lang: text for lang, text in texts.items() if lang != DEFAULT}
