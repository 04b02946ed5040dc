"""The datasets described for machines: DCAT 3 (JSON-LD and Turtle, as DCAT-AP asks) and schema.org.

The description is built once as nested JSON-LD nodes; `turtle` writes the same triples, so no library that knows
graphs is needed where files are served. Tests read both with one and compare them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exports import address, datasets
from language import LANGUAGES, say
from snapshots.files import sha256
from snapshots.manifest import MANIFEST
from snapshots.messages import SnapshotError
from snapshots.store import Snapshot, Store

Node = dict[str, Any]

PREFIXES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EU = "http://publications.europa.eu/resource/authority"
"""Code lists that DCAT-AP prescribes."""
SPOKEN = {"vi": f"{EU}/language/VIE", "en": f"{EU}/language/ENG"}
FREQUENCIES = {"yearly": f"{EU}/frequency/ANNUAL", "irregular": f"{EU}/frequency/IRREG"}
COUNTRY = f"{EU}/country/VNM"
PUBLIC = f"{EU}/access-right/PUBLIC"
IANA = "https://www.iana.org/assignments/media-types"
FORMS = {"csv": ("text/csv", f"{EU}/file-type/CSV"), "json": ("application/json", f"{EU}/file-type/JSON")}


@dataclass(frozen=True)
class Version:
    """A dataset as one snapshot holds it: its rows as CSV."""

    snapshot: Snapshot
    csv: bytes


def json_ld(store: Store) -> bytes:
    """The catalogue as JSON-LD. Raises NoSnapshotError where nothing is published."""
    content = {"@context": dict(PREFIXES), **catalog(store)}
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def turtle(store: Store) -> bytes:
    """The same triples as Turtle."""
    prefixes = "".join(f"@prefix {name}: <{full}> .\n" for name, full in PREFIXES.items())
    return (prefixes + "\n" + "\n".join(_subjects(catalog(store)))).encode()


def catalog(store: Store) -> Node:
    """The catalogue with every dataset of the newest snapshot, its files and its versions."""
    newest, known = store.current(), _published(store)
    base = address.base()
    return {
        "@id": f"{base}/dcat.jsonld#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _both("Resolution 57 explorer"),
        "dct:description": [_words(lang, _about(lang)) for lang in LANGUAGES],
        "dct:publisher": _agent({lang: say(lang, "Resolution 57 explorer") for lang in LANGUAGES}),
        "dct:language": [{"@id": SPOKEN[lang]} for lang in LANGUAGES],
        "dct:issued": _time(known[0].entry.time if known else newest.entry.time),
        "dct:modified": _time(newest.entry.time),
        "dct:spatial": _country(),
        "foaf:homepage": {"@id": f"{base}/", "@type": "foaf:Document"},
        "dct:license": _licence(
            {lang: say(lang, "Each dataset states its own licence; see its description.") for lang in LANGUAGES}
        ),
        "dcat:dataset": [_dataset(newest, known, one) for one in datasets.identities(newest)],
    }


def _about(lang: str) -> str:
    return say(
        lang,
        "Public figures on science, technology, innovation and digital transformation under Resolution 57-NQ/TW, "
        "with every release kept and its source named.",
    )


def versions(known: list[Snapshot], dataset: str) -> list[Version]:
    """The dataset in every snapshot that holds it, oldest first."""
    return [Version(one, datasets.csv(one, dataset)) for one in known if dataset in datasets.identities(one)]


def changed(history: list[Version]) -> Version:
    """The version that brought the rows shown now: later ones hold the same bytes."""
    newest = history[-1]
    same = [one for one in history if one.csv == newest.csv]
    return same[0] if history[-len(same) :] == same else newest


def _published(store: Store) -> list[Snapshot]:
    """Snapshots that may still be relied on, oldest first: not withdrawn, and their files verify."""
    found = []
    for entry in store.entries():
        if entry.action == "publish":
            try:
                snapshot = store.snapshot(entry.snapshot)
            except SnapshotError:
                continue
            if not any(notice.code == "withdrawn" for notice in snapshot.notices):
                found.append(snapshot)
    return found


def _dataset(newest: Snapshot, known: list[Snapshot], identity: str) -> Node:
    row = datasets.description(newest, identity)
    history = versions(known, identity)
    here = f"{address.base()}/d/{identity}"
    own = [_version(one, earlier, identity) for earlier, one in zip([None, *history], history, strict=False)]
    current = next((one for one in own if one["dcat:version"] == newest.id), None)
    shown = history[: own.index(current) + 1] if current else []
    return {
        "@id": f"{here}/",
        "@type": "dcat:Dataset",
        **_described(newest, identity),
        "dct:identifier": identity,
        "dct:issued": _time(history[0].snapshot.entry.time if history else newest.entry.time),
        "dct:modified": _time(changed(shown).snapshot.entry.time if shown else newest.entry.time),
        "dcat:version": newest.id,
        "dct:accrualPeriodicity": {"@id": FREQUENCIES.get(row["frequency"], f"{EU}/frequency/UNKNOWN")},
        "dcat:landingPage": {"@id": f"{here}/", "@type": "foaf:Document"},
        "dcat:distribution": [
            _file(f"{here}.csv", datasets.csv(newest, identity), "csv", row["licence"], "CSV"),
            _file(f"{here}.json", datasets.json_bytes(newest, identity), "json", row["licence"], "JSON"),
            _package(newest, row["licence"]),
        ],
        **({"dcat:hasVersion": own} if own else {}),
        **({"dcat:hasCurrentVersion": {"@id": current["@id"]}} if current else {}),
    }


def _described(snapshot: Snapshot, identity: str) -> Node:
    """What a dataset and each of its versions tell alike."""
    row = datasets.description(snapshot, identity)
    return {
        "dct:title": [_words(lang, row[f"name_{lang}"]) for lang in LANGUAGES],
        "dct:description": [_words(lang, describe(row, lang)) for lang in LANGUAGES],
        "dct:publisher": _agent({lang: row[f"publisher_{lang}"] for lang in LANGUAGES}),
        "dct:language": [{"@id": SPOKEN[lang]} for lang in LANGUAGES],
        "dct:spatial": _country(),
        "dct:accessRights": {"@id": PUBLIC},
        "dct:license": _licence({lang: say(lang, row["licence"]) for lang in LANGUAGES}),
        **_temporal(snapshot, identity),
    }


def _version(version: Version, earlier: Version | None, identity: str) -> Node:
    snapshot, here = version.snapshot, f"{address.base()}/d/{identity}/"
    licence = datasets.description(snapshot, identity)["licence"]
    main = datasets.files_of(snapshot, identity)[1]
    return {
        "@id": f"{here}#{snapshot.id}",
        "@type": "dcat:Dataset",
        **_described(snapshot, identity),
        "dct:isVersionOf": {"@id": here},
        "dcat:version": snapshot.id,
        "dct:issued": _time(snapshot.entry.time),
        "dcat:distribution": [
            _file(f"{address.base()}/s/{snapshot.id}/{main}", snapshot.files[main], "csv", licence, main),
            _package(snapshot, licence),
        ],
        **({"dcat:previousVersion": {"@id": f"{here}#{earlier.snapshot.id}"}} if earlier else {}),
    }


def describe(row: Mapping[str, str], lang: str) -> str:
    """Method and cautions of a dataset; its name where it has neither."""
    parts = [row[f"method_{lang}"], row[f"caution_{lang}"]]
    return " ".join(part for part in parts if part) or row[f"name_{lang}"]


def span(snapshot: Snapshot, identity: str) -> tuple[str, str]:
    """First and last year its observations describe; empty for a dataset that is no list of observations."""
    if identity in datasets.OWN_TABLES:
        return "", ""
    own = [row["period"] for row in snapshot.rows(datasets.OBSERVATIONS) if row["dataset"] == identity]
    years = [part[:4] for period in own for part in period.split("/") if part[:4].isdigit()]
    return min(years, default=""), max(years, default="")


def _temporal(snapshot: Snapshot, identity: str) -> Node:
    first, last = span(snapshot, identity)
    if not first:
        return {}
    years = {"dcat:startDate": _typed(first, "xsd:gYear"), "dcat:endDate": _typed(last, "xsd:gYear")}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime", **years}}


def _package(snapshot: Snapshot, licence: str) -> Node:
    """The Data Package of the whole snapshot, which describes every table and column."""
    here = f"{address.base()}/s/{snapshot.id}/{MANIFEST}"
    profile = {"@id": "https://datapackage.org/profiles/2.0/datapackage.json", "@type": "dct:Standard"}
    return {**_file(here, snapshot.files[MANIFEST], "json", licence, "Data Package"), "dct:conformsTo": profile}


def _file(here: str, content: bytes, form: str, licence: str, title: str) -> Node:
    media, kind = FORMS[form]
    return {
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dcat:accessURL": {"@id": here},
        "dcat:downloadURL": {"@id": here},
        "dcat:mediaType": {"@id": f"{IANA}/{media}", "@type": "dct:MediaType"},
        "dct:format": {"@id": kind, "@type": "dct:MediaTypeOrExtent"},
        "dcat:byteSize": _typed(str(len(content)), "xsd:nonNegativeInteger"),
        "dct:license": _licence({lang: say(lang, licence) for lang in LANGUAGES}),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": f"{PREFIXES['spdx']}checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(sha256(content), "xsd:hexBinary"),
        },
    }


# Terms


def _words(lang: str, text: str) -> Node:
    return {"@value": text, "@language": lang}


def _both(message: str) -> list[Node]:
    return [_words(lang, say(lang, message)) for lang in LANGUAGES]


def _typed(text: str, kind: str) -> Node:
    return {"@value": text, "@type": kind}


def _time(iso: str) -> Node:
    return _typed(iso, "xsd:dateTime")


def _agent(names: Mapping[str, str]) -> Node:
    return {"@type": "foaf:Agent", "foaf:name": [_words(lang, name) for lang, name in names.items()]}


def _licence(texts: Mapping[str, str]) -> Node:
    """A licence in the publisher's words: most of these sources state none, so there is no address to give."""
    return {"@type": "dct:LicenseDocument", "rdfs:label": [_words(lang, text) for lang, text in texts.items()]}


