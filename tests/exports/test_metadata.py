"""What PNG and SVG say of themselves: every field with its accents, read by other people's readers; any change shows."""

import io
import json
import tomllib
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import vl_convert
from PIL import Image

from charts.figure import source_text
from exports.facts import data_digest
from exports.metadata import facts, into_png, into_svg
from exports.seal import BLANK, MARK, intact, seal
from exports.version import VERSION
from exports.xmp import END, START, PacketError, packet, parsed
from language import say

SVG = "{http://www.w3.org/2000/svg}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TONES = "\u0300\u0301\u0303\u0309\u0323"
LETTERS = unicodedata.normalize(
    "NFC", "".join(vowel + tone for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in ("", *TONES)) + "đĐ"
)
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" lang="vi" role="img" aria-labelledby="title desc" '
    'width="80" height="60" viewBox="0 0 80 60"><title id="title">cũ</title><desc id="desc">cũ</desc>'
    '<metadata>cũ</metadata><rect width="80" height="60" fill="#c0342b"/>'
    "<g><title>kept</title></g></svg>"
)
EVERYWHERE = [index / 60 for index in range(60)]


@dataclass(frozen=True)
class Look:
    shape: str = "article"
    transparent: bool = False
    plain: bool = False
    size: tuple[int, int] | None = None


@pytest.fixture
def figure(make_ranking):
    made = make_ranking(3, title=f'Tiêu đề {LETTERS} & <b> "x"')
    words = replace(made.words, alt=f"Mô tả ngắn {LETTERS}", description=f"Mô tả dài {LETTERS}\nHai dòng.")
    other = replace(words, title="Title in English", alt="Short text", description="Long text")
    return replace(
        made,
        words=words,
        other=other,
        view="ranking/dti/x=1~2",
        checksum="ab" * 32,
        created="2026-11-21T08:30:00+07:00",
    )


@pytest.fixture
def image() -> bytes:
    return vl_convert.svg_to_png(DRAWING, scale=1)


def packet_in(content: bytes) -> bytes:
    return content[content.index(START) : content.index(END) + len(END)]


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


def test_facts_hold_words_in_both_languages_and_what_makes_the_file_again(figure) -> None:
    found = facts(figure, Look("square", True, True, (900, 700)), "png", scale=2)
    assert set(found.title) == set(found.alt) == set(found.description) == {"vi", "en"}
    assert found.title["en"] == "Title in English"
    assert found.editions == ("DTI 2024",) and found.vintages == ("2025-10-21",)
    assert found.licence == "CC BY 4.0" and found.holders == ("Bộ thử nghiệm",)
    assert found.pinned.endswith("/f/2026-11-21/vi/ranking/dti/x=1~2") and found.data == found.pinned + ".csv"
    assert found.live.endswith("/f/latest/vi/ranking/dti/x=1~2")
    assert found.created == "2026-11-21T01:30:00Z"
    assert found.state == {
        "figure": "ranking",
        "view": "ranking/dti/x=1~2",
        "snapshot": "2026-11-21",
        "checksum": "ab" * 32,
        "lang": "vi",
        "form": "png",
        "shape": "square",
        "dark": False,
        "transparent": True,
        "plain": True,
        "qr": False,
        "outlines": False,
        "scale": 2,
        "size": "900x700",
        "software": VERSION,
        "data": data_digest(figure),
    }


def test_one_language_is_enough_and_a_missing_description_is_the_short_text(figure) -> None:
    bare = replace(figure, other=None, words=replace(figure.words, description=""), created="")
    found = facts(bare, Look(), "png")
    assert set(found.title) == {"vi"}
    assert found.description == found.alt
    assert found.created == "2026-11-21"


def test_a_licence_nobody_stated_says_so(figure) -> None:
    bare = replace(figure, sources=(replace(figure.sources[0], licence=""),))
    assert facts(bare, Look(), "png").licence == say("vi", "not stated by the publisher") != ""


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_png_gives_every_field_back_composed(figure, image: bytes, form: str) -> None:
    words = replace(figure.words, title=unicodedata.normalize(form, figure.words.title))
    found = facts(replace(figure, words=words), Look(), "png")
    made = into_png(image, found)
    assert parsed(packet_in(made)) == found
    texts = Image.open(io.BytesIO(made)).info
    assert texts["Title"] == figure.words.title
    assert texts["Description"] == figure.words.description
    assert texts["Source"] == source_text(figure)
    assert texts["Copyright"] == "Bộ thử nghiệm. CC BY 4.0"
    assert texts["Creation Time"] == "2026-11-21T01:30:00Z"
    assert json.loads(texts["Comment"]) == found.state
    assert texts["XML:com.adobe.xmp"] == packet(found)


