"""The brief: one A4 page on a province, ministry or agency, to be printed and handed over.

Composed as SVG in points and made into a PDF like every other picture: text that can be selected, embedded fonts,
alternative text, facts and seal inside. What has no room is named with its count; nothing is set below 7 points.
"""

import re
from dataclasses import dataclass, replace
from html import escape
from itertools import accumulate

import pandas as pd
import segno

from charts.figure import Column, Figure, Words, source_text
from charts.theme import FONT, LIGHT
from exports import address, drawing, pdf, typeset
from exports.facts import facts
from exports.fonts import prepare, text_width, wrap
from exports.names import content_id
from exports.picture import Sheet
from exports.shapes import BRIEF_PAGE, Look
from figures import briefs, catalogue, profiles
from figures.context import Context
from language import date, say, say_many

WIDTH, HEIGHT = 595.2756, 841.8898
"""A4 in points."""
MM = 72 / 25.4
MARGIN, GAP, COLUMN_GAP = 36.0, 12.0, 18.0
LEAST = 7.0
"""Smallest type of a print shape, points (figure export specification, section 2)."""
SMALL, BODY, HEAD, FINDING = 7.5, 8.5, 10.0, 12.0
NAMES = (26.0, 23.0, 20.0, 18.0, 16.0)
"""Sizes of the unit's name, largest first: the first that needs one line, else the least in two."""
LEADING = 1.28
SCALE = 0.64
"""Points to one px of a chart: its smallest type (11 px) stays above 7 points."""
CHART_HEIGHT, BESIDE_HEIGHT, LEAST_TABLE = 275.0, 170.0, 30.0
BETWEEN = 2.5
"""Room between two paragraphs of a list."""
QR = 58.0
TILES = 5
EDITIONS = 3
"""Newest editions of each index in the history."""
REMARKED = frozenset({"doubt", "conflict", "scope"})
"""Kinds of flags that a reader of the history must know of."""
INK = LIGHT
_NO_WORDS = Words("", "", "", "")
_IDS = re.compile(r'(\bid="|url\(#|href="#)')


@dataclass(frozen=True)
class Part:
    """A drawn part of the page: SVG whose upper left corner is 0, 0, and the height it takes."""

    svg: str
    height: float


def brief(context: Context, entity: str) -> bytes:
    """The page as PDF, always light. Raises UnknownViewError for what is no unit of the snapshot."""
    sheet = compose(context, entity)
    return pdf.pdf(sheet, facts(sheet.figure, sheet.look, "pdf"))


def compose(context: Context, entity: str) -> Sheet:
    """The page as SVG: who and when, finding, places, charts, tables, sources, snapshot, licence, address with QR."""
    prepare()
    own = Context(context.tables, context.lang)
    briefs.check(own, entity)
    figure = catalogue.exported(own, catalogue.path("brief", entity=entity))
    foot, link = _foot(figure)
    body = _body(own, entity, figure, HEIGHT - MARGIN - foot.height - GAP)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{own.lang}" lang="{own.lang}" '
        f'width="210mm" height="297mm" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>'
        f"{_at(foot, MARGIN, HEIGHT - MARGIN - foot.height)}{body}</svg>"
    )
    moved = (MARGIN + link[0], HEIGHT - MARGIN - foot.height + link[1], link[2], link[3])
    return Sheet(figure, Look(BRIEF_PAGE), svg, WIDTH / MM, HEIGHT / MM, "", moved, "mm")


def _body(context: Context, entity: str, figure: Figure, bottom: float) -> str:
    """Everything above the foot, from top to bottom."""
    across = WIDTH - 2 * MARGIN
    drawn, y = [], 0.0
    for part in (_head(context, entity, figure, across), _tiles(figure, across)):
        drawn.append(_at(part, MARGIN, y))
        y += part.height + (GAP if part.height else 0)
    return "".join(drawn) + _columns(context, entity, figure, across, y, bottom)


