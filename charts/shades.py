"""What map, tile grid and zoomable map share: rows in classes, their colours, the histogram that is the legend."""

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from charts import geometry
from charts.figure import Column
from charts.geometry import Boundary
from charts.specs import named, optional
from charts.theme import Palette, palette
from language import number, say

LETTERING, LEGEND_ROW, LEGEND_BAR = 11, 19, 38
TITLE_LETTERS, TITLE_LINES = 20, 3
"""Longest line of the legend's title, in letters, and the most lines it may have."""
SLANTS = "M-1,0.2L-0.2,-1M-1,1L1,-1M0.2,1L1,-0.2"
STATUS = {
    "missing": "Not collected",
    "blank": "Does not apply",
    "none": "No value published",
}
HATCHED = ("missing", "none")
KINDS = {"not_collected": "missing", "not_applicable": "blank"}


def draw_rows(rows: pd.DataFrame, boundary: Boundary, columns: Sequence[Column], lang: str,
              selected: str | None = None) -> pd.DataFrame:
    """One row a unit of the boundary: entity, name, shade (class index or kind of gap, as text), texts, selected.

    An optional column `value_text` of `rows` is the value as the reader's language writes it, with its unit.
    Raises ValueError for an entity of another boundary, two rows of one entity, a value without a class.
    """
    _check(rows, boundary)
    units = geometry.names(boundary)
    known = rows.set_index("entity").reindex(list(units))
    kinds = pd.Series([_kind(value, status) for value, status in zip(known["value"], known["status"], strict=True)])
    ranks = zip(pd.to_numeric(known["rank"]), pd.to_numeric(known["out_of"]), strict=True)
    drawn = pd.DataFrame({
        "entity": list(units),
        "name": known["name"].fillna(pd.Series(units)).to_numpy(),
        "shade": [str(int(index)) if kind == "value" else kind
                  for index, kind in zip(known["class_index"], kinds, strict=True)],
        "value_text": optional(known, "value_text").where(kinds.eq("value").to_numpy()).fillna(
            pd.Series(_value_texts(known["value"], kinds, columns, lang), index=known.index)).to_numpy(),
        "place": [_place(rank, count, lang) for rank, count in ranks],
        "selected": [entity == selected for entity in units],
    })
    return drawn.assign(spoken=[join_text(row) for row in drawn.itertuples()])


def _check(rows: pd.DataFrame, boundary: Boundary) -> None:
    strangers = ", ".join(sorted(set(rows["entity"]) - set(geometry.names(boundary))))
    if strangers:
        raise ValueError(f"Not units of the {boundary} provinces: {strangers}; choose the boundary of their edition")
    twice = ", ".join(sorted(rows["entity"][rows["entity"].duplicated()]))
    if twice:
        raise ValueError(f"More than one row for {twice}; choose one source and vintage before drawing")
    unclassed = ", ".join(rows["entity"][rows["value"].notna() & rows["class_index"].isna()])
    if unclassed:
        raise ValueError(f"No class for the value of {unclassed}; the classes must cover every value")


def _value_texts(values: pd.Series, kinds: pd.Series, columns: Sequence[Column], lang: str) -> list[str]:
    """Value with its unit, or the words for why there is none."""
    column = next((column for column in columns if column.key == "value"), Column("value", "", 2))
    return [f"{number(lang, value, column.decimals or 0)} {column.unit}".strip() if kind == "value"
            else say(lang, STATUS[kind]) for value, kind in zip(values, kinds, strict=True)]


def join_text(row: Any) -> str:
    """Name, value and place as one line, for a reader who hears the picture."""
    return ", ".join(text for text in (row.name, row.value_text, row.place) if text)


def _kind(value: float, status: object) -> str:
    if pd.notna(value):
        return "value"
    return KINDS.get(str(status), "none")


def _place(rank: float, count: float, lang: str) -> str:
    if pd.isna(rank):
        return ""
    if pd.isna(count):
        return say(lang, "rank {rank}", rank=int(rank))
    return say(lang, "rank {rank} of {count}", rank=int(rank), count=int(count))


def value_label(columns: Sequence[Column]) -> str:
    """Label of the value column with its unit."""
    column = next((column for column in columns if column.key == "value"), None)
    return "" if column is None else f"{column.label} ({column.unit})" if column.unit else column.label


