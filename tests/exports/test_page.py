import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from lxml import html

from charts.figure import Column, Figure, SourceLine, Words
from charts.theme import DARK, LIGHT, contrast
from exports.page import change_words, figure_page

VIEW = "ranking/dti-2024-34/dti-overall"
HERE = f"https://so.example.vn/f/2026-11-21/vi/{VIEW}"


@pytest.fixture(autouse=True)
def site(monkeypatch):
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://so.example.vn/")


@pytest.fixture
def figure(make_ranking) -> Figure:
    return replace(
        make_ranking(3),
        view=VIEW,
        page="rankings?edition=dti-2024-34",
        checksum="ab" * 32,
        created="2026-11-21T20:56:05+00:00",
    )


def read(text: str):
    return html.document_fromstring(text)


def texts(page, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.xpath(path)]


def test_head_tells_previews_and_search_engines(figure):
    page = read(figure_page(figure, "2026-11-21"))
    assert page.get("lang") == "vi"
    assert page.findtext(".//title").startswith("Hà Nội dẫn đầu về chuyển đổi số năm 2024 · ")
    told = {one.get("property") or one.get("name"): one.get("content") for one in page.xpath("//meta")}
    assert told["description"] == "Hà Nội dẫn đầu."
    assert told["og:image"] == f"{HERE}.png?shape=social"
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "628")
    assert told["og:image:alt"] == told["twitter:image:alt"] == "Biểu đồ xếp hạng thử nghiệm."
    assert told["twitter:card"] == "summary_large_image"


def test_the_newest_figure_is_kept_under_its_live_address_and_an_older_one_under_its_pinned(figure):
    live = HERE.replace("2026-11-21", "latest")
    for newest, vi in (("2026-11-21", live), ("2026-12-24", HERE)):
        page = read(figure_page(figure, newest))
        assert page.xpath("//link[@rel='canonical']/@href") == [vi]
        found = {one.get("hreflang"): one.get("href") for one in page.xpath("//link[@rel='alternate'][@hreflang]")}
        assert found == {"vi": vi, "en": vi.replace("/vi/", "/en/"), "x-default": vi}


def test_an_older_figure_carries_a_ribbon_and_the_newest_none(figure):
    assert "ribbon" not in {one.get("class") for one in read(figure_page(figure, "2026-11-21")).iter("aside")}
    page = read(figure_page(figure, "2026-12-24", "Số liệu không đổi."))
    (ribbon,) = page.xpath("//aside[@class='ribbon']")
    assert all(word in ribbon.text_content() for word in ("2026-11-21", "2026-12-24", "Số liệu không đổi."))
    assert ribbon.xpath(".//a/@href") == [f"/f/latest/vi/{VIEW}"]
    assert "snapshot=2026-11-21" in page.xpath("//a[contains(@href, '/rankings')]/@href")[0]


def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(figure):
    text = figure_page(figure, "2026-11-21")
    page = read(text)
    assert page.xpath("//script/@type") == ["application/ld+json"]
    assert not page.xpath("//iframe | //object | //link[@rel='stylesheet'] | //@onclick | //@onload")
    assert all(one.startswith("/f/") for one in page.xpath("//img/@src | //source/@srcset"))
    assert "url(" not in text


def test_picture_fits_the_window_and_the_theme(figure):
    page = read(figure_page(figure, "2026-11-21"))
    here = HERE.removeprefix("https://so.example.vn")
    found = [(one.get("media"), one.get("srcset")) for one in page.xpath("//picture//source")]
    assert found == [
        ("(max-width: 599px) and (prefers-color-scheme: dark)", f"{here}.svg?shape=upright&theme=dark"),
        ("(max-width: 599px)", f"{here}.svg?shape=upright"),
        ("(prefers-color-scheme: dark)", f"{here}.svg?theme=dark"),
        (None, f"{here}.svg"),
    ]
    assert page.xpath("//img/@alt") == ["Biểu đồ xếp hạng thử nghiệm."]


def test_table_is_readable_by_ear(figure):
    page = read(figure_page(figure, "2026-11-21"))
    assert page.xpath("//table/caption")
    assert texts(page, "//thead//th[@scope='col']") == ["Hạng", "Tên", "Giá trị"]
    assert texts(page, "//tbody//th[@scope='row']") == ["Hà Nội 1", "Huế 2", "Hải Phòng 3"]
    assert texts(page, "//tbody/tr[1]/td") == ["1", "0,90"]


def test_missing_is_a_dash_and_never_zero():
    rows = pd.DataFrame({"name": ["Huế", "Sơn La"], "value": [0.0, None]})
    columns = (Column("name", "Name"), Column("value", "Value", 1, "%"))
    figure = Figure("list", {}, {}, rows, columns, Words("T", "", "", "A"), (), "2026-11-21", "en", view="x")
    page = read(figure_page(figure, "2026-11-21"))
    assert texts(page, "//tbody//td") == ["0.0", "–"]
    assert texts(page, "//thead/tr/th")[1] == "Value (%)"


