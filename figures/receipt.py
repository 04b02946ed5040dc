"""The receipt of a number: what it is, where it stands in the files, how it was made, what else was published of it."""

from dataclasses import dataclass, replace
from typing import Any, cast

import pandas as pd

from charts.figure import Column, Figure
from figures import dictionary, formulas, names, own_weights, profiles, trace
from figures.context import Context, comparator_sign, spaced
from figures.goals import goal_words
from figures.overview import Tile
from figures.rankings import LEVEL_DATASETS, editions_of, indicators_of, ranked
from figures.series import status_words
from figures.tasks import measure_words
from figures.trace import OBSERVATIONS, Origin, Row, text
from figures.views import taken_apart
from indicators import trend as trends
from indicators import vintages
from language import date, number, period, say, sort_key
from snapshots.store import Snapshot

BEFORE = {"before": "value", "rank_before": "rank", "place_before": "rank"}
"""Columns that hold a figure of the edition or period before, and the column of the file it stands in."""
COMPUTED = frozenset(
    {"movement", "difference", "recomputed", "mean", "region", "share", "lost", "change", "state", "now"}
)
"""Columns whose number stands in no file."""
CELLS = {
    "targets": "value",
    "tasks": "value",
    "technologies": "product_vi",
    "weights": "weight",
    "editions": "published_on",
    "indicators": "id",
    "sources": "url",
}
"""The cell that a receipt quotes where the column asked for is not one of the file's."""
FACT_COLUMNS = ("area_km2", "population", "communes_total", "seat_vi")
FACT_SOURCES = {
    "area_km2": "source_area",
    "population": "source_area",
    "communes_total": "source_counts",
    "seat_vi": "source_seat",
}
"""Which source of `province_facts` a fact was read in (docs/data-model.md; area and population are one resolution's)."""
PLAIN_TEXT = 4
"""Cells in the label of a row, where so many tell it from the others."""
LONG_TEXTS = frozenset({"remarks", "definition", "break_text", "caution", "note"})


@dataclass(frozen=True)
class Place:
    """Where a number stands: file of the snapshot, row as a spreadsheet counts (header 1), the cell as written."""

    file: str
    line: int
    exact: str


@dataclass(frozen=True)
class PublicSource:
    """Where a number was read: the body whose figure it is, and the page or file as it was found."""

    producer: str = ""
    publisher: str = ""
    title: str = ""
    url: str = ""
    published_on: str = ""
    retrieved_on: str = ""
    licence: str = ""
    note: str = ""


@dataclass(frozen=True)
class Receipt:
    """Everything that a number on screen can be checked by; texts in the reader's language, '' where nothing is known.

    `places` is empty for a number that was never published; `manifest` and `file_sha256` are '' for a context that is
    not made from a published snapshot.
    """

    lang: str
    title: str
    shown: str
    exact: str
    indicator: str
    definition: str
    unit: str
    direction: str
    basis: str
    entity: str
    period: str
    published: str
    status: str
    flags: tuple[str, ...]
    places: tuple[Place, ...]
    snapshot: str
    manifest: str
    file_sha256: str
    steps: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    source: PublicSource = PublicSource()
    notes: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return self.places[0].file if self.places else ""

    @property
    def line(self) -> int | None:
        return self.places[0].line if self.places else None

    @property
    def address(self) -> str:
        """Path of the file on this site."""
        return f"/s/{self.snapshot}/{self.file}" if self.file else ""


def receipt(context: Context, figure: Figure, position: int, column: str = "value") -> Receipt:
    """The receipt of the number in row `position` (from 0) of `figure.table` and `column`.

    With the usual column all formulas of the row are written out; with another one those of that column. Raises
    IndexError for a row the figure does not have.
    """
    if not -len(figure.table) <= position < len(figure.table):
        raise IndexError(f"row {position} of figure {figure.name}, which has {len(figure.table)} rows")
    row = figure.table.iloc[position]
    own = text(row, "rank_basis") == own_weights.BASIS
    made = _of_own_weights(context, figure, row) if own else of_row(context, row, column, figure.columns)
    band = (figure.unofficial,) if figure.unofficial else ()
    return replace(made, notes=(*band, *made.notes))


