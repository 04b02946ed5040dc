"""Files, pages and bare figures at their addresses: what is answered, with which headers, and what is refused how."""

import asyncio
import hashlib
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from components import figure_files, site_files, worker
from components.embed import Embeds
from components.jobs import Failed, Job, Refused
from components.web import IMMUTABLE, POLICY, Headers, Pages
from components.workers import BrokenError, BusyError, RefusedError, TooSlowError
from exports import order as orders
from exports.order import Order
from exports.shelf import Kept
from snapshots.publish import withdraw
from snapshots.store import Store
from tests.loops import run
from tests.test_web import Answer, Client

VIEW = "ranking/dti-2024-34/dti-overall"
BEHIND = "this is Streamlit"


class StandIn:
    """A pool that works at once in this process and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Job] = []
        self.outcome: Exception | None = None

    def ask(self, job: Job) -> Future[Kept]:
        self.asked.append(job)
        if isinstance(self.outcome, BusyError):
            raise self.outcome
        promise: Future[Kept] = Future()
        answer: Any = self.outcome or worker.answer(job, Store(), lambda progress: None)
        if isinstance(answer, Refused):
            answer = RefusedError(answer)
        elif isinstance(answer, Failed):
            answer = BrokenError(answer.detail)
        _ = promise.set_exception(answer) if isinstance(answer, Exception) else promise.set_result(answer)
        return promise

    @property
    def order(self) -> Order:
        return self.asked[-1].arguments[0]


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> StandIn:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    stand_in = StandIn()
    monkeypatch.setattr(figure_files, "pool", stand_in)
    return stand_in


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are not drawn: what is tested is the address, not the drawing."""

    def made(order: Order, store: Any, progress: Any = None) -> orders.Made:
        orders.check(order)
        shown = orders.figure(order, store)
        suffix, media = orders.MEDIA[order.form]
        return orders.Made(orders.name(shown, order, suffix), repr(order).encode(), media)

    monkeypatch.setattr("exports.served.made", made)


async def _behind(request: Request) -> PlainTextResponse:
    return PlainTextResponse(BEHIND)


@pytest.fixture
def client(pool: StandIn, drawn: None) -> Iterator[Client]:
    st.cache_resource.clear()
    yield Client(
        Starlette(
            routes=[*figure_files.ROUTES, *site_files.ROUTES, Route("/{path:path}", _behind)],
            middleware=[Middleware(Headers), Middleware(Embeds), Middleware(Pages)],
        )
    )
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def newest() -> str:
    return Store().current().id


# Files


