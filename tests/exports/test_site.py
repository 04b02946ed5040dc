import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import rdflib
from lxml import etree, html

from exports import order, site
from snapshots.log import entry_name
from snapshots.publish import withdraw
from snapshots.store import Store

REAL = Path(__file__).resolve().parents[2] / "data"
BASE = "https://so.example.vn"
VIEW, TABLE = "ranking/dti-2022-63/dti-overall", "sources"
WORDS = {"reason_vi": "Sai nguồn", "reason_en": "Wrong source", "actor": "An", "approver": "Bình"}


@pytest.fixture(scope="module", autouse=True)
def address():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_ADDRESS", BASE)
        yield


def add(store: Store, seq: int) -> Store:
    """The next published snapshot of the real store."""
    for name in ("log", "snapshots"):
        (store.root / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(REAL / "log" / entry_name(seq), store.root / "log")
    (store.root / "checkpoints").mkdir(exist_ok=True)
    shutil.copy(REAL / "checkpoints" / f"{seq:08d}", store.root / "checkpoints")
    identity = json.loads((REAL / "log" / entry_name(seq)).read_bytes())["snapshot"]
    shutil.copytree(REAL / "snapshots" / identity, store.root / "snapshots" / identity)
    return Store(store.root)


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> tuple[Path, Store, site.Summary, list[tuple[int, int]]]:
    """A site of two figures of the first snapshot, and what was told while it was made."""
    folder, told = tmp_path_factory.mktemp("site"), []
    store = add(Store(folder / "data"), 1)
    summary = site.write(
        folder / "out", store, progress=lambda *step: told.append(step), views=[VIEW, TABLE], workers=1
    )
    return folder / "out", store, summary, told


@pytest.fixture
def copy(first, tmp_path) -> tuple[Path, Store]:
    """The same site and store, for a test to change."""
    shutil.copytree(first[0], tmp_path / "out")
    shutil.copytree(first[1].root, tmp_path / "data")
    return tmp_path / "out", Store(tmp_path / "data")


def page(out: Path, snapshot: str, view: str = VIEW, lang: str = "vi"):
    return html.document_fromstring((out / "f" / snapshot / lang / view / "index.html").read_bytes())


def files(out: Path) -> dict[str, bytes]:
    return {str(one.relative_to(out)): one.read_bytes() for one in out.rglob("*") if one.is_file()}


def own_addresses(text: bytes | str) -> set[str]:
    """Paths of this site in a document: those below its address, and in HTML those from its root."""
    found = set(re.findall(rf"{BASE}(/[^\s\"'<>#?){{}},&]*)", text if isinstance(text, str) else text.decode()))
    if b"<html" in (text if isinstance(text, bytes) else text.encode())[:200]:
        tree = html.document_fromstring(text)
        found |= {one.split("#")[0] for one in tree.xpath("//@href | //@src | //@srcset") if one.startswith("/")}
    return {unquote(urlsplit(one).path) for one in found}


def is_there(out: Path, path: str) -> bool:
    file = out / path.lstrip("/")
    return file.is_file() or (file / "index.html").is_file()


def test_figures_have_page_pictures_and_data_in_both_languages(first):
    out, _, summary, _ = first
    assert (summary.views, summary.failed, summary.skipped) == (2, [], [])
    for lang in ("vi", "en"):
        for ending in (".png", ".social.png", ".svg", ".upright.svg", ".csv", ".json", "/index.html"):
            assert (out / f"f/2023-12-31/{lang}/{VIEW}{ending}").stat().st_size, ending


def test_files_are_the_bytes_that_an_order_gives(first):
    out, store, _, _ = first
    for form in ("csv", "svg"):
        made = order.made(order.Order(VIEW, "2023-12-31", "en", form), store)
        assert (out / f"f/2023-12-31/en/{VIEW}.{form}").read_bytes() == made.content


def test_live_address_holds_the_same_files(first):
    out = first[0]
    pinned = files(out / "f/2023-12-31")
    live = files(out / "f/latest")
    assert live.items() <= pinned.items()
    assert {name for name in pinned if name != site.STATE} == set(live)


def test_every_address_in_the_site_leads_to_a_file_of_it(first):
    """Pages, feed, catalogue and map of the site; addresses of the explorer's own screens are the app's."""
    out = first[0]
    screens = {"/", "/rankings", "/data"}
    checked = 0
    for name, raw in files(out).items():
        if name.startswith("s/") or not name.endswith((".html", ".xml", ".jsonld", ".ttl", ".txt")):
            continue
        for path in own_addresses(raw) - screens:
            assert is_there(out, path), f"{name}: {path}"
            checked += 1
    assert checked > 500


def test_catalogue_describes_the_files_as_they_are(first):
    out = first[0]
    graph = rdflib.Graph().parse(out / "dcat.jsonld", format="json-ld")
    dcat, spdx = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://spdx.org/rdf/terms#")
    found = list(graph.subject_objects(dcat.downloadURL))
    assert len(found) > 30
    for file, path in found:
        raw = (out / str(path).removeprefix(f"{BASE}/")).read_bytes()
        assert int(graph.value(file, dcat.byteSize)) == len(raw)
        value = graph.value(graph.value(file, spdx.checksum), spdx.checksumValue)
        assert value.n3().split('"')[1] == site.sha256(raw)


def test_sums_name_every_file_and_verify(first):
    out = first[0]
    named = {line.split("  ", 1)[1] for line in (out / "SHA256SUMS").read_text().splitlines()}
    assert named == set(files(out)) - {"SHA256SUMS"}
    done = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=out, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_snapshot_files_are_copied_byte_for_byte(first):
    out, store, _, _ = first
    assert files(out / "s/2023-12-31") == dict(store.current().files)
    kept = (REAL / "checkpoints" / "00000001").read_bytes()
    assert files(out / "checkpoints") == {"00000001": kept, "latest": kept}


def test_progress_goes_from_nothing_to_all(first):
    assert first[3] == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_site_map_names_every_figure_in_both_languages(first):
    top = etree.parse(str(first[0] / "sitemap.xml"))
    names = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    found = top.xpath("//m:loc/text()", namespaces=names)
    assert len(found) == len(set(found))
    assert {f"{BASE}/f/latest/{lang}/{view}" for lang in ("vi", "en") for view in (VIEW, TABLE)} <= set(found)
    one = top.xpath(f"//m:url[m:loc='{BASE}/f/latest/vi/{VIEW}']/x:link/@hreflang", namespaces=names)
    assert one == ["vi", "en"]
    assert f"Sitemap: {BASE}/sitemap.xml" in (first[0] / "robots.txt").read_text()


def test_list_links_to_every_figure_by_kind(first):
    tree = html.document_fromstring((first[0] / "f/latest/en/index.html").read_bytes())
    links = {one.get("href"): one.text for one in tree.xpath("//ul[@class='list']//a")}
    assert links[f"/f/latest/en/{VIEW}"].startswith("DTI 2022, 63 provinces · ")
    assert f"/f/latest/en/{TABLE}" in links
    assert "/d/dti/en/" in links


def test_a_plain_web_server_answers_at_the_address_of_the_app(first):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=first[0])
    handler.log_message = lambda *words: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}"
        for path, start in ((f"/f/latest/vi/{VIEW}", b"<!doctype html>"), (f"/f/2023-12-31/vi/{VIEW}.png", b"\x89PNG"),
                            ("/feed.xml", b"<?xml"), ("/d/dti.csv", b"dataset,"), ("/d/dti", b"<!doctype"), ("/", b"<!")):  # fmt: skip
            with urllib.request.urlopen(here + path) as answer:
                assert answer.read().startswith(start), path
        server.shutdown()