def _columns(context: Context, entity: str, figure: Figure, across: float, top: float, bottom: float) -> str:
    """Two columns: charts, and history over tasks; where there is no chart, history beside tasks."""
    wide = (across - COLUMN_GAP) / 2
    right, room = MARGIN + wide + COLUMN_GAP, bottom - top
    charts = [_with_rule(chart, at) for at, chart in enumerate(briefs.charts(context, entity))]
    work = _work(figure, wide, room)
    if not charts:
        return _at(_history(context, entity, wide, room), MARGIN, top) + _at(work, right, top)
    y, drawn = top, []
    for chart, most in zip(charts, (CHART_HEIGHT, BESIDE_HEIGHT), strict=False):
        part = _charted(chart, wide, min(most, bottom - y))
        drawn.append(_at(part, MARGIN, y))
        y += part.height + GAP
    history = _history(context, entity, wide, max(room - work.height - GAP, room / 2))
    drawn.append(_at(history, right, top))
    under = history.height + (GAP if history.height else 0)
    drawn.append(_at(_work(figure, wide, room - under), right, top + under))
    return "".join(drawn)


def _with_rule(chart: Figure, at: int) -> Figure:
    """The second chart with what it finds (its rule of peers, its spread) in the subtitle; the first one's is on top."""
    if not at:
        return chart
    told = " · ".join(part for part in (chart.words.subtitle, chart.words.finding) if part)
    return replace(chart, words=replace(chart.words, subtitle=told))


def _head(context: Context, entity: str, figure: Figure, across: float) -> Part:
    """Accent, kind of page and snapshot; name; facts; finding."""
    lang = context.lang
    day = say(lang, "Snapshot {snapshot}, {day}", snapshot=figure.snapshot, day=date(lang, figure.snapshot[:10]))
    about = f"{say(lang, 'Resolution 57 explorer')} · {say(lang, 'Brief')}"
    drawn = [f'<rect x="0" y="0" width="44" height="5" fill="{INK.accent}"/>']
    drawn += [_text(about, 0, 24, BODY, INK.muted), _text(day, across, 24, BODY, INK.muted, right=True)]
    y = 30.0
    size, lines = _name(str(context.name("entities", entity)), across)
    for line in lines:
        y += size * 1.12
        drawn.append(_text(line, 0, y, size, INK.ink, 700))
    y += size * 0.32
    told = " · ".join(f"{label}: {text}" for label, text in profiles.facts(context, entity).items())
    for part in (_lines(_ended(context, entity), across, BODY, INK.accent), _lines(told, across, BODY, INK.muted)):
        drawn.append(_at(part, 0, y))
        y += part.height
    finding = _lines(figure.words.finding, across, FINDING, INK.ink, 600)
    drawn.append(_at(finding, 0, y + 5))
    return Part("".join(drawn), y + 5 + finding.height)


def _name(text: str, across: float) -> tuple[float, list[str]]:
    for size in NAMES:
        if text_width(text, size, 700) <= across:
            return size, [text]
    return NAMES[-1], wrap(text, NAMES[-1], across, 700)


def _ended(context: Context, entity: str) -> str:
    until = str(context.row("entities", entity)["valid_to"])
    return say(context.lang, "This unit existed until {day}.", day=date(context.lang, until)) if until else ""


def _tiles(figure: Figure, across: float) -> Part:
    """The newest place in each index, side by side; where there is no place, the value."""
    rows = _kind(figure, briefs.STANDING).head(TILES)
    if rows.empty:
        return Part("", 0)
    wide = (across - (TILES - 1) * GAP) / TILES
    made = [_tile(row, wide) for _, row in rows.iterrows()]
    deep = max(part.height for part in made)
    rules = [
        f'<rect x="{_px(at * (wide + GAP))}" y="0" width="{_px(wide)}" height="1.5" fill="{INK.main}"/>'
        for at in range(len(made))
    ]
    return Part("".join(rules) + "".join(_at(part, at * (wide + GAP), 0) for at, part in enumerate(made)), deep)


