"""Checkpoints, their signatures and mirrors: what strangers can check with stock tools, and what never stops a publication."""

import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from snapshots import checkpoints, mirrors, signing
from snapshots.__main__ import FOUND, GOOD, MISUSED, main
from snapshots.checkpoints import FOLDER, holds, lookup, name, note, parse, path
from snapshots.files import sha256
from snapshots.log import Entry, Head, entry_name
from snapshots.messages import Notice
from snapshots.places import Directory
from snapshots.publish import roll_back, withdraw
from snapshots.store import Store
from snapshots.verify import verify

Files = dict[str, bytes]
Two = tuple[str, str]
Words = dict[str, object]
ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
KEYGEN = shutil.which("ssh-keygen")
needs_tool = pytest.mark.skipif(KEYGEN is None, reason="ssh-keygen is not installed: apt-get install openssh-client")


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    for variable in (signing.KEY_VARIABLE, mirrors.MIRRORS_VARIABLE, mirrors.OPTIONS_VARIABLE, "SSH_AUTH_SOCK"):
        monkeypatch.delenv(variable, raising=False)


def _new_key(file: Path, passphrase: str = "") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", file], check=True)
    return file


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = _new_key(tmp_path / "key")
    monkeypatch.setenv(signing.KEY_VARIABLE, str(made))
    return made


@pytest.fixture
def two_mirrors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    folders = (tmp_path / "mirror-one", tmp_path / "mirror-two")
    for folder in folders:
        folder.mkdir()
    monkeypatch.setenv(mirrors.MIRRORS_VARIABLE, ", ".join(map(str, folders)))
    return folders


def _files(root: Path) -> dict[str, bytes]:
    folder = root / FOLDER
    return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.is_dir() else {}


def _told(store: Store) -> list[str]:
    told: list[Notice] = []
    mirrors.keep_up(store.place, told.append)
    return [notice.code for notice in told]


# The text


def test_a_checkpoint_is_three_lines_about_the_entry_as_sha256sum_sees_it(two: Two, store: Store) -> None:
    raw = (store.root / path("00000002")).read_bytes()
    listed = subprocess.run(["sha256sum", store.root / "log" / "00000002.json"], capture_output=True, text=True, check=True)
    assert raw.decode() == f"resolution-57-explorer/log\n2\n{listed.stdout[:64]}\n"
    assert parse(raw) == store.head()


@pytest.mark.parametrize("raw", [
    b"", b"resolution-57-explorer/log\n", b"resolution-57-explorer/log\n1\n" + b"g" * 64 + b"\n",
    b"other/log\n1\n" + b"a" * 64 + b"\n", b"resolution-57-explorer/log\n01\n" + b"a" * 64 + b"\n",
    b"resolution-57-explorer/log\n0\n" + b"a" * 64 + b"\n", b"resolution-57-explorer/log\n1\n" + b"a" * 64,
    b"resolution-57-explorer/log\n1\n" + b"a" * 64 + b"\n\n", "resolution-57-explorer/log\n١\n".encode() + b"a" * 64 + b"\n",
    b"\xff" * 100, b"resolution-57-explorer/log\r\n1\r\n" + b"a" * 64 + b"\r\n",
])
def test_only_the_canonical_text_is_a_checkpoint(raw: bytes) -> None:
    assert parse(raw) is None


def test_the_canonical_text_is_read_back() -> None:
    head = Head(12_345_678, "0123456789abcdef" * 4)
    assert parse(note(head)) == head


def test_a_checkpoint_is_held_against_the_entry_of_its_number(two: Two, store: Store) -> None:
    first, second = checkpoints.heads(store.entries())
    entries = store.entries()
    assert (holds(entries, first), holds(entries, second)) == entries
    for held in (Head(1, second.sha256), Head(2, first.sha256), Head(3, second.sha256), Head(0, ""), Head(-1, second.sha256)):
        assert holds(entries, held) is None


def test_the_checksums_that_pages_print_find_their_entry(two: Two, store: Store) -> None:
    first, second = entries = store.entries()
    for entry, head in zip(entries, checkpoints.heads(entries), strict=True):
        for checksum in (head.sha256, head.sha256[:12], entry.manifest_sha256, entry.manifest_sha256[:12]):
            assert lookup(entries, checksum) == entry
    for none in (second.manifest_sha256[:11], "", "0" * 64, "A" * 64, second.manifest_sha256 + "0", "../etc/passwd"):
        assert lookup(entries, none) is None