def test_a_second_run_makes_nothing_and_changes_nothing(copy):
    out, store = copy
    before = {name: (out / name).stat().st_mtime_ns for name in files(out)}
    summary = site.write(out, store, views=[VIEW, TABLE], workers=0)
    assert (summary.made, summary.pages) == (0, 0)
    assert {name: (out / name).stat().st_mtime_ns for name in files(out)} == before


def test_a_missing_or_altered_picture_is_made_again(copy):
    out, store = copy
    before = files(out)
    (out / f"f/2023-12-31/vi/{VIEW}.svg").unlink()
    altered = out / f"f/2023-12-31/en/{TABLE}.csv"
    altered.write_bytes(altered.read_bytes().replace(b"2023", b"2033"))
    summary = site.write(out, store, views=[VIEW, TABLE], workers=0)
    assert summary.made == 2
    assert files(out) == before


def test_a_newer_snapshot_puts_a_ribbon_on_the_older_page_and_leaves_its_pictures(copy):
    out, store = copy
    before = files(out / "f/2023-12-31")
    store = add(store, 2)
    summary = site.write(out, store, views=[VIEW], workers=0)
    assert summary.snapshot == "2025-01-31"
    (ribbon,) = page(out, "2023-12-31").xpath("//aside[@class='ribbon']")
    assert "2025-01-31" in ribbon.text_content()
    assert "Số liệu của biểu đồ này không thay đổi." in ribbon.text_content()
    assert not page(out, "latest").xpath("//aside")
    after = files(out / "f/2023-12-31")
    assert {name for name in before if before[name] != after[name]} == {
        site.STATE,
        *(f"{lang}{view}/index.html" for lang in ("vi", "en") for view in ("", f"/{VIEW}", f"/{TABLE}")),
    }
    assert (out / f"f/latest/vi/{VIEW}.csv").samefile(out / f"f/2025-01-31/vi/{VIEW}.csv")
    assert page(out, "latest", TABLE).xpath("//aside"), (
        "the live address of a view that was not made again still answers"
    )