def of_row(context: Context, row: Row, column: str = "value", columns: tuple[Column, ...] = ()) -> Receipt:
    """The receipt of a row that has the keys of its table (see `figures.trace`), for rows outside a figure."""
    if column in BEFORE:
        return _before(context, row, column, columns)
    found = trace.origins(context, row)
    maker = {OBSERVATIONS: _of_observation, "": _of_nothing}.get(trace.table_of(row), _of_record)
    return maker(context, row, found, column, columns)


def choices(figure: Figure) -> dict[int, str]:
    """Rows of a figure by position with a label each, in Vietnamese order of names; rows of one name stay in order."""
    rows = [row for _, row in figure.table.iterrows()]
    named = [_row_name(figure, row) for row in rows]
    short = [_row_label(figure, row, name, PLAIN_TEXT) for row, name in zip(rows, named, strict=True)]
    told = [
        _row_label(figure, row, name) if short.count(label) > 1 else label
        for row, name, label in zip(rows, named, short, strict=True)
    ]
    return {one: told[one] for one in sorted(range(len(rows)), key=lambda one: (sort_key(named[one]), one))}


def first_position(figure: Figure) -> int:
    """The row that a receipt opens with: the first of the units marked in the view, else the first row."""
    _, _, further = taken_apart(figure.view) if figure.view else ("", [], {})
    marked = further.get("mark", "").split("~")
    entities = figure.table["entity"].tolist() if "entity" in figure.table else []
    return next((position for position, entity in enumerate(entities) if entity in marked), 0)


def finding_position(figure: Figure) -> int:
    """The row that the figure's sentence tells of: the best place, the last period, else the first row."""
    table = figure.table
    if "rank" in table and "rank_basis" in table and table["rank"].notna().any():
        return int(table["rank"].to_numpy(dtype=float, na_value=float("inf")).argmin())
    if "segment" in table and "period" in table and len(table):
        first = table.reset_index(drop=True)
        own = first[first["indicator"] == first["indicator"].iloc[0]]
        return int(vintages.latest(own).sort_values("period", kind="stable").index.to_numpy()[-1])
    return 0


def finding_receipt(context: Context, figure: Figure) -> Receipt:
    """The receipt of the number that the figure's sentence states. Raises IndexError for a figure without rows."""
    return receipt(context, figure, finding_position(figure))


def tile_receipt(context: Context, tile: Tile) -> Receipt:
    """The receipt of an overview tile: its figure, the formula of its change, and the goals with their status."""
    every = trends.series(context.table(OBSERVATIONS), tile.indicator)
    if every.empty:
        return _of_nothing(context, {"indicator": tile.indicator, "entity": "vn"}, (), "value", ())
    last = every.iloc[-1]
    made = replace(of_row(context, last), shown=tile.value)
    goals = tuple(words for _, words in tile.statuses)
    return replace(made, steps=(*made.steps, *_tile_change(context, tile, last)), notes=(*made.notes, *goals))


def fact_receipt(context: Context, entity: str, column: str) -> Receipt:
    """The receipt of area_km2, population, communes_total or seat_vi of a unit, from its newest row of facts."""
    facts = context.table("province_facts")
    own = facts[facts["entity"] == entity].sort_values("as_of", kind="stable")
    if own.empty:
        return _of_nothing(context, {"entity": entity}, (), column, ())
    return of_row(context, own.iloc[-1], column)


def fact_receipts(context: Context, entity: str) -> dict[str, Receipt]:
    """Receipts of the facts that a profile tells (`profiles.facts`), by label; code and region stand in entities.csv."""
    told = profiles.facts(context, entity)
    known = _fact_labels(context)
    entities = context.table("entities").reset_index(drop=True)
    at = entities.index[entities["id"] == entity]
    found: dict[str, Receipt] = {}
    for label, shown in told.items():
        if label in known:
            found[label] = replace(fact_receipt(context, entity, known[label]), shown=shown)
        elif len(at):
            found[label] = replace(_of_entity(context, Origin("entities", int(at[0])), label), shown=shown)
    return found


def standing_receipts(context: Context, entity: str) -> tuple[Receipt, ...]:
    """Receipts of the sentences that say where a ministry stands: its newest place in each index that has it."""
    level = "province" if context.row("entities", entity)["kind"] == "province" else "ministry"
    found = (_newest(context, entity, dataset) for dataset in LEVEL_DATASETS[level])
    return tuple(of_row(context, row) for row in found if row is not None)


