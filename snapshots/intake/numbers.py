"""Numbers as people type them: decimal commas, thousands, signs. What has two readings is never decided here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal

from snapshots.cells import NUMBER
from snapshots.intake.cleaning import Step

_SPACE = " \u00a0\u202f\u2007"
_GROUPED = re.compile(
    rf"[1-9][0-9]{{0,2}}(?:(?P<mark>[.,'’{_SPACE}])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*(?:(?P<decimal>[.,])[0-9]+)?\Z")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}\Z")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*)(?P<mark>[.,])[0-9]+\Z")
_BARE = re.compile(r"(?:[.,][0-9]+|(?:0|[1-9][0-9]*)[.,])\Z")
_PERCENT = re.compile(rf"(?P<number>.*[0-9])[{_SPACE}]?%\Z")
_MINUS = "\u2212"
_EXACT = Context(prec=5_000)
"""Room for every digit of the largest number that a workbook or a browser can hold; nothing is rounded."""


class Stored(str):
    """A number that a workbook or a browser stored as one: its point is before decimals for sure."""


def stored(value: float, decimals: int = 0) -> Stored:
    """The shortest plain digits of a stored number, filled with zeros to the decimals that were shown."""
    return _digits(Decimal(repr(value)), decimals)


def hundredfold(value: float, decimals: int = 0) -> Stored:
    """As `stored`, of a number that is shown as per cent."""
    return _digits(_EXACT.multiply(Decimal(repr(value)), Decimal(100)), decimals)


def _digits(exact: Decimal, decimals: int) -> Stored:
    exact = exact.normalize(_EXACT)
    if not exact.is_finite():
        return Stored(exact)
    if exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1), context=_EXACT)
    if decimals > -int(exact.as_tuple().exponent):
        exact = exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    return Stored(format(exact, "f"))


@dataclass(frozen=True)
class Reading:
    """How a cell can be read as a number: the steps to plain digits, and the other value where there are two readings.

    `text` is the plain number, "" where there is none for sure; `thousands` and `decimals` are set where both are possible.
    """

    steps: tuple[Step, ...] = ()
    text: str = ""
    thousands: str = ""
    decimals: str = ""
    percent: bool = False


@dataclass(frozen=True)
class Style:
    """What the certain numbers of a file show of the way its numbers are written."""

    decimal_comma: bool = False
    decimal_point: bool = False
    point_otherwise: bool = False
    """A point stands between thousands somewhere, so that one point proves nothing."""
    comma_otherwise: bool = False
    """A comma stands between thousands somewhere, or decimals follow a point."""


def style(texts: Iterable[str]) -> Style:
    """The way of writing, from the numbers that have one reading only."""
    comma = point = grouped_point = grouped_comma = False
    for text in texts:
        body = _body(text)
        grouped, single = _grouped(body), _DECIMAL.match(body)
        if grouped:
            grouped_point |= grouped["mark"] == "."
            grouped_comma |= grouped["mark"] == ","
            comma |= grouped["decimal"] == ","
            point |= grouped["decimal"] == "."
        elif single and not _TWO_WAYS.match(body):
            comma |= single["mark"] == ","
            point |= single["mark"] == "."
    return Style(comma, point, grouped_point or comma, grouped_comma or point)


def _body(text: str) -> str:
    percent = _PERCENT.match(text)
    return (percent["number"] if percent else text).lstrip("-+" + _MINUS)


def _grouped(body: str) -> re.Match[str] | None:
    """A number with marks between thousands for sure: a mark that repeats, one that is no decimal mark, or one beside it."""
    found = _GROUPED.match(body)
    if not found or _TWO_WAYS.match(body) or found["decimal"] == found["mark"]:
        return None
    return found


def read_number(text: str) -> Reading:
    """How the cell can be read; an empty reading for a plain number and for what is no number at all."""
    steps: list[Step] = []
    body = _signs(text, steps)
    if _TWO_WAYS.match(body.lstrip("-")):
        return Reading(tuple(steps), "", re.sub("[.,]", "", body), body.replace(",", "."), bool(_PERCENT.match(text)))
    plain = _plain(body, steps)
    if not NUMBER.match(plain):
        return Reading()
    return Reading(tuple(steps), plain, percent=bool(_PERCENT.match(text)))


def _signs(text: str, steps: list[Step]) -> str:
    percent = _PERCENT.match(text)
    if percent:
        text = _step(steps, "number_percent", text, percent["number"])
    if text.startswith(_MINUS):
        text = _step(steps, "number_minus", text, "-" + text[1:])
    if re.match(r"\+[0-9.,]", text):
        text = _step(steps, "number_plus", text, text[1:])
    return text


def _plain(body: str, steps: list[Step]) -> str:
    sign, digits = ("-", body[1:]) if body.startswith("-") else ("", body)
    grouped = _grouped(digits)
    if grouped:
        digits = _step(steps, "number_thousands", sign + digits, sign + digits.replace(grouped["mark"], ""))[len(sign):]
    if "," in digits and (_DECIMAL.match(digits) or _BARE.match(digits)):
        digits = _step(steps, "number_comma", sign + digits, sign + digits.replace(",", "."))[len(sign):]
    if _BARE.match(digits):
        full = digits[:-1] if digits.endswith(".") else "0" + digits
        digits = _step(steps, "number_point", sign + digits, sign + full)[len(sign):]
    return sign + digits


def _step(steps: list[Step], rule: str, was: str, now: str) -> str:
    steps.append((rule, was, now))
    return now
