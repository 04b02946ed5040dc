"""The shapes of a picture: their sizes, their least type, and what may be asked for.

Pictures are laid out in units of their own (`em` of the picture's px or points each): 12 units are the small type of
every shape, so one layout serves them all and type keeps its least size.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from charts.figure import Figure
from charts.theme import DARK, LIGHT, Palette
from figures.views import mark
from language import Refusal

MOST_PIXELS = 12_750_000
"""Largest picture, in pixels (the limit Our World in Data sets)."""
LEAST_RATIO, MOST_RATIO = 0.5, 2.0
"""Width of a picture by its height (the limits Our World in Data sets)."""
LEAST_SIDE = 300
"""Shortest side of a size asked for, px: below it the words alone fill the picture."""
POINTS = 72 / 25.4
"""Points in a millimetre."""
PRINT_DPI = 300
LONGEST_MM = 290
"""Longest picture in print, mm: a page of A4 without its margins."""
LEAST_CHART_MM = 60
"""Least height of a chart in print, mm."""
SMALL = 12.0
"""Smallest type of the layout, in its units."""
BRIEF_PAGE = "print-brief"
"""Shape of the one A4 page on a unit (exports/brief.py); no other figure has it."""
_ARTICLE_AREA = 850 * 600
_SMALL = mark("{size} pixels are too few: each side must have at least {least}.")


class OrderError(Refusal):
    """A file that cannot be made as asked."""


class PictureTooLargeError(OrderError):
    """More pixels were asked for than a picture may have."""


class PictureTooSmallError(OrderError):
    """A side asked for is too short for the words that belong on every picture."""


class PictureRatioError(OrderError):
    """The size asked for is more than twice as wide as high, or as high as wide."""


class UnknownShapeError(OrderError):
    """No such shape."""


@dataclass(frozen=True)
class Shape:
    """A shape: its size at 1x in `unit` (px or mm; no height: as high as the content needs), and its type.

    `em`: px (print: points) to one unit of the layout; `least`: least type, in px (print: points); `scales`: made at;
    `whole`: long lists are never shortened.
    """

    name: str
    width: float
    height: float | None
    em: float
    least: float
    unit: str = "px"
    scales: tuple[float, ...] = (1,)
    whole: bool = False

    @property
    def print(self) -> bool:
        """Sized in mm, for paper."""
        return self.unit == "mm"

    @property
    def plane(self) -> tuple[float, float | None]:
        """Width and height in px, or in points in print."""
        return (self.width * POINTS, None) if self.print else (self.width, self.height)


SHAPES: Mapping[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape("article", 850, 600, 1.0, 11, scales=(2, 3)),
        Shape("social", 1200, 628, 1.25, 13),
        Shape("square", 1080, 1080, 2.0, 24),
        Shape("upright", 1080, 1350, 2.0, 24, whole=True),
        Shape("slide", 1920, 1080, 2.0, 22),
        Shape("print-column", 90, None, 7.1 / SMALL, 7, unit="mm", whole=True),
        Shape("print-half-page", 190, None, 7.5 / SMALL, 7, unit="mm", whole=True),
    )
}


@dataclass(frozen=True)
class Look:
    """How a figure is to be drawn: shape (or a size in px of one's own), without paper, without the brand mark.

    `qr`: the address as a QR code also where the shape has none; print shapes always have one.
    """

    shape: str = "article"
    transparent: bool = False
    plain: bool = False
    size: tuple[int, int] | None = None
    qr: bool = False


def shape_of(look: Look) -> Shape:
    """The shape asked for; for a size of one's own a shape of that size, its type as large as its area allows.

    Raises UnknownShapeError, PictureRatioError, PictureTooSmallError, PictureTooLargeError.
    """
    if look.shape not in SHAPES:
        raise UnknownShapeError(
            mark("{name} cannot be {found}; choose one of: {allowed}."),
            name="shape",
            found=repr(look.shape[:80]),
            allowed=", ".join(SHAPES),
        )
    if look.size is None:
        return SHAPES[look.shape]
    width, height = look.size
    _check_size(width, height)
    em = min(max(math.sqrt(width * height / _ARTICLE_AREA), 11 / SMALL), min(width, height) / 420)
    return Shape(f"{width}x{height}", width, height, em, 11 * em)


def _check_size(width: float, height: float) -> None:
    if width <= 0 or height <= 0 or not LEAST_RATIO <= width / height <= MOST_RATIO:
        raise PictureRatioError(
            mark("{size}: the longer side may be at most twice the shorter one; ask for another size."),
            size=_written(width, height),
        )
    if min(width, height) < LEAST_SIDE:
        raise PictureTooSmallError(_SMALL, size=_written(width, height), least=LEAST_SIDE)
    _check_pixels(width, height)


def _check_pixels(width: float, height: float) -> None:
    if width * height > MOST_PIXELS:
        raise PictureTooLargeError(
            mark("{size} pixels are too many: at most {most} are drawn; ask for a smaller size or scale."),
            size=_written(width, height),
            most=MOST_PIXELS,
        )


def _written(width: float, height: float | None) -> str:
    return f"{width:.0f} x {height:.0f}" if height is not None else f"{width:.0f}"


def scale_of(shape: Shape, scale: float = 0) -> float:
    """The scale a PNG is made at: the shape's own where none is asked. Raises PictureTooLargeError, PictureTooSmallError.

    In print 1 is 300 dots an inch.
    """
    asked = scale or shape.scales[0]
    dots = PRINT_DPI / 25.4 if shape.print else 1
    if not shape.width * dots * asked >= LEAST_SIDE:
        size = _written(shape.width * dots * asked, shape.height and shape.height * dots * asked)
        raise PictureTooSmallError(_SMALL, size=size, least=LEAST_SIDE)
    height = shape.height or LONGEST_MM
    _check_pixels(shape.width * dots * asked, height * dots * asked)
    return asked


def in_mm(shape: Shape, units: float) -> Shape:
    """A print shape with the height its content needs, in whole mm."""
    return replace(shape, height=math.ceil(round(units * shape.em / POINTS, 3)))


def colours(figure: Figure) -> Palette:
    """The palette the figure was drawn for."""
    background = figure.spec.get("config", {}).get("background")
    return DARK if figure.dark or background == DARK.paper else LIGHT
