"""The JSON document: both languages, machine keys, numbers as numbers, missing as null."""

import json as codec
import unicodedata

import pandas as pd
import pytest

from exports.records import json
from tests.exports import views


def document(kind: str, lang: str = "vi") -> dict:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON number")

    return codec.loads(json(views.context(lang), views.figure(kind, lang)), parse_constant=refuse)


@pytest.mark.parametrize("kind", views.KINDS)
def test_rows_of_every_kind_are_those_of_the_table(kind: str) -> None:
    figure, read = views.figure(kind), document(kind)
    assert len(read["rows"]) == len(figure.table)
    assert {key for row in read["rows"] for key in row} == {column["key"] for column in read["columns"]}
    for column in figure.columns:
        own = figure.table[column.key]
        if pd.api.types.is_numeric_dtype(own) and not pd.api.types.is_bool_dtype(own):
            written = [row[column.key] for row in read["rows"]]
            assert written == [None if pd.isna(value) else value for value in own]
            assert not [value for value in written if isinstance(value, str)]


def test_the_document_tells_what_it_is() -> None:
    figure, read = views.figure("ranking"), document("ranking")
    assert read["view"] == "ranking/dti-2024-34/dti-overall"
    assert read["snapshot"] == {"id": figure.snapshot, "checksum": figure.checksum, "created": figure.created}
    assert read["words"]["vi"]["title"] == figure.words.title
    assert read["words"]["en"]["alt"] == figure.other.alt
    assert read["words"]["vi"]["notes"] == list(figure.words.notes)
    assert read["addresses"]["pinned"].endswith("/f/2026-11-21/vi/ranking/dti-2024-34/dti-overall")
    assert read["sources"][0]["url"] == figure.sources[0].url
    assert read["filters"][0] == {"label": "Kỳ công bố", "value": "DTI 2024, 34 tỉnh, thành phố"}
    assert read["indicators"][0]["name"]["en"] == "Provincial Digital Transformation Index"
    assert next(column for column in read["columns"] if column["key"] == "value")["decimals"] == 4


def test_whole_numbers_are_integers_and_missing_is_null() -> None:
    first = document("ranking")["rows"][0]
    assert (first["rank"], first["out_of"], first["value"]) == (1, 34, 0.8241)
    assert isinstance(first["rank"], int)
    assert first["movement"] is None and first["grade"] is None


def test_a_figure_of_the_readers_own_says_so() -> None:
    assert document("own-weights")["unofficial"] == views.figure("own-weights").unofficial
    assert document("ranking")["unofficial"] is None


@pytest.mark.parametrize("kind", views.KINDS)
def test_the_file_is_nfc_sorted_and_the_same_twice(kind: str) -> None:
    content = json(views.context("vi"), views.figure(kind))
    assert content == json(views.context("vi"), views.figure(kind))
    text = content.decode("utf-8")
    assert text.endswith("}\n") and unicodedata.is_normalized("NFC", text)
    assert list(codec.loads(text)) == sorted(codec.loads(text))