def lines(made: Receipt, lang: str = "") -> list[tuple[str, str]]:
    """Label and text of everything the receipt holds, in reading order; what is not known has no line."""
    lang = lang or made.lang
    source = made.source
    told = [
        (say(lang, "Value"), made.shown),
        (say(lang, "Exact value in the file"), made.exact),
        (say(lang, "Indicator"), made.indicator),
        (say(lang, "Definition"), made.definition),
        (say(lang, "Unit of measure"), made.unit),
        (say(lang, "Direction"), made.direction),
        (say(lang, "Kind of figure"), made.basis),
        (say(lang, "Subject"), made.entity),
        (say(lang, "Period"), made.period),
        (say(lang, "Published"), made.published),
        (say(lang, "Status"), made.status),
        (say(lang, "Flags"), "; ".join(made.flags)),
        (say(lang, "How it is computed"), "\n".join(made.steps)),
        (say(lang, "Published earlier"), "\n".join(made.earlier)),
        (say(lang, "Sources that disagree"), "\n".join(made.conflicts)),
        (say(lang, "File and row"), "\n".join(_place_words(lang, place) for place in made.places)),
        (say(lang, "Snapshot"), made.snapshot),
        (say(lang, "SHA-256 of the snapshot's description (datapackage.json)"), made.manifest),
        (say(lang, "SHA-256 of the file"), made.file_sha256),
        (say(lang, "Body whose figure it is"), source.producer),
        (say(lang, "Public source"), ": ".join(part for part in (source.publisher, source.title) if part)),
        (say(lang, "Address"), source.url),
        (say(lang, "Source published"), source.published_on),
        (say(lang, "Source read"), source.retrieved_on),
        (say(lang, "Licence"), source.licence),
        (say(lang, "Notes"), "\n".join((*made.notes, *([source.note] if source.note else [])))),
    ]
    return [(label, value) for label, value in told if value]


def as_text(made: Receipt, lang: str = "") -> str:
    """The receipt as plain text to copy: its title, then one line a label; long parts indented below theirs."""
    parts = [
        f"{label}:\n" + "\n".join(f"  {line}" for line in value.split("\n")) if "\n" in value else f"{label}: {value}"
        for label, value in lines(made, lang)
    ]
    return "\n".join([made.title, *parts])


def _of_own_weights(context: Context, figure: Figure, row: Row) -> Receipt:
    """The receipt of a place by the reader's own weights: computed from the published main indices, never official."""
    edition, entity, lang = text(row, "edition"), text(row, "entity"), context.lang
    given = taken_apart(figure.view)[2].get("weights", "") if figure.view else ""
    weights = own_weights.read(given) if given else own_weights.published_weights(context, edition)
    overall = own_weights.overall_of(context, edition)
    parts = [
        origin
        for one, weight in weights.items()
        if weight
        for origin in trace.observation(context, edition=edition, indicator=one, entity=entity)
    ]
    told: dict[str, Any] = {**_described(context, overall), "basis": say(lang, "computed")}
    return _filled(
        context,
        tuple(parts),
        "value",
        title=f"{_name(context, row)} — {figure.unofficial or figure.words.title}",
        shown=number(lang, float(row["value"]), context.decimals(overall)),
        **told,
        entity=_name(context, row),
        period=period(lang, text(row, "period")),
        steps=("\n".join(formulas.own_weight_steps(context, row, weights)),),
        source=public_source(context, text(row, "source")),
    )


def _of_observation(
    context: Context, row: Row, found: tuple[Origin, ...], column: str, columns: tuple[Column, ...]
) -> Receipt:
    lang, indicator = context.lang, text(row, "indicator")
    if not found:
        return _of_nothing(context, row, found, column, columns)
    own = trace.of(context, found[0])
    conflicts = trace.conflicting(context, row)
    cell = _cell(own, column, row)
    several = len(found) > 1
    shown = say(lang, "sources disagree") if several else _shown(context, own, row, column, columns)
    return _filled(
        context,
        found,
        "" if several else cell,
        title=f"{_name(context, own)} — {context.name('indicators', indicator)}, {period(lang, own['period'])}",
        shown=shown,
        **_described(context, indicator),
        entity=_name(context, own),
        period=period(lang, own["period"]),
        published=_published(context, own, alone=True),
        status=status_words(lang, own["status"]) if own["status"] else "",
        flags=tuple(_flag_lines(context, own["flags"])),
        steps=formulas.steps(context, row, column),
        earlier=tuple(_told(context, one) for _, one in trace.earlier(context, pd.DataFrame([own])).iterrows()),
        conflicts=() if several else tuple(_told(context, one) for _, one in conflicts.iterrows()),
        source=public_source(context, own["source"], own["producer"], own["dataset"]),
        notes=tuple(_observation_notes(context, row, own, found, column)),
    )


