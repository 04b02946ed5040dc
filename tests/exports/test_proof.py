"""A file read back: current, revised since (old and new), altered, or not to be checked; hostile files in one sentence."""

import io
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from exports import proof
from exports.order import Order, made
from exports.proof import ALTERED, CURRENT, MOST_BYTES, REVISED, UNKNOWN, NotOursError, check, read, told
from exports.revision import Change
from exports.seal import BLANK, MARK, seal
from exports.xmp import END, START
from figures import catalogue
from figures.context import Context
from snapshots.manifest import MANIFEST
from snapshots.publish import publish, roll_back, withdraw
from snapshots.schema import tables
from snapshots.store import Store
from tests.snapshots.conftest import ROWS, TIME, to_csv

VIEW = "ranking/dti-2024-34/dti-overall"
FIRST, SECOND = "2026-11-21", "2026-11-22"
FORMS = ("png", "svg", "pdf")
WORDS = {"reason_vi": "Lý do", "reason_en": "Reason", "actor": "An", "approver": "Bình", "time": TIME}
Edit = Callable[[dict[str, list[dict[str, str]]]], None]


def nothing(rows: dict[str, list[dict[str, str]]]) -> None:
    """The draft as it is."""


def other_value(rows: dict[str, list[dict[str, str]]]) -> None:
    """Ha Noi has another value in 2024."""
    row = next(row for row in rows["observations"] if (row["edition"], row["entity"]) == ("dti-2024-34", "ha-noi"))
    row["value"] = "0.8342"


def other_name(rows: dict[str, list[dict[str, str]]]) -> None:
    """Something that the view does not show."""
    row = next(row for row in rows["observations"] if row["indicator"] == "gdp-share")
    row["value"] = "12.44"


def no_edition(rows: dict[str, list[dict[str, str]]]) -> None:
    """The edition and its rows are gone."""
    for name in ("observations", "weights"):
        rows[name] = [row for row in rows[name] if row["edition"] != "dti-2024-34"]
    rows["editions"] = [row for row in rows["editions"] if row["id"] != "dti-2024-34"]


