"""Everything the store says is in the catalogue, in good order."""

import re
import string

import pytest

from language import say
from snapshots import messages, report
from snapshots.findings import SEVERITIES
from snapshots.messages import NOTICES, SnapshotError
from snapshots.rules import RULES

ERRORS = [kind for kind in vars(messages).values() if isinstance(kind, type) and issubclass(kind, SnapshotError)]
TEXTS = sorted(
    {
        *(text for rule in RULES.values() for text in (rule.message, rule.remedy, rule.allowed)),
        *NOTICES.values(),
        *(kind.message for kind in ERRORS),
        *report.ACTION_WORDS.values(),
        *report.KIND_WORDS.values(),
        *report.CHANGE_WORDS.values(),
        *SEVERITIES.values(),
    }
    - {""}
)
SAME = {"UTF-8."}


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("text", TEXTS)
def test_each_text_has_its_vietnamese_with_the_same_fields(text: str) -> None:
    if not re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", text)) or text in SAME:
        return
    values = {name: f"<{name}>" for name in _fields(text)}
    vietnamese = say("vi", text, **values)
    assert vietnamese != say("en", text, **values)
    assert all(value in vietnamese for value in values.values())
