"""One line to copy, BibTeX and CSL-JSON: everything that pins a figure, in both languages."""

import json
import re
from dataclasses import replace

import pytest

from charts.figure import Figure, SourceLine, Words
from exports import citation

CHECKSUM = "a8121946dd4641469a385c83106b78f6"


@pytest.fixture
def figure(make_ranking) -> Figure:
    other = Words("Hà Nội leads in 2024", "Index", "Hà Nội leads.", "Chart.")
    return replace(
        make_ranking(3), view="ranking/dti-2024-34/dti-overall", checksum=CHECKSUM, other=other, subject="dti-tinh34"
    )


def test_a_line_names_producer_title_edition_processor_snapshot_address_and_day(figure: Figure) -> None:
    assert citation.line(figure, "vi", "2026-12-05") == (
        "Bộ thử nghiệm. Hà Nội dẫn đầu về chuyển đổi số năm 2024 [DTI 2024; công bố 21/10/2025]. "
        "Xử lý: Tra cứu số liệu Nghị quyết 57, bản dữ liệu 2026-11-21 (sha256 a8121946dd46). "
        "http://localhost:8501/f/2026-11-21/vi/ranking/dti-2024-34/dti-overall (truy cập ngày 05/12/2026)."
    )


def test_the_other_language_has_its_own_title_address_and_date(figure: Figure) -> None:
    assert citation.line(figure, "en", "2026-12-05") == (
        "Bộ thử nghiệm. Hà Nội leads in 2024 [DTI 2024; published 21 Oct 2025]. "
        "Processed by the Resolution 57 explorer, snapshot 2026-11-21 (sha256 a8121946dd46). "
        "http://localhost:8501/f/2026-11-21/en/ranking/dti-2024-34/dti-overall (accessed 5 Dec 2026)."
    )


def test_without_a_day_the_reader_is_told_to_add_it(figure: Figure) -> None:
    assert citation.line(figure, "en").endswith("(accessed: add the day you read it).")
    assert "urldate" not in citation.bibtex(figure)
    assert "ghi ngày bạn xem" in citation.bibtex(figure)
    assert "accessed" not in citation.csl(figure)


def test_a_line_is_one_line(figure: Figure) -> None:
    assert "\n" not in citation.line(figure, "vi", "2026-12-05")


def test_an_edition_that_the_title_names_is_not_repeated(figure: Figure) -> None:
    titled = replace(figure, words=replace(figure.words, title="Chỉ số chung, DTI 2024"))
    assert citation.line(titled, "vi").count("DTI 2024") == 1


def test_readers_own_weights_are_never_cited_as_the_producers(figure: Figure) -> None:
    own = replace(figure, unofficial="Trọng số của người đọc – không chính thức")
    assert own.unofficial in citation.line(own, "vi")
    assert "Not an official figure" in citation.line(own, "en")
    assert own.unofficial in citation.bibtex(own)
    assert own.unofficial in citation.csl(own)["note"]


def test_bibtex_escapes_signs_and_keeps_letters(figure: Figure) -> None:
    odd = replace(figure, sources=(SourceLine("R&D_{Bộ} 50% #1 $ ~ ^ \\", "T", "https://example.org"),))
    text = citation.bibtex(odd, "2026-12-05")
    assert r"R\&D\_\{Bộ\} 50\% \#1 \$ \textasciitilde{} \textasciicircum{} \textbackslash{}" in text
    assert "urldate = {2026-12-05}" in text
    bare = re.sub(r"\\.", "", text)
    assert bare.count("{") == bare.count("}")


def test_the_key_of_an_entry_is_ascii_and_differs_by_view(figure: Figure, make_ranking) -> None:
    keys = {citation.csl(one)["id"] for one in (figure, replace(make_ranking(4), subject="dti-tinh34"))}
    assert len(keys) == 2
    assert all(re.fullmatch(r"dti-tinh34-2026-11-21-[0-9a-z]{4}", key) for key in keys)
    assert f"@misc{{{citation.csl(figure)['id']}," in citation.bibtex(figure)


def test_csl_is_a_dataset_with_dates_in_parts(figure: Figure) -> None:
    (item,) = json.loads(citation.csl_json(figure, "2026-12-05"))
    assert item["type"] == "dataset"
    assert item["author"] == [{"literal": "Bộ thử nghiệm"}]
    assert item["issued"] == {"date-parts": [[2025, 10, 21]]}
    assert item["accessed"] == {"date-parts": [[2026, 12, 5]]}
    assert item["URL"].endswith("/f/2026-11-21/vi/ranking/dti-2024-34/dti-overall")


def test_a_figure_without_sources_is_cited_by_the_explorer(figure: Figure) -> None:
    bare = replace(figure, sources=())
    assert citation.line(bare, "en").startswith("Resolution 57 explorer. Hà Nội leads in 2024. ")
    assert citation.csl(bare)["issued"] == {"date-parts": [[2026, 11, 21]]}
