"""The few indicators of the overview, and how each stands: latest, change, history, targets."""

from typing import NamedTuple

import pandas as pd

from indicators import flags
from indicators import targets as goals
from indicators.periods import is_year
from indicators.precision import decimals_of
from indicators.ranking import EXACT
from indicators.rows import row_of
from indicators.trend import annual, breaks, change_words, comparable_pair, segments, series
from indicators.vintages import latest


class Headline(NamedTuple):
    """An indicator of the overview and the reason why it is there."""

    indicator: str
    reason_vi: str
    reason_en: str


HEADLINES = (
    Headline(
        "gso-digital-va-share-gdp",
        "Mục tiêu 30% GDP năm 2030; số của cơ quan thống kê",
        "Goal of 30% of GDP in 2030; the statistics office's figure",
    ),
    Headline(
        "mic-digital-economy-share-gdp",
        "Cùng tên gọi, cách tính rộng hơn; số của bộ quản lý",
        "Same name, wider method; the ministry's figure",
    ),
    Headline(
        "sti-dx-contribution-gdp",
        "Đóng góp chung của khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số",
        "Joint contribution of science, technology, innovation and digital transformation",
    ),
    Headline(
        "tfp-contribution-growth",
        "Mục tiêu trên 55% năm 2030 của Nghị quyết 57",
        "Goal above 55% in 2030 of Resolution 57",
    ),
    Headline(
        "rd-expenditure-gdp-wb-uis",
        "Mục tiêu 2% GDP năm 2030 của Nghị quyết 57",
        "Goal of 2% of GDP in 2030 of Resolution 57",
    ),
    Headline(
        "state-budget-sti-dx-share",
        "Mức tối thiểu 3% hằng năm của Nghị quyết 57",
        "Yearly minimum of 3% of Resolution 57",
    ),
    Headline(
        "un-egdi-rank",
        "Mục tiêu nhóm 50 nước dẫn đầu năm 2030 của Nghị quyết 57",
        "Goal of the first 50 in 2030 of Resolution 57",
    ),
    Headline("gii-rank", "Thứ hạng quốc tế về đổi mới sáng tạo", "International place in innovation"),
    Headline(
        "dti-national-overall",
        "Thước đo chung về chuyển đổi số quốc gia",
        "The national measure of digital transformation",
    ),
    Headline("mobile-5g-population-coverage", "Mục tiêu 99% dân số", "Goal of 99% of the population"),
    Headline("ops-full-online-dossier-share", "Mục tiêu 80% hồ sơ năm 2025", "Goal of 80% of dossiers in 2025"),
    Headline(
        "digital-signature-adults-share",
        "Mục tiêu trên 50% người trưởng thành năm 2025",
        "Goal above 50% of adults in 2025",
    ),
)
COLUMNS = [
    "indicator",
    "name_vi",
    "name_en",
    "unit",
    "decimals",
    "value",
    "comparator",
    "period",
    "status",
    "conflict",
    "rivals",
    "flags",
    "published_on",
    "source",
    "note_vi",
    "note_en",
    "previous",
    "previous_period",
    "change_vi",
    "change_en",
    "points",
    "segments",
    "targets",
    "reason_vi",
    "reason_en",
]
TOLD = ("indicator", "value", "comparator", "period", "status", "flags", "published_on", "source", "note_vi", "note_en")


class Tables(NamedTuple):
    """The tables that the headlines are made of."""

    observations: pd.DataFrame
    indicators: pd.DataFrame
    units: pd.DataFrame
    targets: pd.DataFrame
    editions: pd.DataFrame | None


def headlines(
    observations: pd.DataFrame,
    indicators: pd.DataFrame,
    units: pd.DataFrame,
    targets: pd.DataFrame,
    day: str,
    editions: pd.DataFrame | None = None,
    entity: str = "vn",
) -> pd.DataFrame:
    """One row per headline indicator that the tables hold (`COLUMNS`), its targets assessed on the ISO day.
    Observations asked *as of* a day are cut before (`vintages.as_of`).

    `value` is the latest period's. `conflict` is True where its row is in conflict or flagged so; `rivals` then lists
    the flagged figures of the same year (dicts period, value, comparator, source), and none is shown alone; it is
    empty where the conflict is with another series.
    `previous` and change words are those of the last comparable pair of years; empty across a break. `points`: list of
    (period, value), of years where the latest figure is a year's, else of all periods; `segments`: the same cut at
    breaks. `targets`: list of dicts id, due, value, comparator, status, document_vi, document_en, gap_vi, gap_en,
    source.
    """
    wanted = observations["indicator"].isin([headline.indicator for headline in HEADLINES])
    known = latest(observations[wanted & (observations["entity"] == entity)])
    tables = Tables(known, indicators, units, targets[targets["entity"] == entity], editions)
    chosen = [headline for headline in HEADLINES if (indicators["id"] == headline.indicator).any()]
    rows = [_row(tables, day, entity, headline) for headline in chosen]
    return pd.DataFrame([row for row in rows if row], columns=COLUMNS)


