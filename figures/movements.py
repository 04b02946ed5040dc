"""Places over editions (bump) and between two editions (slope), never joined across a method break or a boundary."""

from dataclasses import replace

import pandas as pd

from charts.bump import bump_figure
from charts.figure import Column, Figure, Words
from charts.slope import slope_figure
from figures.context import Context, file_subject, filed, nothing
from figures.rankings import RankingView, filtered, ranked
from indicators import movement, wording
from language import join, period, say, signed


def comparable_editions(context: Context, view: RankingView) -> list[str]:
    """Editions of the same index, boundary and group with a figure for the indicator, oldest first."""
    row = context.row("editions", view.edition)
    editions = context.table("editions")
    observations = context.table("observations")
    held = set(observations.loc[observations["indicator"] == view.indicator, "edition"])
    same = (
        (editions["dataset"] == row["dataset"])
        & (editions["boundary"] == row["boundary"])
        & (editions["group"] == row["group"])
    )
    return editions[same & editions["id"].isin(held)].sort_values("period")["id"].tolist()


def bump(context: Context, view: RankingView) -> Figure:
    """Places in every edition of one boundary or group; lines are cut where the method changed."""
    editions = comparable_editions(context, view)
    rows = _places(context, view, editions)
    words = _words(context, view, editions, "bump", _bump_finding(context, view, editions))
    if rows["edition"].nunique() < 2:
        return nothing(context, words)
    drawn = bump_figure(
        rows.assign(edition=rows["label"]),
        words,
        _bump_columns(context),
        context.sources(rows),
        context.snapshot,
        context.lang,
        chosen=view.marked or _leaders(rows),
        dark=context.dark,
    )
    return filed(
        context,
        replace(drawn, table=rows),
        "places-" + file_subject(context, view.edition, view.indicator),
        str(context.row("editions", view.edition)["period"]),
    )


def slope(context: Context, view: RankingView, against: str) -> Figure:
    """Values in two editions of one method and boundary, one line an entity."""
    reason = movement.edition_reason(
        context.row("editions", view.edition), context.row("editions", against) if against else None
    )
    pair = [edition for edition in (against, view.edition) if edition]
    words = _words(
        context,
        view,
        pair,
        "slope",
        movement.movement_reason(context.lang, reason, context.row("editions", view.edition)),
    )
    if reason:
        return nothing(context, words)
    rows = _pair(context, view, against)
    words = replace(words, finding=_slope_finding(context, view, rows))
    return filed(
        context,
        slope_figure(
            rows,
            words,
            _slope_columns(context, view, against),
            context.sources(rows),
            context.snapshot,
            context.lang,
            chosen=view.marked or tuple(rows["entity"].head(3)),
            decimals=context.decimals(view.indicator),
            labels=(_year(context, against), _year(context, view.edition)),
            dark=context.dark,
        ),
        "change-" + file_subject(context, view.edition, view.indicator),
        str(context.row("editions", view.edition)["period"]),
    )


def _slope_finding(context: Context, view: RankingView, rows: pd.DataFrame) -> str:
    """Who rose most and who fell most, in the unit of the indicator."""
    known = rows[rows["difference"].notna()].sort_values("difference", kind="stable")
    if known.empty:
        return ""
    lang, places = context.lang, context.decimals(view.indicator)
    risen, fallen = known.iloc[-1], known.iloc[0]
    told = say(
        lang, "{name} gained most ({change})", name=risen["name"], change=signed(lang, risen["difference"], places)
    )
    if fallen["difference"] < 0:
        lost = signed(lang, fallen["difference"], places)
        return say(lang, "{gained}; {name} lost most ({change}).", gained=told, name=fallen["name"], change=lost)
    return say(lang, "{gained}; none of {count} fell.", gained=told, count=len(known))


def _year(context: Context, edition: str) -> str:
    return period(context.lang, str(context.row("editions", edition)["period"]))


def _places(context: Context, view: RankingView, editions: list[str]) -> pd.DataFrame:
    parts, segment = [], 0
    for index, edition in enumerate(editions):
        row = context.row("editions", edition)
        if index and row["comparable_with"] != editions[index - 1]:
            segment += 1
        table = filtered(context, ranked(context, edition, view.indicator), view)
        label = row[f"break_{context.lang}"] if index and row["comparable_with"] != editions[index - 1] else ""
        parts.append(
            table.assign(edition=edition, segment=str(segment), break_label=label, label=_year(context, edition))
        )
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["rank"].notna()].drop_duplicates(["entity", "label"])


def _leaders(rows: pd.DataFrame) -> tuple[str, ...]:
    last = rows[rows["edition"] == rows["edition"].iloc[-1]]
    return tuple(last.sort_values("rank")["entity"].head(3))


def _pair(context: Context, view: RankingView, against: str) -> pd.DataFrame:
    now = filtered(context, ranked(context, view.edition, view.indicator), view)
    before = ranked(context, against, view.indicator).drop_duplicates("entity")[["entity", "value", "rank"]]
    both = now.drop_duplicates("entity").merge(
        before.rename(columns={"value": "before", "rank": "place_before"}), on="entity", how="left"
    )
    return both.assign(
        after=both["value"], difference=(both["value"] - both["before"]).round(10), edition_before=against
    )


def _bump_finding(context: Context, view: RankingView, editions: list[str]) -> str:
    if len(editions) < 2:
        return say(context.lang, "Only one edition has places for these units, so there is nothing to compare yet.")
    cuts = [
        _year(context, edition)
        for index, edition in enumerate(editions)
        if index and context.row("editions", edition)["comparable_with"] != editions[index - 1]
    ]
    if not cuts:
        return ""
    return say(
        context.lang,
        "The method changed in {years}; lines are cut there, since places are not comparable across it.",
        years=join(context.lang, cuts),
    )


def _words(context: Context, view: RankingView, editions: list[str], kind: str, finding: str) -> Words:
    lang = context.lang
    indicator = context.name("indicators", view.indicator)
    years = join(lang, [_year(context, edition) for edition in editions])
    heading = (
        say(lang, "Places in {indicator}, {years}", indicator=indicator, years=years)
        if kind == "bump"
        else say(lang, "{indicator}, {years}: before and after", indicator=indicator, years=years)
    )
    dataset = context.name("datasets", context.row("editions", view.edition)["dataset"])
    return Words(
        title=heading,
        subtitle=f"{dataset} · {context.edition_title(view.edition)}",
        finding=finding,
        alt=wording.alt_text(lang, kind if kind == "slope" else "trend", indicator, years, finding, heading),
    )


def _bump_columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("name", say(lang, "Name")),
        Column("label", say(lang, "Edition")),
        Column("rank", say(lang, "Rank"), 0),
        Column("basis", say(lang, "Rank basis")),
    )


def _slope_columns(context: Context, view: RankingView, against: str) -> tuple[Column, ...]:
    lang, places = context.lang, context.decimals(view.indicator)
    return (
        Column("name", say(lang, "Name")),
        Column("before", _year(context, against), places),
        Column("after", _year(context, view.edition), places),
        Column("difference", say(lang, "Change"), places),
        Column("place_before", say(lang, "Place before"), 0),
        Column("rank", say(lang, "Place now"), 0),
    )
