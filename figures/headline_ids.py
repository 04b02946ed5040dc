"""Which headline indicators a snapshot holds, and which of them a target names as its measure."""

from figures.context import Context
from indicators.headlines import HEADLINES


def held(context: Context) -> tuple[str, ...]:
    """Headline indicators with a figure for the country."""
    observations = context.table("observations")
    own = set(observations.loc[(observations["entity"] == "vn") & observations["value"].notna(), "indicator"])
    return tuple(headline.indicator for headline in HEADLINES if headline.indicator in own)


def with_targets(context: Context) -> tuple[str, ...]:
    """Those of `held` that a target measures."""
    measured = {part for text in context.table("targets")["measured_by"] for part in text.split(";")}
    return tuple(indicator for indicator in held(context) if indicator in measured)