def put(folder: Path, edit: Edit, date: str, kind: str = "correction") -> Store:
    """The test draft, edited and published into the store of the folder."""
    rows = {name: [dict(row) for row in kept] for name, kept in ROWS.items()}
    edit(rows)
    draft = folder / f"draft-{date}"
    draft.mkdir(parents=True)
    for name in tables():
        (draft / f"{name}.csv").write_bytes(to_csv(name, rows[name]))
    store = Store(folder / "data")
    publish(draft, store, snapshot_date=date, kind=kind, expect_head=store.head(), **WORDS)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return put(tmp_path, nothing, FIRST, "first")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The view in each form, of the first snapshot (the same bytes in every store that has it)."""
    kept = put(tmp_path_factory.mktemp("files"), nothing, FIRST, "first")
    return {form: made(Order(VIEW, form=form), kept).content for form in FORMS}


def verdict(content: bytes, store: Store, lang: str = "en") -> proof.Verdict:
    return check(read(content), content, store, lang)


@pytest.mark.parametrize("form", FORMS)
def test_every_field_comes_back(files: dict[str, bytes], store: Store, form: str) -> None:
    snapshot = store.current()
    figure = catalogue.exported(Context(snapshot, "vi"), VIEW)
    found = read(files[form])
    assert (found.form, found.intact) == (form, True)
    assert found.facts.title == {"vi": figure.words.title, "en": figure.other.title}
    assert found.facts.alt == {"vi": figure.words.alt, "en": figure.other.alt}
    assert found.facts.created == "2026-11-21T01:30:00Z"
    state = found.facts.state
    assert (state["view"], state["snapshot"], state["form"]) == (VIEW, FIRST, form)
    assert state["checksum"] == snapshot.manifest_sha256


@pytest.mark.parametrize("form", FORMS)
def test_an_untouched_file_of_the_newest_snapshot_is_current(files: dict[str, bytes], store: Store, form: str) -> None:
    found = verdict(files[form], store)
    assert (found.status, found.newest, found.remade, found.changes) == (CURRENT, FIRST, True, ())


@pytest.mark.parametrize(
    "order",
    [
        Order(VIEW, lang="en", shape="square", dark=True),
        Order(VIEW, form="svg", outlines=True, transparent=True),
        Order(VIEW, size="900x700", plain=True, scale=1),
        Order(VIEW, form="pdf", shape="print-column"),
        Order("history/ha-noi", form="pdf", dark=True),
    ],
    ids=lambda order: f"{order.form}-{order.size or order.shape}",
)
def test_a_file_of_any_order_is_made_again_from_what_it_says(store: Store, order: Order) -> None:
    content = made(order, store).content
    found = verdict(content, store)
    assert (found.status, found.remade) == (CURRENT, True)


def test_a_picture_with_a_code_and_a_brief_are_made_again(store: Store) -> None:
    from exports import brief, picture
    from exports.shapes import Look

    context = Context(store.current(), "vi")
    coded = picture.png(catalogue.exported(context, VIEW), Look(qr=True))
    assert (verdict(coded, store).status, verdict(coded, store).remade) == (CURRENT, True)
    page = brief.brief(context, "ha-noi")
    assert (verdict(page, store).status, verdict(page, store).remade) == (CURRENT, True)


@pytest.mark.parametrize("form", FORMS)
def test_a_later_snapshot_with_another_value_revises_the_file_and_says_which(
    files: dict[str, bytes], store: Store, tmp_path: Path, form: str
) -> None:
    put(tmp_path, other_value, SECOND)
    found = verdict(files[form], store)
    assert (found.status, found.newest) == (REVISED, SECOND)
    assert Change("revised", "Ha Noi, 2024", "DTI", "0.8241", "0.8342") in [
        replace(change, column="DTI") for change in found.changes
    ]
    text = told("vi", read(files[form]), verdict(files[form], store, "vi"))
    assert text.startswith("SỐ LIỆU ĐÃ ĐƯỢC ĐIỀU CHỈNH.")
    assert "trước là 0,8241, nay là 0,8342" in text and "Hà Nội, 2024" in text
    assert SECOND in text


def test_a_later_snapshot_that_says_the_same_leaves_the_file_current(
    files: dict[str, bytes], store: Store, tmp_path: Path
) -> None:
    put(tmp_path, other_name, SECOND)
    found = verdict(files["png"], store)
    assert (found.status, found.newest, found.changes) == (CURRENT, SECOND, ())


def test_going_back_makes_it_current_again(files: dict[str, bytes], store: Store, tmp_path: Path) -> None:
    put(tmp_path, other_value, SECOND)
    roll_back(store, FIRST, expect_head=store.head(), **WORDS)
    assert verdict(files["png"], store).status == CURRENT


def test_a_withdrawn_snapshot_is_said(files: dict[str, bytes], store: Store, tmp_path: Path) -> None:
    put(tmp_path, other_value, SECOND)
    withdraw(store, FIRST, expect_head=store.head(), **WORDS)
    text = told("vi", read(files["svg"]), verdict(files["svg"], store, "vi"))
    assert "Lý do" in text and text.startswith("SỐ LIỆU ĐÃ ĐƯỢC ĐIỀU CHỈNH.")


def test_when_nothing_is_shown_any_more_it_cannot_be_checked(
    files: dict[str, bytes], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last snapshot can no longer be withdrawn, but stores of an earlier release may hold such a log."""
    monkeypatch.setattr("snapshots.publish.shown_line", lambda entries: [])
    withdraw(store, FIRST, expect_head=store.head(), **WORDS)
    found = verdict(files["png"], store)
    assert found.status == UNKNOWN
    assert [notice.code for notice in found.notices] == ["withdrawn"]


def test_a_view_that_is_gone_is_revised_and_says_so(tmp_path: Path) -> None:
    """A published edition never goes, but the store can go back to before it."""
    put(tmp_path, no_edition, FIRST, "first")
    store = put(tmp_path, nothing, SECOND, "new_edition")
    content = made(Order(VIEW, form="svg"), store).content
    assert verdict(content, store).status == CURRENT
    roll_back(store, FIRST, expect_head=store.head(), **WORDS)
    found = verdict(content, store)
    assert (found.status, found.changes) == (REVISED, ())
    assert "dti-2024-34" in found.reason("en") and "dti-2024-34" in found.reason("vi")