def _tile(row: pd.Series, wide: float) -> Part:
    placed = row["place_text"] != "–"
    large, small = (row["place_text"], row["value_text"]) if placed else (row["value_text"], "")
    large, _, marked = large.partition(" (")
    size = min(18.0, 18.0 * wide / max(text_width(large, 18, 700), 1))
    drawn = [_text(large, 0, 21, size, INK.main, 700)]
    beside = f"({marked}" if marked else ""
    y = 24.0
    under = [
        (beside, INK.muted, 400),
        (str(row["label"]), INK.ink, 600),
        (" · ".join(part for part in (small if small != "–" else "", str(row["period_text"])) if part), INK.muted, 400),
    ]
    for text, colour, weight in under:
        part = _lines(text, wide, SMALL, colour, weight)
        drawn.append(_at(part, 0, y))
        y += part.height
    return Part("".join(drawn), y)


def _charted(figure: Figure, across: float, height: float) -> Part:
    """A chart with its title and subtitle above; drawn for its place, its type at least 7 points."""
    title = _lines(figure.words.title, across, HEAD, INK.ink, 700)
    about = _lines(figure.words.subtitle, across, LEAST, INK.muted)
    top = title.height + about.height + 3
    natural = float(figure.spec.get("height", (height - top) / SCALE)) * SCALE
    deep = min(height - top, natural)
    chart = drawing.chart(figure, across / SCALE, deep / SCALE)
    svg = title.svg + _at(about, 0, title.height) + _nested(chart, figure.name, top, across, deep)
    return Part(svg, top + deep)


def _nested(chart: str, name: str, y: float, width: float, height: float) -> str:
    """The chart's SVG as a part of the page; its ids stay apart from those of the other chart."""
    head, body = chart[chart.index("<svg") :].split(">", 1)
    box = head.split('viewBox="', 1)[1].split('"', 1)[0]
    return (
        f'<svg x="0" y="{_px(y)}" width="{_px(width)}" height="{_px(height)}" viewBox="{box}" '
        f'preserveAspectRatio="xMinYMin meet">{_IDS.sub(lambda found: f"{found[1]}{name}-", body)}'
    )


def _history(context: Context, entity: str, across: float, room: float) -> Part:
    """The newest editions of each index, as many as there is room for."""
    lang, rows = context.lang, _history_rows(context, entity)
    columns = (
        Column("index_name", say(lang, "Index")),
        Column("year", say(lang, "Year described")),
        Column("value_text", say(lang, "Value")),
        Column("place", say(lang, "Place")),
    )
    return _table(lang, say(lang, "Place and value over the years"), rows, columns, across, room, _marks(context, rows))


def _history_rows(context: Context, entity: str) -> pd.DataFrame:
    """The newest editions of each index; `mark` † before a break, * where something is to be known of the figure."""
    rows = profiles.history(context, entity)
    if rows.empty:
        return rows
    kept = rows.groupby("dataset", sort=False).head(EDITIONS)
    flags = context.table("flags").set_index("id")["kind"]
    told = [
        bool(REMARKED & {str(flags.get(flag, "")) for flag in str(text).split(";")} or note)
        for text, note in zip(kept["flags"], kept[f"note_{context.lang}"], strict=True)
    ]
    signs = [
        ("†" if cut else "") + ("*" if remark else "") for cut, remark in zip(kept["break_text"], told, strict=True)
    ]
    places = [briefs.place_words(context, row) for _, row in kept.assign(out_of=kept["of"]).iterrows()]
    return kept.assign(year=[f"{year}{sign}" for year, sign in zip(kept["year"], signs, strict=True)], place=places)