@pytest.mark.parametrize(
    ("ending", "media", "handed"),
    [
        (".png", "image/png", "inline"),
        (".svg", "image/svg+xml", "inline"),
        (".pdf", "application/pdf", "attachment"),
        (".csv", "text/csv", "attachment"),
        (".sdmx.csv", "application/vnd.sdmx.data+csv", "attachment"),
        (".xlsx", "application/vnd.openxmlformats", "attachment"),
        (".json", "application/json", "attachment"),
        (".zip", "application/zip", "attachment"),
    ],
)
def test_each_form_at_its_address(client: Client, newest: str, ending: str, media: str, handed: str) -> None:
    answer = client.get(f"/f/{newest}/vi/{VIEW}{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["content-length"] == str(len(answer.content))
    disposition = re.fullmatch(r'(\w+); filename="([a-z0-9._-]+)"', answer.headers["content-disposition"])
    assert disposition
    assert disposition[1] == handed
    assert disposition[2].endswith(ending.rsplit(".", 1)[-1])
    assert newest in disposition[2]


@pytest.mark.parametrize(
    ("query", "handed"), [("download=1", "attachment"), ("inline=1", "inline"), ("download=0", "inline")]
)
def test_shown_or_saved_as_asked(client: Client, newest: str, query: str, handed: str) -> None:
    assert client.get(f"/f/{newest}/vi/{VIEW}.png?{query}").headers["content-disposition"].startswith(handed)


def test_every_option_reaches_the_order(client: Client, pool: StandIn, newest: str) -> None:
    client.get(f"/f/{newest}/en/{VIEW}/mark=ha-noi.png?shape=square&theme=dark&transparent=1&plain=1&scale=2")
    assert pool.order == Order(
        f"{VIEW}/mark=ha-noi", newest, "en", "png", "square", dark=True, transparent=True, plain=True, scale=2
    )
    client.get(f"/f/{newest}/en/{VIEW}.svg?text=outlines&size=900x700")
    assert pool.order == Order(VIEW, newest, "en", "svg", outlines=True, size="900x700")
    client.get(f"/f/{newest}/en/{VIEW}.csv?for=spreadsheet&rows=all")
    assert pool.order == Order(VIEW, newest, "en", "csv-spreadsheet", rows="all")


def test_the_same_file_however_its_address_is_written(client: Client, pool: StandIn, newest: str) -> None:
    """Choices in another order, percent signs and options that say the default: one order, one file, one tag."""
    kept = client.get(f"/f/{newest}/vi/{VIEW}/find=h%C3%A0/mark=ha-noi.png")
    for address in ("mark=ha-noi/find=hà.png", "mark=ha%2Dnoi/find=h%C3%A0.png?shape=article&theme=light"):
        assert client.get(f"/f/{newest}/vi/{VIEW}/{address}").headers["etag"] == kept.headers["etag"]
    assert len(pool.asked) == 1


def test_a_separator_inside_a_value_stays_one(client: Client, pool: StandIn, newest: str) -> None:
    client.get(f"/f/{newest}/vi/{VIEW}/find=a%2Fb.csv")
    assert pool.order.view == f"{VIEW}/find=a%2Fb"


def test_the_second_request_asks_no_worker(client: Client, pool: StandIn, newest: str) -> None:
    first, second = (client.get(f"/f/{newest}/vi/{VIEW}.csv") for _ in range(2))
    assert first.content == second.content
    assert len(pool.asked) == 1


def test_the_tag_spares_the_body(client: Client, pool: StandIn, newest: str) -> None:
    tag = client.get(f"/f/latest/vi/{VIEW}.csv").headers["etag"]
    again = client.get(f"/f/latest/vi/{VIEW}.csv", if_none_match=tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"/f/latest/en/{VIEW}.csv", if_none_match=tag).status_code == 200


def test_pinned_is_kept_for_good_and_latest_is_not(client: Client, newest: str) -> None:
    pinned, latest = client.get(f"/f/{newest}/vi/{VIEW}.png"), client.get(f"/f/latest/vi/{VIEW}.png")
    assert pinned.content == latest.content
    assert pinned.headers["cache-control"] == IMMUTABLE
    assert "immutable" not in latest.headers["cache-control"]
    assert "max-age=60" in latest.headers["cache-control"]


def test_head_tells_the_size_without_the_body(client: Client, newest: str) -> None:
    whole, head = client.get(f"/f/{newest}/vi/{VIEW}.csv"), client.get(f"/f/{newest}/vi/{VIEW}.csv", method="HEAD")
    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.headers["etag"] == whole.headers["etag"]


def test_a_picture_opened_by_itself_runs_nothing(client: Client, newest: str) -> None:
    policy = client.get(f"/f/{newest}/vi/{VIEW}.svg").headers["content-security-policy"]
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        "frame-ancestors 'self'; report-uri /csp-report"
    )


def test_other_sites_may_read_the_files(client: Client, newest: str) -> None:
    answer = client.get(f"/f/{newest}/vi/{VIEW}.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


# Refusals


def _one_sentence(answer: Answer, status: int) -> str:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    text = answer.text.strip()
    assert text
    assert "\n" not in text
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize(
    "asked",
    [
        ".png?shape=round",
        ".png?colour=red",
        ".png?theme=night",
        ".png?transparent=yes",
        ".png?scale=9",
        ".png?scale=-1",
        ".png?scale=2&scale=3",
        ".png?rows=all",
        ".svg?text=runes",
        ".csv?shape=square",
        ".csv?rows=some",
        ".zip?shape=square",
        ".png?shape=",
    ],
)
def test_what_is_not_understood_is_refused_in_one_sentence(
    client: Client, pool: StandIn, newest: str, asked: str
) -> None:
    texts = {_one_sentence(client.get(f"/f/{newest}/{lang}/{VIEW}{asked}"), 400) for lang in ("vi", "en")}
    assert len(texts) == 2, "each in its language"
    assert not pool.asked, "no worker is asked"


def test_the_refusal_names_what_is_allowed(client: Client, newest: str) -> None:
    assert "light, dark" in client.get(f"/f/{newest}/en/{VIEW}.png?theme=night").text
    assert "for, rows" in client.get(f"/f/{newest}/en/{VIEW}.csv?shape=square").text.replace("rows, for", "for, rows")


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "ranking",
        "ranking/dti-2024-34",
        "ranking/dti-1999/dti-overall",
        "ranking/dti-2024-34/no-such-indicator",
        f"{VIEW}/mark=p34-99",
        f"{VIEW}/unknown=1",
        "ranking/<script>alert(1)</script>/x",
        "x" * 700,
        "..%2f..%2fetc%2fpasswd",
    ],
)
@pytest.mark.parametrize("ending", [".png", ""])
def test_an_unknown_view_is_not_found(client: Client, newest: str, path: str, ending: str) -> None:
    for lang in ("vi", "en"):
        text = _one_sentence(client.get(f"/f/{newest}/{lang}/{path}{ending}"), 404)
        assert len(text) < 1200