def _country() -> Node:
    return {"@id": COUNTRY, "@type": "dct:Location"}


# Turtle


def _subjects(node: Node) -> Iterator[str]:
    """A node with an address as a block of its own, then the nodes with addresses inside it."""
    if len(node) > 1:
        yield f"<{node['@id']}>\n{_predicates(node, ' ')} .\n"
    for inner in _named(node):
        yield from _subjects(inner)


def _named(node: Node) -> Iterator[Node]:
    for value in node.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "@value" not in one:
                yield from [one] if "@id" in one else _named(one)


def _predicates(node: Node, space: str) -> str:
    kind = [f"{space}a {node['@type']}"] if "@type" in node else []
    rest = [
        f"{space}{name} " + ", ".join(_term(one, space) for one in (value if isinstance(value, list) else [value]))
        for name, value in node.items()
        if not name.startswith("@")
    ]
    return " ;\n".join(kind + rest)


def _term(value: Any, space: str) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if "@value" in value:
        text = _quoted(value["@value"])
        return f"{text}@{value['@language']}" if "@language" in value else f"{text}^^{value['@type']}"
    if "@id" in value:
        return f"<{value['@id']}>"
    return f"[\n{_predicates(value, space + '  ')} ]"


def _quoted(text: str) -> str:
    """Strings of JSON are strings of Turtle."""
    return json.dumps(text, ensure_ascii=False)


