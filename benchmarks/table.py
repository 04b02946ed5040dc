"""The one table: medians of every measure, and how many times the static page and the plain script each is."""

from collections.abc import Mapping
from statistics import median

from benchmarks.rounds import EACH, IDLE_SESSIONS, READERS, Samples

EXPLORER, STATIC, PLAIN = "explorer", "static page", "plain script"
MEASURES = (
    ("start", "server start until healthy", "s", 2),
    ("cold rankings", "rankings: first visit until drawn, cold cache, new server", "s", 2),
    ("cold map", "map: first visit until drawn, cold cache, new server", "s", 2),
    ("warm rankings", "rankings: second visit until drawn", "s", 2),
    ("warm map", "map: second visit until drawn", "s", 2),
    ("change rankings", "rankings: change of edition until redrawn", "ms", 0),
    ("change map", "map: change of edition until redrawn", "ms", 0),
    ("new rankings", "rankings: the same, edition nobody asked for before", "ms", 0),
    ("new map", "map: the same, edition nobody asked for before", "ms", 0),
    ("bytes rankings", "rankings: received on a first visit", "MB", 2),
    ("bytes map", "map: received on a first visit", "MB", 2),
    ("socket rankings", "rankings: of these, websocket messages unpacked", "MB", 2),
    ("memory start", "memory of the server after start", "MB", 0),
    ("memory rankings", "memory after one session on rankings", "MB", 0),
    ("memory map", "memory after one session on the map", "MB", 0),
    ("idle", f"memory for each further open session (of {IDLE_SESSIONS})", "MB", 2),
    ("rate", f"{READERS} readers at once, {EACH} choices each: answers a second", "1/s", 1),
    ("answer median", "the same: median until the answer is complete", "ms", 0),
    ("answer slow", "the same: 95th percentile", "ms", 0),
    ("processor", "the same: processor time of the server for each", "ms", 1),
)
TARGETS = (
    ("a change redrawn, times the static page", "change", 3.5),
    ("a first visit with a cold cache, times the static page", "cold", 3.0),
    ("MB on the wire on a first visit", "bytes", 2.0),
)


def table(samples: Mapping[str, Samples]) -> str:
    """A Markdown table; a dash where nothing was measured or there is nothing to divide by."""
    head = [f"| median of all rounds | unit | {EXPLORER} | {STATIC} | {PLAIN} | explorer / static | explorer / plain |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: |"]
    return "\n".join(head + [_row(samples, *measure) for measure in MEASURES])


def verdicts(samples: Mapping[str, Samples]) -> str:
    """Each target with what was measured on each page, and whether it is met."""
    return "\n".join(_verdict(samples, *target, page) for target in TARGETS for page in ("rankings", "map"))


def _row(samples: Mapping[str, Samples], key: str, label: str, unit: str, decimals: int) -> str:
    values = [_median(samples, name, key) for name in (EXPLORER, STATIC, PLAIN)]
    cells = [_text(value, decimals) for value in values]
    ratios = [_text(_ratio(values[0], other), 2) for other in values[1:]]
    return f"| {' | '.join([label, unit, *cells, *ratios])} |"


def _verdict(samples: Mapping[str, Samples], label: str, key: str, limit: float, page: str) -> str:
    measured = _median(samples, EXPLORER, f"{key} {page}")
    found = measured if key == "bytes" else _ratio(measured, _median(samples, STATIC, f"{key} {page}"))
    if found is None:
        return f"- {page}: {label}: not measured"
    told = "met" if found <= limit else f"missed by {(found / limit - 1) * 100:.0f} %"
    return f"- {page}: {label}: {found:.2f} of at most {limit:.1f}: {told}"


def _median(samples: Mapping[str, Samples], name: str, key: str) -> float | None:
    values = samples[name].get(key) if name in samples else None
    return median(values) if values else None


def _ratio(value: float | None, other: float | None) -> float | None:
    return value / other if value is not None and other and value >= 0 and other > 0 else None


def _text(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"
