import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS

from exports import datasets
from exports.catalog import Version, changed, json_ld, schema_catalog, turtle
from snapshots.files import sha256
from snapshots.store import Store

BASE = "https://so.example.vn"
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
XSD = rdflib.Namespace("http://www.w3.org/2001/XMLSchema#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
REAL = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def store() -> Store:
    return Store(REAL)


@pytest.fixture(scope="module")
def newest(store):
    return store.current()


@pytest.fixture(scope="module")
def files(store):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_ADDRESS", BASE)
        return json_ld(store), turtle(store)


@pytest.fixture(scope="module")
def graph(files) -> rdflib.Graph:
    return rdflib.Graph().parse(data=files[0], format="json-ld")


def tree(graph: rdflib.Graph, node) -> object:
    """A node by what it says: blank nodes of a catalogue are trees, so two graphs can be compared as counts."""
    if not isinstance(node, rdflib.BNode):
        return node.n3()
    return frozenset((name.n3(), tree(graph, value)) for name, value in graph.predicate_objects(node))


def told(graph: rdflib.Graph) -> Counter:
    named = ((subject, name, value) for subject, name, value in graph if not isinstance(subject, rdflib.BNode))
    return Counter((subject.n3(), name.n3(), tree(graph, value)) for subject, name, value in named)


def test_turtle_and_json_ld_say_the_same(files, graph):
    other = rdflib.Graph().parse(data=files[1], format="turtle")
    assert len(graph) == len(other) > 1000
    assert told(graph) == told(other)


def test_catalogue_has_what_dcat_ap_requires(graph, newest):
    (top,) = graph.subjects(RDF.type, DCAT.Catalog)
    for name in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.issued, DCTERMS.modified):
        assert list(graph.objects(top, name)), name
    assert {one.language for one in graph.objects(top, DCTERMS.title)} == {"vi", "en"}
    listed = {str(one) for one in graph.objects(top, DCAT.dataset)}
    assert listed == {f"{BASE}/d/{one}/" for one in datasets.identities(newest)}
    assert "dti" in datasets.identities(newest)


