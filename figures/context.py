"""What every figure needs to know of the snapshot it is made from: tables, names, editions, sources."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import Any, Protocol

import pandas as pd

from charts.figure import Figure, SourceLine, Words
from language import date, number, period, say

LOOKED_UP = (
    "datasets",
    "indicators",
    "units",
    "editions",
    "entities",
    "sources",
    "flags",
    "regions",
    "scopes",
    "producers",
)
REMEMBERED = 256
"""Tables kept with a context; the least recently used goes first."""


class MissingRowError(KeyError):
    """A figure needs a row (table and id) that the snapshot does not hold."""


class Tables(Protocol):
    """A snapshot as figures see it: its id and its tables by name (columns: docs/data-model.md)."""

    @property
    def id(self) -> str: ...

    def table(self, name: str) -> pd.DataFrame: ...


def remember(make: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what `make(context, *hashable choices)` gives with the context: a snapshot never changes. Results are read only."""

    @wraps(make)
    def kept(context: "Context", *choices: Any) -> Any:
        key = (make.__qualname__, *choices)
        if key not in context._made:
            context._made[key] = make(context, *choices)
            while len(context._made) > REMEMBERED:
                context._made.popitem(last=False)
        return context._made[key]

    return kept


@dataclass(frozen=True, eq=False)
class Context:
    """A snapshot, the reader's language and theme; looks up rows by id."""

    tables: Tables
    lang: str
    dark: bool = False

    @property
    def snapshot(self) -> str:
        return self.tables.id

    @property
    def day(self) -> str:
        """The day the snapshot stands for, which its id begins with; of a draft, the day of its last change."""
        entry = getattr(self.tables, "entry", None)
        return self.snapshot[:10] if self.snapshot[:1].isdigit() or entry is None else str(entry.time)[:10]

    @cached_property
    def other(self) -> "Context":
        """The same snapshot in the other language."""
        return Context(self.tables, "en" if self.lang == "vi" else "vi", self.dark)

    def table(self, name: str) -> pd.DataFrame:
        return self.tables.table(name)

    @cached_property
    def _rows(self) -> dict[str, dict[str, pd.Series]]:
        return {name: {str(row["id"]): row for _, row in self.table(name).iterrows()} for name in LOOKED_UP}

    @cached_property
    def _made(self) -> OrderedDict[tuple[Any, ...], Any]:
        return OrderedDict()

    @cached_property
    def moved(self) -> frozenset[str]:
        """Entities whose own name or kind changed on a date; all others have one name through time."""
        changes = self.table("entity_changes")
        return frozenset(changes.loc[changes["from"] == changes["to"], "from"])

    def row(self, table: str, key: str) -> pd.Series:
        """The row of `table` with this id. Raises MissingRowError naming table and id."""
        found = self._rows[table].get(key)
        if found is None:
            raise MissingRowError(f"{table}: {key}")
        return found

    def has(self, table: str, key: str) -> bool:
        return key in self._rows[table]

    def text(self, table: str, key: str, column: str) -> str:
        """`column` in the reader's language (`name` reads `name_vi` or `name_en`); the other language where it is empty."""
        row = self.row(table, key)
        return row[f"{column}_{self.lang}"] or row[f"{column}_{'en' if self.lang == 'vi' else 'vi'}"]

    def name(self, table: str, key: str) -> str:
        return self.text(table, key, "name")

    def symbol(self, indicator: str) -> str:
        return self.text("units", self.row("indicators", indicator)["unit"], "symbol")

    def decimals(self, indicator: str) -> int:
        return int(self.row("indicators", indicator)["decimals"])

    def value(self, indicator: str, value: float | None, comparator: str = "=") -> str:
        """The value as readers see it: comparator in front, decimals of the indicator, unit behind."""
        text = number(self.lang, value, self.places(indicator, value))
        if not text:
            return say(self.lang, "no value")
        return f"{comparator_sign(comparator)}{text}{spaced(self.symbol(indicator))}"

    def places(self, indicator: str, value: float | None) -> int:
        """Decimals to show: those of the indicator in an index; in a series no more than the source printed."""
        declared = self.decimals(indicator)
        row = self.row("indicators", indicator)
        if value is None or value != value or self.row("datasets", row["dataset"])["kind"] == "index":
            return declared
        return min(declared, printed_decimals(value))

    @remember
    def edition_title(self, edition: str) -> str:
        """`DTI 2024, 34 provinces` — dataset, year and population of an edition."""
        row = self.row("editions", edition)
        if self.row("datasets", row["dataset"])["kind"] == "series":
            return say(self.lang, "release of {day}", day=date(self.lang, row["published_on"]))
        parts = [self._dated(row)]
        if row["boundary"]:
            parts.append(say(self.lang, "{count} provinces", count=row["boundary"]))
        elif row["group"]:
            parts.append(group_words(self.lang, row["group"]))
        return ", ".join(parts)

    def edition_year(self, edition: str) -> str:
        """`DTI 2024`: an edition without its population, for sentences that name the number of units themselves."""
        return self._dated(self.row("editions", edition))

    def _dated(self, row: pd.Series) -> str:
        when = period(self.lang, row["period"])
        if self.row("datasets", row["dataset"])["kind"] == "scores":
            return say(self.lang, "reading of {period}", period=when)
        return f"{self.short_name(row['dataset'])} {when}"

    def short_name(self, dataset: str) -> str:
        """The short form in brackets at the end of a dataset's name (`DTI`); the whole name where there is none."""
        name = self.name("datasets", dataset)
        if not name.endswith(")"):
            return name
        short = name[name.rindex("(") + 1 : -1]
        return say(self.lang, "{name} index,", name=short) if short[-1].isdigit() else short

    def sources(self, rows: pd.DataFrame, limit: int = 6) -> tuple[SourceLine, ...]:
        """Source lines of the rows drawn, most used first; `rows` has source and may have edition, published_on."""
        if rows.empty:
            return ()
        keys = [key for key in ("source", "edition", "dataset", "producer") if key in rows]
        counted = (
            rows[rows["source"] != ""].groupby(keys, sort=False).size().sort_values(ascending=False, kind="stable")
        )
        days = self._own_days(rows)
        lines = [
            self._line(dict(zip(keys, key if isinstance(key, tuple) else (key,), strict=True)), days)
            for key in counted.index
        ]
        return tuple(dict.fromkeys(lines))[:limit]

    def _own_days(self, rows: pd.DataFrame) -> dict[str, str]:
        """By source, the latest day that the publisher itself gave its figures; the page read may be younger."""
        if "published_basis" not in rows:
            return {}
        own = rows[rows["published_basis"].isin(["vintage", "edition"]) & (rows["published_on"] != "")]
        return {str(source): str(day) for source, day in own.groupby("source")["published_on"].max().items()}

    def _line(self, key: dict[str, str], days: dict[str, str]) -> SourceLine:
        source = self.row("sources", key["source"])
        edition = key.get("edition", "")
        dataset = key.get("dataset", "")
        return SourceLine(
            publisher=self._producer(key) or source["publisher"],
            title=f"{source['publisher']}: {source['title']}" if source["publisher"] else source["title"],
            url=source["original_url"] or source["url"],
            published_on=self.row("editions", edition)["published_on"]
            if edition
            else days.get(key["source"], source["published_on"]),
            edition=self.edition_title(edition) if edition else "",
            licence=say(self.lang, str(self.row("datasets", dataset)["licence"] if dataset else source["licence"])),
        )

    def whose(self, producer: str, source: str) -> str:
        """The body whose figure it is; where nobody can tell, the outlet it was read in."""
        if producer:
            return self.name("producers", producer)
        return str(self.row("sources", source)["publisher"]) if source else ""

    def _producer(self, key: dict[str, str]) -> str:
        """The body whose figure it is: the row's own, else that of its edition."""
        own = key.get("producer", "") or self._edition_producers.get(key.get("edition", ""), "")
        return self.name("producers", own) if own else ""

    @cached_property
    def _edition_producers(self) -> dict[str, str]:
        rows = self.table("observations")
        known = rows[(rows["edition"] != "") & (rows["producer"] != "")]
        most = known.groupby("edition")["producer"].agg(lambda ids: ids.mode().iloc[0])
        return {str(edition): str(producer) for edition, producer in most.items()}

    def flag_words(self, flags: Iterable[str]) -> list[str]:
        """Names of the flags of rows (`;` separated), each once, in the reader's language."""
        ids = dict.fromkeys(part for text in flags for part in str(text).split(";") if part)
        return [self.name("flags", flag) for flag in ids if self.has("flags", flag)]