def legend_rows(drawn: pd.DataFrame, classes: Sequence[tuple[float, float]], title: str, lang: str) -> pd.DataFrame:
    """The legend: title, highest class first, then the gaps present. Columns label, count, shade, part, line, share."""
    decimals = max((_decimals(limit) for limits in classes for limit in limits), default=0)
    counts = drawn["shade"].value_counts()
    lines = textwrap.wrap(title, TITLE_LETTERS, max_lines=TITLE_LINES, placeholder="…")
    rows: list[tuple[str, int | None, str, str]] = [(line, None, "", "title") for line in lines]
    for index, (low, high) in reversed(list(enumerate(classes))):
        label = f"{number(lang, low, decimals)}–{number(lang, high, decimals)}"
        rows.append((label, int(counts.get(str(index), 0)), str(index), "class"))
    gaps = [(kind, int(counts[kind])) for kind in STATUS if kind in counts]
    rows += [(f"{say(lang, STATUS[kind])} ({count})", count, kind, "gap") for kind, count in gaps]
    frame = pd.DataFrame(rows, columns=["label", "count", "shade", "part"]).astype({"count": float})
    largest = frame.loc[frame["part"] == "class", "count"].max()
    return frame.assign(line=range(len(frame)), lines=len(frame), share=frame["count"] / (largest or 1))


def _decimals(limit: float) -> int:
    text = f"{limit:.10f}".rstrip("0")
    return len(text.split(".")[1])


def class_colours(count: int, dark: bool) -> list[str]:
    """Colours of `count` classes (1 to 6), lowest first: evenly spaced steps of the theme's scale."""
    scale = palette(dark).sequential
    if not 0 <= count <= len(scale):
        raise ValueError(f"{count} classes; at most {len(scale)} can be told apart")
    if count == 1:
        return [scale[3]]
    return [scale[round(index * (len(scale) - 1) / (count - 1))] for index in range(count)]


def colour_of(shade: str, count: int, dark: bool) -> str:
    """Colour of a class or of a kind of gap."""
    ink = palette(dark)
    gaps = {"missing": ink.missing, "none": ink.missing, "blank": ink.paper}
    return gaps[shade] if shade in gaps else class_colours(count, dark)[int(shade)]


def fill_scale(count: int, dark: bool) -> alt.Fill:
    """Class colour; each kind of gap has its own fill."""
    shades = [*map(str, range(count)), *STATUS]
    colours = [colour_of(shade, count, dark) for shade in shades]
    return alt.Fill("shade:N", scale=alt.Scale(domain=shades, range=colours), legend=None)


def tooltip(lang: str, *first: alt.Tooltip) -> list[alt.Tooltip]:
    fields = {"name": "Province", "value_text": "Value", "place": "Place"}
    return [*first, *(alt.Tooltip(f"{field}:N", title=say(lang, title)) for field, title in fields.items())]


def legend_layers(ink: Palette, fill: alt.Fill, left: str, centre: str, width: int) -> list[alt.Chart]:
    """Histogram of the units in each class, which is the legend too; gaps below. `left`, `centre`: formulas in px."""
    top = f"max(0, {centre} - datum.lines * {LEGEND_ROW / 2}) + datum.line * {LEGEND_ROW}"
    bar = f"{left} + {width - LEGEND_BAR - 18}"
    rows = alt.Chart(named("legend"))
    ranges, gaps = rows.transform_filter(alt.datum.part == "class"), rows.transform_filter(alt.datum.part == "gap")
    text: dict[str, Any] = {"baseline": "middle", "fontSize": LETTERING, "color": ink.ink}
    edge: dict[str, Any] = {"stroke": ink.neutral, "strokeWidth": 0.8}
    middle = at(f"{top} + {LEGEND_ROW // 2}")
    swatch = {"y": at(f"{top} + 3"), "y2": at(f"{top} + {LEGEND_ROW - 3}")}
    length = f"5 + {LEGEND_BAR - 5} * datum.share"
    return [
        rows.transform_filter(alt.datum.part == "title").mark_text(
            align="left", fontWeight="bold", limit=width + 10, **text).encode(
            x=at(left), y=middle, text="label:N"),
        ranges.mark_rect(**edge).encode(x=at(bar), x2=at(f"{bar} + {length}"), fill=fill, **swatch),
        ranges.mark_text(align="right", **text).encode(x=at(f"{bar} - 5"), y=middle, text="label:N"),
        ranges.mark_text(align="left", **text).encode(x=at(f"{bar} + 4 + {length}"), y=middle, text="count:Q"),
        gaps.mark_rect(**edge).encode(x=at(left), x2=at(f"{left} + 18"), fill=fill, **swatch),
        gaps.transform_filter(alt.datum.shade != "blank").mark_point(
            shape=SLANTS, size=120, filled=False, opacity=1, **edge).encode(x=at(f"{left} + 9"), y=middle),
        gaps.mark_text(align="left", **text).encode(x=at(f"{left} + 23"), y=middle, text="label:N"),
    ]


def at(formula: str) -> Any:
    """A position in px computed when the size of the picture is known."""
    return alt.value(alt.expr(formula))
