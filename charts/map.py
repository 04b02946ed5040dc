"""Map of the provinces: classes with round limits, a histogram as legend, both archipelagos in frames on every picture.

Geometry is referred to by name (`p63`, `p34`); `charts.geometry` puts an address or the shapes in its place.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from charts import geometry
from charts.figure import Column, Figure, SourceLine, Words
from charts.geometry import EXTENT, INSETS, OBJECTS, Boundary
from charts.specs import ENTITY, dress, finish, named
from charts.theme import Palette, palette
from language import number, say

HEIGHT = 640
"""Height of the map on screen, px: fills a phone 340 px wide."""
LETTERING = 11
LEGEND_WIDTH, LEGEND_ROW, LEGEND_BAR = 118, 19, 38
LEGEND_EAST, LEGEND_MIDDLE = 105.0, 14.4
"""The legend stands west of the mainland: its eastern edge and its middle, in degrees."""
SLANTS = "M-1,0.2L-0.2,-1M-1,1L1,-1M0.2,1L1,-0.2"
STATUS = {
    "missing": "Not collected",
    "blank": "Does not apply",
    "none": "No value published",
}
HATCHED = ("missing", "none")
KINDS = {"not_collected": "missing", "not_applicable": "blank"}


def map_figure(rows: pd.DataFrame, *, classes: Sequence[tuple[float, float]], boundary: Boundary, words: Words,
               columns: Sequence[Column], sources: Sequence[SourceLine], snapshot: str, lang: str,
               dark: bool = False, selected: str | None = None) -> Figure:
    """A choropleth of the units of one boundary.

    `rows`: entity, name, value (or missing), rank, out_of (or missing), status ("", not_collected, not_applicable),
    class_index (index into `classes`, missing without a value). A unit without a row is drawn as one without a value.
    `classes`: at most six (low, high) limits, lowest first. Raises ValueError for more, and for an entity that is not
    a unit of the boundary.
    """
    drawn = draw_rows(rows, boundary, columns, lang, selected)
    legend = legend_rows(drawn, classes, value_label(columns), lang)
    spec = _spec(boundary, dark, lang, len(classes))
    return Figure("map", dress(spec, words.alt, height=HEIGHT),
                  {"rows": drawn, "legend": legend, "hatch": _hatch(drawn, boundary), **_islands(boundary, lang)},
                  rows, tuple(columns), _with_notes(words, lang), tuple(sources), snapshot, lang, (OBJECTS[boundary],))


def draw_rows(rows: pd.DataFrame, boundary: Boundary, columns: Sequence[Column], lang: str,
              selected: str | None = None) -> pd.DataFrame:
    """One row a unit of the boundary: entity, name, shade (class index as text, or the kind of gap), texts, selected."""
    units = geometry.names(boundary)
    strangers = sorted(set(rows["entity"]) - set(units))
    if strangers:
        raise ValueError(f"Not units of the {boundary} provinces: {', '.join(strangers)}; choose the boundary of their edition")
    known = rows.drop_duplicates("entity").set_index("entity").reindex(list(units))
    decimals = next((column.decimals or 0 for column in columns if column.key == "value"), 2)
    unit = next((column.unit for column in columns if column.key == "value"), "")
    values, ranks = pd.to_numeric(known["value"]).astype(float), pd.to_numeric(known["rank"]).astype(float)
    kinds = [_kind(value, status) for value, status in zip(values, known["status"], strict=True)]
    drawn = pd.DataFrame({
        "entity": known.index,
        "name": [name if isinstance(name, str) else units[entity] for entity, name in known["name"].items()],
        "shade": [str(int(index)) if kind == "value" else kind
                  for index, kind in zip(known["class_index"], kinds, strict=True)],
        "value_text": [f"{number(lang, value, decimals)} {unit}".strip() if kind == "value" else say(lang, STATUS[kind])
                       for value, kind in zip(values, kinds, strict=True)],
        "place": [_place(rank, count, lang) for rank, count in zip(ranks, known["out_of"], strict=True)],
        "selected": [entity == selected for entity in known.index],
    })
    return drawn.assign(spoken=[join_text(row) for row in drawn.itertuples()])


def join_text(row: Any) -> str:
    """Name, value and place as one line, for a reader who hears the picture."""
    return ", ".join(text for text in (row.name, row.value_text, row.place) if text)


def _kind(value: float, status: object) -> str:
    if value == value:
        return "value"
    return KINDS.get(str(status), "none")


def _place(rank: float, count: object, lang: str) -> str:
    if pd.isna(rank):
        return ""
    if pd.isna(count):  # type: ignore[call-overload]
        return say(lang, "rank {rank}", rank=int(rank))
    return say(lang, "rank {rank} of {count}", rank=int(rank), count=int(count))  # type: ignore[call-overload]


def value_label(columns: Sequence[Column]) -> str:
    """Label of the value column with its unit."""
    column = next((column for column in columns if column.key == "value"), None)
    return "" if column is None else f"{column.label} ({column.unit})" if column.unit else column.label


def legend_rows(drawn: pd.DataFrame, classes: Sequence[tuple[float, float]], title: str, lang: str) -> pd.DataFrame:
    """The legend: title, highest class first, then the gaps present. Columns label, count, shade, part, line, share."""
    decimals = max((_decimals(limit) for limits in classes for limit in limits), default=0)
    counts = drawn["shade"].value_counts()
    rows: list[tuple[str, int | None, str, str]] = [(title, None, "", "title")]
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


def _hatch(drawn: pd.DataFrame, boundary: Boundary) -> pd.DataFrame:
    lines = [line for entity in drawn["entity"][drawn["shade"].isin(HATCHED)] for line in geometry.hatch(boundary, entity)]
    return pd.DataFrame(lines, columns=["lon", "lat", "lon2", "lat2"]).astype(float)


@cache
def _islands(boundary: Boundary, lang: str) -> dict[str, pd.DataFrame]:
    """The islands as points, the frames of the archipelagos and their labels; the same on every map of a boundary."""
    points = geometry.drawn_islands(boundary)
    name = points["name"] if lang == "vi" else points["name_en"]
    corners = [(inset.group, order, *corner) for inset in INSETS for order, corner in enumerate(inset.corners())]
    labels = [(inset.group, say(lang, inset.label), inset.corners()[0 if inset.label_above else 3], inset.label_above) for inset in INSETS]
    return {
        "islands": pd.DataFrame({"island": name, "group": points["group"], "entity": points["entity"],
                                 "lon": points["lon"], "lat": points["lat"]}),
        "frames": pd.DataFrame(corners, columns=["group", "order", "lon", "lat"]),
        "archipelagos": pd.DataFrame([(group, label, lon, lat, above) for group, label, (lon, lat), above in labels],
                                     columns=["group", "label", "lon", "lat", "above"]),
    }


def _with_notes(words: Words, lang: str) -> Words:
    inset = say(lang, "The Hoàng Sa and Trường Sa archipelagos are drawn in frames, nearer to the mainland than they lie.")
    return replace(words, notes=(*words.notes, inset, say(lang, geometry.ATTRIBUTION)))


def class_colours(count: int, dark: bool) -> list[str]:
    """Colours of `count` classes (1 to 6), lowest first: evenly spaced steps of the theme's scale."""
    scale = palette(dark).sequential
    if not 0 <= count <= len(scale):
        raise ValueError(f"{count} classes; at most {len(scale)} can be told apart")
    if count == 1:
        return [scale[3]]
    return [scale[round(index * (len(scale) - 1) / (count - 1))] for index in range(count)]


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def _measures() -> list[Any]:
    """Signals: scale and origin of the projection, and the legend's corner, from the size the page gives."""
    west, south, east, north = EXTENT
    wide, high = math.radians(east - west), _mercator(north) - _mercator(south)
    middle = (_mercator(north) + _mercator(south)) / 2
    formulas = {
        "map_scale": f"min(width / {wide:.6f}, height / {high:.6f})",
        "map_x": f"width / 2 - map_scale * {math.radians((west + east) / 2):.6f}",
        "map_y": f"height / 2 + map_scale * {middle:.6f}",
        "legend_x": f"max(0, map_x + map_scale * {math.radians(LEGEND_EAST):.6f} - {LEGEND_WIDTH})",
        "legend_y": f"map_y - map_scale * {_mercator(LEGEND_MIDDLE):.6f}",
    }
    return [alt.param(name=name, expr=formula) for name, formula in formulas.items()]