def comparator_sign(comparator: str) -> str:
    return {"=": "", "": "", "~": "≈ ", ">": "> ", ">=": "≥ ", "<=": "≤ ", "<": "< "}[comparator]


def group_words(lang: str, group: str) -> str:
    if group == "services":
        return say(lang, "ministries and agencies with public services")
    if group == "no-services":
        return say(lang, "ministries and agencies without public services")
    return say(lang, "ministries and agencies")


def spaced(symbol: str) -> str:
    """The unit as it follows a number: per cent close to it, others after a space."""
    return symbol if not symbol or symbol.startswith("%") else f" {symbol}"


def printed_decimals(value: float) -> int:
    """Decimals in the shortest text of a number: 16.4 has one, 90.0 none."""
    text = repr(float(value))
    return 0 if text.endswith(".0") or "e" in text else len(text.split(".")[1])


def nothing(context: Context, words: Words) -> Figure:
    """A figure without rows: the words say why there is nothing to show."""
    return Figure("nothing", {}, {}, pd.DataFrame(), (), words, (), context.snapshot, context.lang)


def filed(context: Context, figure: Figure, subject: str, when: str) -> Figure:
    """The figure with what its file names begin with."""
    return replace(figure, subject=subject, period=when)


def addressed(context: Context, table: pd.DataFrame) -> pd.DataFrame:
    """The rows with `source_url`, the public address of each row's source; as they are where rows name none."""
    if "source" not in table:
        return table
    known = context.table("sources").set_index("id")
    address = known["original_url"].where(known["original_url"] != "", known["url"])
    return table.assign(source_url=table["source"].map(address).fillna(""))


def file_subject(context: Context, edition: str, indicator: str) -> str:
    """`dti-tinh34`: the index (or the indicator that is part of it) and its units, as file names begin."""
    row = context.row("editions", edition)
    about = indicator if context.row("indicators", indicator)["parent"] else row["dataset"]
    return f"{about}-tinh{row['boundary']}" if row["boundary"] else str(about)
