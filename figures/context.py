"""What every figure needs to know of the snapshot it is made from: tables, names, editions, sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import pandas as pd

from charts.figure import SourceLine
from language import number, say


class Tables(Protocol):
    """A snapshot as figures see it: its id and its tables by name (columns: docs/data-model.md)."""

    @property
    def id(self) -> str: ...

    def table(self, name: str) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Context:
    """A snapshot, the reader's language and theme; looks up rows by id."""

    tables: Tables
    lang: str
    dark: bool = False

    @property
    def snapshot(self) -> str:
        return self.tables.id

    def table(self, name: str) -> pd.DataFrame:
        return self.tables.table(name)

    @cached_property
    def _indexed(self) -> dict[str, pd.DataFrame]:
        return {name: self.table(name).set_index("id", drop=False)
                for name in ("datasets", "indicators", "units", "editions", "entities", "sources", "flags", "regions")}

    def row(self, table: str, key: str) -> pd.Series:
        """The row of `table` with this id. Raises KeyError naming table and id."""
        frame = self._indexed[table]
        if key not in frame.index:
            raise KeyError(f"{table}: no row with id {key!r}")
        return frame.loc[key]

    def has(self, table: str, key: str) -> bool:
        return key in self._indexed[table].index

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
        text = number(self.lang, value, self.decimals(indicator))
        if not text:
            return say(self.lang, "no value")
        return f"{comparator_sign(comparator)}{text}{_unit(self.symbol(indicator))}"

    def edition_title(self, edition: str) -> str:
        """`DTI 2024, 34 provinces` — dataset, year and population of an edition."""
        row = self.row("editions", edition)
        parts = [f"{self.name('datasets', row['dataset'])} {row['period']}".strip()]
        if row["boundary"]:
            parts.append(say(self.lang, "{count} provinces", count=row["boundary"]))
        elif row["group"]:
            parts.append(group_words(self.lang, row["group"]))
        return ", ".join(parts)

    def sources(self, rows: pd.DataFrame, limit: int = 6) -> tuple[SourceLine, ...]:
        """Source lines of the rows drawn, most used first; `rows` has source and may have edition, published_on."""
        if rows.empty:
            return ()
        keys = [key for key in ("source", "edition", "dataset") if key in rows]
        counted = rows[rows["source"] != ""].groupby(keys, sort=False).size().sort_values(ascending=False, kind="stable")
        lines = [self._line(dict(zip(keys, key if isinstance(key, tuple) else (key,), strict=True))) for key in counted.index]
        return tuple(dict.fromkeys(lines))[:limit]

    def _line(self, key: dict[str, str]) -> SourceLine:
        source = self.row("sources", key["source"])
        edition = key.get("edition", "")
        dataset = key.get("dataset", "")
        return SourceLine(
            publisher=source["publisher"],
            title=source["title"],
            url=source["original_url"] or source["url"],
            published_on=self.row("editions", edition)["published_on"] if edition else source["published_on"],
            edition=self.edition_title(edition) if edition else "",
            licence=source["licence"] or (self.row("datasets", dataset)["licence"] if dataset else ""),
        )

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


def _unit(symbol: str) -> str:
    if not symbol:
        return ""
    return symbol if symbol in ("%",) else f" {symbol}"