@cache
def _spec(boundary: Boundary, dark: bool, lang: str, classes: int) -> dict[str, Any]:
    ink = palette(dark)
    fill = _fill(ink, classes, dark)
    layers = [*_provinces(boundary, lang, ink, fill), *_archipelagos(lang, ink, fill), *_legend(ink, fill)]
    chart = alt.layer(*layers).project("mercator", scale=alt.expr("map_scale"),
                                       translate=alt.expr("[map_x, map_y]")).add_params(*_measures())
    return finish(chart, dark)


def _fill(ink: Palette, count: int, dark: bool) -> alt.Fill:
    """Class colour; each kind of gap has its own fill."""
    colours = {str(index): colour for index, colour in enumerate(class_colours(count, dark))}
    colours |= {"missing": ink.missing, "blank": ink.paper, "none": ink.missing}
    return alt.Fill("shade:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None)


def _joined(chart: alt.Chart, key: str) -> alt.Chart:
    """The chart with the columns of `rows` that belong to each mark."""
    fields = [ENTITY, "name", "shade", "value_text", "place", "selected", "spoken"]
    return chart.transform_lookup(lookup=key, from_=alt.LookupData(data=named("rows"), key=ENTITY, fields=fields))


def _tooltip(lang: str, *first: alt.Tooltip) -> list[alt.Tooltip]:
    return [*first, alt.Tooltip("name:N", title=say(lang, "Province")), alt.Tooltip("value_text:N", title=say(lang, "Value")),
            alt.Tooltip("place:N", title=say(lang, "Place"))]


def _provinces(boundary: Boundary, lang: str, ink: Palette, fill: Any) -> list[alt.Chart]:
    """Coastline, filled units with thin borders, hatching, outline of what does not apply and of the chosen unit."""
    pick = alt.selection_point(name=ENTITY, fields=[ENTITY], on="click")
    shapes = alt.Chart(named(OBJECTS[boundary]))
    units = _joined(shapes, "id")
    chosen = units.transform_filter({"or": [{"field": "selected", "equal": True}, {"param": ENTITY, "empty": False}]})
    return [
        shapes.mark_geoshape(filled=False, stroke=ink.neutral, strokeWidth=1.6),
        units.mark_geoshape(stroke=ink.paper, strokeWidth=0.7, cursor="pointer").encode(
            fill=fill, tooltip=_tooltip(lang), description="spoken:N").add_params(pick),
        alt.Chart(named("hatch")).mark_rule(stroke=ink.neutral, strokeWidth=0.8).encode(
            longitude="lon:Q", latitude="lat:Q", longitude2="lon2:Q", latitude2="lat2:Q"),
        units.transform_filter(alt.datum.shade == "blank").mark_geoshape(filled=False, stroke=ink.muted, strokeWidth=1.3),
        chosen.mark_geoshape(filled=False, stroke=ink.accent, strokeWidth=2.2),
    ]


def _archipelagos(lang: str, ink: Palette, fill: Any) -> list[alt.Chart]:
    """Islands as points in the colour of their province; Hoàng Sa and Trường Sa in labelled frames."""
    points = _joined(alt.Chart(named("islands")), ENTITY)
    label = alt.Chart(named("archipelagos")).encode(longitude="lon:Q", latitude="lat:Q", text="label:N")
    lettering = {"align": "right", "fontSize": LETTERING, "lineBreak": "|", "color": ink.ink}
    return [
        alt.Chart(named("frames")).mark_line(stroke=ink.neutral, strokeWidth=1).encode(
            longitude="lon:Q", latitude="lat:Q", order="order:Q", detail="group:N"),
        points.mark_point(filled=True, size=22, opacity=1, stroke=ink.muted, strokeWidth=0.8).encode(
            longitude="lon:Q", latitude="lat:Q", fill=fill,
            tooltip=_tooltip(lang, alt.Tooltip("island:N", title=say(lang, "Island"))), description="island:N"),
        label.transform_filter(alt.datum.above).mark_text(baseline="line-bottom", dy=-LETTERING - 6, **lettering),
        label.transform_filter(~alt.datum.above).mark_text(baseline="line-top", dy=4, **lettering),
    ]


def _legend(ink: Palette, fill: Any) -> list[alt.Chart]:
    """Histogram of the units in each class, which is the legend too; the gaps below it."""
    top = f"legend_y + (datum.line - datum.lines / 2) * {LEGEND_ROW}"
    bar = f"legend_x + {LEGEND_WIDTH - LEGEND_BAR - 18}"
    rows = alt.Chart(named("legend"))
    ranges, gaps = rows.transform_filter(alt.datum.part == "class"), rows.transform_filter(alt.datum.part == "gap")
    text = {"baseline": "middle", "fontSize": LETTERING, "color": ink.ink}
    middle = alt.value(alt.expr(f"{top} + {LEGEND_ROW // 2}"))
    swatch = {"y": alt.value(alt.expr(f"{top} + 3")), "y2": alt.value(alt.expr(f"{top} + {LEGEND_ROW - 3}"))}
    return [
        rows.transform_filter(alt.datum.part == "title").mark_text(
            align="left", fontWeight="bold", limit=LEGEND_WIDTH + 10, **text).encode(x=_at("legend_x"), y=middle, text="label:N"),
        ranges.mark_rect(stroke=ink.neutral, strokeWidth=0.5).encode(
            x=_at(bar), x2=_at(f"{bar} + 5 + {LEGEND_BAR - 5} * datum.share"), fill=fill, **swatch),
        ranges.mark_text(align="right", **text).encode(x=_at(f"{bar} - 5"), y=middle, text="label:N"),
        ranges.mark_text(align="left", **text).encode(
            x=_at(f"{bar} + 9 + {LEGEND_BAR - 5} * datum.share"), y=middle, text="count:Q"),
        gaps.mark_rect(stroke=ink.neutral, strokeWidth=0.8).encode(x=_at("legend_x"), x2=_at("legend_x + 18"), fill=fill, **swatch),
        gaps.transform_filter(alt.datum.shade != "blank").mark_point(
            shape=SLANTS, size=120, stroke=ink.neutral, strokeWidth=0.8, filled=False, opacity=1).encode(x=_at("legend_x + 9"), y=middle),
        gaps.mark_text(align="left", **text).encode(x=_at("legend_x + 23"), y=middle, text="label:N"),
    ]


def _at(formula: str) -> Any:
    """A position in px computed when the size of the picture is known."""
    return alt.value(alt.expr(formula))
