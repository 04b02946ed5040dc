"""The part of the page that answers whether a checksum is still in our history."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from snapshots.store import Store

Visit = Callable[..., AppTest]
ENTRY = Store().entries()[1]


def _told(app: AppTest) -> tuple[list[str], list[str], list[str]]:
    assert not app.exception
    return tuple([box.value for box in boxes] for boxes in (app.success, app.error, app.info))


@pytest.mark.parametrize(
    ("lang", "yes", "no"), [("en", "Yes, still in our history: entry 2 of", "No: it is not"), ("vi", "Có, vẫn nằm trong", "Không: ")]
)
def test_yes_or_no_in_both_languages(visit: Visit, lang: str, yes: str, no: str) -> None:
    tip = Store().entries()[2].prev  # the hash of entry 2, as the next one holds it
    for checksum in (tip, tip[:12], ENTRY.manifest_sha256, f" {tip.upper()} "):
        found, refused, asked_again = _told(visit("data", lang, section="verify", tip=checksum))
        assert (len(found), refused, asked_again) == (1, [], [])
        assert found[0].replace("\\", "").startswith(yes)
        assert ENTRY.snapshot in found[0]
    found, refused, asked_again = _told(visit("data", lang, section="verify", tip="0" * 64))
    assert (found, len(refused), asked_again) == ([], 1, [])
    assert refused[0].replace("\\", "").startswith(no)


HOSTILE = ["abc", "g" * 64, "<script>alert(1)</script>", "[x](javascript:1)", "a" * 79, "' OR 1=1 --", "\x00\x1b[2J", "١" * 12]


@pytest.mark.parametrize("tip", HOSTILE)
def test_what_is_no_checksum_is_told_in_one_sentence(visit: Visit, tip: str) -> None:
    """Cut to its length, and each sign of Markdown and HTML with a backslash before it."""
    found, refused, asked_again = _told(visit("data", "en", section="verify", tip=tip))
    assert (found, refused, len(asked_again)) == ([], [], 1)
    text = asked_again[0]
    assert "is neither a checkpoint of this explorer nor a checksum" in text
    assert not re.search(r"(?<!\\)[\[\]<>`*_]", text) and text.isprintable()


def test_nothing_is_answered_before_something_is_asked(visit: Visit) -> None:
    app = visit("data", "en", section="verify")
    assert _told(app) == ([], [], [])
    assert Store().head().sha256 in [block.value for block in app.code]


def test_the_foot_of_every_page_leads_to_the_answer(visit: Visit) -> None:
    app = visit("rankings", "en")
    newest = Store().current().manifest_sha256
    assert f"[{newest[:12]}](/verify?tip={newest}&lang=en)" in app.caption[-1].value
