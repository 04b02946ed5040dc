"""In a worker process of the desk: which figures a draft changes (`figures.changed`), as JSON.

What the base says is kept for the next draft of the same base; nothing of a draft is kept here.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exports.shelf import Kept
from figures import changed
from figures.changed import Difference, Said
from snapshots.desk import looking
from snapshots.desk.desk import Desk
from snapshots.desk.people import CLOCK
from snapshots.desk.policy import Policy
from snapshots.store import Store

BASES_KEPT = 2
_bases: OrderedDict[str, dict[str, Mapping[str, Said]]] = OrderedDict()


def run(
    store: Store, root: str, where: str, identity: str, content: str, which: str, *, progress: Callable[[int, int], None],
) -> Kept:
    """The differences of a draft that holds `content`; `which` is `likely` or `all`. Raises SnapshotError."""
    desk = Desk(Path(root), Store(where), Policy())
    draft = looking.preview(desk, CLOCK, identity)
    base = desk.store.snapshot(looking.draft(desk, CLOCK, identity).base)
    views = changed.likely(base, draft) if which == "likely" else None
    found = []
    for step in changed.differences(base, draft, views, _known(base.manifest_sha256)):
        progress(step.done, step.total)
        found += [step.found] if step.found else []
    return Kept("", as_json(found), "application/json")


def _known(manifest: str) -> dict[str, Mapping[str, Said]]:
    _bases.setdefault(manifest, {})
    _bases.move_to_end(manifest)
    while len(_bases) > BASES_KEPT:
        _bases.popitem(last=False)
    return _bases[manifest]


def as_json(found: Iterable[Difference]) -> bytes:
    """The differences as the desk reads them back."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False).encode()


def from_json(raw: bytes) -> tuple[Difference, ...]:
    """The differences that `as_json` wrote."""
    return tuple(Difference(one["view"], one["kind"], _sides(one["old"]), _sides(one["new"])) for one in json.loads(raw))


def _sides(told: Mapping[str, Any]) -> Mapping[str, Said]:
    return {lang: Said(**said) for lang, said in told.items()}
