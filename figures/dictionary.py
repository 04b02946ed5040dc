"""Tables of the data page: dictionary, editions, coverage, conflicts, sources, recomputations, technologies."""

import pandas as pd

from charts.figure import Column
from figures import names
from figures.context import Context
from figures.series import status_words
from indicators import composite, territory
from indicators import conflicts as disagreements
from indicators import coverage as counts
from language import date, period, say

RECOMPUTED = (("dti-2024-34", "dti-overall"), ("dti-2023-63", "dti-overall"), ("dti-2022-63", "dti-overall"))
OF_34, OF_63 = "dti-2024-34", "dti-2024-63"
MEANS_OF = (
    "dti-overall",
    "dti-infrastructure",
    "dti-government-activity",
    "dti-economy-activity",
    "dti-society-activity",
)
Twin = tuple[pd.DataFrame, tuple[Column, ...]]


def indicators(context: Context) -> Twin:
    lang = context.lang
    table = context.table("indicators")
    rows = table.assign(
        name=table[f"name_{lang}"],
        definition=table[f"definition_{lang}"],
        dataset_name=[context.name("datasets", one) for one in table["dataset"]],
        unit_name=[context.name("units", one) for one in table["unit"]],
        direction_text=[direction_words(lang, one) for one in table["direction"]],
        basis_text=[basis_words(lang, one) for one in table["basis"]],
    )
    return rows, (
        Column("name", say(lang, "Indicator")),
        Column("dataset_name", say(lang, "Index or series")),
        Column("definition", say(lang, "Definition")),
        Column("unit_name", say(lang, "Unit of measure")),
        Column("direction_text", say(lang, "Direction")),
        Column("basis_text", say(lang, "Kind of figure")),
        Column("decimals", say(lang, "Decimals"), 0),
        Column("id", say(lang, "Name in the files")),
    )


def editions(context: Context) -> Twin:
    lang = context.lang
    table = context.table("editions")
    rows = table.assign(
        name=[context.edition_title(one) for one in table["id"]],
        published_text=[date(lang, one) for one in table["published_on"]],
        year=[period(lang, one) for one in table["period"]],
        against=[context.edition_title(one) if one else "" for one in table["comparable_with"]],
        break_text=table[f"break_{lang}"],
        caution=table[f"caution_{lang}"],
        weights=[
            {"published": say(lang, "published"), "fitted": say(lang, "found by fitting")}.get(one, "")
            for one in table["weights_basis"]
        ],
        coverage_text=[
            say(lang, "complete") if one == "complete" else say(lang, "partial") for one in table["coverage"]
        ],
    )
    return rows, (
        Column("name", say(lang, "Edition")),
        Column("year", say(lang, "Year described")),
        Column("published_text", say(lang, "Published")),
        Column("population", say(lang, "Units"), 0),
        Column("coverage_text", say(lang, "Coverage")),
        Column("against", say(lang, "Comparable with")),
        Column("break_text", say(lang, "Method break")),
        Column("weights", say(lang, "Weights")),
        Column("caution", say(lang, "Caution")),
    )


def coverage(context: Context) -> Twin:
    lang = context.lang
    table = counts.coverage(context.table("observations"), context.table("editions"), context.table("indicators"))
    table = table[table["indicator"] != ""]
    rows = table.assign(
        edition_name=[context.edition_title(one) for one in table["edition"]],
        indicator_name=[context.name("indicators", one) for one in table["indicator"]],
        complete_text=[say(lang, "complete") if one else say(lang, "partial") for one in table["complete"]],
    )
    return rows, (
        Column("edition_name", say(lang, "Edition")),
        Column("indicator_name", say(lang, "Indicator")),
        Column("population", say(lang, "Units"), 0),
        Column("with_value", say(lang, "With a value"), 0),
        Column("rank_only", say(lang, "Rank only"), 0),
        Column("neither", say(lang, "Neither"), 0),
        Column("complete_text", say(lang, "Coverage")),
    )


def conflicts(context: Context) -> Twin:
    lang = context.lang
    observations = context.table("observations")
    table = pd.concat([disagreements.conflicts(observations), disagreements.flagged(observations)], ignore_index=True)
    rows = table.assign(
        indicator_name=[context.name("indicators", one) for one in table["indicator"]],
        name=[names.name_at(context, one["entity"], one["period"]) for _, one in table.iterrows()],
        period_text=[period(lang, one) for one in table["period"]],
        value_text=[context.value(one["indicator"], one["value"], one["comparator"]) for _, one in table.iterrows()],
        publisher=[context.whose(one["producer"], one["source"]) for _, one in table.iterrows()],
        status_text=[status_words(lang, one) for one in table["status"]],
        remarks=[names.remarks(context, one) for _, one in table.iterrows()],
    )
    return rows, (
        Column("group", say(lang, "Case"), 0),
        Column("indicator_name", say(lang, "Indicator")),
        Column("name", say(lang, "Name")),
        Column("period_text", say(lang, "Period")),
        Column("value_text", say(lang, "Value")),
        Column("rank", say(lang, "Rank"), 0),
        Column("publisher", say(lang, "Source")),
        Column("status_text", say(lang, "Status")),
        Column("remarks", say(lang, "Remarks")),
    )