def test_a_withdrawn_snapshot_says_so_on_its_pages(copy):
    out, store = copy
    store = add(store, 2)
    withdraw(store, "2023-12-31", time="2026-11-22T08:00:00+07:00", expect_head=store.head(), **WORDS)
    site.write(out, store, views=[], workers=0)
    (band,) = page(out, "2023-12-31").xpath("//p[@class='band']")
    assert "Sai nguồn" in band.text_content()


def test_a_damaged_snapshot_is_named_and_the_site_shows_the_one_before(copy):
    out, store = copy
    store = add(store, 2)
    units = store.folder("2025-01-31") / "units.csv"
    units.chmod(0o644)
    units.write_text("id\n")
    summary = site.write(out, Store(store.root), views=[VIEW], workers=0)
    assert summary.snapshot == "2023-12-31"
    assert len(summary.skipped) == 1
    assert "2025-01-31" in summary.skipped[0]
    assert not (out / "s/2025-01-31").exists()


@pytest.mark.parametrize("inside", ["site", "", ".."])
def test_the_site_is_never_written_into_or_around_the_data(copy, inside):
    _, store = copy
    with pytest.raises(site.SiteError, match="apart from the data folder"):
        site.check(store.root / inside, store)
    assert not (store.root / "site").exists()


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(copy, tmp_path):
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "site"):
        with pytest.raises(site.SiteError) as caught:
            site.check(folder, copy[1])
        assert caught.value.text("en").count("\n") == 0
        assert caught.value.text("vi") != caught.value.text("en")


def test_readers_never_see_half_a_file(tmp_path, monkeypatch):
    target = tmp_path / "a.txt"
    site.put(target, b"old")

    def fail(*paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        site.put(target, b"newer")
    assert files(tmp_path) == {"a.txt": b"old"}


def test_a_view_cannot_leave_the_folder():
    with pytest.raises(site.SiteError):
        site.place("ranking/%2e%2e/%2E%2E/etc")
    assert site.place("ranking/a%20b", ".csv") == "ranking/a b.csv"
