"""Labels and meanings of the columns of data files, in both languages; machine names are those of docs/data-model.md."""

from figures.views import mark
from language import say

LABELS = {
    "as_of": mark("Date of the count (ISO)"),
    "block": mark("Block of tasks (id)"),
    "boundary": mark("Boundary"),
    "comparator": mark("Comparator"),
    "dataset": mark("Index or series (id)"),
    "due": mark("Due (ISO)"),
    "edition": mark("Edition (id)"),
    "entity": mark("Unit (id)"),
    "flags": mark("Flags (id)"),
    "grade": mark("Grade"),
    "indicator": mark("Indicator (id)"),
    "measure": mark("Measure (id)"),
    "out_of": mark("Out of"),
    "period": mark("Period (ISO)"),
    "producer": mark("Producer (id)"),
    "published_basis": mark("Basis of the publication date"),
    "published_on": mark("Published (ISO)"),
    "rank": mark("Rank"),
    "rank_basis": mark("Rank basis (id)"),
    "scope": mark("Scope (id)"),
    "snapshot": mark("Snapshot"),
    "source": mark("Source (id or address)"),
    "source_url": mark("Source address"),
    "status": mark("Status (id)"),
    "unit": mark("Unit of measure (id)"),
    "unofficial": mark("Not official"),
    "value": mark("Value as a number"),
}
"""Labels of the columns that readers do not see on screen."""

_VALUE = mark(
    "The value in the unit and to the precision that the source printed; empty where there is none, never zero."
)
_IN_WORDS = mark(
    "The value as shown on screen, with its comparator and unit; the number itself is in the column value."
)
_DATE = mark("Day on which the value became known, as exactly as known.")
_PERIOD = mark("The period that the value describes, not the day it was published.")
_STATUS = mark("Status of the observation: reported, preliminary, estimate and so on.")
_SOURCE = mark("The page or file where the figure was read.")
_EDITION = mark("One publication of an index for one period and set of units; empty for a series without editions.")
_COMPUTED = mark("Computed from published values; not published in this form.")

