"""The few indicators of the overview, and how each stands: latest, change, history, targets."""

from typing import NamedTuple

import pandas as pd

from indicators import targets as goals
from indicators.precision import decimals_of
from indicators.rows import row_of
from indicators.trend import annual, breaks, change_words, comparable_pair, segments, series


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

    `value` is the latest period's; with several values for it, `conflict` is True and the last published stands
    there, never alone: `points` has all. `previous` and change words are those of the last comparable pair of years;
    empty across a break. `points`: list of (period, value); `segments`: the same cut at breaks. `targets`: list of
    dicts due, value, comparator, status, document_vi, document_en, gap_vi, gap_en.
    """
    chosen = [headline for headline in HEADLINES if (indicators["id"] == headline.indicator).any()]
    rows = [_row(observations, indicators, units, targets, day, editions, entity, headline) for headline in chosen]
    return pd.DataFrame([row for row in rows if row], columns=COLUMNS)


def _row(
    known: pd.DataFrame,
    indicators: pd.DataFrame,
    units: pd.DataFrame,
    targets: pd.DataFrame,
    day: str,
    editions: pd.DataFrame | None,
    entity: str,
    headline: Headline,
) -> dict[str, object]:
    points = series(known, headline.indicator, entity)
    if points.empty:
        return {}
    described = row_of(indicators, headline.indicator, "indicators")
    unit = row_of(units, described["unit"], "units")
    told = points.iloc[-1]
    return {
        **{key: described[key] for key in ("name_vi", "name_en", "unit", "decimals")},
        **{
            key: told[key]
            for key in (
                "indicator",
                "value",
                "comparator",
                "period",
                "status",
                "conflict",
                "flags",
                "published_on",
                "source",
                "note_vi",
                "note_en",
            )
        },
        **_change(known, described, unit, editions, entity, str(told["period"])),
        "points": list(zip(points["period"], points["value"], strict=True)),
        "segments": [
            list(zip(part["period"], part["value"], strict=True)) for part in segments(points, breaks(points, editions))
        ],
        "targets": _targets(known, targets, unit, headline.indicator, entity, day, decimals_of(described)),
        "reason_vi": headline.reason_vi,
        "reason_en": headline.reason_en,
    }


def _change(
    known: pd.DataFrame, described: pd.Series, unit: pd.Series, editions: pd.DataFrame | None, entity: str, shown: str
) -> dict[str, object]:
    points = annual(known, str(described["id"]), entity).points
    pair = comparable_pair(points, breaks(points, editions))
    if pair is None or pair[1]["period"] != shown or not {pair[0]["comparator"], pair[1]["comparator"]} <= {"=", ""}:
        return {"previous": float("nan"), "previous_period": "", "change_vi": "", "change_en": ""}
    old, new = float(pair[0]["value"]), float(pair[1]["value"])
    words = [
        change_words(lang, unit, old, new, str(described["direction"]), decimals_of(described)) for lang in ("vi", "en")
    ]
    return {"previous": old, "previous_period": pair[0]["period"], "change_vi": words[0], "change_en": words[1]}


def _targets(
    known: pd.DataFrame, targets: pd.DataFrame, unit: pd.Series, indicator: str, entity: str, day: str, decimals: int
) -> list[dict[str, object]]:
    measured = targets["measured_by"].map(lambda ids: indicator in [part.strip() for part in str(ids).split(";")])
    own = targets[measured & (targets["entity"] == entity)]
    return [_target(known, row, unit, indicator, day, decimals) for _, row in own.sort_values(["due", "id"]).iterrows()]


def _target(
    known: pd.DataFrame, target: pd.Series, unit: pd.Series, indicator: str, day: str, decimals: int
) -> dict[str, object]:
    own = target.copy()
    own["measured_by"] = indicator
    found = goals.measures(own, known)
    gaps = {lang: goals.gap_words(lang, target, found[-1], unit, decimals) if found else "" for lang in ("vi", "en")}
    return {
        **{key: target[key] for key in ("id", "due", "value", "comparator", "document_vi", "document_en", "source")},
        "status": goals.assess(target, found, day),
        "gap_vi": gaps["vi"],
        "gap_en": gaps["en"],
    }
