"""Choices bound to the address. The keys below are a promise: a link made today opens the same view later.

Streamlit's own binding writes the label of an option into the address, which would change with the reader's
language; these functions write its id. The address is the one source: each run sets the widgets from it, each
change of a widget writes to it. A choice equal to the default is left out.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from language import LANGUAGES, say

KEYS = {
    "lang": "language of the page",
    "snapshot": "snapshot shown, if not the newest",
    "unknown": "address asked for that does not exist",
    "dataset": "index or series",
    "edition": "edition of the index",
    "against": "edition compared with",
    "indicator": "indicator",
    "region": "regions kept in view",
    "kind": "city or province",
    "find": "search text",
    "mark": "entities highlighted",
    "sort": "order of the list",
    "view": "form of the figure",
    "period": "reference period",
    "province": "province shown",
    "ministry": "ministry or agency shown",
    "scope": "scope of tasks",
    "from": "earlier snapshot compared",
    "to": "later snapshot compared",
    "section": "part of the page",
    "weights": "reader's own weights of the main indices",
    "tip": "checksum asked for in the history of publications",
}
_SEPARATOR = "~"


def language() -> str:
    """The reader's language: the address, else this session's, else Vietnamese."""
    asked = st.query_params.get("lang", st.session_state.get("_language", LANGUAGES[0]))
    if asked not in LANGUAGES:
        _fell_back("lang", asked)
        asked = LANGUAGES[0]
    st.session_state["_language"] = asked
    if "lang" not in st.query_params and asked != LANGUAGES[0]:
        st.query_params["lang"] = asked  # the menu's links carry no choices; the address must still tell the language
    return asked


def keep_snapshot() -> None:
    """Carry the snapshot asked for over the menu's links, as our own links do."""
    if "snapshot" in st.query_params:
        st.session_state["_snapshot"] = st.query_params["snapshot"]
    elif st.session_state.get("_snapshot"):
        st.query_params["snapshot"] = st.session_state["_snapshot"]


def leave_snapshot() -> None:
    """Back to the newest snapshot."""
    st.session_state["_snapshot"] = ""
    put("snapshot", "")


def begin() -> None:
    """Forget the notices of the run before."""
    st.session_state["_fallbacks"] = []


def fallbacks() -> list[tuple[str, str]]:
    """Keys and values of the address that could not be used in this run."""
    return st.session_state.get("_fallbacks", [])


def fallback_words(lang: str) -> str:
    """One quiet sentence on what in the address was not understood; empty when all was."""
    named = ", ".join(dict.fromkeys(f"{key}={value}" for key, value in fallbacks()))
    if not named:
        return ""
    return say(lang, "Part of the link was not understood ({named}); the default is shown instead.", named=named)


def asked(key: str) -> str:
    """What the address says for `key`, unchecked; empty where it says nothing."""
    return st.query_params.get(_known(key), "")


def put(key: str, value: str, default: str = "") -> None:
    """Write a choice into the address; the default is left out."""
    if value and value != default:
        st.query_params[_known(key)] = value
    elif key in st.query_params:
        del st.query_params[key]


def choose(
    key: str,
    label: str,
    options: Sequence[str],
    default: str,
    name: Callable[[str], str] = str,
    form: str = "select",
    **extra: Any,
) -> str:
    """One of `options` (ids), as `form` select or segmented; falls back to `default` with a notice."""
    st.session_state[key] = _one(key, options, default)
    common = {"key": key, "format_func": name, "on_change": _write, "args": (key, default), **extra}
    if form == "segmented":
        return st.segmented_control(label, options, required=True, **common) or default
    return st.selectbox(label, options, **common) or default


def choose_many(
    key: str, label: str, options: Sequence[str], name: Callable[[str], str] = str, placeholder: str = "", **extra: Any
) -> list[str]:
    """Any of `options` (ids); unknown ones in the address are left out with a notice."""
    wanted = [part for part in asked(key).split(_SEPARATOR) if part]
    for part in wanted:
        if part not in options:
            _fell_back(key, part)
    st.session_state[key] = [part for part in wanted if part in options]
    return st.multiselect(
        label, options, key=key, format_func=name, placeholder=placeholder, on_change=_write_many, args=(key,), **extra
    )


def write_text(key: str, label: str, placeholder: str = "", longest: int = 60) -> str:
    """Free text, cut where it is longer."""
    st.session_state[key] = asked(key)[:longest]
    return st.text_input(label, key=key, placeholder=placeholder, max_chars=longest, on_change=_write, args=(key, ""))


def link(lang: str, **choices: str) -> dict[str, str]:
    """Query parameters of a link to another screen that keeps language and snapshot."""
    kept = {"lang": lang if lang != LANGUAGES[0] else "", "snapshot": asked("snapshot")}
    return {key: value for key, value in {**kept, **choices}.items() if value}


def reject(key: str, value: str) -> None:
    """Note that the address asked for something that does not exist."""
    _fell_back(_known(key), value)


def _one(key: str, options: Sequence[str], default: str) -> str:
    value = asked(key)
    if value and value not in options:
        _fell_back(key, value)
    return value if value in options else default


def _known(key: str) -> str:
    if key not in KEYS:
        raise KeyError(f"{key!r} is not a key of the address; add it to KEYS, it is a promise")
    return key


def _fell_back(key: str, value: str) -> None:
    st.session_state.setdefault("_fallbacks", []).append((key, value[:60]))


def _write(key: str, default: str) -> None:
    put(key, st.session_state[key] or "", default)


def _write_many(key: str) -> None:
    put(key, _SEPARATOR.join(st.session_state[key]))
