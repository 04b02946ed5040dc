"""Headings that people write over columns, in both languages, and the machine columns they mean."""

from collections.abc import Mapping, Sequence
from functools import cache

from language import fold
from snapshots.schema import Table

LABELS: Mapping[str, str] = {
    "dataset": "Bộ số liệu; Bộ chỉ số; Dataset; Index or series",
    "edition": "Kỳ công bố; Lần công bố; Ấn bản; Edition",
    "indicator": "Chỉ tiêu; Chỉ số; Indicator",
    "entity": "Tỉnh; Tỉnh thành; Tỉnh/TP; Tỉnh, TP; Tỉnh, thành phố; Tỉnh/Thành phố; Địa phương; Đơn vị; "
              "Tên đơn vị; Tên tỉnh; Cơ quan; Province; Unit; Place; "
              "Province or city; Locality; Agency",
    "boundary": "Địa giới; Ranh giới; Boundary; Boundaries",
    "period": "Kỳ; Kỳ số liệu; Thời kỳ; Kỳ báo cáo; Năm; Năm số liệu; Reference period; Year",
    "as_of": "Ngày chốt; Ngày chốt số liệu; Thời điểm; Tính đến ngày; Date of the count",
    "due": "Thời hạn; Hạn; Hạn hoàn thành; Deadline",
    "comparator": "So sánh; Dấu so sánh; Comparator",
    "value": "Giá trị; Số liệu; Điểm; Điểm số; Giá trị chỉ tiêu; Value as a number; Score; Figure",
    "rank": "Hạng; Thứ hạng; Xếp hạng; Vị trí; Place",
    "out_of": "Trên tổng số; Tổng số đơn vị; Số đơn vị xếp hạng; Out of",
    "grade": "Mức; Mức đánh giá; Xếp loại; Grade",
    "status": "Trạng thái; Tình trạng; Tình trạng số liệu; Status",
    "flags": "Cờ; Đánh dấu; Flags",
    "published_on": "Ngày công bố; Công bố ngày; Published; Publication date; Date published",
    "published_basis": "Căn cứ ngày công bố; Cơ sở ngày công bố; Basis of the publication date",
    "producer": "Cơ quan công bố; Đơn vị sản xuất số liệu; Producer",
    "source": "Nguồn; Nguồn số liệu; Mã nguồn; Source",
    "note_vi": "Ghi chú; Ghi chú (tiếng Việt); Note in Vietnamese; Note (Vietnamese)",
    "note_en": "Ghi chú (tiếng Anh); Note in English; Note (English)",
    "unit": "Đơn vị tính; Đơn vị đo; Unit of measure",
    "scope": "Phạm vi; Scope",
    "block": "Khối; Block",
    "measure": "Nội dung đếm; Loại số đếm; Measure",
    "basis": "Căn cứ; Cơ sở; Basis",
    "id": "Mã; Code; Identifier",
    "code": "Mã; Mã số; Mã đơn vị; Code",
    "name_vi": "Tên; Tên tiếng Việt; Tên (tiếng Việt); Name in Vietnamese; Name (Vietnamese)",
    "name_en": "Tên tiếng Anh; Tên (tiếng Anh); Name in English; Name (English)",
    "weight": "Trọng số; Weight",
    "publisher": "Nơi công bố; Nơi đăng; Publisher",
    "title": "Tiêu đề; Tên tài liệu; Title",
    "url": "Địa chỉ; Đường dẫn; Địa chỉ trang; Address; Link",
    "licence": "Giấy phép; Điều kiện sử dụng; License; Licence",
    "retrieved_on": "Ngày truy cập; Ngày đọc; Retrieved",
    "decided_on": "Ngày ban hành; Ngày quyết định; Date of the decision",
    "area_km2": "Diện tích; Diện tích (km2); Diện tích (km²); Area; Area (km2)",
    "population": "Dân số; Số dân; Population",
    "lat": "Vĩ độ; Latitude",
    "lon": "Kinh độ; Longitude",
}
"""Headings by machine column, separated by `;`. A heading that two columns of one table share means neither."""

HEADER_SEARCH = 30
"""So many rows at the beginning are searched for the header."""
_LEAST = 2
ORDINALS = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "s t t", "ordinal"})


@cache
def _meanings(table_name: str, columns: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, set[str]] = {}
    for column in columns:
        for label in (column, *LABELS.get(column, "").split(";")):
            found.setdefault(fold(label), set()).add(column)
    return {label: next(iter(names)) for label, names in found.items() if label and len(names) == 1}


def column_of(table: Table, heading: str) -> str:
    """The machine column that a heading means in this table; "" where it means none, or not one for sure."""
    if heading in table.columns:
        return heading
    return _meanings(table.name, table.columns).get(fold(heading), "") if len(heading) < 100 else ""


def label(column: str, lang: str) -> str:
    """The column in the reader's words; its machine name where it has none."""
    words = [word.strip() for word in LABELS.get(column, "").split(";")]
    fitting = (word for word in words if word.isascii() == (lang == "en"))
    return next(fitting, "") or column


def named(table: Table, cells: Sequence[str]) -> int:
    """How many columns of the table the cells name."""
    return len({column_of(table, cell.strip()) for cell in cells} - {""})


def needed(table: Table) -> int:
    """How many columns a row must name to be a header of the table."""
    return min(len(table.columns), _LEAST)
