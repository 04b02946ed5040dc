"""Worker processes: bounded, replaced when they die, stopped when they take too long, never asked the same twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from components.jobs import Job
from components.workers import BrokenError, BusyError, Pool, RefusedError, TooSlowError

STAND_IN = """
import os, sys, time
from multiprocessing.connection import Connection
from pathlib import Path
from components.jobs import Failed, Progress, Refused
from exports.shelf import Kept
line = Connection(int(sys.argv[1]))
while True:
    job = line.recv()
    note, wanted = Path(job.arguments[0]), job.maker
    with note.open("a") as file:
        print(wanted, os.getpid(), file=file, flush=True)
    if wanted == "hold":
        while not note.with_name("go").exists():
            time.sleep(0.01)
    if wanted == "die" or (wanted == "die once" and len(note.read_text().splitlines()) == 1):
        os._exit(1)
    if wanted == "parts":
        line.send(Progress(3, 7))
        while not note.with_name("go").exists():
            time.sleep(0.01)
    answers = {"refuse": Refused({"vi": "khong", "en": "no"}, True), "fail": Failed("trace")}
    line.send(answers.get(wanted, Kept(wanted, str(os.getpid()).encode(), "text/plain")))
"""
"""Does what the job's name says, and notes each job it began."""
COMMAND = (sys.executable, "-c", STAND_IN)
PATIENCE = 30


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "note"


@pytest.fixture
def pool() -> Iterator[Callable[..., Pool]]:
    opened: list[Pool] = []

    def make(**settings: object) -> Pool:
        opened.append(Pool(**{"workers": 1, "command": COMMAND, **settings}))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def _begun(note: Path) -> list[str]:
    return [line.rsplit(" ", 1)[0] for line in note.read_text().splitlines()] if note.exists() else []


