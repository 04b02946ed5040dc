"""What is said where there is a translation, and where there is none."""

from pathlib import Path

import pytest

from language import catalog

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'
BODY = """msgid "Rank {rank}"
msgstr "Hạng {rank}"

#, fuzzy
msgid "Doubtful"
msgstr "Chưa chắc"

msgid "Empty"
msgstr ""

msgid "{count} row"
msgid_plural "{count} rows"
msgstr[0] "{count} dòng"
"""


@pytest.fixture(autouse=True)
def _small_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "words.po").write_text(HEAD + BODY, encoding="utf-8")
    monkeypatch.setattr(catalog, "LOCALE_FOLDER", tmp_path)
    catalog._messages.cache_clear()
    yield
    catalog._messages.cache_clear()


def test_fields_are_filled_in_both_languages() -> None:
    assert catalog.say("vi", "Rank {rank}", rank=3) == "Hạng 3"
    assert catalog.say("en", "Rank {rank}", rank=3) == "Rank 3"


@pytest.mark.parametrize("message", ["Doubtful", "Empty", "Nobody translated this"])
def test_english_stands_where_no_vietnamese_can(message: str) -> None:
    assert catalog.say("vi", message) == message


@pytest.mark.parametrize(
    ("lang", "count", "text"), [("en", 1, "1 row"), ("en", 2, "2 rows"), ("en", 0, "0 rows"), ("vi", 1, "1 dòng")]
)
def test_counts(lang: str, count: int, text: str) -> None:
    assert catalog.say_many(lang, "{count} row", "{count} rows", count) == text


def test_a_count_nobody_translated_keeps_english_plurals() -> None:
    assert catalog.say_many("vi", "{count} unit", "{count} units", 2) == "2 units"


def test_braces_in_a_value_are_not_read_as_fields() -> None:
    assert catalog.say("vi", "Rank {rank}", rank="{name}") == "Hạng {name}"


def test_a_forgotten_field_is_an_error_not_a_blank() -> None:
    with pytest.raises(KeyError):
        catalog.say("en", "Rank {rank}", place=3)
