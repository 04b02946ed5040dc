"""A store whose names, notes and reasons hold what would run, load or format if any screen or file took it for more than text."""

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

from snapshots.publish import publish
from snapshots.store import Store

PAYLOAD = (
    "<img src=x onerror=window.ran=1><script>window.ran=1</script>&lt;b&gt; [go](javascript:window.ran=1) "
    "![p](https://evil.example/p.png) **bold** _it_ `code` ~~s~~ $x^2$ :red[r] :material/bug_report: :smile: {{7*7}} {0} %s "
    "datum.value \"'); window.ran=1; (' </text></svg> #h | a \\n \\u0041"
)
MARK = "<img src=x onerror=window.ran=1>"
SHORT = "<b>Z</b><script>window.ran=1</script>"
CELLS: Mapping[str, tuple[tuple[str, str, Mapping[str, str]], ...]] = {
    "indicators.csv": (
        (
            "id",
            "dti-overall",
            {"name_vi": SHORT + " V", "name_en": SHORT + " E", "definition_vi": PAYLOAD, "definition_en": PAYLOAD},
        ),
    ),
    "entities.csv": (("id", "ha-noi", {"name_vi": SHORT, "name_en": SHORT}),),
    "datasets.csv": (("id", "dti", {"name_vi": SHORT + " D", "name_en": SHORT + " D"}),),
    "sources.csv": (("id", "*", {"title": PAYLOAD, "publisher": SHORT}),),
    "observations.csv": (("edition", "dti-2024-34", {"note_vi": PAYLOAD, "note_en": PAYLOAD}),),
}
"""Table: which rows (column, value), and what is written into them."""


def changed(raw: bytes, changes: tuple[tuple[str, str, Mapping[str, str]], ...]) -> bytes:
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))
    for column, value, cells in changes:
        for row in rows:
            if value in ("*", row[column]):
                row.update({name: text for name, text in cells.items() if name in row})
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def hostile_store(root: Path, data: Path) -> Store:
    """A copy of the published store, with one more snapshot full of such text as far as the rules take it."""
    shutil.copytree(data, root / "data")
    store = Store(root / "data")
    newest = store.current()
    draft = root / "draft"
    draft.mkdir()
    for name, raw in newest.files.items():
        if name.endswith(".csv"):
            (draft / name).write_bytes(changed(raw, CELLS[name]) if name in CELLS else raw)
    publish(
        draft,
        store,
        kind="correction",
        reason_vi=PAYLOAD,
        reason_en=PAYLOAD,
        actor=SHORT,
        approver=SHORT + "2",
        expect_head=store.head(),
        snapshot_date="2026-11-22",
        time="2026-11-22T08:00:00+07:00",
    )
    return store
