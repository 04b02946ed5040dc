"""Whether the rows of a figure may be handed on: the licence of their datasets and sources decides."""

import re

from charts.figure import Figure
from figures.context import Context
from language import say

FORBIDS = re.compile(
    r"all rights reserved|no (?:reuse|re-use|redistribution|reproduction)"
    r"|(?:reuse|re-use|redistribution|reproduction) (?:is )?(?:not (?:allowed|permitted)|forbidden|prohibited)",
    re.IGNORECASE,
)
"""Words of a licence in datasets.csv or sources.csv that forbid reuse. A licence that is not stated forbids nothing:
data as such have no author (Law on Intellectual Property of Viet Nam, article 15, clause 3), and each row names its source."""


def refused(context: Context, figure: Figure) -> str:
    """Why the data of the figure may not be downloaded, one sentence in the reader's language; '' where they may.

    The picture stays available with its source. Source of the rule: figure export specification, section 8.
    """
    for table, key in (("datasets", "dataset"), ("sources", "source")):
        ids = dict.fromkeys(figure.table[key].dropna()) if key in figure.table else {}
        for one in ids:
            licence = str(context.row(table, one)["licence"]) if context.has(table, one) else ""
            if FORBIDS.search(licence):
                return _reason(context, figure, table, one, licence)
    return ""


def _reason(context: Context, figure: Figure, table: str, one: str, licence: str) -> str:
    row = context.row(table, one)
    name = str(row[f"name_{figure.lang}"] if table == "datasets" else row["title"])
    return say(
        figure.lang,
        "The data of “{name}” cannot be downloaded: its licence ({licence}) does not allow reuse. "
        "The picture with its source stays available.",
        name=name,
        licence=say(figure.lang, licence),
    )