def test_a_snapshot_the_store_does_not_have_cannot_be_checked(files: dict[str, bytes], tmp_path: Path) -> None:
    other = put(tmp_path, nothing, "2026-11-20", "first")
    assert verdict(files["png"], other).status == UNKNOWN
    assert verdict(files["png"], Store(tmp_path / "empty")).status == UNKNOWN


def test_another_snapshot_by_the_same_name_cannot_be_checked(files: dict[str, bytes], tmp_path: Path) -> None:
    found = verdict(files["png"], put(tmp_path, other_value, FIRST, "first"))
    assert found.status == UNKNOWN
    assert "checksums differ" in found.reason("en")


def test_a_damaged_snapshot_cannot_be_checked(files: dict[str, bytes], store: Store) -> None:
    (store.folder(FIRST) / MANIFEST).chmod(0o644)
    (store.folder(FIRST) / MANIFEST).write_bytes(b"{}")
    assert verdict(files["png"], store).status == UNKNOWN


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_byte_anywhere_makes_the_file_altered_or_unreadable(
    files: dict[str, bytes], store: Store, form: str
) -> None:
    content, altered = files[form], 0
    for part in range(40):
        changed = bytearray(content)
        changed[part * len(content) // 40] ^= 1
        try:
            assert verdict(bytes(changed), store).status == ALTERED, part
            altered += 1
        except NotOursError:
            continue
    assert altered > 20


def resealed(content: bytes, old: bytes, new: bytes) -> bytes:
    """The file as a careful forger leaves it: its own checksum right again."""
    assert old in content
    changed = content.replace(old, new)
    start = changed.index(MARK.encode()) + len(MARK)
    return seal(changed[:start] + BLANK.encode() + changed[start + 64 :])


@pytest.mark.parametrize("text", ["0,8241", "Hà Nội"])
def test_a_forgery_with_a_right_checksum_is_found_by_making_it_again(
    files: dict[str, bytes], store: Store, text: str
) -> None:
    forged = resealed(files["svg"], text.encode(), "Xà Nội".encode() if "N" in text else b"0,9241")
    assert read(forged).intact
    found = verdict(forged, store)
    assert (found.status, found.remade) == (ALTERED, False)


def test_rows_that_are_not_the_snapshots_are_found_even_where_nothing_is_made_again(
    files: dict[str, bytes], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = read(files["svg"]).facts.state["data"].encode()
    forged = resealed(files["svg"], digest, b"e" * 64)
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://example.org")
    assert verdict(forged, store).status == ALTERED
    assert "rows" in verdict(forged, store).reason("en")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"shape": "article"', b'"shape": "poster_"'),
        (b'"size": ""', b'"size": "1x9"'),
        (b'"scale": 0', b'"scale": 9'),
        (b'"form": "svg"', b'"form": "png"'),
    ],
)
def test_a_state_nobody_could_have_ordered_is_a_forgery(
    files: dict[str, bytes], store: Store, old: bytes, new: bytes
) -> None:
    assert verdict(resealed(files["svg"], old, new), store).status == ALTERED


def test_a_view_no_figure_has_cannot_be_checked(files: dict[str, bytes], store: Store) -> None:
    found = verdict(resealed(files["svg"], VIEW.encode(), b"ranking/../../etc/passwd"), store)
    assert found.status == UNKNOWN
    assert len(found.reason("vi").splitlines()) == 1