def chunks(png: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        found.append(png[at + 4 : at + 8])
        at += 12 + length
    return found


def test_a_png_has_only_utf8_texts_and_the_same_picture(figure, image: bytes) -> None:
    made = into_png(image, facts(figure, Look(), "png"))
    assert chunks(made) == [b"IHDR", *[b"iTXt"] * 8, b"pHYs", b"IDAT", b"IEND"]
    assert Image.open(io.BytesIO(made)).tobytes() == Image.open(io.BytesIO(image)).tobytes()
    Image.open(io.BytesIO(made)).verify()


def test_writing_facts_again_replaces_them(figure, image: bytes) -> None:
    found = facts(figure, Look(), "png")
    assert into_png(into_png(image, facts(figure, Look("square"), "png")), found) == into_png(image, found)
    svg = into_svg(DRAWING, found)
    assert into_svg(into_svg(DRAWING, facts(figure, Look("square"), "svg")), found) == svg


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_svg_gives_every_field_back_composed(figure, form: str) -> None:
    words = replace(figure.words, title=unicodedata.normalize(form, figure.words.title))
    found = facts(replace(figure, words=words), Look(), "svg")
    made = into_svg(DRAWING, found)
    assert parsed(packet_in(made.encode())) == found
    root = ET.fromstring(made)
    assert [node.tag for node in root[:3]] == [f"{SVG}title", f"{SVG}desc", f"{SVG}metadata"]
    assert (root[0].text, root[1].text) == (figure.words.title, figure.words.description)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [root[0].get("id"), root[1].get("id")]
    assert json.loads(root.get("data-view")) == found.state
    assert made.count("cũ") == 0 and "<title>kept</title>" in made


def test_other_readers_find_the_standard_fields(figure, image: bytes) -> None:
    """Read with a plain RDF reader, not with our own."""
    from rdflib import Graph, Literal, URIRef

    made = packet(facts(figure, Look(), "png"))
    graph = Graph().parse(data=made[made.index("<rdf:RDF") : made.index("</x:xmpmeta>")], format="xml")
    words = {(literal.language, str(literal)) for literal in graph.objects() if isinstance(literal, Literal)}
    assert ("vi", figure.words.title) in words and ("en", "Title in English") in words
    assert ("x-default", figure.words.title) in words
    names = {str(name).rsplit("/", 1)[-1].rsplit("#", 1)[-1] for name in graph.predicates()}
    assert names >= {
        "title",
        "description",
        "source",
        "rights",
        "identifier",
        "UsageTerms",
        "WebStatement",
        "CreateDate",
    }
    assert names >= {"AltTextAccessibility", "ExtDescrAccessibility", "State", "Snapshot", "SnapshotChecksum"}
    identifier = next(graph.objects(predicate=URIRef("http://purl.org/dc/elements/1.1/identifier")))
    assert str(identifier).endswith("/f/2026-11-21/vi/ranking/dti/x=1~2")


def test_the_default_text_is_the_files_own_language(figure) -> None:
    root = ET.fromstring(
        packet(facts(replace(figure, lang="en", words=figure.other, other=figure.words), Look(), "png"))
    )
    titles = root.find(f".//{{http://purl.org/dc/elements/1.1/}}title/{RDF}Alt")
    assert [(item.get(LANG), item.text) for item in titles][0] == ("x-default", "Title in English")


def test_the_same_facts_give_the_same_bytes(figure, image: bytes) -> None:
    one, two = (facts(figure, Look(), "png") for _ in range(2))
    assert into_png(image, one) == into_png(image, two)
    assert into_svg(DRAWING, one) == into_svg(DRAWING, two)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_changed_byte_anywhere_is_noticed(figure, image: bytes, form: str) -> None:
    found = facts(figure, Look(), form)
    made = into_png(image, found) if form == "png" else into_svg(DRAWING, found).encode()
    assert intact(made)
    for part in EVERYWHERE:
        place = int(part * len(made))
        altered = bytearray(made)
        altered[place] ^= 1
        assert not intact(bytes(altered)), place
    assert not intact(made + b"\n") and not intact(made[:-1]) and not intact(b"")


@pytest.mark.parametrize("form", ["png", "svg"])
def test_every_byte_of_the_seal_counts_and_a_second_seal_is_none(figure, image: bytes, form: str) -> None:
    found = facts(figure, Look(), form)
    made = into_png(image, found) if form == "png" else into_svg(DRAWING, found).encode()
    start = made.index(MARK.encode())
    for place in range(start - 20, start + len(MARK) + 64 + 4):
        altered = bytearray(made)
        altered[place] ^= 2
        assert not intact(bytes(altered)), place
    assert not intact(made + MARK.encode() + BLANK.encode())


def test_sealing_needs_one_place() -> None:
    with pytest.raises(ValueError, match="unpack"):
        seal(b"no place")


def test_characters_no_xml_may_hold_are_left_out(figure) -> None:
    odd = replace(figure, words=replace(figure.words, title="a\x00b\x0bc\ufffe\u00a0d\u2009e"))
    found = facts(odd, Look(), "svg")
    assert found.title["vi"] == "abc\u00a0d\u2009e"
    assert ET.fromstring(into_svg(DRAWING, found))[0].text == "abc\u00a0d\u2009e"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<x:xmpmeta",
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
        b'<!DOCTYPE x [<!ENTITY a "b">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&a;</x:xmpmeta>',
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/">&undefined;</x:xmpmeta>',
        b"<a>" * 5000 + b"</a>" * 5000,
    ],
)
def test_what_is_not_our_packet_is_refused(raw: bytes) -> None:
    with pytest.raises(PacketError):
        parsed(raw)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"dark": false', '"dark": 0'),
        ('"scale": 0', '"scale": "0"'),
        ('"scale": 0', '"scale": ' + "9" * 5000),
        ('"lang": "vi"', '"lang": "xx"'),
        ('"view": ', '"other": '),
        ('"plain": false', '"plain": ' + "[" * 9000 + "]" * 9000),
        ("<dc:source>", "<dc:sauce>"),
    ],
)
def test_a_packet_with_a_field_missing_or_of_another_kind_is_refused(figure, old: str, new: str) -> None:
    text = packet(facts(figure, Look(), "png"))
    assert old in text
    changed = text.replace(old, new).replace("</dc:source>", "</dc:sauce>" if "sauce" in new else "</dc:source>")
    with pytest.raises(PacketError):
        parsed(changed.encode())