def _observation_notes(context: Context, row: Row, own: pd.Series, found: tuple[Origin, ...], column: str) -> list[str]:
    lang = context.lang
    notes = [own[f"note_{lang}"] or own["note_en"]]
    if len(found) > 1:
        notes += [_told(context, trace.of(context, origin)) for origin in found]
    if own["edition"]:
        notes.append(context.row("editions", own["edition"])[f"caution_{lang}"])
    if column in COMPUTED:
        notes.append(say(lang, "This number is computed; the file and row are those of the figure it is computed for."))
    if not own["source"]:
        notes.append(say(lang, "This row of the file names no source."))
    since = trace.later(context, pd.DataFrame([own]))
    notes += [say(lang, "Revised since: {figure}", figure=_told(context, one)) for _, one in since.iterrows()]
    notes += [
        say(
            lang,
            "Another official series under this name: {figure}",
            figure=_told(context, trace.of(context, twin), True),
        )
        for twin in trace.other_series(context, own)
    ]
    return [str(note) for note in dict.fromkeys(notes) if note]


def _of_record(
    context: Context, row: Row, found: tuple[Origin, ...], column: str, columns: tuple[Column, ...]
) -> Receipt:
    """The receipt of a row of another table than observations: targets, tasks, technologies, editions, facts."""
    if not found:
        return _of_nothing(context, row, found, column, columns)
    lang, table, own = context.lang, found[0].table, trace.of(context, found[0])
    fact = _fact_column(own, row, column) if table == "province_facts" else ""
    cell = fact or (column if column in own and column != "name" else CELLS.get(table, ""))
    source = own.get(FACT_SOURCES.get(fact, "source"), "")
    subject, name = _record_names(context, table, own, fact)
    made = _filled(
        context,
        found,
        "" if column in COMPUTED or "with_value" in row else cell,
        title=" — ".join(part for part in (name, subject) if part),
        shown=_record_shown(context, table, own, row, column, cell, columns),
        indicator=subject,
        definition=_record_definition(context, table, own),
        unit=context.name("units", own["unit"]) if text(own, "unit") else "",
        entity=name,
        period=period(lang, text(own, "due") or text(own, "as_of") or text(own, "period") or text(own, "deadline")),
        published=date(lang, text(own, "published_on") or text(own, "decided_on")),
        status=_status(lang, text(own, "status")),
        flags=tuple(_flag_lines(context, text(own, "flags"))),
        steps=formulas.steps(context, row, column),
        source=public_source(context, text(own, "id") if table == "sources" else str(source), text(own, "producer")),
        notes=tuple(_record_notes(context, table, own, source)),
    )
    told: dict[str, Any] = _described(context, text(own, "id")) if table == "indicators" else {}
    return replace(made, **told)


def _of_nothing(
    context: Context, row: Row, found: tuple[Origin, ...], column: str, columns: tuple[Column, ...]
) -> Receipt:
    """No row in the files: clear words in place of a value."""
    lang, indicator, entity = context.lang, text(row, "indicator"), text(row, "entity")
    known = indicator if context.has("indicators", indicator) else ""
    name = text(row, "name") or (_name(context, row) if context.has("entities", entity) else entity)
    where = text(row, "edition")
    about = context.edition_title(where) if context.has("editions", where) else text(row, "period")
    shown = say(lang, "no figure published")
    note = say(
        lang,
        "No figure of {name} was found in what was published by the day of this snapshot. Missing is not zero.",
        name=", ".join(part for part in (name, context.name("indicators", known) if known else "", about) if part)
        or "–",
    )
    return _filled(
        context,
        (),
        "",
        title=name or text(row, "label") or "–",
        shown=shown,
        entity=name,
        period=period(lang, text(row, "period")),
        notes=(note,),
        **(_described(context, known) if known else {"indicator": ""}),
    )


def _of_entity(context: Context, origin: Origin, label: str) -> Receipt:
    """Code and region of a unit, as entities.csv has them."""
    own = trace.of(context, origin)
    code = label == say(context.lang, "Official code")
    return _filled(
        context,
        (origin,),
        "code" if code else "region",
        title=f"{_name(context, {'entity': own['id']})} — {label}",
        shown="",
        indicator=label,
        entity=_name(context, {"entity": own["id"]}),
        source=public_source(context, own["source"]),
    )


