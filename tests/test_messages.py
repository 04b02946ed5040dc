"""Every message in the code has its Vietnamese, with the same fields; no message lies unused."""

import ast
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["components", "pages", "exports", "figures", "charts", "indicators", "snapshots", "language"]


def _messages_in(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in ("say", "mark"):
            found |= set(texts[:1])
        elif name == "say_many":
            found |= set(texts[:2])
        elif name == "Screen":
            found.add(texts[2])
    return found


def _code_messages() -> dict[str, Path]:
    return {
        message: path
        for layer in LAYERS
        for path in sorted((ROOT / layer).rglob("*.py"))
        for message in _messages_in(path)
    }


def _catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((ROOT / "locale" / "vi").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                if not message.id or message.fuzzy:
                    continue
                ids = [message.id] if isinstance(message.id, str) else list(message.id)
                text = message.string if isinstance(message.string, str) else message.string[-1]
                found |= dict.fromkeys(ids, text)
    return found


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_has_its_vietnamese() -> None:
    catalogue = _catalogue()
    missing = {
        message: str(path.relative_to(ROOT)) for message, path in _code_messages().items() if not catalogue.get(message)
    }
    assert not missing


def test_translations_keep_the_fields() -> None:
    wrong = {
        english: vietnamese
        for english, vietnamese in _catalogue().items()
        if not _fields(vietnamese) <= _fields(english) | {"count"}
        or not _fields(english) - {"count"} <= _fields(vietnamese)
    }
    assert not wrong


@pytest.mark.parametrize("layer", LAYERS)
def test_messages_are_literal(layer: str) -> None:
    """A message built at run time cannot be found in the catalogue."""
    for path in sorted((ROOT / layer).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and len(node.args) > 1:
                assert not isinstance(node.args[1], (ast.JoinedStr, ast.BinOp)), f"{path}:{node.lineno}"