def test_a_file_made_for_another_address_is_compared_by_checksum_and_rows(
    files: dict[str, bytes], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLORER_ADDRESS", "https://example.org")
    found = verdict(files["png"], store)
    assert (found.status, found.remade) == (CURRENT, False)
    assert "Not made again" in told("en", read(files["png"]), found)


def test_another_version_that_gives_other_rows_is_not_called_altered(files: dict[str, bytes], store: Store) -> None:
    found = read(files["png"])
    state = {**found.facts.state, "software": "0.1.0"}
    older = replace(found, facts=replace(found.facts, state=state))
    assert check(older, files["png"], store).status == CURRENT
    other = replace(older, facts=replace(older.facts, state={**state, "data": "0" * 64}))
    assert check(other, files["png"], store).status == UNKNOWN


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_that_is_in_the_file_is_told(files: dict[str, bytes], store: Store, lang: str) -> None:
    found = read(files["pdf"])
    text = told(lang, found, verdict(files["pdf"], store, lang))
    facts = found.facts
    needed = [*facts.title.values(), *facts.alt.values(), facts.source, facts.licence, facts.pinned, facts.live]
    needed += [facts.data, facts.created, *facts.sources, *facts.editions, facts.state["checksum"], facts.state["data"]]
    assert [one for one in needed if one not in text] == []
    assert text.splitlines()[0].startswith("CÒN ĐÚNG" if lang == "vi" else "CURRENT")


def test_control_characters_of_a_file_do_not_reach_the_terminal(files: dict[str, bytes], store: Store) -> None:
    found = read(files["svg"])
    odd = replace(found, facts=replace(found.facts, title={"vi": "a\x1b[2J\u202eb\nc"}))
    text = told("vi", odd, verdict(files["svg"], store, "vi"))
    assert "\x1b" not in text and "\u202e" not in text and "a<U+001B>[2J<U+202E>b c" in text


def png_with(kind: bytes, data: bytes) -> bytes:
    chunk = len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk


def bomb() -> bytes:
    lines = [b'<!ENTITY a0 "ha">'] + [
        f'<!ENTITY a{index} "{f"&a{index - 1};" * 10}">'.encode() for index in range(1, 10)
    ]
    return b"<svg xmlns='http://www.w3.org/2000/svg'><!DOCTYPE x [" + b"".join(lines) + b"]>&a9;</svg>"


def plain_pdf() -> bytes:
    made_here, document = io.BytesIO(), pikepdf.new()
    document.add_blank_page()
    document.save(made_here)
    return made_here.getvalue()


HOSTILE = {
    "empty": b"",
    "text": "chữ".encode(),
    "jpeg": b"\xff\xd8\xff\xe0" + b"\0" * 100,
    "png head": b"\x89PNG\r\n\x1a\n",
    "png cut": b"\x89PNG\r\n\x1a\n\0\0",
    "png huge length": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt",
    "png huge text": png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + START + b"a" * 5_000_000 + END),
    "png packed text": png_with(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + zlib.compress(b"0" * 10_000_000)),
    "svg bomb": bomb(),
    "svg entity file": b'<?xml version="1.0"?><svg>' + START + b' xmlns:x="adobe:ns:meta/">&f;' + END + b"</svg>",
    "svg of others": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "svg deep": b"<svg>" + START + b' xmlns:x="adobe:ns:meta/">' + b"<a>" * 100_000 + END,
    "pdf head": b"%PDF-1.7",
    "pdf of others": plain_pdf(),
    "packet open": b"%PDF-1.7" + START * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_ours_gets_one_sentence(name: str) -> None:
    tracemalloc.start()
    with pytest.raises(NotOursError) as refused:
        read(HOSTILE[name])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10_000_000
    for lang in ("vi", "en"):
        sentence = refused.value.text(lang)
        assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 200
    assert refused.value.text("vi") != refused.value.text("en")


def test_a_file_too_large_is_not_read() -> None:
    with pytest.raises(NotOursError, match="larger"):
        read(bytes(MOST_BYTES + 1))


@pytest.mark.parametrize("form", FORMS)
def test_a_file_cut_off_is_altered_or_not_ours(files: dict[str, bytes], store: Store, form: str) -> None:
    content, seen = files[form], set()
    for part in range(1, 20):
        cut = content[: len(content) * part // 20]
        try:
            seen.add(verdict(cut, store).status)
        except NotOursError:
            seen.add("")
    assert seen <= {ALTERED, ""} and ALTERED in seen
