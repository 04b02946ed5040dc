import re
import shutil
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from exports.feed import changes, decisions, feed
from snapshots.log import entry_name
from snapshots.publish import roll_back, withdraw
from snapshots.store import Store

REAL = Path(__file__).resolve().parents[2] / "data"
NS = {"a": "http://www.w3.org/2005/Atom"}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
WORDS = {"reason_vi": "Sai nguồn <5%", "reason_en": "Wrong source <5%", "actor": "Nguyễn An", "approver": "Trần Bình"}


@pytest.fixture(autouse=True)
def site(monkeypatch):
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://so.example.vn")


@pytest.fixture
def store(tmp_path) -> Store:
    """The first two published snapshots, in a store of their own."""
    for name in ("log", "snapshots"):
        (tmp_path / name).mkdir()
    for seq in (1, 2):
        shutil.copy(REAL / "log" / entry_name(seq), tmp_path / "log")
    for identity in ("2023-12-31", "2025-01-31"):
        shutil.copytree(REAL / "snapshots" / identity, tmp_path / "snapshots" / identity)
    return Store(tmp_path)


def test_entry_tells_reason_and_what_changed(store):
    found = feedparser.parse(feed(store, "en"))
    assert not found.bozo
    newest, first = found.entries
    assert newest.title.startswith("Snapshot 2025-01-31 published: ")
    assert "Digital economy in GDP (statistics office), Viet Nam, 2021, from 12.88 to 12.87" in newest.content[0].value
    assert store.entries()[1].reason_en in newest.summary
    assert "<li>" not in first.content[0].value
    assert found.feed.updated == newest.updated == store.entries()[1].time


def test_vietnamese_feed_is_in_vietnamese_and_names_the_other(store):
    top = etree.fromstring(feed(store, "vi"))
    assert top.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    assert top.xpath("a:link[@rel='self']/@href", namespaces=NS) == ["https://so.example.vn/feed.xml"]
    assert "https://so.example.vn/feed.en.xml" in top.xpath("a:link[@hreflang='en']/@href", namespaces=NS)
    assert "từ 12,88 thành 12,87" in "".join(top.itertext())


def test_withdrawing_and_going_back_are_entries_of_their_own(store):
    withdraw(store, "2025-01-31", time="2026-11-22T08:00:00+07:00", expect_head=store.head(), **WORDS)
    newest = feedparser.parse(feed(store, "en")).entries[0]
    assert newest.title == "Snapshot 2025-01-31 withdrawn"
    assert "Wrong source &lt;5%" in newest.content[0].value
    assert "Shown now: snapshot 2023-12-31." in newest.content[0].value
    assert "<li>Removed: 11 figures in Digital society" in newest.content[0].value


def test_going_back_names_the_snapshot_shown_again(store):
    roll_back(store, "2023-12-31", time="2026-11-22T08:00:00+07:00", expect_head=store.head(), **WORDS)
    newest = feedparser.parse(feed(store, "vi")).entries[0]
    assert newest.title == "Hiển thị lại bản dữ liệu 2023-12-31"
    assert newest.tags[0].term == "roll_back"


def test_names_of_staff_are_not_in_the_feed(store):
    withdraw(store, "2025-01-31", time="2026-11-22T08:00:00+07:00", expect_head=store.head(), **WORDS)
    assert "Nguyễn An" not in feed(store, "vi").decode()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_feed_is_a_valid_atom_document(store, lang):
    """RFC 4287, sections 4.1.1 and 4.1.2: elements that must be there, once, and what they may hold."""
    withdraw(store, "2025-01-31", time="2026-11-22T08:00:00+07:00", expect_head=store.head(), **WORDS)
    top = etree.fromstring(feed(store, lang))
    entries = top.findall("a:entry", NS)
    assert len(entries) == 3
    for one in (top, *entries):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"a:{name}", NS)) == 1
        assert one.findtext("a:id", namespaces=NS).startswith("urn:uuid:")
        assert one.findtext("a:title", namespaces=NS).strip()
    for day in top.xpath("//a:updated | //a:published", namespaces=NS):
        assert RFC_3339.fullmatch(day.text)
        assert datetime.fromisoformat(day.text).tzinfo
    assert len(top.findall("a:link[@rel='self']", NS)) == 1
    assert top.findtext("a:author/a:name", namespaces=NS)
    identities = [one.text for one in top.xpath("//a:id", namespaces=NS)]
    assert len(set(identities)) == len(identities) == 4
    for link in top.xpath("//a:link", namespaces=NS):
        assert link.get("href").startswith("https://so.example.vn/")
    for content in top.xpath("//a:content", namespaces=NS):
        assert content.get("type") == "html"


def test_an_entry_keeps_its_id_when_more_is_decided_or_the_site_moves(store, monkeypatch):
    before = {one.title: one.id for one in feedparser.parse(feed(store, "vi")).entries}
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://khac.example.vn")
    withdraw(store, "2025-01-31", time="2026-11-22T08:00:00+07:00", expect_head=store.head(), **WORDS)
    after = {one.title: one.id for one in feedparser.parse(feed(store, "vi")).entries}
    assert before.items() <= after.items()
    assert not set(before.values()) & {one.id for one in feedparser.parse(feed(store, "en")).entries}


def test_a_damaged_snapshot_is_told_and_not_compared(store):
    (store.folder("2025-01-31") / "units.csv").chmod(0o644)
    (store.folder("2025-01-31") / "units.csv").write_text("id\n")
    newest = feedparser.parse(feed(store, "en")).entries[0]
    assert "cannot be verified now" in newest.content[0].value
    assert changes(decisions(store)[1], "en") == []


def test_a_store_without_decisions_gives_an_empty_valid_feed(tmp_path):
    found = feedparser.parse(feed(Store(tmp_path), "vi"))
    assert not found.bozo
    assert found.entries == []
    assert found.feed.updated