def _row(tables: Tables, day: str, entity: str, headline: Headline) -> dict[str, object]:
    every = series(tables.observations, headline.indicator, entity)
    if every.empty:
        return {}
    described = row_of(tables.indicators, headline.indicator, "indicators")
    unit = row_of(tables.units, described["unit"], "units")
    yearly = annual(tables.observations, headline.indicator, entity).points
    told = every.iloc[-1]
    points = yearly if is_year(told["period"]) else every
    return {
        **{key: described[key] for key in ("name_vi", "name_en", "unit", "decimals")},
        **{key: told[key] for key in TOLD},
        **_rivals(every),
        **_change(yearly, described, unit, tables.editions, str(told["period"])),
        "points": _pairs(points),
        "segments": [_pairs(part) for part in segments(points, breaks(points, tables.editions))],
        "targets": _targets(tables, unit, headline.indicator, day, decimals_of(described)),
        "reason_vi": headline.reason_vi,
        "reason_en": headline.reason_en,
    }


def _pairs(points: pd.DataFrame) -> list[tuple[str, float]]:
    return list(zip(points["period"], points["value"], strict=True))


def _rivals(every: pd.DataFrame) -> dict[str, object]:
    """The other figures of the same year that are flagged as in conflict with something, where the last one is."""
    flagged = every["conflict"] | flags.has(every["flags"], flags.CONFLICT)
    same_year = every["day"].str[:4] == every["day"].iloc[-1][:4]
    others = every[flagged & same_year].iloc[:-1] if flagged.iloc[-1] else every.iloc[:0]
    told = others[["period", "value", "comparator", "source"]].to_dict("records")
    return {"conflict": bool(flagged.iloc[-1]), "rivals": told}


def _change(
    points: pd.DataFrame, described: pd.Series, unit: pd.Series, editions: pd.DataFrame | None, shown: str
) -> dict[str, object]:
    pair = comparable_pair(points, breaks(points, editions))
    if pair is None or pair[1]["period"] != shown or not {pair[0]["comparator"], pair[1]["comparator"]} <= set(EXACT):
        return {"previous": float("nan"), "previous_period": "", "change_vi": "", "change_en": ""}
    old, new = float(pair[0]["value"]), float(pair[1]["value"])
    direction, decimals = str(described["direction"]), decimals_of(described)
    words = {lang: change_words(lang, unit, old, new, direction, decimals) for lang in ("vi", "en")}
    return {
        "previous": old,
        "previous_period": pair[0]["period"],
        "change_vi": words["vi"],
        "change_en": words["en"],
    }


def _targets(tables: Tables, unit: pd.Series, indicator: str, day: str, decimals: int) -> list[dict[str, object]]:
    measured = tables.targets["measured_by"].map(lambda ids: indicator in goals.indicators_of(ids)).astype(bool)
    own = tables.targets[measured].sort_values(["due", "id"])
    return [_target(tables.observations, row, unit, indicator, day, decimals) for _, row in own.iterrows()]


def _target(
    known: pd.DataFrame, target: pd.Series, unit: pd.Series, indicator: str, day: str, decimals: int
) -> dict[str, object]:
    """A gap is told only where one figure measures the target and is recent enough for its status."""
    own = target.copy()
    own["measured_by"] = indicator
    found = goals.measures(own, known)
    status = goals.assess(target, found, day)
    clear = len(found) == 1 and status != goals.NOT_MEASURED
    gaps = {lang: goals.gap_words(lang, target, found[0], unit, decimals) if clear else "" for lang in ("vi", "en")}
    return {
        **{key: target[key] for key in ("id", "due", "value", "comparator", "document_vi", "document_en", "source")},
        "status": status,
        "gap_vi": gaps["vi"],
        "gap_en": gaps["en"],
    }