def test_an_unknown_snapshot_or_language_is_not_found(client: Client, newest: str) -> None:
    assert "1999-01-01" in _one_sentence(client.get(f"/f/1999-01-01/en/{VIEW}.png"), 404)
    assert "'fr'" in _one_sentence(client.get(f"/f/{newest}/fr/{VIEW}.png"), 404)


@pytest.fixture
def damaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    data = tmp_path / "data"
    shutil.copytree(Store().root, data)
    monkeypatch.setenv("EXPLORER_DATA", str(data))
    st.cache_resource.clear()
    return data


def test_an_altered_snapshot_is_not_shown(client: Client, damaged: Path) -> None:
    first = Store(damaged).entries()[0].snapshot
    file = damaged / "snapshots" / first / "observations.csv"
    file.write_bytes(file.read_bytes() + b"x")
    newest = Store(damaged).current().id
    assert first in _one_sentence(client.get(f"/f/{first}/en/{VIEW}.csv"), 503)
    assert client.get(f"/f/{newest}/en/{VIEW}.csv").status_code == 200


def test_a_withdrawn_snapshot_says_so_where_words_can_be_and_is_not_kept_for_good(
    client: Client, damaged: Path
) -> None:
    older = Store(damaged).entries()[-2].snapshot
    assert client.get(f"/f/{older}/en/{VIEW}.csv").headers["cache-control"] == IMMUTABLE
    withdraw(
        Store(damaged),
        older,
        reason_vi="Nhầm đơn vị.",
        reason_en="Wrong unit.",
        actor="Lan",
        approver="Minh",
        time="2026-11-30T08:00:00+07:00",
        expect_head=Store(damaged).head(),
    )
    file = client.get(f"/f/{older}/en/{VIEW}.csv")
    assert (file.status_code, file.headers["cache-control"]) == (200, figure_files.SHORT)
    for address in (f"/f/{older}/en/{VIEW}", f"/?embed={VIEW}&snapshot={older}&lang=en"):
        assert "Wrong unit." in client.get(address).text


