"""The address: each key restores its choice, a bad value falls back with a notice, a choice writes an id."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import figure_view, selection
from components.addresses import SCREENS
from snapshots.store import Store

Visit = Callable[..., AppTest]
OLDER = "2025-12-31"
ADDRESSES: list[tuple[str, dict[str, str]]] = [
    ("rankings", {"section": "ministries", "dataset": "par-ministry", "edition": "par-ministry-2022"}),
    ("rankings", {"section": "world", "indicator": "gii-rank"}),
    (
        "rankings",
        {
            "dataset": "papi",
            "edition": "papi-2020-63",
            "indicator": "papi-e-governance",
            "region": "dbsh",
            "kind": "province",
            "find": "ha",
            "sort": "name",
            "against": "papi-2019-63",
            "view": "slope",
        },
    ),
    ("rankings", {"mark": "hue~ha-noi", "view": "list"}),
    ("gdp", {"section": "digital", "period": "2022"}),
    ("gdp", {"section": "provinces", "indicator": "mic-digital-economy-share-grdp"}),
    ("map", {"dataset": "dti", "edition": "dti-2023-63", "indicator": "dti-overall", "view": "tiles"}),
    ("map", {"edition": "dti-2023-63", "view": "two", "against": "dti-2022-63"}),
    ("map", {"province": "phu-tho", "view": "map"}),
    ("province", {"province": "ha-giang-63"}),
    ("province", {"province": "hue", "kind": "region"}),
    ("ministry", {"ministry": "bo-tc"}),
    ("tasks", {"section": "targets", "period": "2030"}),
    ("tasks", {"section": "tasks", "kind": "province", "scope": "province-own"}),
    ("data", {"section": "changes", "from": "2025-01-31", "to": OLDER}),
    ("data", {"section": "method", "edition": "dti-2023-63"}),
]
CHOSEN_IN_TEXT = {"find"}
MANY = {"region", "mark"}
ELSEWHERE = {"lang", "snapshot", "unknown", "tip", "weights"}
"""Keys of every page, or of none of its own; they have tests below."""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("path", "address"), ADDRESSES)
def test_the_address_restores_the_view(visit: Visit, path: str, address: dict[str, str], lang: str) -> None:
    app = visit(path, lang, **address)
    assert not app.exception
    assert app.session_state["_fallbacks"] == []
    for key, value in address.items():
        wanted = value.split("~") if key in MANY else value
        assert app.session_state[key] == wanted, key
    assert app.query_params == {"lang": lang, **address}


def test_every_key_of_every_page_is_looked_at(visit: Visit) -> None:
    """A new choice on a page needs a line in ADDRESSES."""
    for path in {screen.path for screen in SCREENS}:
        tried = {key for place, address in ADDRESSES if place == path for key in address} | ELSEWHERE
        for section in {address.get("section", "") for place, address in ADDRESSES if place == path} | {""}:
            app = visit(path, "en", section=section)
            shown = {node.key for node in app._tree if getattr(node, "key", None)} & set(selection.KEYS)
            assert shown <= tried, (path, section)


def test_the_address_keeps_the_readers_own_weights(visit: Visit) -> None:
    app = visit("rankings", "en", view="weights", weights="dti-awareness:2~dti-cybersecurity:1")
    assert not app.exception
    assert app.number_input(key="weight_dti-awareness").value == 2
    assert app.number_input(key="weight_dti-infrastructure").value == 0
    assert "not official" in " ".join(one.value for one in app.warning)
    app.number_input(key="weight_dti-cybersecurity").set_value(3.0).run()
    assert "dti-cybersecurity:3" in str(app.query_params["weights"])


def test_every_promised_key_is_used_somewhere() -> None:
    used = {key for _, address in ADDRESSES for key in address} | ELSEWHERE
    assert used == set(selection.KEYS)


BAD = [(path, key) for path, address in ADDRESSES for key in address if key not in CHOSEN_IN_TEXT]


@pytest.mark.parametrize(("path", "key"), list(dict.fromkeys(BAD)))
def test_a_bad_value_falls_back_with_a_notice(visit: Visit, path: str, key: str) -> None:
    address = next(address for place, address in ADDRESSES if place == path and key in address)
    app = visit(path, "en", **{**address, key: "no-such-id"})
    assert not app.exception
    assert (key, "no-such-id") in app.session_state["_fallbacks"]
    assert any(f"{key}=no-such-id" in box.value for box in app.info)
    assert app.session_state[key] != "no-such-id"


def test_a_bad_one_among_many_leaves_the_good_ones(visit: Visit) -> None:
    app = visit("rankings", "en", mark="hue~atlantis~ha-noi")
    assert app.session_state["mark"] == ["hue", "ha-noi"]
    assert app.session_state["_fallbacks"] == [("mark", "atlantis")]


def test_an_unknown_language_is_vietnamese_with_a_notice(visit: Visit) -> None:
    app = visit("rankings", "fr")
    assert app.title[0].value == visit("rankings", "vi").title[0].value
    assert any("lang=fr" in box.value for box in app.info)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "**bold** `code` :red[x]"])
def test_what_the_address_holds_is_shown_as_text(visit: Visit, text: str) -> None:
    app = visit("rankings", "en", edition=text)
    assert not app.exception
    told = next(box for box in app.info if "edition=" in box.value)
    assert figure_view.plain(text) in told.value


def test_an_unknown_snapshot_shows_the_newest_with_a_notice(visit: Visit) -> None:
    app = visit("rankings", "en", snapshot="1999-01-01")
    assert not app.exception
    assert Store().current().id in app.caption[-1].value
    assert any("snapshot=1999-01-01" in box.value for box in app.info)
    assert not app.warning


@pytest.mark.parametrize("path", [screen.path for screen in SCREENS])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_older_snapshot_says_so_on_every_page(visit: Visit, path: str, lang: str) -> None:
    app = visit(path, lang, snapshot=OLDER)
    assert not app.exception
    assert OLDER in app.caption[-1].value
    assert any(OLDER in box.value and Store().current().id in box.value for box in app.warning)


@pytest.mark.parametrize("snapshot", ["2023-12-31", "2025-01-31", "2025-10-31"])
@pytest.mark.parametrize(
    ("path", "section"),
    [(screen.path, "") for screen in SCREENS]
    + [("rankings", "ministries"), ("rankings", "world"), ("tasks", "tasks"), ("data", "method"), ("data", "snapshots")]
    + [("gdp", section) for section in ("joint", "tfp", "research", "provinces")],
)
def test_the_first_snapshots_open_on_every_page(visit: Visit, path: str, section: str, snapshot: str) -> None:
    app = visit(path, "vi", snapshot=snapshot, section=section)
    assert not app.exception
    assert snapshot in app.caption[-1].value


def test_back_to_the_newest_keeps_the_rest(visit: Visit) -> None:
    app = visit("rankings", "en", snapshot=OLDER, edition="dti-2023-63")
    app.button(key="show_newest").click().run()
    assert app.query_params == {"lang": "en", "edition": "dti-2023-63"}
    assert not app.warning
    assert app.session_state["edition"] == "dti-2023-63"


@pytest.mark.parametrize(
    ("path", "address"), [("rankings", {"edition": "dti-2023-63", "mark": "hue"}), ("map", {"view": "tiles"})]
)
def test_another_language_keeps_the_choices(visit: Visit, path: str, address: dict[str, str]) -> None:
    app = visit(path, "vi", **address)
    title = app.title[0].value
    app.get_by_key("lang").set_value("en").run()
    assert app.query_params == {"lang": "en", **address}
    assert app.title[0].value != title
    for key, value in address.items():
        assert app.session_state[key] in (value, [value])
    app.get_by_key("lang").set_value("vi").run()
    assert app.title[0].value == title
    assert {key: app.query_params[key] for key in address} == address


@pytest.mark.parametrize(
    ("path", "key", "kind", "value"),
    [
        ("rankings", "edition", "selectbox", "dti-2023-63"),
        ("rankings", "section", "", "ministries"),
        ("rankings", "view", "", "bump"),
        ("map", "dataset", "selectbox", "pii"),
        ("province", "province", "selectbox", "da-nang"),
        ("gdp", "section", "", "tfp"),
        ("tasks", "section", "", "technologies"),
    ],
)
def test_a_choice_writes_its_id_and_the_usual_one_is_left_out(
    visit: Visit, path: str, key: str, kind: str, value: str
) -> None:
    app = visit(path, "vi")
    usual = app.session_state[key]
    app.get_by_key(key).set_value(value).run()
    assert not app.exception
    assert app.query_params == {"lang": "vi", key: value}
    assert app.session_state[key] == value
    app.get_by_key(key).set_value(usual).run()
    assert key not in app.query_params


def test_several_choices_are_written_as_ids(visit: Visit) -> None:
    app = visit("rankings", "vi")
    app.multiselect(key="mark").set_value(["hue", "da-nang"]).run()
    assert app.query_params["mark"] == "hue~da-nang"
    app.text_input(key="find").set_value("ha giang").run()
    assert app.query_params["find"] == "ha giang"
    assert app.session_state["mark"] == ["hue", "da-nang"]


def test_a_choice_that_no_longer_fits_is_dropped_with_a_notice(visit: Visit) -> None:
    """Another index has other editions."""
    app = visit("rankings", "en", edition="dti-2023-63")
    app.selectbox(key="dataset").set_value("papi").run()
    assert not app.exception
    assert app.session_state["edition"].startswith("papi-")


def test_a_key_that_is_no_promise_is_refused() -> None:
    with pytest.raises(KeyError, match="colour"):
        selection.asked("colour")
