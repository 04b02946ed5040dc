"""The chain of what was published, newest first; going back to a snapshot, withdrawing one."""

from collections.abc import Sequence

import streamlit as st

from components.desk import addresses, undo
from components.desk.publish_view import kinds
from components.desk.work import Work, act, request
from components.words import plain
from exports import address
from language import say
from snapshots.desk import looking, publishing
from snapshots.desk.draft import DROPPED, PUBLISH, PUBLISHED
from snapshots.desk.people import PERMITTED
from snapshots.desk.publishing import Waiting
from snapshots.desk.telling import moment
from snapshots.log import Entry
from snapshots.messages import SnapshotError
from snapshots.verify import HARMLESS, verify

_TOLD = "_undo_told"
PAGE = 20


def published(work: Work) -> None:
    """The screen."""
    lang = work.lang
    st.title(say(lang, "Published snapshots"), anchor=False)
    told = st.session_state.pop(_TOLD, "")
    if told:
        st.success(plain(told), icon=":material/check_circle:")
    entries = work.desk.store.entries()
    if not entries:
        st.info(say(lang, "Nothing is published yet."))
        return
    _state(work)
    _waiting(work)
    pages = max(1, -(-len(entries) // PAGE))
    page = st.pagination(pages, key="chain_page") if pages > 1 else 1
    start = (min(page, pages) - 1) * PAGE
    for entry in list(reversed(entries))[start : start + PAGE]:
        _entry(work, entries, entry)


def _state(work: Work) -> None:
    """Whether the chain holds, told by the log; every file is read anew on request."""
    lang, notices = work.lang, work.desk.store.notices()
    for notice in notices:
        st.error(plain(notice.text(lang)), icon=":material/gpp_bad:")
    head = work.desk.store.head()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        if not notices:
            st.caption(say(
                lang, "The chain of {count} entries holds; checksum of the newest entry: {checksum}.", count=head.seq,
                checksum=head.sha256[:16]))
        if st.button(say(lang, "Read every published file anew"), key="verify_all", icon=":material/verified_user:"):
            _verified(work)


def _verified(work: Work) -> None:
    lang, found = work.lang, verify(work.desk.store)
    if found.sound:
        st.success(say(lang, "All {count} snapshots are exactly what was published.", count=len(found.checked)),
                   icon=":material/verified:")
    for fault in found.faults:
        st.error(plain(fault.text(lang)), icon=":material/gpp_bad:")
    for notice in found.strays:
        if notice.code in HARMLESS:
            st.warning(plain(notice.text(lang)), icon=":material/sync_problem:")


def _waiting(work: Work) -> None:
    """Proposals to go back or to withdraw that wait for a second person."""
    for draft in looking.drafts(work.desk, work.person).values():
        if draft.what != PUBLISH and draft.state not in (PUBLISHED, DROPPED):
            with st.container(border=True):
                st.badge(say(work.lang, "Waiting for approval"), icon=":material/hourglass_top:", color="orange")
                st.markdown(plain(_proposal(work.lang, draft.what, draft.target, draft.authors[0].name)))
                addresses.link(
                    say(work.lang, "Look at it and approve"), work.lang, "draft", ":material/arrow_forward:",
                    draft=draft.id, step="publish")


def _proposal(lang: str, what: str, target: str, name: str) -> str:
    if what == "roll_back":
        return say(lang, "{name} proposes to show snapshot {snapshot} again.", name=name, snapshot=target)
    return say(lang, "{name} proposes to withdraw snapshot {snapshot}.", name=name, snapshot=target)


def _entry(work: Work, entries: Sequence[Entry], entry: Entry) -> None:
    lang = work.lang
    with st.container(border=True, key=f"entry_{entry.seq}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(headline(lang, entry))}**")
            _badges(lang, entries, entry)
        st.markdown(plain(entry.reason_vi if lang == "vi" else entry.reason_en))
        st.caption(plain(say(
            lang, "{moment}, by {people}; approved by {approver}. Entry {seq} of the log.", moment=moment(lang, entry.time),
            people=entry.actor, approver=entry.approver or say(lang, "nobody"), seq=entry.seq)))
        st.caption(say(lang, "Checksum: {checksum}", checksum=entry.manifest_sha256))
        if entry.action == "publish":
            _actions(work, entries, entry)


def headline(lang: str, entry: Entry) -> str:
    """`2026-11-21 · correction`: the snapshot and what was done."""
    known = {kind: name for kind, (name, _) in kinds(lang).items()}
    done = {
        "publish": known.get(entry.kind, say(lang, "First snapshot")),
        "roll_back": say(lang, "Shown again"),
        "withdraw": say(lang, "Withdrawn"),
    }
    return f"{entry.snapshot} · {done[entry.action]}"


def _badges(lang: str, entries: Sequence[Entry], entry: Entry) -> None:
    if entry.action != "publish":
        return
    if undo.withdrawn(entries, entry.snapshot):
        st.badge(say(lang, "withdrawn"), icon=":material/block:", color="red")
    elif entry.snapshot == undo.shown_now(entries):
        st.badge(say(lang, "shown now"), icon=":material/public:", color="green")
    if entry.reconstructed:
        st.badge(say(lang, "reconstructed"), color="gray")


def _actions(work: Work, entries: Sequence[Entry], entry: Entry) -> None:
    lang, target = work.lang, entry.snapshot
    with st.container(horizontal=True):
        st.link_button(
            say(lang, "As readers see it"), f"{address.base()}/?snapshot={target}&lang={lang}", icon=":material/open_in_new:",
            key=f"see_{target}")
        if work.person.role not in PERMITTED["roll_back"]:
            return
        if undo.can_go_back(entries, target) and st.button(
            say(lang, "Show this snapshot again"), key=f"back_{target}", icon=":material/undo:"
        ):
            _ask(work, "roll_back", target)
        if not undo.withdrawn(entries, target) and st.button(
            say(lang, "Withdraw"), key=f"withdraw_{target}", icon=":material/block:"
        ):
            _ask(work, "withdraw", target)


def _ask(work: Work, what: str, target: str) -> None:
    lang = work.lang
    titles = {
        "roll_back": say(lang, "Show snapshot {snapshot} again", snapshot=target),
        "withdraw": say(lang, "Withdraw snapshot {snapshot}", snapshot=target),
    }
    st.dialog(titles[what], width="medium")(undo_dialog)(work, what, target)


def undo_dialog(work: Work, what: str, target: str) -> None:
    """What readers will see after it, the reasons, and the button that does it."""
    lang = work.lang
    try:
        entries = work.desk.store.entries()
    except SnapshotError as error:
        st.error(plain(error.text(lang)))
        return
    st.markdown(plain(undo.effect(lang, entries, what, target)))
    if work.desk.policy.needs_approval(what):
        st.caption(say(lang, "It is done once a second person has approved it."))
    with st.form(f"undo_{what}_{target}", border=False):
        vi = st.text_area(say(lang, "Reason in Vietnamese"), key=f"undo_vi_{what}_{target}", max_chars=2000)
        en = st.text_area(say(lang, "Reason in English"), key=f"undo_en_{what}_{target}", max_chars=2000)
        label = say(lang, "Show it again") if what == "roll_back" else say(lang, "Withdraw it")
        sent = st.form_submit_button(label, key=f"undo_do_{what}_{target}", type="primary")
    if sent:
        _do(work, what, target, vi, en)


def _do(work: Work, what: str, target: str, vi: str, en: str) -> None:
    lang = work.lang
    call = publishing.roll_back if what == "roll_back" else publishing.withdraw
    done = act(work, call, target, vi, en, request=request(f"{what}_{target}"))
    if done is None:
        return
    if isinstance(done, Waiting):
        st.session_state[_TOLD] = say(lang, "The proposal is written down; a second person approves it.")
    elif what == "roll_back":
        st.session_state[_TOLD] = say(lang, "Snapshot {snapshot} is shown again.", snapshot=target)
    else:
        st.session_state[_TOLD] = say(lang, "Snapshot {snapshot} was withdrawn.", snapshot=target)
    st.rerun()
