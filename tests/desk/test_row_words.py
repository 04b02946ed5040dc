"""The key of a row in names: what has a name is named, what has none stays as it is written, and nothing runs."""

import pytest

from components.desk import row_words

OBSERVATION = (
    "dataset=dti, indicator=dti-overall, entity=ninh-binh-63, boundary=63, period=2023, published_on=2024-07, source=github-4b7a20"
)


@pytest.mark.parametrize(
    ("lang", "table", "key", "words"),
    [
        ("vi", "observations", OBSERVATION,
         "Ninh Bình · địa giới 63 · Chỉ số chuyển đổi số cấp tỉnh · 2023 · công bố 07/2024"),
        ("en", "observations.csv", OBSERVATION,
         "Ninh Binh · boundary 63 · Provincial Digital Transformation Index · 2023 · published Jul 2024"),
        ("vi", "weights", "edition=dti-2024-34, indicator=dti-awareness", "Nhận thức số · DTI 2024, 34 tỉnh, thành phố"),
        ("en", "entities", "id=ha-noi", "Ha Noi"),
        ("en", "special_zones", "code=00123", "00123"),
        ("en", "observations", "entity=atlantis, period=2024", "atlantis · 2024"),
        ("en", "observations", "entity=a=b, c, period=2024", "a=b, c · 2024"),
        ("en", "nowhere", "entity=ha-noi", "entity=ha-noi"),
        ("en", "observations", "\u202eabc", "U+202E"),
    ],
)
def test_key_in_names(lang: str, table: str, key: str, words: str) -> None:
    assert words in row_words.about(lang, table, key)
