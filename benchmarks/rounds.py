"""One round of measurements of one target: fresh servers, fresh readers."""

from collections import defaultdict
from statistics import median

from playwright.sync_api import Browser, Page

from benchmarks import browsing, readers, servers
from benchmarks.servers import Server, running
from benchmarks.targets import PAGES, Choice, Target

Samples = dict[str, list[float]]
READERS, EACH = 8, 5
IDLE_SESSIONS = 20


def new_samples() -> Samples:
    return defaultdict(list)


def measure(browser: Browser, target: Target, choices: list[Choice], into: Samples) -> None:
    """For each page a freshly started server and a reader with an empty cache."""
    for page in PAGES:
        with running(target) as server:
            into["start"].append(server.ready)
            into["memory start"].append(server.memory())
            _session(browser, server, page, choices, into)
            into[f"memory {page}"].append(server.memory())


def measure_many(target: Target, choices: list[Choice], into: Samples) -> None:
    """Open sessions and readers at once, on one server that has made every figure before."""
    with running(target) as server:
        readers.crowd(server, choices, 1, 2 * len(choices))
        used = server.processor()
        crowd = readers.crowd(server, choices, READERS, EACH)
        into["processor"].append((server.processor() - used) / len(crowd.answers) * 1000)
        into["rate"].append(crowd.rate)
        into["answer median"].append(median(crowd.answers) * 1000)
        into["answer slow"].append(crowd.slow * 1000)
        into["idle"].append(readers.idle(server, IDLE_SESSIONS))


def warm_up(browser: Browser, target: Target, choices: list[Choice]) -> None:
    """One session, so that files are in the system's cache and Python's byte code is written."""
    with running(target) as server:
        _session(browser, server, PAGES[0], choices[:2], new_samples())


def _session(browser: Browser, server: servers.Server, page: str, choices: list[Choice], into: Samples) -> None:
    with browsing.reader(browser) as reader:
        opened, seconds, wire = browsing.first_visit(reader, server, page, choices[0])
        into[f"cold {page}"].append(seconds)
        into[f"bytes {page}"].append((wire.http + wire.socket) / servers.MEGABYTE)
        into[f"socket {page}"].append(wire.socket / servers.MEGABYTE)
        into[f"warm {page}"].append(browsing.second_visit(reader, server, page, choices[0]))
        _changes(opened, server, page, choices, into)


def _changes(opened: Page, server: Server, page: str, choices: list[Choice], into: Samples) -> None:
    """Each edition once when nobody has asked for it since the start, then once more."""
    for choice in choices[1:]:
        into[f"new {page}"].append(browsing.change(opened, server, page, choice))
    for choice in reversed(choices[:-1]):
        into[f"change {page}"].append(browsing.change(opened, server, page, choice))
