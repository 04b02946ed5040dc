import pandas as pd
import pytest

from charts.figure import Column, Figure, SourceLine, Words
from charts.ranking import ranking_figure


def ranking(count: int, lang: str = "vi", notes: tuple[str, ...] = (), dark: bool = False, title: str = "") -> Figure:
    """A list of `count` rows with Vietnamese words; figures made for the test."""
    names = ["Hà Nội", "Huế", "Hải Phòng", "TP. Hồ Chí Minh", "Thanh Hóa", "Điện Biên", "Đắk Lắk", "Quảng Ngãi"]
    rows = pd.DataFrame(
        {
            "entity": [f"e{index}" for index in range(count)],
            "name": [f"{names[index % len(names)]} {index + 1}" for index in range(count)],
            "rank": range(1, count + 1),
            "value": [0.9 - index / 100 for index in range(count)],
        }
    )
    words = Words(
        title or "Hà Nội dẫn đầu về chuyển đổi số năm 2024",
        f"Chỉ số thử nghiệm, {count} tỉnh, thành phố",
        "Hà Nội dẫn đầu.",
        "Biểu đồ xếp hạng thử nghiệm.",
        notes=notes,
    )
    columns = (Column("rank", "Hạng", 0), Column("name", "Tên"), Column("value", "Giá trị", 2))
    sources = (SourceLine("Bộ thử nghiệm", "Trang", "https://example.org/dti", "2025-10-21", "DTI 2024", "CC BY 4.0"),)
    return ranking_figure(
        rows, words, columns, sources, "2026-11-21", lang, chosen=[f"e{count // 2}"], mean=0.8, decimals=2, dark=dark
    )


@pytest.fixture
def make_ranking():
    return ranking
