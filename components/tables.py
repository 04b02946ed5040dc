"""Sections of the data page."""

import io
import zipfile
from collections.abc import Callable

import streamlit as st

from components import cached, figure_view, selection
from components.made import made
from components.made import view as figure_of
from components.words import plain
from figures import dictionary, overview
from figures.context import Context
from language import date, say, say_many
from snapshots.store import Snapshot


def listing(which: str) -> Callable[[Context], None]:
    """The section that shows one table of the dictionary whole."""
    return lambda context: _show(context, which)


def _show(context: Context, which: str, **choices: str) -> None:
    figure_view.show(context, figure_of(context, which, **choices), which)


def snapshots(context: Context) -> None:
    """The log of snapshots, newest first, with the files of each."""
    lang = context.lang
    st.markdown(
        say(lang, "A snapshot is everything this site shows, as known at one moment. Once published it never changes.")
    )
    for identity in cached.published():
        found = cached.opened(identity)
        with st.container(border=True):
            if isinstance(found, Snapshot):
                _snapshot(lang, found)
            else:
                st.error(plain(found.text(lang)))


def changes(context: Context) -> None:
    """What changed between any two snapshots."""
    lang = context.lang
    known = cached.sound()
    if len(known) < 2:
        st.info(say(lang, "There is only one snapshot, so there is nothing to compare."))
        return
    left, right = st.columns(2)
    with left:
        older = selection.choose("from", say(lang, "From"), known, known[1])
    with right:
        newer = selection.choose("to", say(lang, "To"), known, known[0])
    later = Context(cached.older(newer, cached.head()), lang, context.dark)
    sentences = made(overview.changed, later, cached.older(older, cached.head()))
    st.caption(say_many(lang, "{count} change", "{count} changes", len(sentences)))
    st.markdown("\n".join(f"- {text}" for text in sentences) or say(lang, "No figure changed."))


def method(context: Context) -> None:
    """Formulas with the numbers put in: recomputed index values beside the published ones."""
    lang = context.lang
    st.markdown(
        say(
            lang,
            "A published rank is data. Where we compute one, it says so: only for a complete table, from the published values; "
            "equal values share the better place (1, 2, 2, 4).",
        )
    )
    _territory_means(context)
    known = [edition for edition, _ in dictionary.RECOMPUTED if context.has("editions", edition)]
    if not known:
        return
    edition = selection.choose("edition", say(lang, "Edition"), known, known[0], context.edition_title)
    left, right = st.columns(2)
    with left:
        _show(context, "weights", edition=edition)
    with right:
        _show(context, "recomputed", edition=edition)


def _territory_means(context: Context) -> None:
    """The values of the 34 beside the simple mean of their former provinces."""
    lang = context.lang
    if not context.has("editions", dictionary.OF_34) or not context.has("editions", dictionary.OF_63):
        return
    with st.expander(say(lang, "DTI 2024 of the 34 provinces from their former provinces"), on_change="rerun") as part:
        if part.open:
            _show(context, "means")


def licence(context: Context) -> None:
    """How the figures may be used, and a line to cite."""
    lang = context.lang
    st.markdown(
        say(
            lang,
            "The figures are those of the publishers named beside each one, under the terms in the table of sources. "
            "Words, computations and pictures of this site may be used with the source line.",
        )
    )
    if cached.is_preview(context.snapshot):
        return
    st.subheader(say(lang, "Cite"), anchor=False)
    st.code(
        say(
            lang,
            "Explorer of Resolution 57, snapshot {snapshot} (checksum {checksum}).",
            snapshot=context.snapshot,
            checksum=getattr(context.tables, "manifest_sha256", "")[:12],
        ),
        language=None,
        wrap_lines=True,
    )


def _snapshot(lang: str, snapshot: Snapshot) -> None:
    entry = snapshot.entry
    st.markdown(f"**{snapshot.id}** · {say(lang, 'entry {seq} of the log', seq=entry.seq)}")
    st.caption(entry.reason_vi if lang == "vi" else entry.reason_en)
    if entry.reconstructed:
        st.caption(
            say(
                lang,
                "Reconstructed: it holds what was published by that day, put together later ({day}).",
                day=date(lang, entry.time[:10]),
            )
        )
    for notice in snapshot.notices:
        (st.caption if notice.code == "replaced" else st.warning)(notice.text(lang))
    st.caption(say(lang, "Checksum of its description: {checksum}", checksum=snapshot.manifest_sha256))
    st.download_button(
        say(lang, "Whole snapshot (zip)"),
        lambda: _zipped(snapshot),
        f"nq57-{snapshot.id}.zip",
        "application/zip",
        key=f"zip_{snapshot.id}",
        on_click="ignore",
        icon=":material/download:",
    )


def _zipped(snapshot: Snapshot) -> bytes:
    """All files of the snapshot as published; the same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(snapshot.files.items()):
            archive.writestr(
                zipfile.ZipInfo(f"{snapshot.id}/{name}", (2025, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()