def test_no_snapshot_at_all(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EXPLORER_DATA", str(tmp_path / "empty"))
    st.cache_resource.clear()
    text = _one_sentence(client.get(f"/f/latest/vi/{VIEW}.csv"), 503)
    assert str(tmp_path) not in text


@pytest.mark.parametrize(
    ("outcome", "status"), [(BusyError(), 503), (TooSlowError(), 503), (BrokenError("secret detail"), 500)]
)
def test_what_could_not_be_made_is_told(
    client: Client, pool: StandIn, newest: str, outcome: Exception, status: int
) -> None:
    pool.outcome = outcome
    answer = client.get(f"/f/{newest}/en/{VIEW}.png")
    assert "secret" not in _one_sentence(answer, status)
    assert ("retry-after" in answer.headers) == (status == 503)
    pool.outcome = None
    assert client.get(f"/f/{newest}/en/{VIEW}.png").status_code == 200, "a failure is not kept"


def test_only_reading(client: Client, newest: str) -> None:
    assert client.get(f"/f/{newest}/vi/{VIEW}.png", method="POST").status_code == 405


# Fair turns


class Holding:
    """A pool whose promises are kept when the test says so."""

    def __init__(self) -> None:
        self.promises: list[Future[Kept]] = []

    def ask(self, job: Job) -> Future[Kept]:
        self.promises.append(Future())
        return self.promises[-1]


def test_one_client_has_so_many_made_at_once_and_others_are_served(
    monkeypatch: pytest.MonkeyPatch, pool: StandIn
) -> None:
    holding = Holding()
    monkeypatch.setattr(figure_files, "pool", holding)
    most = figure_files.EACH_CLIENT

    async def ask() -> None:
        own = [
            asyncio.create_task(figure_files.made(Job("x", key=f"{number:064d}"), "vi", "a"))
            for number in range(most + 3)
        ]
        await _until(lambda: len(holding.promises) == most)
        other = asyncio.create_task(figure_files.made(Job("x", key="e" * 64), "vi", "b"))
        await _until(lambda: len(holding.promises) == most + 1)
        for promise in holding.promises:
            promise.set_result(Kept("x", b"", "text/plain"))
        await other
        await _until(lambda: len(holding.promises) == most + 4)
        for promise in holding.promises[-3:]:
            promise.set_result(Kept("x", b"", "text/plain"))
        await asyncio.gather(*own)

    run(ask())
    assert not figure_files._turns, "nothing is remembered of clients that are served"


def test_a_client_that_asks_too_much_is_refused(monkeypatch: pytest.MonkeyPatch, pool: StandIn) -> None:
    holding = Holding()
    monkeypatch.setattr(figure_files, "pool", holding)

    async def ask() -> None:
        count = figure_files.EACH_CLIENT_WAITING
        own = [
            asyncio.create_task(figure_files.made(Job("x", key=f"{number:064d}"), "vi", "a")) for number in range(count)
        ]
        await _until(lambda: len(holding.promises) == figure_files.EACH_CLIENT)
        await _until(lambda: figure_files._turns["a"].asking == count)
        with pytest.raises(figure_files.RefusalError) as refused:
            await figure_files.made(Job("x", key="f" * 64), "vi", "a")
        assert refused.value.status == 503
        for task in own:
            task.cancel()
        await asyncio.gather(*own, return_exceptions=True)
        assert not any(promise.cancelled() for promise in holding.promises), "others may wait for the same file"

    run(ask())


async def _until(state: Any) -> None:
    for _ in range(2000):
        if state():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to that")


# The page without scripts


def test_the_page_of_a_figure(client: Client, newest: str) -> None:
    answer = client.get(f"/f/{newest}/vi/{VIEW}")
    figure = orders.figure(Order(VIEW, newest, "vi"), Store())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert figure.words.title in answer.text
    assert f"/f/{newest}/vi/{VIEW}.csv" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "immutable" not in answer.headers["cache-control"], (
        "the ribbon of a replaced snapshot must be able to appear"
    )


def test_the_page_of_an_older_snapshot_says_what_replaced_it(client: Client, newest: str) -> None:
    older = Store().entries()[-2].snapshot
    page = client.get(f"/f/{older}/en/{VIEW}")
    assert older in page.text
    assert f"the newest is {newest}" in page.text


# The whole site


def test_every_figure_of_a_snapshot_is_listed(client: Client, newest: str) -> None:
    answer = client.get("/f/latest/vi/")
    assert answer.status_code == 200
    assert f"/f/latest/vi/{VIEW}" in answer.text
    older = Store().entries()[-2].snapshot
    assert older in client.get(f"/f/{older}/en/").text


@pytest.mark.parametrize(
    ("path", "media", "told"),
    [
        ("/feed.xml", "application/atom+xml", "<feed"),
        ("/feed.en.xml", "application/atom+xml", "<feed"),
        ("/dcat.jsonld", "application/ld+json", "dcat"),
        ("/dcat.ttl", "text/turtle", "dcat"),
        ("/sitemap.xml", "application/xml", "<urlset"),
        ("/robots.txt", "text/plain", "Sitemap:"),
        ("/d/dti.csv", "text/csv", "dataset,"),
        ("/d/dti.json", "application/json", "{"),
        ("/d/dti/", "text/html", '<html lang="vi"'),
        ("/d/dti/en/", "text/html", '<html lang="en"'),
    ],
)
def test_documents_of_the_site(client: Client, path: str, media: str, told: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert told in answer.text
    assert "immutable" not in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/d/nothing.csv", "/d/nothing/", "/d/nothing/en/", "/d/dti/fr/"])
def test_unknown_datasets(client: Client, path: str) -> None:
    _one_sentence(client.get(path), 404)


# The bare figure


def _embedded(client: Client, query: str, page: str = "/") -> Answer:
    return client.get(f"{page}?{query}")


@pytest.mark.parametrize("page", ["/", "/rankings", "/map", "/data"])
def test_bare_figure_at_any_page(client: Client, page: str) -> None:
    answer = _embedded(client, f"embed={quote(VIEW)}&lang=en", page)
    assert answer.status_code == 200
    assert '<html lang="en"' in answer.text
    assert f"{VIEW}.svg" in answer.text


def test_bare_figure_is_whole(client: Client, newest: str) -> None:
    text = _embedded(client, f"embed={VIEW}&lang=vi").text
    figure = orders.figure(Order(VIEW, newest, "vi"), Store())
    for told in (figure.words.title, figure.words.alt, figure.words.description, newest):
        assert told.replace("'", "&#39;") in text
    for unit in figure.table["name"]:
        assert unit.replace("'", "&#39;") in text
    for ending in ("png", "svg", "pdf", "csv", "xlsx", "json", "zip"):
        assert f'href="/f/{newest}/vi/{VIEW}.{ending}?download=1"' in text
    assert "/rankings?" in text
    assert text.count("<script") == 1


@pytest.mark.parametrize(
    ("theme", "dark", "prefers"), [("", False, False), ("&theme=dark", True, False), ("&theme=auto", True, True)]
)
def test_themes(client: Client, theme: str, dark: bool, prefers: bool) -> None:
    text = _embedded(client, f"embed={VIEW}{theme}").text
    assert (".svg?theme=dark" in text) == dark
    assert ('media="(prefers-color-scheme: dark)"' in text) == prefers


def test_frozen_says_what_replaced_it_and_live_does_not(client: Client, newest: str) -> None:
    older = Store().entries()[-2].snapshot
    live, frozen = (
        _embedded(client, f"embed={VIEW}&lang=en"),
        _embedded(client, f"embed={VIEW}&lang=en&snapshot={older}"),
    )
    assert "replaced" not in live.text
    assert f"/f/{newest}/en/{VIEW}.svg" in live.text
    assert f"the newest is {newest}" in frozen.text
    assert f'href="/?embed={VIEW}&amp;lang=en"' in frozen.text
    assert f"/f/{older}/en/{VIEW}.svg" in frozen.text


def test_only_bare_pages_may_be_framed_elsewhere(client: Client, newest: str) -> None:
    for query in (f"embed={VIEW}", "embed=true", "embed=nothing-such"):
        assert "frame-ancestors *" in _embedded(client, query).headers["content-security-policy"], query
    for path in ("/", "/rankings", "/?embed=false", f"/f/{newest}/vi/{VIEW}", "/?lang=en&x=embed"):
        assert "frame-ancestors 'self'" in client.get(path).headers["content-security-policy"], path


def test_a_bare_streamlit_page_keeps_the_rest_of_the_policy(client: Client) -> None:
    own = client.get("/rankings?embed=true").headers["content-security-policy"]
    assert own == POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")


def test_bare_figure_runs_only_our_script_and_sets_no_cookie(client: Client) -> None:
    answer = _embedded(client, f"embed={VIEW}")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert not re.search(r'(?:src|srcset)="(?:https?:)?//', answer.text)


@pytest.mark.parametrize(
    ("query", "status"),
    [("embed=nothing", 404), ("embed=ranking/x/y", 404), (f"embed={VIEW}&snapshot=1999-01-01", 404)]
    + [(f"embed={VIEW}&theme=pink", 400), ("embed=%3Cscript%3Ealert(1)%3C/script%3E", 404)],
)
def test_a_wrong_embed_says_so_on_a_small_page(client: Client, query: str, status: int) -> None:
    answer = _embedded(client, f"{query}&lang=en")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script>" not in answer.text
    assert len(re.findall(r"<p>(.+?)</p>", answer.text, re.DOTALL)) == 1


@pytest.mark.parametrize("query", ["embed=true", "embed=", "lang=en", "embed=True"])
def test_streamlits_own_values_go_to_streamlit(client: Client, pool: StandIn, query: str) -> None:
    answer = _embedded(client, query, "/rankings")
    assert "<title>" in answer.text
    assert not pool.asked


@pytest.mark.parametrize("path", ["/_stcore/health", "/rankings/_stcore/health"])
def test_services_of_streamlit_are_left_alone(client: Client, path: str) -> None:
    assert _embedded(client, f"embed={VIEW}", path).text == BEHIND


@pytest.mark.parametrize("name", ["explorer-embed.js", "embed-frame.js"])
def test_scripts_of_the_embed_are_served(client: Client, name: str) -> None:
    answer = client.get(f"/{name}")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    folder = Path(figure_files.__file__).parent
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256((folder / name).read_bytes()).digest()


@pytest.mark.parametrize(
    ("path", "view", "shape"),
    [
        ("ranking/a/b.upright", "ranking/a/b", {"shape": "upright"}),
        ("ranking/a/b.poster", "ranking/a/b.poster", {}),
        ("ranking/a/b", "ranking/a/b", {}),
    ],
)
def test_the_names_of_the_plain_site_hold_here_too(path: str, view: str, shape: dict[str, str]) -> None:
    assert figure_files.shaped(path) == (view, shape)
