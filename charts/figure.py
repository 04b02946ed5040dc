"""The Figure: chart, table twin, words and sources together; what screen, export and test share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from language import date, say


@dataclass(frozen=True)
class Column:
    """One column of the table twin: machine key, label in the reader's language, decimals (None for text), unit symbol."""

    key: str
    label: str
    decimals: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Words:
    """Texts of a figure in one language. `alt` is at most about 200 characters; `description` is the long one."""

    title: str
    subtitle: str
    finding: str
    alt: str
    description: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceLine:
    """One source of the rows drawn, as a reader sees it; dates are ISO, as exact as known."""

    publisher: str
    title: str
    url: str
    published_on: str = ""
    edition: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Figure:
    """See `docs/architecture.md`. `spec` never holds data or geometry; `datasets` are what it draws, by name."""

    name: str
    spec: Mapping[str, Any]
    datasets: Mapping[str, pd.DataFrame]
    table: pd.DataFrame
    columns: tuple[Column, ...]
    words: Words
    sources: tuple[SourceLine, ...]
    snapshot: str
    lang: str
    geometry: tuple[str, ...] = field(default=())
    """Names of datasets that are geometry: served by address on screen, inlined for export (`p63`, `p34`)."""
    subject: str = ""
    """What file names begin with: `dti-tinh34`; the kind of figure where empty."""
    period: str = ""
    """Reference period in file names."""
    view: str = ""
    """Path of the view (`ranking/dti-2024-34/dti-overall`): with snapshot and language it makes the figure again."""
    page: str = ""
    """The live screen and its query (`rankings?edition=dti-2024-34`)."""
    checksum: str = ""
    """SHA-256 of the snapshot's description (datapackage.json)."""
    created: str = ""
    """Time of the snapshot's log entry, ISO in UTC: the creation time of every file made of it."""
    other: Words | None = None
    """The words in the other language, for files that carry both."""
    filters: tuple[tuple[str, str], ...] = ()
    """The reader's choices, label and value in the reader's language."""
    dark: bool = False
    """Made for dark paper."""
    unofficial: str = ""
    """Text of the band over a figure that is the reader's own and not official; empty for all others."""


def source_text(figure: Figure) -> str:
    """`Source: publisher, edition, published …; snapshot …` — derived from the rows drawn, never typed."""
    if not figure.sources:
        return say(figure.lang, "Source: none, since nothing is shown. Snapshot {snapshot}.", snapshot=figure.snapshot)
    named = dict.fromkeys(", ".join(part for part in (line.publisher, line.edition) if part) for line in figure.sources)
    dates = sorted({line.published_on for line in figure.sources if line.published_on})
    published = say(figure.lang, "published {date}", date=date(figure.lang, dates[-1])) if dates else ""
    text = "; ".join(named) + (f" ({published})" if published else "")
    return say(figure.lang, "Source: {text}. Snapshot {snapshot}.", text=text, snapshot=figure.snapshot)