def _before(context: Context, row: Row, column: str, columns: tuple[Column, ...]) -> Receipt:
    """The receipt of a figure of the edition or the period before, which a row tells beside its own."""
    keys = {key: text(row, key) for key in ("indicator", "entity")}
    edition, when = text(row, "edition_before"), text(row, "period_before")
    keys |= {"edition": edition} if edition else {"period": when} if when else {}
    if len(keys) < 3 or not text(row, column):
        return _of_nothing(context, keys, (), column, columns)
    if edition and context.has("indicators", keys["indicator"]):
        table = ranked(context, edition, keys["indicator"])
        own = table[table["entity"] == keys["entity"]]
        if len(own):
            return of_row(context, own.iloc[0], "rank" if BEFORE[column] == "rank" else "value")
    found = trace.observation(context, **keys)
    return (
        of_row(context, trace.of(context, found[0]), BEFORE[column])
        if found
        else _of_nothing(context, keys, (), column, columns)
    )


def _filled(context: Context, found: tuple[Origin, ...], cell: str, **told: Any) -> Receipt:
    """A receipt with its places and checksums; what `told` does not give is empty."""
    blank = dict.fromkeys(("definition", "unit", "direction", "basis", "entity", "period", "published", "status"), "")
    snapshot = context.tables if hasattr(context.tables, "row_text") else None
    places = tuple(Place(origin.file, origin.line, _written(context, origin, cell)) for origin in found)
    facts: dict[str, Any] = {"flags": (), **blank, **told}
    return Receipt(
        lang=context.lang,
        exact=places[0].exact if len(places) == 1 else "",
        places=places,
        snapshot=context.snapshot,
        manifest=cast(Snapshot, snapshot).manifest_sha256 if snapshot else "",
        file_sha256=cast(Snapshot, snapshot).file_sha256(found[0].table) if snapshot and found else "",
        **facts,
    )


def _written(context: Context, origin: Origin, cell: str) -> str:
    """The cell exactly as the file has it; '' where the number stands in no cell."""
    if not cell:
        return ""
    if not hasattr(context.tables, "row_text"):
        return str(trace.of(context, origin)[cell])
    return cast(Snapshot, context.tables).row_text(origin.table, origin.index).get(cell, "")


def _cell(own: pd.Series, column: str, row: Row) -> str:
    """Column of observations in which the number stands; '' for a number that we compute."""
    if column in COMPUTED:
        return ""
    if column in ("rank", "place_text"):
        return "" if text(row, "rank_basis") == "computed" else "rank"
    if column == "out_of":
        return column
    return "value" if own["value"] == own["value"] else "grade" if own["grade"] else "rank"


def _shown(context: Context, own: pd.Series, row: Row, column: str, columns: tuple[Column, ...]) -> str:
    """The number as the figure shows it."""
    lang = context.lang
    if column in ("value", "value_text", "after", "name", "label", "published") and own["value"] == own["value"]:
        return text(row, "value_text") or context.value(own["indicator"], own["value"], own["comparator"])
    named = next((one for one in columns if one.key == column), None)
    if named is not None and text(row, column):
        told = row[column]
        return str(told) if named.decimals is None else number(lang, float(told), named.decimals) + spaced(named.unit)
    if text(row, "rank") and (column == "rank" or own["value"] != own["value"] and not own["grade"]):
        return say(lang, "rank {rank}", rank=number(lang, float(row["rank"])))
    return names.grade_or_reason(lang, own) or say(lang, "no value")