def _until(state: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not state():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


def test_a_job_is_done_by_another_process(pool, note: Path) -> None:
    made = pool().ask(Job("ok", (str(note),))).result(PATIENCE)
    assert made.name == "ok"
    assert int(made.content) != os.getpid()


def test_no_process_before_the_first_job(pool) -> None:
    assert pool().pids() == []


def test_the_same_job_under_way_is_done_once(pool, note: Path) -> None:
    own, job = pool(workers=2), Job("hold", (str(note),))
    first, second = own.ask(job), own.ask(job)
    assert first is second
    note.with_name("go").touch()
    first.result(PATIENCE)
    assert _begun(note) == ["hold"]
    again = own.ask(job)
    assert again is not first
    assert again.result(PATIENCE).name == "hold"


def test_what_waits_is_bounded(pool, note: Path) -> None:
    own = pool(waiting=2)
    held = own.ask(Job("hold", (str(note),)))
    _until(lambda: _begun(note) == ["hold"])
    waiting = [own.ask(Job("ok", (str(note), number))) for number in range(2)]
    with pytest.raises(BusyError):
        own.ask(Job("ok", (str(note), "one too many")))
    note.with_name("go").touch()
    assert [one.result(PATIENCE).name for one in (held, *waiting)] == ["hold", "ok", "ok"]


def test_after_a_death_the_job_is_tried_once_more(pool, note: Path) -> None:
    own = pool()
    assert own.ask(Job("die once", (str(note),))).result(PATIENCE).name == "die once"
    assert len(set(note.read_text().splitlines())) == 2


def test_a_job_that_kills_its_worker_twice_is_given_up_and_the_next_is_done(pool, note: Path) -> None:
    own = pool()
    with pytest.raises(BrokenError):
        own.ask(Job("die", (str(note),))).result(PATIENCE)
    assert _begun(note) == ["die", "die"]
    assert own.ask(Job("ok", (str(note),))).result(PATIENCE).name == "ok"


def test_a_worker_killed_from_outside_is_replaced(pool, note: Path) -> None:
    own, job = pool(), Job("hold", (str(note),))
    promise = own.ask(job)
    _until(lambda: len(_begun(note)) == 1)
    os.kill(own.pids()[0], signal.SIGKILL)
    _until(lambda: len(_begun(note)) == 2)
    note.with_name("go").touch()
    assert promise.result(PATIENCE).name == "hold"


def test_a_worker_killed_while_idle_is_replaced(pool, note: Path) -> None:
    own = pool()
    own.ask(Job("ok", (str(note),))).result(PATIENCE)
    os.kill(own.pids()[0], signal.SIGKILL)
    assert own.ask(Job("ok", (str(note), 2))).result(PATIENCE).name == "ok"


def test_too_long_is_ended_and_the_next_job_is_done(pool, note: Path) -> None:
    own = pool(limit=3.0)
    with pytest.raises(TooSlowError):
        own.ask(Job("hold", (str(note),))).result(PATIENCE)
    assert own.ask(Job("ok", (str(note),))).result(PATIENCE).name == "ok"
    assert _begun(note) == ["hold", "ok"]


def test_refusals_and_failures_are_told_apart(pool, note: Path) -> None:
    own = pool()
    with pytest.raises(RefusedError) as refused:
        own.ask(Job("refuse", (str(note),))).result(PATIENCE)
    assert refused.value.refused.texts["vi"] == "khong"
    with pytest.raises(BrokenError):
        own.ask(Job("fail", (str(note),))).result(PATIENCE)
    assert len({line.rsplit(" ", 1)[1] for line in note.read_text().splitlines()}) == 1, "neither ends the worker"


def test_a_slow_job_leaves_a_worker_to_the_others(pool, note: Path) -> None:
    own = pool(workers=2)
    slow = [own.ask(Job("hold", (str(note), number), slow=True)) for number in range(2)]
    _until(lambda: _begun(note) == ["hold"])
    assert own.ask(Job("ok", (str(note),))).result(PATIENCE).name == "ok"
    assert _begun(note) == ["hold", "ok"]
    note.with_name("go").touch()
    assert [one.result(PATIENCE).name for one in slow] == ["hold", "hold"]


def test_progress_of_a_slow_job(pool, note: Path) -> None:
    own, job = pool(), Job("parts", (str(note),), slow=True)
    promise = own.ask(job)
    _until(lambda: own.progress(job).done == 3)
    assert own.progress(job).parts == 7
    note.with_name("go").touch()
    promise.result(PATIENCE)
    assert own.progress(job).done == 0


def test_closing_ends_the_workers_and_what_waits(pool, note: Path) -> None:
    own = pool()
    held = own.ask(Job("hold", (str(note),)))
    _until(lambda: _begun(note) == ["hold"])
    waiting, (pid,) = own.ask(Job("ok", (str(note),))), own.pids()
    own.close()
    for promise in (held, waiting):
        with pytest.raises(BrokenError):
            promise.result(PATIENCE)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(BusyError):
        own.ask(Job("ok", (str(note), 2)))


def work_long(store: object, note: str) -> None:
    """A job for a real worker."""
    Path(note).touch()
    time.sleep(2 * PATIENCE)


def test_a_worker_ends_with_the_server_even_while_it_works(note: Path) -> None:
    """A server that is killed cannot end its workers; the line that breaks does."""
    script = (
        "import sys, time\nfrom components.jobs import Job\nfrom components.workers import Pool\n"
        "pool = Pool(1)\npool.ask(Job('tests.test_workers:work_long', (sys.argv[1],)))\n"
        "while not pool.pids(): time.sleep(0.01)\n"
        "print(pool.pids()[0], flush=True)\ntime.sleep(60)\n"
    )
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen([sys.executable, "-c", script, str(note)], cwd=root, stdout=subprocess.PIPE, text=True)
    pid = int(server.stdout.readline())
    _until(note.exists)
    server.kill()
    server.wait()
    _until(lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2])