MEANINGS = {
    "against": mark("The edition that this one may be compared with."),
    "as_of": mark("The day that the count describes."),
    "basis": mark("Whether the rank was published or is computed from a complete table."),
    "basis_text": mark("Whether the figure is measured, declared, published or computed."),
    "before": mark("The figure of the earlier edition or period."),
    "after": mark("The figure of the later edition."),
    "best": mark("The best value among all units of the edition."),
    "best_name": mark("The unit or units with the best value."),
    "block": mark("The bloc of bodies whose tasks are counted."),
    "boundary": mark("Set of provinces: 63 (until 30 June 2025) or 34 (since 1 July 2025)."),
    "break_text": mark("Why figures before and after are not comparable."),
    "by": mark("Value of the indicator that the rows are ordered by."),
    "caution": mark("What must be kept in mind when the figures are read."),
    "change": mark(
        "Change since the period before; shares in percentage points, amounts in per cent, ranks in places."
    ),
    "comparator": mark("= equal, > over, >= at least, ~ about, < under, <= at most."),
    "complete_text": mark("Whether every unit has a value."),
    "coverage_text": mark("Whether every unit has a value."),
    "dataset": mark("Index or family of series that the figure belongs to."),
    "dataset_name": mark("Index or family of series that the figure belongs to."),
    "decided": mark("Day of the decision."),
    "decimals": mark("Decimals that the publisher prints."),
    "definition": mark("What the indicator measures."),
    "difference": mark(
        "Later value less earlier one, or recomputed value less published one, in the unit of the values."
    ),
    "direction_text": mark("Whether higher or lower is better."),
    "document": mark("The document that sets it."),
    "due": mark("When it is due."),
    "due_text": mark("When it is due."),
    "edition": _EDITION,
    "edition_name": _EDITION,
    "entity": mark("Province, ministry, agency, country or group that the value is about."),
    "flags": mark("Remarks on the quality of the figure, separated by semicolons; see the sheet of flags."),
    "goal": mark("The value to be reached."),
    "grade": mark("A grade where the publisher gives no number."),
    "goals": mark("The goals that the figure is measured by, and where each stands."),
    "group": mark("Group that the row belongs to."),
    "id": mark("Name of the row in the files of the snapshot."),
    "index_name": mark("Index or family of series that the figure belongs to."),
    "indicator": mark("What is measured."),
    "indicator_name": mark("What is measured."),
    "kind_text": mark("Whether the row is a figure or a goal."),
    "label": mark("Name of the series, the main index or the edition."),
    "lead": mark("The agency in charge."),
    "licence": mark("What the publisher allows, as far as stated."),
    "lost": mark("Points short of the maximum, by the weight of the main index; computed."),
    "mean": mark("Simple mean of the units; computed."),
    "measure": mark("What is counted."),
    "measure_text": mark("What is counted."),
    "movement": mark("Places gained (positive) or lost (negative) since the edition before; computed."),
    "name": mark("Name of the row in the reader's language."),
    "neither": mark("Units with neither value nor rank."),
    "note": mark("Remarks of those who gathered the figure."),
    "now": mark("The latest figure that measures it."),
    "of": mark("How many units were ranked."),
    "original_url": mark("Address of the original page, where a copy was read."),
    "out_of": mark("How many units were ranked."),
    "period": _PERIOD,
    "period_text": _PERIOD,
    "place": mark("Country or province that it is about."),
    "place_before": mark("Rank in the earlier edition."),
    "place_text": mark("The rank in words, with the number of units; shared and computed ranks say so."),
    "population": mark("How many units the edition is about."),
    "producer": mark("The body whose figure it is."),
    "product": mark("The strategic product or technology."),
    "published": mark("The value as published."),
    "published_basis": mark(
        "Where the day of publication comes from: the publisher's date, the edition, the page or the day of reading."
    ),
    "published_on": _DATE,
    "published_text": _DATE,
    "published_rank": mark("The rank as published."),
    "publisher": mark("The body or outlet that published it."),
    "rank": mark("Place among all units; equal values share the better place. Empty where the source gives none."),
    "rank_basis": mark("Whether the rank was published or is computed from a complete table."),
    "rank_only": mark("Units with a rank but no value."),
    "recomputed": _COMPUTED,
    "region": mark("Simple mean of the units of the same region; computed."),
    "region_name": mark("Region of the unit."),
    "remarks": mark("Flags and notes in words."),
    "scope": mark("Whose tasks are counted; counts of different scopes are never added."),
    "scope_text": mark("Whose tasks are counted; counts of different scopes are never added."),
    "share": _COMPUTED,
    "snapshot": mark("The state of all data, as known at one moment, that the row was taken from."),
    "source": _SOURCE,
    "source_text": mark("The body whose figure it is."),
    "source_url": _SOURCE,
    "state": mark("Where it stands on the day of the snapshot."),
    "status": _STATUS,
    "status_text": _STATUS,
    "title": mark("Title of the page or file."),
    "unit": mark("What the value is counted in."),
    "unit_name": mark("What the value is counted in."),
    "unit_text": mark("What the value is counted in."),
    "unofficial": mark("The figure rests on the reader's own choices and is not official."),
    "url": _SOURCE,
    "value": _VALUE,
    "value_text": _IN_WORDS,
    "weight": mark("Weight of the main index; the source says whether it was published or found by fitting."),
    "weights": mark("Whether the weights were published or found by fitting."),
    "when": _PERIOD,
    "with_value": mark("Units with a value."),
    "year": _PERIOD,
}
"""What each column means."""


def label(lang: str, key: str) -> str:
    """Label of a column that readers do not see on screen; its key where it has none."""
    return say(lang, LABELS[key]) if key in LABELS else key


def meaning(lang: str, key: str) -> str:
    """What a column means; empty for a column that nobody described."""
    return say(lang, MEANINGS[key]) if key in MEANINGS else ""