def test_a_long_table_says_what_is_left_out():
    rows = pd.DataFrame({"name": [f"xã {index}" for index in range(501)]})
    figure = Figure(
        "list", {}, {}, rows, (Column("name", "Name"),), Words("T", "", "", "A"), (), "2026-11-21", "en", view="x"
    )
    page = read(figure_page(figure, ""))
    assert len(page.xpath("//tbody/tr")) == 500
    assert "1 more row is in the data files." in page.text_content()


def test_texts_of_others_cannot_become_markup(figure):
    bad = "</script><script>alert(1)</script><b>&"
    source = SourceLine(bad, bad, 'https://example.org/"><b>', "2025", bad, bad)
    words = replace(figure.words, title=bad, notes=(bad,), finding=bad)
    text = figure_page(replace(figure, words=words, sources=(source,), unofficial=bad), "2026-12-24", bad)
    assert text.count("<script") == 1
    assert "<b>" not in text
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', text, re.DOTALL).group(1))
    assert data["@graph"][0]["name"] == bad


def test_linked_data_describes_rows_and_picture(figure):
    text = figure_page(figure, "2026-11-21")
    data, image = json.loads(re.search(r'ld\+json">(.*?)</script>', text).group(1))["@graph"]
    assert (data["@type"], image["@type"]) == ("Dataset", "ImageObject")
    assert data["identifier"] == HERE
    assert data["version"] == "2026-11-21"
    assert [one["contentUrl"] for one in data["distribution"]] == [f"{HERE}.csv", f"{HERE}.json"]
    assert data["creator"][0]["name"] == "Bộ thử nghiệm"
    assert data["license"][0]["name"] == "CC BY 4.0"
    assert image["about"]["@id"] == data["@id"]


def test_sources_are_linked_and_the_snapshot_named(figure):
    page = read(figure_page(figure, "2026-11-21"))
    assert page.xpath("//a[@rel='external']/@href") == ["https://example.org/dti"]
    assert {"2026-11-21", "21/11/2026", "ab" * 32, "CC BY 4.0", HERE} <= set(texts(page, "//dd"))
    assert HERE in texts(page, "//p[@class='cite']")[0]


def test_a_plain_site_has_options_in_file_names_and_only_the_forms_it_holds(figure):
    page = read(figure_page(figure, "2026-11-21", plain=True))
    addresses = page.xpath("//source/@srcset | //img/@src | //ul[@class='files']//a/@href | //meta/@content")
    assert not [one for one in addresses if "?" in one]
    assert page.xpath("//picture//source/@srcset")[0].endswith("/dti-overall.upright.svg")
    assert [one.rsplit(".", 1)[1] for one in page.xpath("//ul[@class='files']//a/@href")] == [
        "png",
        "svg",
        "csv",
        "json",
    ]


def test_where_reuse_is_forbidden_the_data_is_not_offered_and_the_reason_told(figure):
    text = figure_page(figure, "2026-11-21", refused="Giấy phép không cho dùng lại.")
    page = read(text)
    assert [one.rsplit(".", 1)[1] for one in page.xpath("//ul[@class='files']//a/@href")] == ["png", "svg", "pdf"]
    assert "Giấy phép không cho dùng lại." in page.text_content()
    assert ".csv" not in text


def test_a_view_that_is_gone_leads_to_the_list_and_a_withdrawn_snapshot_is_told(figure):
    page = read(figure_page(figure, "2026-12-24", "Không còn.", gone=True, warning="Đã thu hồi."))
    assert page.xpath("//aside//a/@href") == ["/f/latest/vi/"]
    assert texts(page, "//p[@class='band']") == ["Đã thu hồi."]


def test_addresses_begin_below_the_folder_of_the_site(figure, monkeypatch):
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://so.example.vn/nq57")
    page = read(figure_page(figure, "2026-12-24"))
    assert page.xpath("//link[@rel='canonical']/@href") == [f"https://so.example.vn/nq57/f/2026-11-21/vi/{VIEW}"]
    inside = [one for one in page.xpath("//a/@href | //img/@src | //source/@srcset") if one.startswith("/")]
    assert inside
    assert all(one.startswith("/nq57/") for one in inside)


def test_own_weights_stand_in_a_band(figure):
    page = read(figure_page(replace(figure, unofficial="Trọng số riêng – không chính thức"), ""))
    assert texts(page, "//p[@class='band']") == ["Trọng số riêng – không chính thức"]


def test_words_say_whether_the_view_changed(figure):
    other = replace(figure, snapshot="2026-12-24")
    moved = replace(other, table=figure.table.assign(value=[0.9, 0.89, 0.5]))
    relabelled = replace(other, table=figure.table.assign(source_url="x"))
    same = "The figures of this view did not change."
    assert change_words("en", figure, other) == change_words("en", figure, relabelled) == same
    assert change_words("en", figure, moved).startswith("Figures of this view changed")
    assert change_words("en", figure, None) == "The newest snapshot no longer has this view."


def test_a_gap_that_stays_a_gap_is_no_change(figure):
    gap = replace(figure, table=figure.table.assign(value=[0.9, None, 0.88]))
    assert change_words("en", gap, replace(gap, table=gap.table.copy())) == "The figures of this view did not change."


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_text_can_be_read_on_the_paper(colours):
    assert min(contrast(one, colours.paper) for one in (colours.ink, colours.muted, colours.main)) >= 4.5