# schema.org


def schema_dataset(snapshot: Snapshot, identity: str, lang: str) -> Node:
    """schema.org Dataset of one dataset as the snapshot holds it, in one language."""
    row, here = datasets.description(snapshot, identity), f"{address.base()}/d/{identity}"
    first, last = span(snapshot, identity)
    return {
        "@type": "Dataset",
        "@id": f"{here}/",
        "name": row[f"name_{lang}"],
        "description": describe(row, lang),
        "url": f"{here}/",
        "identifier": identity,
        "version": snapshot.id,
        "dateModified": snapshot.entry.time,
        "inLanguage": lang,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": row[f"publisher_{lang}"]},
        "license": {"@type": "CreativeWork", "name": say(lang, row["licence"])},
        "spatialCoverage": {"@type": "Place", "name": say(lang, "Viet Nam")},
        **({"temporalCoverage": f"{first}/{last}"} if first else {}),
        "includedInDataCatalog": {"@id": f"{address.base()}/dcat.jsonld#catalog"},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": FORMS[form][0], "contentUrl": f"{here}.{form}"}
            for form in FORMS
        ],
    }


def schema_catalog(snapshot: Snapshot, lang: str) -> Node:
    """schema.org DataCatalog of the whole."""
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "@id": f"{address.base()}/dcat.jsonld#catalog",
        "name": say(lang, "Resolution 57 explorer"),
        "description": _about(lang),
        "url": f"{address.base()}/",
        "inLanguage": lang,
        "dateModified": snapshot.entry.time,
        "version": snapshot.id,
        "dataset": [schema_dataset(snapshot, one, lang) for one in datasets.identities(snapshot)],
    }