def sources(context: Context) -> Twin:
    lang = context.lang
    table = context.table("sources")
    rows = table.assign(published_text=[date(lang, one) for one in table["published_on"]], note=table[f"note_{lang}"])
    return rows, (
        Column("publisher", say(lang, "Publisher")),
        Column("title", say(lang, "Title")),
        Column("url", say(lang, "Address")),
        Column("original_url", say(lang, "Original page")),
        Column("published_text", say(lang, "Published")),
        Column("licence", say(lang, "Licence")),
        Column("note", say(lang, "Remarks")),
        Column("id", say(lang, "Name in the files")),
    )


def recomputed(context: Context, edition: str) -> Twin:
    """The published overall value beside the weighted sum of the main indices, unit by unit."""
    lang = context.lang
    table = composite.recomputed(context.table("observations"), context.table("weights"), edition)
    rows = table.assign(
        name=[names.name_at(context, one, names.when_of(context.row("editions", edition))) for one in table["entity"]],
        edition=edition,
        indicator=f"{context.row('editions', edition)['dataset']}-overall",
    )
    return rows, (
        Column("name", say(lang, "Name")),
        Column("published", say(lang, "Published"), 4),
        Column("recomputed", say(lang, "Recomputed"), 4),
        Column("difference", say(lang, "Difference"), 4),
    )


def territory_means(context: Context) -> Twin:
    """Published values of the 34 beside the simple mean of their former provinces, for the measures known of all 63."""
    lang, observations = context.lang, context.table("observations")
    changes = context.table("entity_changes")
    units = territory.provinces(context.table("entities"), "34")["id"]
    found = []
    for indicator in MEANS_OF:
        published = observations[(observations["edition"] == OF_34) & (observations["indicator"] == indicator)]
        value = published.drop_duplicates("entity").set_index("entity")["value"]
        for unit in units:
            mean = territory.simple_mean_of_former(observations, changes, unit, OF_63, indicator)
            told = names.name_at(context, unit), context.name("indicators", indicator)
            found.append((*told, value.get(unit), mean, unit, indicator, OF_34))
    keys = ["entity", "indicator", "edition"]
    rows = pd.DataFrame(found, columns=["name", "indicator_name", "published", "mean", *keys])
    rows["difference"] = rows["mean"] - rows["published"]
    return rows, (
        Column("name", say(lang, "Province")),
        Column("indicator_name", say(lang, "Indicator")),
        Column("published", say(lang, "Published"), 4),
        Column("mean", say(lang, "Mean of former provinces"), 4),
        Column("difference", say(lang, "Difference"), 4),
    )


def weights(context: Context, edition: str) -> Twin:
    lang = context.lang
    table = context.table("weights")
    own = table[table["edition"] == edition]
    rows = own.assign(
        name=[context.name("indicators", one) for one in own["indicator"]], share=own["weight"] / own["weight"].sum()
    )
    return rows, (
        Column("name", say(lang, "Main index")),
        Column("weight", say(lang, "Weight"), 2),
        Column("share", say(lang, "Share of the sum"), 4),
    )


def technologies(context: Context) -> Twin:
    lang = context.lang
    table = context.table("technologies")
    rows = table.assign(
        document=table[f"document_{lang}"],
        group=table[f"group_{lang}"],
        product=table[f"product_{lang}"],
        state=table[f"list_status_{lang}"],
        decided=[date(lang, one) for one in table["decided_on"]],
        goal=table[f"target_{lang}"],
        lead=[context.name("entities", one) if context.has("entities", one) else one for one in table["lead_agency"]],
        due=[period(lang, str(one)) for one in table["deadline"]],
        remarks=table[f"note_{lang}"],
    )
    return rows, (
        Column("document", say(lang, "Document")),
        Column("decided", say(lang, "Decided")),
        Column("group", say(lang, "Group")),
        Column("product", say(lang, "Product")),
        Column("lead", say(lang, "Lead agency")),
        Column("due", say(lang, "Due")),
        Column("goal", say(lang, "Goal")),
        Column("state", say(lang, "Status of the list")),
        Column("remarks", say(lang, "Remarks")),
    )


def direction_words(lang: str, direction: str) -> str:
    return {"higher": say(lang, "higher is better"), "lower": say(lang, "lower is better")}.get(
        direction, say(lang, "neither")
    )


def basis_words(lang: str, basis: str) -> str:
    return {
        "measured": say(lang, "measured"),
        "declared": say(lang, "declared, without a published method"),
        "computed": say(lang, "computed"),
    }[basis]
