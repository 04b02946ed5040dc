"""What nobody expected: a sentence in the reader's language, never a traceback; the frame stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import exec_code
from streamlit.testing.v1 import AppTest

from app import app

Visit = Callable[..., AppTest]
SECRET = "what-went-wrong-inside"


@pytest.fixture
def broken(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("figures.rankings.ranked", fail)
    _with_handler(monkeypatch)


def _with_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's test runner leaves out the error handler of `app.py`; the server hands it over like this."""
    handle = exec_code.handle_user_script_exception
    monkeypatch.setattr(
        exec_code, "handle_user_script_exception", lambda error, _none=None: handle(error, app._on_script_error)
    )


def _everything(shown: AppTest) -> str:
    return " ".join(str(node.proto) for node in shown._tree if hasattr(node, "proto"))


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
    shown = visit(path, "vi", **address)
    assert not shown.exception
    assert address["snapshot"] in shown.caption[-1].value
    assert shown.warning
