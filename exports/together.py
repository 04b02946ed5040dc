"""Several files of one picture, laid out once: what kit and acceptance set save most of their time by."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import vl_convert

from charts.figure import Figure
from exports import pdf, picture
from exports.facts import facts
from exports.metadata import into_png, into_svg
from exports.order import Order
from exports.outlines import outlined
from exports.picture import Sheet
from exports.shapes import PRINT_DPI, Look, scale_of, shape_of

_SIZE = re.compile(r' width="[^"]*" height="[^"]*"')


def mapped(make: Callable[..., Any], *arguments: Sequence[Any], processes: int = 1) -> Iterator[Any]:
    """What `make` gives for each row of arguments, in order, by so many processes of their own; 1 is this one."""
    if processes < 2:
        yield from map(make, *arguments)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(make, *arguments)


def pictures(shown: Figure, wanted: Sequence[Order]) -> list[bytes]:
    """The files of orders that differ in form, scale and outlines only: the bytes `order.made` gives for each.

    Raises as `picture.png` does.
    """
    first = wanted[0]
    sheet = picture.compose(shown, Look(first.shape, first.transparent, first.plain))
    return [_drawn(sheet, one) for one in wanted]


def _drawn(sheet: Sheet, order: Order) -> bytes:
    told = facts(sheet.figure, sheet.look, order.form, scale=order.scale, outlines=order.outlines)
    if order.form == "pdf":
        return pdf.pdf(sheet, told)
    if order.form == "svg":
        kept = outlined(sheet.svg) if order.outlines else picture.with_fonts(sheet)
        return into_svg(kept, told).encode()
    return into_png(_image(sheet, order.scale), told)


def _image(sheet: Sheet, scale: float) -> bytes:
    shape = shape_of(sheet.look)
    asked = scale_of(shape, scale)
    if shape.print:
        return bytes(vl_convert.svg_to_png(_SIZE.sub("", sheet.svg, count=1), ppi=PRINT_DPI * asked))
    return bytes(vl_convert.svg_to_png(sheet.svg, scale=asked))