def _record_shown(
    context: Context, table: str, own: pd.Series, row: Row, column: str, cell: str, columns: tuple[Column, ...]
) -> str:
    lang = context.lang
    named = next((one for one in columns if one.key == column), None)
    if named is not None and text(row, column):
        return (
            str(row[column])
            if named.decimals is None
            else number(lang, float(row[column]), named.decimals) + spaced(named.unit)
        )
    if table == "targets":
        return goal_words(context, own)
    if "with_value" in row:
        return say(lang, "{count} units with a value", count=number(lang, row["with_value"]))
    if table == "editions":
        return context.edition_title(own["id"])
    if table == "indicators":
        return context.name("indicators", own["id"])
    if table == "tasks":
        unit = context.name("units", own["unit"])
        told = (
            number(lang, own["value"], formulas.printed_decimals(own["value"])) if own["value"] == own["value"] else ""
        )
        return f"{comparator_sign(own['comparator'])}{told} {unit}" if told else say(lang, "no value")
    if cell == "area_km2" and own[cell] == own[cell]:
        return f"{number(lang, own[cell], 2)} km²"
    if table == "technologies":
        return text(own, f"product_{lang}") or text(own, f"group_{lang}")
    value = own.get(cell, "")
    if isinstance(value, float) and value == value:
        return number(lang, value, formulas.printed_decimals(value))
    return text(own, cell) or say(lang, "no value")


def _record_names(context: Context, table: str, own: pd.Series, fact: str) -> tuple[str, str]:
    """What a record tells of, and whose it is."""
    lang = context.lang
    if table == "targets":
        return own[f"name_{lang}"], _name(context, own)
    if table == "tasks":
        return f"{context.name('scopes', own['scope'])}: {measure_words(lang, own['measure'])}", _name(context, own)
    if table == "technologies":
        return text(own, f"product_{lang}") or text(own, f"group_{lang}"), own[f"document_{lang}"]
    if table == "editions":
        return say(lang, "Edition"), context.edition_title(own["id"])
    if table == "indicators":
        return context.name(table, own["id"]), context.name("datasets", own["dataset"])
    if table == "sources":
        return own["title"], own["publisher"]
    if table == "weights":
        return context.name("indicators", own["indicator"]), context.edition_title(own["edition"])
    labels = {column: label for label, column in _fact_labels(context).items()}
    return labels.get(fact, ""), _name(context, own)


def _record_definition(context: Context, table: str, own: pd.Series) -> str:
    if table == "targets":
        return str(own[f"document_{context.lang}"])
    if table == "technologies":
        return str(own[f"target_{context.lang}"])
    if table == "weights":
        return {
            "published": say(context.lang, "published"),
            "fitted": say(context.lang, "found by fitting"),
        }.get(own["basis"], "")
    return ""


def _record_notes(context: Context, table: str, own: pd.Series, source: object) -> list[str]:
    lang = context.lang
    notes = [text(own, f"note_{lang}") or text(own, "note_en"), text(own, f"caution_{lang}")]
    if table == "tasks" and own["basis"] == "computed":
        notes.append(say(lang, "The source does not print this number; it was counted from what the source prints."))
    if not source and table not in ("indicators", "sources", "weights"):
        notes.append(say(lang, "This row of the file names no source."))
    if table == "weights":
        notes.append(say(lang, "The weights are those of the edition; its source is that of its figures."))
    return [note for note in notes if note]


def public_source(context: Context, source: str, producer: str = "", dataset: str = "") -> PublicSource:
    """The public source of a row; the body alone where no source is named or its id is not in sources.csv."""
    lang = context.lang
    body = context.name("producers", producer) if producer and context.has("producers", producer) else ""
    if not source or not context.has("sources", source):
        return PublicSource(producer=body)
    own = context.row("sources", source)
    licence = own["licence"] or (context.row("datasets", dataset)["licence"] if dataset else "")
    return PublicSource(
        producer=body,
        publisher=own["publisher"],
        title=own["title"],
        url=own["original_url"] or own["url"],
        published_on=date(lang, own["published_on"]),
        retrieved_on=date(lang, own["retrieved_on"]),
        licence=say(lang, licence) if licence else "",
        note=own[f"note_{lang}"],
    )


def _described(context: Context, indicator: str) -> dict[str, str]:
    """Name, definition, unit, direction and kind of an indicator, in the reader's words."""
    row = context.row("indicators", indicator)
    return {
        "indicator": context.name("indicators", indicator),
        "definition": context.text("indicators", indicator, "definition"),
        "unit": context.name("units", row["unit"]),
        "direction": dictionary.direction_words(context.lang, row["direction"]),
        "basis": dictionary.basis_words(context.lang, row["basis"]),
    }


