"""Write `docs/data-coverage.md` from the newest snapshot: `python -m scripts.write_coverage [DATA]`."""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if not __package__:  # run as a file: the repository is not on the path yet
    sys.path.insert(0, str(ROOT))

from snapshots.store import Snapshot, Store  # noqa: E402 - after the path

PAGE = ROOT / "docs" / "data-coverage.md"
LEDGER = ROOT / "scripts" / "reconstruction" / "ledger.csv"
Row = dict[str, str]
_INTRODUCTION = """# What the data cover

Generated from snapshot {snapshot} by `python -m scripts.write_coverage`; a test compares. Nothing here is estimated:
a figure that was not read in a source is absent, and the tables say how many are.
"""
_HOW = """
A ranking counts an entity once: *value* with a value of the headline measure, *rank only* with a published rank and no
value, *neither* with nothing read. Flags are counted by row; `rank-computed` is a rank that follows from a complete
table and was not printed.
"""
_CHOICES = """
- Areas of the 34 are those printed with Resolution 202/2025/QH15 (they add to 331,327 km2). The official map of 2025
  differs by at most 0.1 km2, but for Sơn La (0.94 km2 less); only its offshore parts are taken.
- Seats of the 34: the ward was chosen by the compiler of the facts, its centre is the centroid of the ward.
- The producer of a figure is the body that the facts name as its publisher; for an index, the body in charge when the
  edition was announced (the ministry of the DTI changed in March 2025); for task counts and readings under Resolution
  57, the steering committee whose tasks or system they are about, or the province where it tells of itself. It is
  empty where the pages name nobody.
- Readings under Resolution 57 are editions, one a period with figures of provinces; the figures of the country in the
  same dataset (counts of green provinces and communes) have no edition, for they rank nobody.
- A release of the statistics office tells of several years, so it has no period.
- PAPI publishes no ranks. Those computed in the facts are kept where all 63 provinces have a total, and dropped where
  the table is partial.
- Means by region and context means named in the notes of the facts only are not loaded.
- The second copy of the DTI tables agrees with the first in every figure.
- A yearly plan of State spending (3 to 4 billion USD) is among the targets: it describes no period.
- Bodies of the register are those of 2025; snapshots before 18 February 2025 hold only the bodies that figures name.
  Former ministries and their successors are from general knowledge and marked as not verified.
- A province named as late without a number is a row of tasks with no value.
"""


def page(store: Store) -> str:
    """The page as Markdown, from the snapshot shown and the ledger of the facts."""
    newest = store.current()
    parts = [_INTRODUCTION.format(snapshot=newest.id), "\n## Snapshots\n", _chain(store), "\n## Indices\n", _HOW]
    parts += [_index(newest, row) for row in newest.rows("datasets") if row["kind"] == "index"]
    parts += ["\n## Series and scores\n"]
    parts += [_series(newest, row) for row in newest.rows("datasets") if row["kind"] != "index"]
    parts += ["\n## Whose figures they are\n", _producers(newest)]
    parts += ["\n## Tasks, targets, technologies\n", _others(newest), "\n## Flags\n", _flags(newest)]
    parts += ["\n## How publication days are known\n", _bases(newest), "\n## Choices\n", _CHOICES]
    return "".join([*parts, "\n## From the facts to the tables\n\n", _ledger()])


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "| " + " | ".join("---" for _ in header) + " |"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]) + "\n"


def _chain(store: Store) -> str:
    header = ("snapshot", "observations", "tasks", "targets", "technologies", "sources", "what it holds")
    return "\n" + _table(
        header, [_step(store, entry.snapshot) for entry in store.entries() if entry.action == "publish"]
    )


def _step(store: Store, identity: str) -> list[object]:
    snapshot = store.snapshot(identity)
    counts = [len(snapshot.rows(name)) for name in ("observations", "tasks", "targets", "technologies", "sources")]
    return [identity, *counts, snapshot.entry.reason_en]


def _index(snapshot: Snapshot, dataset: Row) -> str:
    """Heading, editions by the headline measure, and the other measures of one index."""
    observed = [row for row in snapshot.rows("observations") if row["dataset"] == dataset["id"]]
    editions = [row for row in snapshot.rows("editions") if row["dataset"] == dataset["id"]]
    measures = [row for row in snapshot.rows("indicators") if row["dataset"] == dataset["id"]]
    header = ("edition", "announced", "population", "value", "rank only", "neither", "flags", "why")
    first = _table(header, [_edition(row, observed, measures) for row in editions])
    return f"\n### {dataset['name_en']} (`{dataset['id']}`)\n\n{first}{_others_of(editions, observed, measures)}"


def _edition(edition: Row, observed: list[Row], measures: list[Row]) -> list[object]:
    """One edition by its headline measure: who has a value, a rank only, neither; flags, and why."""
    heads = {row["id"] for row in measures if not row["parent"]}
    rows = [row for row in observed if row["edition"] == edition["id"] and row["indicator"] in heads]
    value = {row["entity"] for row in rows if row["value"]}
    ranked = {row["entity"] for row in rows if row["rank"]} - value
    population = edition["population"]
    neither = int(population) - len(value) - len(ranked) if population else "-"
    why = " ".join(edition[key] for key in ("caution_en", "break_en") if edition[key])
    counts = [len(value), len(ranked), neither]
    return [edition["id"], edition["published_on"] or "-", population or "-", *counts, _flagged(rows), why]


