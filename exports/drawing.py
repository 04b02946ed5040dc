"""The chart alone, drawn anew for the room a picture gives it, as a part of the picture's SVG."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import vl_convert

from charts.figure import Figure
from charts.map import size_in
from charts.specs import with_lengths
from charts.trend import for_height
from exports import lists
from exports.layout import Box, Pen, number
from exports.shapes import LEAST_CHART_MM, POINTS, SMALL, Shape

EDGE = 4.0
"""Padding of every chart: it begins that much left of the words, so that its names stand under them."""
ASPECT = 1.7
"""Width by height of a chart that says nothing else."""
ABOVE = 0.35
"""Part of the room a short list leaves that stands above it."""
NARROW = 420.0
"""Width from which a chart that says nothing else has room for its labels."""
_ID = re.compile(r'\bid="([^"]*)"')
_USED = re.compile(r'(\bid="|url\(#|href="#)([^")]*)')


@dataclass(frozen=True)
class Drawn:
    """A chart as SVG, and how many rows of how many it shows."""

    svg: str
    shown: int = 0
    count: int = 0


def zoom_of(figure: Figure, shape: Shape) -> float:
    """How much larger than the words a chart is drawn, so that its least type is as large as the shape asks."""
    least = float((figure.spec.get("usermeta") or {}).get("least_type", SMALL))
    return max(1.0, shape.least / (shape.em * least))


def aspect_of(figure: Figure) -> float:
    """Width by height at which the chart looks best."""
    return float((figure.spec.get("usermeta") or {}).get("aspect", ASPECT))


def stands_free(figure: Figure) -> bool:
    """Higher than wide, so that notes may stand beside it also in a narrow picture."""
    return aspect_of(figure) < 1


def rating(figure: Figure, shape: Shape, width: float, height: float) -> float:
    """How large the chart becomes in that room; to choose between arrangements."""
    if not figure.spec:
        return min(width / ASPECT, height) if width > 400 else 0
    if not lists.rule_of(figure):
        zoom = zoom_of(figure, shape)
        return _size(figure, width / zoom, height / zoom) * zoom
    plan = lists.plan(figure, width, height, zoom_of(figure, shape))
    row = min(plan.pitch / lists.rule_of(figure)["step"], 1.0)
    wide = min(width / len(plan.columns) / plan.zoom / NARROW, 1.0)
    whole = 1.0 if plan.left else 2.0
    return plan.shown / plan.count * whole * math.sqrt(row * wide) * plan.zoom


def _size(figure: Figure, width: float, height: float) -> float:
    """Height of the drawing itself; less where it is too narrow for its labels."""
    if figure.name == "map":
        return size_in(width, height)
    narrow = float((figure.spec.get("usermeta") or {}).get("narrow", NARROW))
    return min(width / aspect_of(figure), height) * min(1.0, width / narrow)


def wanted(figure: Figure, shape: Shape, width: float) -> float:
    """Height of the chart where the picture is as high as its content needs (print)."""
    least = LEAST_CHART_MM * POINTS / shape.em
    zoom, rule = zoom_of(figure, shape), lists.rule_of(figure)
    if not rule:
        natural = float(figure.spec.get("height", math.inf)) * zoom if stands_free(figure) else math.inf
        return max(least, min(width / aspect_of(figure), natural))
    count = len(lists.orders(figure))
    columns = 1
    while (
        columns < lists.MOST_COLUMNS
        and count / columns > 20
        and width / zoom / (columns + 1) > max(lists.narrowest(figure, lists.PLOTS[0]), 260)
    ):
        columns += 1
    rows = -(-count // columns)
    return max(least, (rows * max(rule["step"] * 0.84, rule["least"]) + rule["foot"]) * zoom)


def draw(figure: Figure, shape: Shape, box: Box, pen: Pen) -> Drawn:
    """The chart in its box."""
    room = Box(box.x - EDGE, box.y, box.width + 2 * EDGE, box.height)
    if lists.rule_of(figure):
        return _list(figure, shape, room, pen)
    zoom = zoom_of(figure, shape)
    return Drawn(
        _nested(chart(_lettered(figure, room.height / zoom), room.width / zoom, room.height / zoom), room, pen, "chart")
    )


def _lettered(figure: Figure, height: float) -> Figure:
    """The figure with its labels placed for that height, and its least type set to the least a file may have."""
    if figure.name == "trend" and len(figure.datasets["ends"]):
        return for_height(figure, height)
    meta = figure.spec.get("usermeta") or {}
    if "type_length" not in meta:
        return figure
    return replace(figure, spec=with_lengths(figure.spec, {meta["type_length"]: meta["least_type"]}))


def _list(figure: Figure, shape: Shape, box: Box, pen: Pen) -> Drawn:
    plan = lists.plan(figure, box.width, box.height, zoom_of(figure, shape))
    rule, columns = lists.rule_of(figure), len(plan.columns)
    between = lists.BETWEEN * plan.zoom
    wide = (box.width - between * (columns - 1)) / columns
    used = (max(len(rows) for rows in plan.columns) * plan.pitch + rule["foot"]) * plan.zoom
    top = box.y + max(0.0, box.height - used) * ABOVE
    drawn = []
    for index, (part, rows) in enumerate(zip(lists.parts(figure, plan), plan.columns, strict=True)):
        high = len(rows) * plan.pitch + rule["foot"]
        place = Box(box.x + index * (wide + between), top, wide, high * plan.zoom)
        drawn.append(_nested(chart(part, wide / plan.zoom, high), place, pen, f"chart{index}"))
    return Drawn("".join(drawn), plan.shown, plan.count)


def chart(figure: Figure, width: float, height: float) -> str:
    """The chart alone as SVG of that size, without paper."""
    spec = {
        **_still(figure.spec),
        "config": {**figure.spec.get("config", {}), "background": None, "aria": False},
        "datasets": {
            name: json.loads(table.to_json(orient="records", double_precision=15))
            for name, table in figure.datasets.items()
        },
    }
    if figure.geometry:
        from charts.geometry import with_geometry_inline

        spec = dict(with_geometry_inline(spec))
    if "layer" in spec or "mark" in spec:
        spec |= {"width": width, "height": height}
    return str(vl_convert.vegalite_to_svg(spec))


def _still(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The specification without the unseen marks that only a pointer meets."""
    views = {view for param in spec.get("params", []) if "select" in param for view in param.get("views", [])}
    unseen = {
        layer.get("name")
        for layer in spec.get("layer", [])
        if layer.get("name") in views and isinstance(layer["mark"], Mapping) and layer["mark"].get("opacity") == 0
    }
    if not unseen:
        return dict(spec)
    params = [param for param in spec["params"] if not set(param.get("views", [])) & unseen]
    return {**spec, "params": params, "layer": [layer for layer in spec["layer"] if layer.get("name") not in unseen]}


def _nested(drawn: str, box: Box, pen: Pen, prefix: str) -> str:
    """The chart's SVG as a part of the picture; its ids stay apart from those of its neighbours."""
    head, body = drawn[drawn.index("<svg") :].split(">", 1)
    view = head.split('viewBox="', 1)[1].split('"', 1)[0]
    body = _renamed(body, prefix)
    wide, high = (number(length * pen.em) for length in (box.width, box.height))
    return (
        f'<svg x="{pen.px(box.x)}" y="{pen.px(box.y)}" width="{wide}" height="{high}" viewBox="{view}" '
        f'preserveAspectRatio="xMinYMin meet">{body}'
    )


def _renamed(body: str, prefix: str) -> str:
    """The ids numbered anew from this chart's first: the renderer counts on from the chart before."""
    names = {found: f"{prefix}-{index}" for index, found in enumerate(dict.fromkeys(_ID.findall(body)))}
    return _USED.sub(lambda found: found[1] + names.get(found[2], found[2]), body)
