"""The code another site copies: whole, escaped, live or frozen."""

from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from charts.figure import Figure, Words
from exports.embed import embed_code

HOSTILE = """A "title" <script>alert('x')</script> & more"""


class Read(HTMLParser):
    """Elements with their attributes, in order."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(code)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))

    def one(self, tag: str) -> dict[str, str | None]:
        (found,) = [attributes for name, attributes in self.found if name == tag]
        return found


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> Figure:
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://example.vn/nq57")
    words = Words("Chỉ số", "0 đến 1", "", "Biểu đồ cột.")
    view, page = "ranking/dti/overall/mark=a~b", "rankings?edition=dti&mark=a~b"
    return Figure("ranking", {}, {}, pd.DataFrame(), (), words, (), "2026-11-21", "vi", view=view, page=page)


def test_live_code_names_no_snapshot(figure: Figure) -> None:
    read = Read(embed_code(figure))
    assert read.one("iframe")["src"] == "https://example.vn/nq57/?embed=ranking/dti/overall/mark=a~b&lang=vi"
    assert read.one("img")["src"] == "https://example.vn/nq57/f/latest/vi/ranking/dti/overall/mark=a~b.png"
    assert read.one("a")["href"] == "https://example.vn/nq57/rankings?edition=dti&mark=a~b&lang=vi"


def test_frozen_code_keeps_the_snapshot_everywhere(figure: Figure) -> None:
    read = Read(embed_code(figure, frozen=True))
    for tag, name in (("iframe", "src"), ("a", "href")):
        assert str(read.one(tag)[name]).endswith("snapshot=2026-11-21")
    assert "/f/2026-11-21/vi/" in str(read.one("img")["src"])


def test_what_a_reader_needs_is_there(figure: Figure) -> None:
    read = Read(embed_code(figure))
    frame = read.one("iframe")
    assert (frame["title"], frame["loading"], frame["width"]) == ("Chỉ số", "lazy", "100%")
    assert int(str(frame["height"])) > 600
    assert read.one("img")["alt"] == "Biểu đồ cột."
    assert read.one("script") == {"src": "https://example.vn/nq57/explorer-embed.js", "defer": None}
    tags = [tag for tag, _ in read.found]
    assert tags.index("noscript") < tags.index("img"), "the picture is for readers without scripts"


@pytest.mark.parametrize("place", ["title", "alt"])
def test_no_text_can_leave_its_place(figure: Figure, place: str) -> None:
    hostile = replace(figure, words=replace(figure.words, **{place: HOSTILE}))
    plain, read = Read(embed_code(figure)), Read(embed_code(hostile))
    assert [tag for tag, _ in read.found] == [tag for tag, _ in plain.found]
    assert HOSTILE in (read.one("iframe")["title"], read.one("img")["alt"])


def test_no_view_can_leave_its_place(figure: Figure) -> None:
    hostile = replace(figure, view='x" onload="alert(1)', page='x?find="><b>')
    plain, read = Read(embed_code(figure)), Read(embed_code(hostile))
    assert [tag for tag, _ in read.found] == [tag for tag, _ in plain.found]
    assert set(read.one("iframe")) == set(plain.one("iframe"))