def _flagged(rows: list[Row]) -> str:
    """Flags of the rows with their counts: `conflict 2, doubtful 1`."""
    counts = Counter(flag for row in rows for flag in row["flags"].split(";") if flag)
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _others_of(editions: list[Row], observed: list[Row], measures: list[Row]) -> str:
    """Entities with a value (and with a rank only) of every other measure, by edition."""
    below = sorted((row for row in measures if row["parent"]), key=lambda row: int(row["position"] or 0))
    if not below:
        return ""
    named = [row["id"] for row in editions]
    counted = [[row["name_en"], *(_count(observed, row["id"], name) for name in named)] for row in below]
    return "\n" + _table(("other measures", *named), counted)


def _count(observed: list[Row], indicator: str, edition: str) -> str:
    rows = [row for row in observed if (row["indicator"], row["edition"]) == (indicator, edition)]
    value = {row["entity"] for row in rows if row["value"]}
    ranked = {row["entity"] for row in rows if row["rank"]} - value
    return (f"{len(value)} + {len(ranked)} rank only" if ranked else str(len(value))) if rows else "-"


def _series(snapshot: Snapshot, dataset: Row) -> str:
    observed = [row for row in snapshot.rows("observations") if row["dataset"] == dataset["id"]]
    if not observed:
        return ""
    lines = [_line(row, observed) for row in snapshot.rows("indicators") if row["dataset"] == dataset["id"]]
    table = _table(("series", "rows", "entities", "periods", "days known", "flags"), [line for line in lines if line])
    readings = _readings(snapshot, observed) if dataset["kind"] == "scores" else ""
    return f"\n### {dataset['name_en']} (`{dataset['id']}`)\n\n{table}{readings}"


def _readings(snapshot: Snapshot, observed: list[Row]) -> str:
    """Editions of scores: how many provinces each tells of, and what to mind."""
    counted = Counter(edition for edition, _ in {(row["edition"], row["entity"]) for row in observed})
    editions = [row for row in snapshot.rows("editions") if counted[row["id"]]]
    header = ("edition", "told on", "coverage", "provinces", "of", "why")
    keys = ("id", "published_on", "coverage", "population", "caution_en")
    told = [[row[key] or "-" for key in keys] for row in editions]
    return "\n" + _table(header, [[*row[:3], counted[row[0]], *row[3:]] for row in told])


def _line(indicator: Row, observed: list[Row]) -> list[object]:
    rows = [row for row in observed if row["indicator"] == indicator["id"]]
    if not rows:
        return []
    periods = sorted({row["period"] for row in rows})
    span = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    dated = sum(bool(row["published_on"]) for row in rows)
    return [
        indicator["id"],
        len(rows),
        len({row["entity"] for row in rows}),
        span,
        f"{dated} of {len(rows)}",
        _flagged(rows),
    ]


def _producers(snapshot: Snapshot) -> str:
    """Rows by dataset or table and producer, then the rows for which the sources name nobody."""
    rows = [(row["dataset"], row["producer"]) for row in snapshot.rows("observations")]
    rows += [(name, row["producer"]) for name in ("targets", "tasks") for row in snapshot.rows(name)]
    names = {row["id"]: row["name_en"] for row in snapshot.rows("producers")} | {"": "nobody is named"}
    counted = sorted(Counter(rows).items(), key=lambda item: (item[0][0], not item[0][1], -item[1], item[0][1]))
    return "\n" + _table(
        ("dataset or table", "producer", "id", "rows"),
        [[table, names[producer], f"`{producer}`" if producer else "-", n] for (table, producer), n in counted],
    )


def _others(snapshot: Snapshot) -> str:
    names = {row["id"]: row["name_en"] for row in snapshot.rows("scopes")}
    tasks = Counter((row["scope"], "value" if row["value"] else "named only") for row in snapshot.rows("tasks"))
    targets = Counter(row["document_en"] for row in snapshot.rows("targets"))
    lists = Counter((row["document_en"], row["level"]) for row in snapshot.rows("technologies"))
    return "\n".join(
        (
            "",
            _table(
                ("scope of tasks", "kind", "rows"),
                [[names[scope], kind, n] for (scope, kind), n in sorted(tasks.items())],
            ),
            _table(("document of targets", "rows"), sorted(targets.items())),
            _table(("list of technologies", "level", "rows"), [[*key, count] for key, count in sorted(lists.items())]),
        )
    )


def _flags(snapshot: Snapshot) -> str:
    tables = ("observations", "tasks", "targets")
    counts = {name: Counter(flag for row in snapshot.rows(name) for flag in row["flags"].split(";")) for name in tables}
    rows = [
        [row["id"], row["name_en"], *(counts[name][row["id"]] for name in tables)] for row in snapshot.rows("flags")
    ]
    return "\n" + _table(("flag", "meaning", *tables), rows)


def _bases(snapshot: Snapshot) -> str:
    counts = Counter(
        (name, row["published_basis"]) for name in ("observations", "tasks") for row in snapshot.rows(name)
    )
    return "\n" + _table(("table", "basis", "rows"), [[*key, count] for key, count in sorted(counts.items())])


def _ledger() -> str:
    """Rows in to rows out: every row of every file of the facts has an outcome."""
    with LEDGER.open(encoding="utf-8", newline="") as stream:
        rows = [list(row.values()) for row in csv.DictReader(stream)]
    return _table(("file of the facts", "rows", "outcome", "rows of the facts", "rows of the table"), rows)


def main(arguments: Sequence[str]) -> int:
    """Write the page for the data folder named, or for the project's own."""
    PAGE.write_text(page(Store(Path(arguments[0]) if arguments else ROOT / "data")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
