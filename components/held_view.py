"""Whether a checksum that somebody noted earlier is still in our history; and what to keep so as not to need our word."""

import streamlit as st

from components import cached, selection
from components.files import LONGEST
from components.words import plain
from figures.context import Context
from language import date, say
from snapshots import checkpoints, report
from snapshots.log import Entry
from snapshots.messages import CheckpointFormError


def show(context: Context) -> None:
    """The question, the answer, and the newest checkpoint."""
    lang, entries = context.lang, cached.store().entries()
    st.markdown(
        say(
            lang,
            "Every publication adds an entry to a log, and each entry holds the checksum of the one before: who changes an old entry "
            "changes every checksum after it. Whoever has noted a checksum of ours, from the foot of a page, a file or a citation, can "
            "ask here whether it is still in our history.",
        )
    )
    label = say(lang, "Checksum noted earlier")
    hint = say(lang, "12 to 64 characters, 0 to 9 and a to f")
    asked = selection.write_text("tip", label, hint, longest=LONGEST).strip().lower()
    if asked:
        _answer(lang, entries, asked)
    if entries:
        _newest(lang, entries)


def _answer(lang: str, entries: tuple[Entry, ...], asked: str) -> None:
    if not checkpoints.is_checksum(asked):
        st.info(plain(CheckpointFormError(found=asked).text(lang)), icon=":material/help:")
        return
    found = checkpoints.lookup(entries, asked)
    words = plain(report.held_text(lang, found, len(entries)))
    if found:
        st.success(words, icon=":material/check_circle:")
    else:
        st.error(words, icon=":material/gpp_bad:")


def _newest(lang: str, entries: tuple[Entry, ...]) -> None:
    """The newest entry, and its files for who wants to keep or check them."""
    newest = checkpoints.heads(entries[-1:])[0]
    st.markdown(say(lang, "Newest entry: {seq}, of {day}. Its checksum:", seq=newest.seq, day=date(lang, entries[-1].time[:10])))
    st.code(newest.sha256, language=None, wrap_lines=True)
    st.caption(
        say(
            lang,
            "A checkpoint is a small file with that number and checksum. Keep one, or compare it with the copies at the places that "
            "mirror ours: then you need not take our word.",
        )
    )
    file, known = checkpoints.name(newest.seq), cached.checkpoint_names()
    offered = {
        file: say(lang, "Newest checkpoint"),
        file + checkpoints.SIGNATURE: say(lang, "Its signature (OpenSSH)"),
    }
    links = [f"[{label}](/checkpoints/{name})" for name, label in offered.items() if name in known]
    if file + checkpoints.SIGNATURE in known:
        links.append(f"[{say(lang, 'Public keys')}](/checkpoints/allowed_signers)")
    st.markdown(" · ".join(links))