# Publishing


def test_every_publication_return_and_withdrawal_has_its_checkpoint(two: Two, store: Store, words: Words) -> None:
    roll_back(store, two[0], expect_head=store.head(), **words)
    withdraw(store, two[1], expect_head=store.head(), **words)
    assert sorted(_files(store.root)) == [name(seq) for seq in (1, 2, 3, 4)]
    assert verify(store).sound and verify(store).strays == ()
    assert {file.stat().st_mode & 0o777 for file in (store.root / FOLDER).iterdir()} == {0o444}


def test_what_a_killed_publisher_left_out_is_made_good(
    put: Callable[..., Entry], files: Files, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("snapshots.publish.keep_up", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        put(files)
    assert (store.current().id, _files(store.root)) == ("2026-11-21", {})
    found = verify(store)
    assert found.sound and [notice.code for notice in found.strays] == ["checkpoint_lacking"]
    put(files, "2026-11-22")
    assert sorted(_files(store.root)) == [name(1), name(2)]
    assert verify(store).strays == ()


def test_a_place_that_takes_no_checkpoint_stops_no_publication(
    put: Callable[..., Entry], files: Files, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, told = Directory.create, []

    def full(place: Directory, file: str, raw: bytes) -> None:
        if file.startswith(FOLDER):
            raise OSError(28, "No space left on device")
        create(place, file, raw)

    monkeypatch.setattr(Directory, "create", full)
    assert put(files, tell=told.append).seq == 1
    assert [notice.code for notice in told] == ["checkpoint_unwritten"]
    assert "No space left" in told[0].text("vi")
    assert verify(store).sound


@pytest.mark.parametrize("failure", [MemoryError, RuntimeError, RecursionError])
def test_whatever_fails_after_the_entry_the_publication_is_told_as_done(
    failure: type[Exception], put: Callable[..., Entry], files: Files, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(checkpoints, "lacking", fail)
    with caplog.at_level(logging.WARNING, "explorer.checkpoints"):
        assert put(files).seq == 1
    assert failure.__name__ in caplog.text


def test_an_entry_that_a_power_cut_could_still_take_gets_no_checkpoint(
    two: Two, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a publisher leaves it that was killed before it flushed the log: the disk does not confirm."""
    shutil.rmtree(store.root / FOLDER)
    with monkeypatch.context() as patch:
        patch.setattr(Directory, "settle", lambda *_: (_ for _ in ()).throw(OSError(5, "Input/output error")))
        assert _told(store) == ["checkpoint_unwritten"]
    assert _files(store.root) == {}
    assert (_told(store), len(_files(store.root))) == ([], 2)


def test_a_damaged_log_gets_no_checkpoint(two: Two, store: Store) -> None:
    shutil.rmtree(store.root / FOLDER)
    (store.root / "log" / entry_name(1)).unlink()
    assert _told(store) == ["log_gap"]
    assert _files(store.root) == {}


@pytest.mark.parametrize(("seq", "told"), [(1, []), (2, ["checkpoint_altered"])])
def test_an_altered_checkpoint_is_named_and_never_mended(seq: int, told: list[str], two: Two, store: Store) -> None:
    """Publishing looks at the newest, `verify` at all."""
    file = store.root / path(name(seq))
    file.unlink()
    file.write_bytes(note(Head(seq, "0" * 64)))
    assert [(notice.code, notice.file) for notice in verify(store).faults] == [("checkpoint_altered", name(seq))]
    assert _told(store) == told
    assert file.read_bytes() == note(Head(seq, "0" * 64))


def test_a_log_without_its_end_is_found_by_its_own_checkpoints_on_a_machine_that_never_saw_it(
    two: Two, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (store.root / "log" / entry_name(2)).unlink()
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "another-machine"))
    fresh = Store(store.root)
    assert fresh.notices() == ()
    assert [(notice.code, notice.file) for notice in verify(fresh).faults] == [("checkpoint_beyond", "00000002")]


# Signatures


def _commands() -> str:
    """The commands that docs/operations.md gives to strangers."""
    section = MANUAL.split("## Checking us with stock tools")[1].split("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    assert len(lines) >= 5, "the manual has no commands"
    return "\n".join(lines)


@pytest.fixture
def stranger(key: Path, put: Callable[..., Entry], files: Files, store: Store, tmp_path: Path) -> Path:
    """What somebody downloads from the site of a store with one signed snapshot, in a folder without our code."""
    put(files)
    given = tmp_path / "downloads"
    given.mkdir()
    shutil.copytree(store.folder("2026-11-21"), given / "2026-11-21")
    for file in ("00000001", "00000001.sig", "2026-11-21.SHA256SUMS.sig"):
        (given / file).write_bytes(checkpoints.public_file(store.place, file) or b"")
    (given / "allowed_signers").write_bytes(checkpoints.public_file(store.place, "allowed_signers") or b"")
    for file in (given / "2026-11-21").iterdir():
        file.chmod(0o644)
    return given


def _run(given: Path) -> dict[str, bool]:
    """Each command of the manual, and whether it succeeded; `cd` counts for those after it."""
    done, here = {}, given
    environment = {"PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]), "HOME": str(given)}
    for line in _commands().splitlines():
        if line.startswith("cd "):
            here = (here / line.split()[1]).resolve()
            continue
        ran = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=here, env=environment, capture_output=True, check=False)
        done[line] = ran.returncode == 0
    return done


def _one_digit(file: Path) -> None:
    raw = file.read_bytes()
    changed = raw.replace(b"0.7600", b"0.7601", 1)
    assert changed != raw
    file.write_bytes(changed)


@needs_tool
def test_the_commands_of_the_manual_pass_and_after_one_changed_digit_fail(stranger: Path) -> None:
    """On a machine without our code: sha256sum, ssh-keygen, frictionless."""
    passed = _run(stranger)
    assert len(passed) == 4 and all(passed.values()), passed
    _one_digit(stranger / "2026-11-21" / "observations.csv")
    of_snapshot = {line: good for line, good in _run(stranger).items() if "< 0000000" not in line}
    assert len(of_snapshot) == 3 and not any(of_snapshot.values()), of_snapshot


@needs_tool
def test_a_careful_forger_who_writes_the_sums_anew_fails_at_the_signature(stranger: Path) -> None:
    folder = stranger / "2026-11-21"
    old = sha256((folder / "observations.csv").read_bytes())
    _one_digit(folder / "observations.csv")
    new = sha256((folder / "observations.csv").read_bytes())
    sums = (folder / "SHA256SUMS").read_text("ascii")
    (folder / "SHA256SUMS").write_text(sums.replace(old, new), "ascii")
    done = _run(stranger)
    assert done[next(line for line in done if line.startswith("sha256sum -c"))]
    assert not done[next(line for line in done if "SHA256SUMS.sig" in line)]


@needs_tool
def test_a_changed_checkpoint_fails_at_its_signature(stranger: Path) -> None:
    file = stranger / "00000001"
    raw = file.read_bytes()
    file.write_bytes(raw[:-2] + (b"1" if raw[-2:-1] != b"1" else b"2") + b"\n")
    failed = [line for line, good in _run(stranger).items() if not good]
    assert len(failed) == 1 and "00000001.sig" in failed[0]


@needs_tool
def test_snapshots_published_before_there_was_a_key_are_signed_later_and_stay_as_they_are(
    two: Two, store: Store, key: Path
) -> None:
    before = {file: file.read_bytes() for file in store.root.rglob("*") if file.is_file()}
    assert _told(store) == []
    new = {file: file.read_bytes() for file in store.root.rglob("*") if file.is_file()}
    assert {file: raw for file, raw in new.items() if file in before} == before
    signed = {f"{name(1)}.sig", f"{name(2)}.sig", *(f"{each}.SHA256SUMS.sig" for each in two)}
    assert {file.name for file in set(new) - set(before) if file.suffix == ".sig"} == signed
    assert verify(store).sound
    assert (_told(store), {file: file.read_bytes() for file in new}) == ([], new)


@needs_tool
def test_a_signature_of_something_else_is_found(two: Two, store: Store, key: Path) -> None:
    _told(store)
    folder = store.root / FOLDER
    (folder / f"{name(1)}.sig").unlink()
    shutil.copy(folder / f"{name(2)}.sig", folder / f"{name(1)}.sig")
    assert [(notice.code, notice.file) for notice in verify(store).faults] == [("signature_wrong", "00000001.sig")]


@needs_tool
def test_after_a_change_of_keys_old_and_new_signatures_are_good(
    two: Two, put: Callable[..., Entry], files: Files, store: Store, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _told(store)
    monkeypatch.setenv(signing.KEY_VARIABLE, str(_new_key(tmp_path / "next")))
    put(files, "2026-11-23")
    assert len(checkpoints.signers(store.place).splitlines()) == 2
    assert verify(store).sound
    first = next(file for file in sorted(_files(store.root)) if file.startswith("signer-"))
    (store.root / path(first)).unlink()
    assert {notice.code for notice in verify(store).faults} == {"signature_wrong"}


@needs_tool
@pytest.mark.parametrize("kind", ["missing", "with a passphrase", "not a key"])
def test_a_key_that_cannot_be_used_is_told_and_stops_nothing(
    kind: str, put: Callable[..., Entry], files: Files, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad"
    if kind == "with a passphrase":
        _new_key(bad, "not-a-secret")
    elif kind == "not a key":
        bad.write_bytes(b"\xff\x00nonsense")
        bad.chmod(0o600)
    monkeypatch.setenv(signing.KEY_VARIABLE, str(bad))
    told: list[Notice] = []
    assert put(files, tell=told.append).seq == 1
    assert [notice.code for notice in told] == ["key_refused"]
    assert list(_files(store.root)) == [name(1)]


def test_without_the_tool_it_is_said_what_to_install(
    put: Callable[..., Entry], files: Files, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(signing.KEY_VARIABLE, str(tmp_path / "key"))
    monkeypatch.setattr(signing, "TOOL", "no-such-tool-here")
    told: list[Notice] = []
    put(files, tell=told.append)
    assert [notice.code for notice in told] == ["tool_missing"]
    assert "openssh-client" in told[0].text("vi")
    (store.root / path(f"{name(1)}.sig")).write_bytes(b"anything")
    found = verify(store)
    assert found.sound and [notice.code for notice in found.strays] == ["tool_missing"]


# Mirrors


@needs_tool
def test_two_mirrors_get_what_the_store_has(two_mirrors: tuple[Path, Path], two: Two, store: Store, key: Path) -> None:
    assert _told(store) == []
    assert len(_files(store.root)) == 7
    assert _files(two_mirrors[0]) == _files(two_mirrors[1]) == _files(store.root)
    assert not [file for mirror in two_mirrors for file in mirror.iterdir() if file.name != FOLDER]


def test_a_mirror_that_is_away_stops_nothing_and_is_caught_up(
    two_mirrors: tuple[Path, Path], put: Callable[..., Entry], files: Files, store: Store
) -> None:
    two_mirrors[1].rmdir()
    told: list[Notice] = []
    put(files, tell=told.append)
    assert [(notice.code, notice.values["mirror"]) for notice in told] == [("mirror_away", "mirror-two")]
    assert not two_mirrors[1].exists(), "a folder that is not mounted was made"
    two_mirrors[1].mkdir()
    put(files, "2026-11-22")
    assert _files(two_mirrors[0]) == _files(two_mirrors[1]) == _files(store.root)


def test_a_mirror_that_hangs_is_not_waited_for(
    two_mirrors: tuple[Path, Path], put: Callable[..., Entry], files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, listdir = threading.Event(), os.listdir

    def hanging(folder: object) -> list[str]:
        if folder == two_mirrors[0]:
            over.wait(60)
        return listdir(folder)

    monkeypatch.setattr(mirrors, "PATIENCE", 0.2)
    monkeypatch.setattr(os, "listdir", hanging)
    told: list[Notice] = []
    put(files, tell=told.append)
    over.set()
    assert [(notice.code, notice.values["mirror"]) for notice in told] == [("mirror_away", "mirror-one")]


@pytest.mark.parametrize("settings", ["{", "[]", '{"s3://x/y": 1}'])
def test_settings_that_make_no_sense_stop_nothing(
    settings: str, put: Callable[..., Entry], files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mirrors.MIRRORS_VARIABLE, "s3://x/y,nosuchscheme://a/b,,")
    monkeypatch.setenv(mirrors.OPTIONS_VARIABLE, settings)
    told: list[Notice] = []
    put(files, tell=told.append)
    assert [(notice.code, notice.values["mirror"]) for notice in told] == [("mirror_away", "y"), ("mirror_away", "b")]
    assert all(notice.values["detail"] != "…" for notice in told), "a mirror was given up without a reason"


def test_a_rewritten_log_is_told_by_the_mirrors_and_adds_nothing_to_them(
    two_mirrors: tuple[Path, Path], two: Two, put: Callable[..., Entry], files: Files, store: Store
) -> None:
    kept = _files(two_mirrors[0])
    shutil.rmtree(store.root)
    store.accept()
    told: list[Notice] = []
    for day in ("2026-11-21", "2026-11-22", "2026-11-23"):
        put(files, day, tell=told.append, reason_en="Another story")
    assert {notice.code for notice in told} == {"mirror_differs"} and len(told) == 6
    assert kept == _files(two_mirrors[0]) == _files(two_mirrors[1])
    assert {notice.code for notice in verify(store).faults} == {"mirror_differs"}


# The command line

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("EXPLORER_DATA", str(store.root))

    def run_command(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([*map(str, arguments), "--lang", "en"])
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def test_who_holds_an_older_checkpoint_is_told_yes_or_no(two: Two, store: Store, run: Run, tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.write_bytes(_files(store.root)[name(1)])
    code, out, _ = run("verify", "--checkpoint", held)
    assert (code, out.startswith("Yes, still in our history: entry 1 of 21 Nov 2026")) == (GOOD, True), out
    held.write_bytes(note(Head(1, "0" * 64)))
    assert run("verify", "--checkpoint", held)[0] == FOUND
    held.write_bytes(note(Head(3, store.head().sha256)))
    code, out, _ = run("verify", "--checkpoint", held)
    assert (code, out.startswith("No: it is not in our history (a log of 2 entries)")) == (FOUND, True), out


def test_who_noted_a_checksum_is_told_yes_or_no(two: Two, store: Store, run: Run) -> None:
    assert run("verify", "--tip", store.head().sha256)[0] == GOOD
    assert run("verify", "--tip", store.current().manifest_sha256[:12])[0] == GOOD
    assert run("verify", "--tip", "0" * 64)[0] == FOUND
    assert '"in_history": true' in run("verify", "--tip", store.head().sha256, "--json")[1]


def test_a_client_is_answered_by_the_log_that_is_there_not_by_what_this_machine_remembers(two: Two, store: Store, run: Run) -> None:
    tip = store.head().sha256
    (store.root / "log" / entry_name(2)).unlink()
    assert run("verify", "--tip", tip)[0] == FOUND


@pytest.mark.parametrize("tip", ["", "abc", "g" * 64, "a" * 65, "<script>alert(1)</script>", "\x1b[2J" + "a" * 12])
def test_what_is_no_checksum_is_told_in_one_sentence(tip: str, two: Two, run: Run) -> None:
    code, out, error = run("verify", f"--tip={tip}")
    assert (code, out, len(error.strip().splitlines())) == (MISUSED, "", 1)
    assert "\x1b" not in error


@pytest.mark.parametrize("raw", [None, b"", b"\x00" * 5_000, b"resolution-57-explorer/log\n"])
def test_what_is_no_checkpoint_is_told_in_one_sentence(raw: bytes | None, two: Two, run: Run, tmp_path: Path) -> None:
    held = tmp_path / "held"
    if raw is not None:
        held.write_bytes(raw)
    code, out, error = run("verify", "--checkpoint", held)
    assert (code, out, len(error.strip().splitlines())) == (MISUSED, "", 1)


def test_mirror_writes_what_lacks_and_tells_what_it_could_not(
    two: Two, store: Store, run: Run, two_mirrors: tuple[Path, Path]
) -> None:
    shutil.rmtree(store.root / FOLDER)
    assert run("mirror")[:2] == (GOOD, "Every entry has its checkpoint, and every mirror has all of them.\n")
    assert sorted(_files(two_mirrors[1])) == [name(1), name(2)]
    shutil.rmtree(two_mirrors[1])
    code, out, error = run("mirror")
    assert (code, out) == (FOUND, "") and "mirror-two" in error
    assert not re.search("Traceback", error)


# What is handed out


def test_only_checkpoints_signatures_and_keys_are_handed_out(two: Two, store: Store) -> None:
    (store.root / FOLDER / "secret").write_bytes(b"x")
    (store.root / FOLDER / ".0000.tmp").write_bytes(b"x")
    for file in ("secret", ".0000.tmp", "../log/00000001.json", "", ".", "00000003", "00000001.sig", "allowed_signers"):
        assert checkpoints.public_file(store.place, file) is None
    assert checkpoints.public_file(store.place, "latest") == note(store.head()) == _files(store.root)[name(2)]
