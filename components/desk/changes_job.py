"""In a worker process of the desk: which figures a draft changes (`figures.changed`), as JSON.

What the base says is kept for the next draft of the same base; nothing of a draft is kept here.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exports import shelf
from exports.shelf import Kept
from figures import changed
from figures.changed import Difference, Said
from snapshots.desk import looking
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.errors import StaleTableError
from snapshots.desk.people import CLOCK
from snapshots.desk.policy import Policy
from snapshots.files import sha256
from snapshots.store import Store

BASES_KEPT = 2
LOOK_EVERY = 20
"""Views between two looks at whether the draft is still the same."""
_bases: OrderedDict[str, dict[str, Mapping[str, Said]]] = OrderedDict()


def run(
    store: Store, root: str, where: str, identity: str, holding: str, which: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Kept:
    """The differences of a draft; `which` is `likely` or `all`. Ends early, with StaleTableError, once it holds other tables.

    Raises SnapshotError.
    """
    desk = Desk(Path(root), Store(where), Policy())
    draft = looking.preview(desk, CLOCK, identity)
    base = desk.store.snapshot(_holding(desk, identity, holding).base)
    views = changed.likely(base, draft) if which == "likely" else None
    found = []
    for step in changed.differences(base, draft, views, _known(base.manifest_sha256)):
        progress(step.done, step.total)
        found += [step.found] if step.found else []
        if step.done % LOOK_EVERY == 0 or step.done == step.total:
            _holding(desk, identity, holding)
    if which == "all":
        _keep(base.manifest_sha256)
    return Kept("", as_json(found), "application/json")


def holds(draft: Draft) -> str:
    """What the figures of a draft depend on: its base and its tables, not its reasons and answers."""
    return sha256(json.dumps([draft.base, sorted(draft.tables.items())]).encode())


def _holding(desk: Desk, identity: str, wanted: str) -> Draft:
    draft = looking.draft(desk, CLOCK, identity)
    if holds(draft) != wanted or draft.dropped:
        raise StaleTableError(file=identity)
    return draft


def _known(manifest: str) -> dict[str, Mapping[str, Said]]:
    """What the base says by view, as far as it is known: from memory, else from the shelf."""
    if manifest not in _bases:
        kept = shelf.take(_shelved(manifest))
        _bases[manifest] = {view: _sides(told) for view, told in json.loads(kept.content).items()} if kept else {}
    _bases.move_to_end(manifest)
    while len(_bases) > BASES_KEPT:
        _bases.popitem(last=False)
    return _bases[manifest]


def _keep(manifest: str) -> None:
    """The base is published, so what it says may lie on the shelf."""
    told = {view: {lang: asdict(said) for lang, said in sides.items()} for view, sides in _bases[manifest].items()}
    shelf.put(_shelved(manifest), Kept("", json.dumps(told).encode(), "application/json"))


def _shelved(manifest: str) -> str:
    return shelf.key({"said": "every view"}, manifest)


def as_json(found: Iterable[Difference]) -> bytes:
    """The differences as the desk reads them back."""
    return json.dumps([asdict(one) for one in found], ensure_ascii=False).encode()


def from_json(raw: bytes) -> tuple[Difference, ...]:
    """The differences that `as_json` wrote."""
    return tuple(Difference(one["view"], one["kind"], _sides(one["old"]), _sides(one["new"])) for one in json.loads(raw))


def _sides(told: Mapping[str, Any]) -> Mapping[str, Said]:
    return {lang: Said(**said) for lang, said in told.items()}
