"""What nobody expected: a sentence in the reader's language, never a traceback; the frame stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

Visit = Callable[..., AppTest]
SECRET = "what-went-wrong-inside"


@pytest.fixture
def broken(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("figures.rankings.ranked", fail)


def _everything(app: AppTest) -> str:
    return " ".join(str(node.proto) for node in app._tree if hasattr(node, "proto"))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_traceback_reaches_the_reader(broken: None, visit: Visit, lang: str) -> None:
    told = _everything(visit("rankings", lang))
    for word in (SECRET, "ZeroDivisionError", "Traceback", "rankings.py"):
        assert word not in told


def test_the_sentence_is_in_the_readers_language(broken: None, visit: Visit) -> None:
    told = {lang: visit("rankings", lang).error for lang in ("vi", "en")}
    assert told["vi"]
    assert told["en"]
    assert told["vi"][0].value != told["en"][0].value


def test_the_other_pages_still_run(broken: None, visit: Visit) -> None:
    assert not visit("data", "vi").exception


@pytest.mark.parametrize(
    ("path", "address"), [("tasks", {"section": "tasks", "kind": "ministry", "snapshot": "2023-12-31"})]
)
def test_a_page_with_nothing_to_show_keeps_footer_and_notice(visit: Visit, path: str, address: dict[str, str]) -> None:
    app = visit(path, "vi", **address)
    assert not app.exception
    assert address["snapshot"] in app.caption[-1].value
    assert app.warning
