"""The kit: everything in both languages, checksums that hold, the same bytes however it is made."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from exports import citation, kit, licence
from exports import order as orders
from exports.order import Order, made
from exports.shapes import SHAPES
from language import LANGUAGES
from snapshots.store import Store

VIEW = "own-weights/dti-2024-34/weights=dti-awareness:1"
TABLE = "technologies"


@pytest.fixture(scope="module")
def told() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def whole(told: list[tuple[int, int]]) -> bytes:
    return made(Order("over-time/ha-noi", form="kit"), Store(), lambda done, parts: told.append((done, parts))).content


@pytest.fixture(scope="module")
def files(whole: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(whole))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def test_progress_counts_up_to_all_parts(whole: bytes, told: list[tuple[int, int]]) -> None:
    assert told == [(done, kit.STEPS) for done in range(1, kit.STEPS + 1)]


def test_both_languages_have_every_shape_in_every_form(files: dict[str, bytes]) -> None:
    for lang in LANGUAGES:
        names = [name for name in files if name.startswith(f"{lang}/")]
        for shape in SHAPES:
            for form in (f"_{shape}_{lang}_", f"_{shape}-outlines_{lang}_"):
                assert [name for name in names if form in name and name.endswith(".svg")], (lang, shape)
            for suffix in (".png", ".pdf"):
                assert [name for name in names if f"_{shape}_{lang}_" in name and name.endswith(suffix)], (lang, shape)
        assert [name for name in names if f"_article-3x_{lang}_" in name]
        for tail in ("data", "spreadsheet", "sdmx", "alt-text", "dictionary", "citation"):
            assert [name for name in names if f"_{tail}_{lang}_" in name], (lang, tail)


def test_every_name_has_the_same_stem(files: dict[str, bytes]) -> None:
    for lang in LANGUAGES:
        parts = [name.split("/", 1)[1].split("_") for name in files if name.startswith(f"{lang}/")]
        assert len({(part[0], part[-3], part[-2], part[-1].split(".")[0]) for part in parts}) == 1


def test_checksums_name_every_file_and_hold(files: dict[str, bytes]) -> None:
    lines = files["SHA256SUMS"].decode().splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert set(listed) == set(files) - {"SHA256SUMS"}
    assert all(hashlib.sha256(files[name]).hexdigest() == digest for name, digest in listed.items())


def test_files_are_those_that_are_made_alone(files: dict[str, bytes]) -> None:
    for order in (
        Order("over-time/ha-noi"),
        Order("over-time/ha-noi", scale=3, lang="en"),
        Order("over-time/ha-noi", form="svg", shape="print-column", outlines=True),
        Order("over-time/ha-noi", form="pdf", shape="square", lang="en"),
        Order("over-time/ha-noi", form="png", shape="print-half-page"),
        Order("over-time/ha-noi", form="csv-spreadsheet"),
        Order("over-time/ha-noi", form="xlsx", lang="en"),
        Order("over-time/ha-noi", form="json"),
    ):
        alone = made(order, Store())
        assert files[f"{order.lang}/{alone.name}"] == alone.content, alone.name


def test_readmes_name_the_forms_the_citation_and_the_check(files: dict[str, bytes]) -> None:
    for lang in LANGUAGES:
        text = files[f"README_{lang}.txt"].decode()
        shown = orders.figure(Order("over-time/ha-noi", lang=lang), Store())
        assert shown.words.title in text
        assert citation.line(shown, lang) in text
        assert "python -m exports read" in text
        assert "sha256sum -c SHA256SUMS" in text
        assert shown.checksum in text
        for shape in SHAPES:
            assert f"{shape}," in text or f"{shape} (" in text


def test_texts_can_be_read_by_what_they_are_for(files: dict[str, bytes]) -> None:
    for lang in LANGUAGES:
        (reference,) = [name for name in files if f"_citation_{lang}_" in name and name.endswith(".json")]
        assert json.loads(files[reference])[0]["type"] == "dataset"
        (words,) = [name for name in files if f"_dictionary_{lang}_" in name]
        assert len(list(csv.reader(io.StringIO(files[words].decode())))) > 5
        (alt,) = [name for name in files if f"_alt-text_{lang}_" in name]
        assert orders.figure(Order("over-time/ha-noi", lang=lang), Store()).words.alt in files[alt].decode()


def test_times_are_those_of_the_snapshot(whole: bytes) -> None:
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(whole)).infolist()}
    assert len(times) == 1
    assert times.pop()[:3] == tuple(int(part) for part in Store().current().entry.time[:10].split("-"))


def test_a_second_kit_made_by_two_processes_is_the_same_file(whole: bytes) -> None:
    assert kit.kit(Order("over-time/ha-noi"), Store(), processes=2) == whole


def test_where_reuse_is_forbidden_the_kit_says_so_and_holds_no_data(monkeypatch) -> None:
    monkeypatch.setattr(kit, "refused", lambda context, shown: "Không được dùng lại.")
    monkeypatch.setattr(kit, "SHAPES", {"article": SHAPES["article"]})
    archive = zipfile.ZipFile(io.BytesIO(kit.kit(Order("over-time/ha-noi"), Store())))
    names = archive.namelist()
    assert not [name for name in names if any(f"_{word}_" in name for word in ("data", "spreadsheet", "sdmx"))]
    (reason,) = [name for name in names if "_data-refused_vi_" in name]
    assert archive.read(reason).decode() == "Không được dùng lại.\n"
    assert [name for name in names if name.endswith(".png")]


def test_the_licence_rule_is_the_one_of_single_files() -> None:
    assert kit.refused is licence.refused


def test_a_table_without_observations_has_no_sdmx(monkeypatch) -> None:
    monkeypatch.setattr(kit, "SHAPES", {"article": SHAPES["article"]})
    names = zipfile.ZipFile(io.BytesIO(kit.kit(Order(TABLE), Store()))).namelist()
    assert [name for name in names if "_data_" in name and name.endswith(".csv")]
    assert not [name for name in names if "_sdmx_" in name]


def test_names_of_own_weights_say_so() -> None:
    order = Order(VIEW, form="kit")
    assert "own-weights" in orders.name(orders.figure(replace(order, form="png"), Store()), order)
    assert Path(orders.name(orders.figure(order, Store()), order)).suffix == ".zip"