def _told(context: Context, own: pd.Series, series: bool = False) -> str:
    """A figure of another row in one line: value, rank, edition, day, whose, file and row."""
    lang = context.lang
    parts = [
        context.name("indicators", own["indicator"]) if series else "",
        context.value(own["indicator"], own["value"], own["comparator"])
        if own["value"] == own["value"]
        else own["grade"],
        say(lang, "rank {rank}", rank=number(lang, own["rank"])) if own["rank"] == own["rank"] else "",
        context.edition_title(own["edition"]) if own["edition"] else "",
        _published(context, own),
        context.whose(own["producer"], own["source"]),
        formulas.cited(context, Origin(OBSERVATIONS, int(cast(int, own.name)))),
    ]
    return " · ".join(part for part in parts if part)


def _published(context: Context, own: pd.Series, alone: bool = False) -> str:
    """The day a figure became known and what the day is: the publisher's own, or that of the page read."""
    lang, day = context.lang, date(context.lang, own["published_on"])
    if not day:
        return say(lang, "date not known")
    if own["published_basis"] in vintages.PUBLISHERS_DATE:
        return day if alone else say(lang, "published {date}", date=day)
    if own["published_basis"] == "source":
        return say(lang, "known by {date} (date of the page read)", date=day)
    return say(lang, "known by {date} (day it was read)", date=day)


def _flag_lines(context: Context, flags: str) -> list[str]:
    """Names of the flags with their explanation."""
    return [
        f"{context.name('flags', flag)}: {context.text('flags', flag, 'explanation')}".rstrip(": ")
        for flag in flags.split(";")
        if flag and context.has("flags", flag)
    ]


def _status(lang: str, status: str) -> str:
    return status_words(lang, status) if status else ""


def _name(context: Context, row: Row) -> str:
    entity = text(row, "entity")
    if not context.has("entities", entity):
        return entity
    edition = text(row, "edition")
    when = names.when_of(context.row("editions", edition)) if edition else text(row, "period")
    return names.name_at(context, entity, when)


def _place_words(lang: str, place: Place) -> str:
    told = say(lang, "{file}, row {line}", file=place.file, line=place.line)
    return f"{told}: {place.exact}" if place.exact else told


def _fact_labels(context: Context) -> dict[str, str]:
    lang = context.lang
    return {
        say(lang, "Area"): "area_km2",
        say(lang, "Population"): "population",
        say(lang, "Wards, communes and special zones"): "communes_total",
        say(lang, "Administrative centre"): "seat_vi",
    }


def _fact_column(own: pd.Series, row: Row, column: str) -> str:
    """Which fact a row tells: the column asked for, or in a brief the one with its value."""
    if column in FACT_COLUMNS:
        return column
    return next((name for name in FACT_COLUMNS if "value" in row and own[name] == row["value"]), FACT_COLUMNS[0])


def _newest(context: Context, entity: str, dataset: str) -> pd.Series | None:
    for edition in editions_of(context, dataset):
        table = ranked(context, edition, indicators_of(context, edition)[0])
        own = table[table["entity"] == entity]
        if len(own):
            return own.iloc[0]
    return None


def _tile_change(context: Context, tile: Tile, last: pd.Series) -> tuple[str, ...]:
    """The formula of the change that a tile tells; none where it tells none."""
    points = trends.annual(context.table(OBSERVATIONS), tile.indicator).points
    pair = trends.comparable_pair(points, trends.breaks(points, context.table("editions")))
    if not tile.change or pair is None or pair[1]["period"] != last["period"]:
        return ()
    told = formulas.change_words(context, tile.indicator, float(pair[0]["value"]), float(pair[1]["value"]))
    when = period(context.lang, pair[0]["period"])
    return (say(context.lang, "Change from {period}: {change}", period=when, change=told),)


def _row_name(figure: Figure, row: pd.Series) -> str:
    """What a row is called: its name, else its label, else its first column."""
    for key in ("name", "label", "index_name", "edition_name", *(column.key for column in figure.columns)):
        if key in row and text(row, key):
            return text(row, key)
    return "–"


def _row_label(figure: Figure, row: pd.Series, name: str, limit: int | None = None) -> str:
    """Name, then the first cells of the table's columns, which tell the row from others of its name."""
    told = [_cell_words(figure, column, row) for column in figure.columns if column.key not in LONG_TEXTS]
    return " · ".join(list(dict.fromkeys([name, *filter(None, told)]))[:limit])


def _cell_words(figure: Figure, column: Column, row: pd.Series) -> str:
    if column.decimals is None or not text(row, column.key):
        return text(row, column.key)
    told = number(figure.lang, float(row[column.key]), column.decimals)
    return f"{column.label} {told}" if column.key in ("rank", "movement") else told