def test_every_dataset_and_version_has_what_dcat_ap_requires(graph):
    found = list(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(found) > 60
    for one in found:
        for name in (DCTERMS.title, DCTERMS.description):
            texts = {text.language: str(text) for text in graph.objects(one, name)}
            assert set(texts) == {"vi", "en"}, one
            assert all(texts.values()), one
        (publisher,) = graph.objects(one, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph
        assert all(str(name) for name in graph.objects(publisher, FOAF.name))
        (licence,) = graph.objects(one, DCTERMS.license)
        assert len(set(graph.objects(licence, RDFS.label))) == 2
        assert list(graph.objects(one, DCAT.distribution))
        assert list(graph.objects(one, DCAT.version))


def test_every_file_has_address_size_type_and_checksum(graph):
    found = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(found) > 100
    for one in found:
        (access,) = graph.objects(one, DCAT.accessURL)
        assert str(access).startswith(f"{BASE}/")
        assert list(graph.objects(one, DCAT.downloadURL)) == [access]
        (size,) = graph.objects(one, DCAT.byteSize)
        assert size.datatype == XSD.nonNegativeInteger
        assert int(size) > 0
        (media,) = graph.objects(one, DCAT.mediaType)
        assert str(media) in ("https://www.iana.org/assignments/media-types/text/csv",
                              "https://www.iana.org/assignments/media-types/application/json")  # fmt: skip
        (mark,) = graph.objects(one, SPDX.checksum)
        assert list(graph.objects(mark, SPDX.algorithm)) == [SPDX.checksumAlgorithm_sha256]
        (value,) = graph.objects(mark, SPDX.checksumValue)
        assert len(str(value)) == 64


def test_literals_are_well_formed(graph):
    """rdflib reads a literal it cannot take for its type as ill-typed."""
    typed = [one for one in graph.objects() if isinstance(one, rdflib.Literal) and one.datatype]
    assert {one.datatype for one in typed} >= {XSD.gYear, XSD.dateTime, XSD.hexBinary}
    assert not [one for one in typed if one.ill_typed]


def test_checksums_are_those_of_the_files(graph, newest):
    dti = datasets.csv(newest, "dti")
    (one,) = graph.subjects(DCAT.downloadURL, rdflib.URIRef(f"{BASE}/d/dti.csv"))
    (mark,) = graph.objects(one, SPDX.checksum)
    assert str(graph.value(mark, SPDX.checksumValue).n3()).startswith(f'"{sha256(dti)}"')
    assert int(graph.value(one, DCAT.byteSize)) == len(dti)


def test_versions_follow_each_other_and_the_newest_is_current(graph, store):
    dti = rdflib.URIRef(f"{BASE}/d/dti/")
    (current,) = graph.objects(dti, DCAT.hasCurrentVersion)
    assert str(current) == f"{BASE}/d/dti/#{store.current().id}"
    line = [current]
    while (before := graph.value(line[-1], DCAT.previousVersion)) is not None:
        line.append(before)
    assert set(line) == set(graph.objects(dti, DCAT.hasVersion))
    assert [str(one).rsplit("#", 1)[1] for one in reversed(line)] == [entry.snapshot for entry in store.entries()]
    assert all((one, DCTERMS.isVersionOf, dti) in graph for one in line)


def test_times_and_places_are_told(graph):
    papi = rdflib.URIRef(f"{BASE}/d/papi/")
    (time,) = graph.objects(papi, DCTERMS.temporal)
    assert (str(graph.value(time, DCAT.startDate)), str(graph.value(time, DCAT.endDate))) == ("2011", "2024")
    eu = "http://publications.europa.eu/resource/authority"
    assert str(graph.value(papi, DCTERMS.spatial)) == f"{eu}/country/VNM"
    assert str(graph.value(papi, DCTERMS.accrualPeriodicity)) == f"{eu}/frequency/ANNUAL"


def test_a_dataset_was_modified_when_its_rows_last_changed():
    history = [Version("a", b"1"), Version("b", b"2"), Version("c", b"2")]
    assert changed(history).snapshot == "b"
    assert changed(history[:2]).snapshot == "b"
    back = [Version("a", b"2"), Version("b", b"1"), Version("c", b"2")]
    assert changed(back).snapshot == "c"


def test_dataset_files_hold_every_row_of_the_snapshot_once(newest):
    rows = [row for one in datasets.identities(newest) if one not in datasets.OWN_TABLES
            for row in csv.DictReader(io.StringIO(datasets.csv(newest, one).decode()))]  # fmt: skip
    assert len(rows) == len(newest.rows("observations"))
    assert {row["dataset"] for row in rows} <= set(datasets.identities(newest))


def test_json_of_a_dataset_has_numbers_as_numbers_and_missing_as_null(newest):
    content = json.loads(datasets.json_bytes(newest, "dti"))
    text = [row for row in newest.rows("observations") if row["dataset"] == "dti"]
    assert len(content["rows"]) == len(text)
    for made, written in zip(content["rows"], text, strict=True):
        assert made["value"] == (float(written["value"]) if written["value"] else None)
        assert made["rank"] == (int(written["rank"]) if written["rank"] else None)
        assert made["period"] == written["period"]
    assert content["dataset"]["id"] == "dti"


def test_an_unknown_dataset_is_refused(newest):
    with pytest.raises(datasets.UnknownDatasetError):
        datasets.csv(newest, "../dti")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_schema_org_describes_every_dataset(newest, lang, monkeypatch):
    monkeypatch.setenv("EXPLORER_ADDRESS", BASE)
    whole = schema_catalog(newest, lang)
    assert whole["@type"] == "DataCatalog"
    for one in whole["dataset"]:
        assert 50 <= len(one["description"]) <= 5000, one["@id"]
        assert one["name"]
        assert one["creator"]["name"]
        assert one["license"]["name"]
        assert {file["contentUrl"].rsplit(".", 1)[1] for file in one["distribution"]} == {"csv", "json"}
