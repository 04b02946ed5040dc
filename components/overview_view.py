"""Parts of the overview: tiles, changes of the newest snapshot, ways in."""

import streamlit as st

from components import cached, figure_view, links, receipt, share
from components.made import made, view
from components.words import plain
from figures import overview, rankings
from figures.context import Context
from figures.overview import Tile
from language import say, say_many

COLUMNS = 4
COLOURS = {"met": "green", "not_met_missed": "red", "not_yet": "blue"}
PROVINCIAL = ("dti", "dti-overall")


def tiles(context: Context, shown: list[Tile]) -> None:
    """The headline indicators, four in a row on a desktop, one on a phone."""
    for start in range(0, len(shown), COLUMNS):
        for place, tile in zip(st.columns(COLUMNS), shown[start : start + COLUMNS], strict=False):
            with place.container(border=True, height="stretch"):
                _tile(context, tile)


def files(context: Context) -> None:
    """The tiles as a table to take along."""
    with st.container(horizontal=True):
        share.buttons(context, view(context, "headlines"), "headlines")


def _tile(context: Context, tile: Tile) -> None:
    lang = context.lang
    when = " · ".join(part for part in (tile.when, tile.change, tile.rivals) if part)
    st.markdown(f"{plain(tile.name)}\n### {plain(tile.value)}\n:small[{plain(when)}]")
    if tile.spark is not None:
        st.vega_lite_chart(
            None,
            {**figure_view.on_screen(tile.spark), "datasets": dict(tile.datasets)},
            theme=None,
            alt=tile.alt,
            key=f"spark_{tile.indicator}",
        )
    told = [f":small[:{COLOURS.get(status, 'gray')}[{plain(words)}]]" for status, words in tile.statuses]
    st.markdown("  \n".join(told))
    st.caption(plain(" · ".join([*tile.notes, say(lang, "Source: {publisher}", publisher=tile.source)])))
    receipt.of_tile(context, tile)


def newest_provincial(context: Context) -> tuple[str, str] | None:
    """Newest edition and headline indicator of the provincial index with a map; None where there is none."""
    editions = made(rankings.editions_of, context, PROVINCIAL[0])
    return (editions[0], PROVINCIAL[1]) if editions else None


def changes(context: Context) -> None:
    """What the snapshot has against the one before it in the log."""
    lang = context.lang
    before = cached.before(context.snapshot)
    st.subheader(say(lang, "What changed in this snapshot"), anchor=False)
    if before is None:
        st.caption(say(lang, "This is the first snapshot."))
        return
    sentences = made(overview.changed, context, before)
    st.caption(say(lang, "Against the snapshot of {day}.", day=before.id))
    st.markdown(
        "\n".join(f"- {text}" for text in sentences[: overview.CHANGES_SHOWN]) or say(lang, "No figure changed.")
    )
    more = len(sentences) - overview.CHANGES_SHOWN
    if more > 0:
        links.to("data", say_many(lang, "{count} more change", "{count} more changes", more), lang, section="changes")


def ways_in(lang: str) -> None:
    """Links to the other screens, as questions."""
    st.subheader(say(lang, "Ways in"), anchor=False)
    for path, text, icon in (
        ("province", say(lang, "How does my province stand, and why?"), ":material/location_city:"),
        ("rankings", say(lang, "Who leads, who moved?"), ":material/format_list_numbered:"),
        ("gdp", say(lang, "How much of GDP is digital, by whose count?"), ":material/trending_up:"),
        ("tasks", say(lang, "Are the targets and tasks on course?"), ":material/task_alt:"),
        ("data", say(lang, "Where does a figure come from?"), ":material/database:"),
    ):
        links.to(path, text, lang, icon)