def _marks(context: Context, rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    lang, signs = context.lang, "".join(rows["year"])
    told = [
        say(lang, "† method or units changed: not comparable with the edition before") if "†" in signs else "",
        say(lang, "* a remark stands in the data file") if "*" in signs else "",
    ]
    return "; ".join(part for part in told if part)


def _table(
    lang: str, title: str, rows: pd.DataFrame, columns: tuple[Column, ...], across: float, room: float, legend: str = ""
) -> Part:
    head = _lines(title, across, HEAD, INK.ink, 700)
    foot = _lines(legend, across, LEAST, INK.muted)
    line = LEAST * LEADING
    if rows.empty or room < head.height + foot.height + LEAST_TABLE:
        return Part("", 0)
    figure = Figure("table", {}, {}, rows, columns, _NO_WORDS, (), "", lang)
    made = typeset.table(figure, across, room - head.height - foot.height - line, INK, LEAST)
    y = head.height + made.height
    more = ""
    if made.left_out:
        text = say_many(
            lang, "{count} more row is in the data file", "{count} more rows are in the data file", made.left_out
        )
        more = _text(text, 0, y + line, LEAST, INK.muted)
        y += line
    svg = f'{head.svg}<g transform="translate(0 {_px(head.height)})">{made.svg}</g>{more}'
    return Part(svg + _at(foot, 0, y + 2), y + 2 + foot.height)


def _work(figure: Figure, across: float, room: float) -> Part:
    """Counts of tasks by scope and measures by who tells them, as much as there is room for."""
    lang = figure.lang
    groups = [*_task_groups(figure), *_measure_groups(figure)]
    head = _lines(say(lang, "Carrying out Resolution 57: tasks and measures"), across, HEAD, INK.ink, 700)
    line = LEAST * LEADING
    if not groups or room < head.height + LEAST_TABLE:
        return Part("", 0)
    blocks = [block for heading, texts in groups for block in _blocks(heading, texts, across)]
    kept = _fitting(blocks, room - head.height - line - 4)
    drawn, y = [head.svg], head.height
    for block in kept:
        drawn.append(_at(block, 0, y))
        y += block.height + BETWEEN
    if len(kept) < len(blocks):
        left = len(blocks) - len(kept)
        text = say_many(
            lang, "{count} more figure is in the data file", "{count} more figures are in the data file", left
        )
        drawn.append(_text(text, 0, y + line, LEAST, INK.muted))
        y += line
    return Part("".join(drawn), y)


def _task_groups(figure: Figure) -> list[tuple[str, list[str]]]:
    """Scope, day and who tells as heading; its counts as one text."""
    rows = _kind(figure, briefs.TASK)
    if rows.empty:
        return []
    grouped = rows.groupby(["scope_text", "period_text", "source_text"], sort=False)
    return [
        (
            f"{scope} · {day} · {source}",
            [" · ".join(f"{row['measure_text']} {row['value_text']}" for _, row in part.iterrows())],
        )
        for (scope, day, source), part in grouped
    ]


def _measure_groups(figure: Figure) -> list[tuple[str, list[str]]]:
    """Who tells as heading; each measure with value, place and period as a text."""
    rows = _kind(figure, briefs.CARRYING_OUT)
    if rows.empty:
        return []
    return [
        (str(source), [_measured(figure.lang, row) for _, row in part.iterrows()])
        for source, part in rows.groupby("source_text", sort=False)
    ]


def _measured(lang: str, row: pd.Series) -> str:
    place = say(lang, "place {place}", place=row["place_text"]) if row["place_text"] != "–" else ""
    told = ", ".join(part for part in (row["value_text"] if row["value_text"] != "–" else "", place) if part)
    return f"{row['label']} ({row['period_text']}): {told}"


def _blocks(heading: str, texts: list[str], wide: float) -> list[Part]:
    """The texts as parts that are not broken; the heading stays with the first."""
    head = _lines(heading, wide, SMALL, INK.muted, 600)
    first = _lines(texts[0], wide, SMALL, INK.ink)
    together = Part(head.svg + _at(first, 0, head.height), head.height + first.height)
    return [together, *(_lines(text, wide, SMALL, INK.ink) for text in texts[1:])]


def _fitting(blocks: list[Part], room: float) -> list[Part]:
    """The first parts that fit into a column of that height."""
    ends = list(accumulate(block.height + BETWEEN for block in blocks))
    return [block for block, end in zip(blocks, ends, strict=True) if end <= room]


def _kind(figure: Figure, kind: str) -> pd.DataFrame:
    return figure.table[figure.table["row_kind"] == kind] if len(figure.table) else figure.table


def _foot(figure: Figure) -> tuple[Part, tuple[float, float, float, float]]:
    """Notes, sources, snapshot with checksum, licence, address; QR at the right. And the place of the address."""
    across, lang = WIDTH - 2 * MARGIN, figure.lang
    narrow = across - QR - GAP
    pinned = address.pinned(figure)
    licences = dict.fromkeys(line.licence for line in figure.sources if line.licence)
    texts = [
        (" ".join(figure.words.notes), INK.ink),
        (source_text(figure), INK.muted),
        (
            say(lang, "Licence: {licence}", licence="; ".join(licences) or say(lang, "not stated by the publisher")),
            INK.muted,
        ),
        (f"{say(lang, 'Figure {id}', id=content_id(figure))} · sha256 {figure.checksum}", INK.muted),
    ]
    drawn, y = [f'<rect x="0" y="0" width="{_px(across)}" height="0.75" fill="{INK.muted}"/>'], 4.0
    for text, colour in texts:
        part = _lines(text, narrow, LEAST, colour)
        drawn.append(_at(part, 0, y))
        y += part.height + 1.5
    shown = wrap_address(address.short(pinned), LEAST, narrow)
    top = y
    for line in shown:
        y += LEAST * LEADING
        drawn.append(_text(line, 0, y, LEAST, INK.main, 600))
    drawn.append(_qr(pinned, across - QR, 6, QR))
    link = (0.0, top, max(text_width(line, LEAST, 600) for line in shown), y - top + 2)
    return Part("".join(drawn), max(y + 2, QR + 6)), link


def wrap_address(text: str, size: float, width: float) -> list[str]:
    """An address in lines, broken wherever a line is full."""
    lines = [""]
    for sign in text:
        if text_width(lines[-1] + sign, size, 600) > width:
            lines.append("")
        lines[-1] += sign
    return lines


def _qr(text: str, x: float, y: float, side: float) -> str:
    """The address as a QR code: one path of squares."""
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    cell = side / len(matrix)
    path = "".join(
        f"M{column} {row}h1v1h-1z" for row, cells in enumerate(matrix) for column, dark in enumerate(cells) if dark
    )
    return f'<path transform="translate({_px(x)} {_px(y)}) scale({cell:.4f})" d="{path}" fill="{INK.ink}"/>'


def _lines(text: str, across: float, size: float, colour: str, weight: int = 400) -> Part:
    """A paragraph; nothing for an empty text."""
    lines = wrap(text, size, across, weight)
    drawn = [_text(line, 0, size + at * size * LEADING, size, colour, weight) for at, line in enumerate(lines)]
    return Part("".join(drawn), len(lines) * size * LEADING)


def _at(part: Part, x: float, y: float) -> str:
    return f'<g transform="translate({_px(x)} {_px(y)})">{part.svg}</g>' if part.svg else ""


def _text(line: str, x: float, y: float, size: float, colour: str, weight: int = 400, right: bool = False) -> str:
    anchor = ' text-anchor="end"' if right else ""
    return (
        f'<text x="{_px(x)}" y="{_px(y)}" font-family="{FONT}, sans-serif" font-size="{_px(size)}" '
        f'font-weight="{weight}" fill="{colour}"{anchor}>{escape(line)}</text>'
    )


def _px(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
