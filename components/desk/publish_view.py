"""From a checked draft to a publication: what and why, what stands against it, a second person, now or at a moment."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from components.desk import addresses, comparing, preview_view, undo
from components.desk.checked import report
from components.desk.work import Work, act, now
from components.words import plain
from exports import address
from language import join, say, say_many
from snapshots.desk import editing, looking, publishing, review
from snapshots.desk.draft import APPROVED, ASKED, DROPPED, PUBLISH, PUBLISHED, Draft
from snapshots.desk.people import PERMITTED, Role
from snapshots.desk.publishing import Scheduled
from snapshots.desk.readiness import moved
from snapshots.desk.telling import moment
from snapshots.log import VIET_NAM, Entry

COUNTDOWN = 10.0
SOON = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Point:
    """One line of the list before publishing: whether it is done, in words, and the step where it is done."""

    done: bool
    text: str
    step: str = ""


def publish(work: Work, draft: Draft) -> None:
    """The step: a closed draft tells what came of it; an open one what is left to do."""
    if draft.state == PUBLISHED:
        _published(work, draft)
        return
    if draft.state == DROPPED:
        st.info(say(work.lang, "This draft was dropped. What was brought in is kept in the journal."))
        return
    _stopped(work.lang, draft)
    if looking.published_meanwhile(work.desk, work.person, draft.id):
        st.error(plain(moved(work.desk, draft).text(work.lang)), icon=":material/sync_problem:")
    if draft.moment:
        _waiting(work, draft)
        return
    if draft.what == PUBLISH:
        _note(work, draft)
    else:
        _proposal(work, draft)
    points = _list(work, draft)
    left = [one for one in points if not one.done]
    _approval(work, draft, left)
    _release(work, draft, left)


# What and why


def kinds(lang: str) -> dict[str, tuple[str, str]]:
    """Name and one sentence for each kind of publication."""
    return {
        "new_edition": (say(lang, "New edition"), say(lang, "A new issue of an index or a new period of a series.")),
        "revision": (say(lang, "Revision"), say(
            lang, "The producer published a better figure for a period already published, as foreseen.")),
        "correction": (say(lang, "Correction"), say(lang, "A figure was wrong: mistyped, misread or attributed wrongly.")),
        "method": (say(lang, "Change of method"), say(
            lang, "Figures differ because they are counted otherwise; comparison over time is affected.")),
        "territory": (say(lang, "Change of territory"), say(
            lang, "Units were merged, divided or renamed, or their boundaries were changed.")),
    }


def _note(work: Work, draft: Draft) -> None:
    lang, known = work.lang, kinds(work.lang)
    st.subheader(say(lang, "What and why"), anchor=False)
    may = work.person.role in PERMITTED["note"]
    with st.form(f"note_{draft.id}"):
        kind = st.radio(
            say(lang, "Kind of publication"), editing.ALLOWED_KINDS,
            index=editing.ALLOWED_KINDS.index(draft.kind) if draft.kind else None,
            format_func=lambda one: known[one][0], captions=[known[one][1] for one in editing.ALLOWED_KINDS],
            key="note_kind", disabled=not may,
        )
        vi = st.text_area(say(lang, "Reason in Vietnamese"), draft.reason_vi, key="note_vi", max_chars=2000, disabled=not may)
        en = st.text_area(say(lang, "Reason in English"), draft.reason_en, key="note_en", max_chars=2000, disabled=not may)
        st.caption(say(lang, "Both are published with the figures and stay for good. A change here takes approvals back."))
        sent = st.form_submit_button(say(lang, "Save"), key="note_save", disabled=not may)
    if sent and act(work, editing.note, draft.id, kind or "", vi, en):
        st.rerun()


def _proposal(work: Work, draft: Draft) -> None:
    """What an undo that waits would do, and why."""
    st.subheader(say(work.lang, "What and why"), anchor=False)
    st.markdown(plain(undo.effect(work.lang, work.desk.store.entries(), draft.what, draft.target)))
    st.caption(plain(draft.reason_vi))
    st.caption(plain(draft.reason_en))


# What stands against it


def _list(work: Work, draft: Draft) -> list[Point]:
    lang, points = work.lang, checklist(work, draft)
    st.subheader(say(lang, "Before publishing"), anchor=False)
    for one in points:
        icon = ":green[:material/check_circle:]" if one.done else ":orange[:material/radio_button_unchecked:]"
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{icon} {plain(one.text)}")
            if not one.done and one.step == "renew":
                _renew(work, draft)
            elif not one.done and one.step:
                addresses.link(
                    say(lang, "Go there"), lang, "draft", ":material/arrow_forward:", draft=draft.id, step=one.step)
    return points


def _renew(work: Work, draft: Draft) -> None:
    may, label = work.person.role in PERMITTED["renew"], say(work.lang, "Bring up to date")
    if may and st.button(label, key="renew", icon=":material/sync:") and act(work, editing.renew, draft.id):
        st.rerun()


def checklist(work: Work, draft: Draft) -> list[Point]:
    """Every condition of publishing but the approval, done or not."""
    lang = work.lang
    points = [_current(work, draft)]
    if draft.what != PUBLISH:
        return points
    waiting = len(draft.uploads)
    points.append(Point(not waiting, say(lang, "No file waits to be confirmed") if not waiting else say_many(
        lang, "{count} file waits to be confirmed", "{count} files wait to be confirmed", waiting), "files"))
    points += _content(work, draft)
    points.append(Point(bool(draft.kind), say(lang, "Kind and reason are written in both languages")))
    return points


def _current(work: Work, draft: Draft) -> Point:
    lang, meanwhile = work.lang, looking.published_meanwhile(work.desk, work.person, draft.id)
    if not meanwhile:
        return Point(True, say(lang, "Nothing was published since this draft was begun"))
    told = [f"{entry.snapshot} ({entry.actor}, {moment(lang, entry.time)})" for entry in meanwhile]
    return Point(False, say(lang, "Published since this draft was begun: {what}", what=join(lang, told)), "renew")


def _content(work: Work, draft: Draft) -> list[Point]:
    lang, found = work.lang, report(work.desk, work.person, draft)
    if not found.passed:
        errors = found.count("error")
        return [Point(False, say_many(lang, "{count} error to mend", "{count} errors to mend", errors), "check")]
    left = len(looking.open_questions(work.desk, work.person, draft.id, found))
    points = [Point(True, say(lang, "No errors")), Point(not left, say(lang, "Every question of the check is answered")
              if not left else say_many(lang, "{count} question to answer", "{count} questions to answer", left), "check")]
    changes = looking.changes(work.desk, work.person, draft.id, found)
    if not changes:
        return [*points, Point(False, say(lang, "The draft changes nothing yet"), "files")]
    return [*points, _looked_at(work, draft)]


def _looked_at(work: Work, draft: Draft) -> Point:
    """Where approval is asked for, every changed figure is accepted; nowhere may a question about one be open."""
    lang, asked = work.lang, len(draft.questioned)
    if asked:
        return Point(False, say_many(
            lang, "{count} figure is questioned and not accepted", "{count} figures are questioned and not accepted", asked),
            "preview")
    if draft.state == APPROVED or not _needs(work, draft):
        return Point(True, say(lang, "No question about a figure is open"))
    known = comparing.compared(work, draft)
    left = [view for view in known.views if view not in draft.accepted]
    if not known.whole:
        return Point(False, say(lang, "The figures are still being compared"), "preview")
    return Point(not left, say(lang, "Every figure that changes is accepted") if not left else say(
        lang, "Figures not accepted yet: {left} of {count}", left=len(left), count=len(known.views)), "preview")


def _needs(work: Work, draft: Draft) -> bool:
    """Whether a second person must approve; while no kind is chosen, whether any kind needs it."""
    if draft.what == PUBLISH and not draft.kind:
        return any(work.desk.policy.needs_approval(kind) for kind in editing.ALLOWED_KINDS)
    return work.desk.policy.needs_approval(draft.kind if draft.what == PUBLISH else draft.what)


# A second person


def _approval(work: Work, draft: Draft, left: Sequence[Point]) -> None:
    lang = work.lang
    if not _needs(work, draft):
        return
    st.subheader(say(lang, "Approval"), anchor=False)
    if draft.state == APPROVED and draft.approver:
        st.success(plain(say(lang, "Approved by {name} as it is now.", name=draft.approver.name)), icon=":material/verified:")
        return
    _ask(work, draft, left)
    _approve(work, draft, left)


def _ask(work: Work, draft: Draft, left: Sequence[Point]) -> None:
    lang = work.lang
    if draft.state == ASKED:
        st.caption(say(lang, "Approval was asked for; the draft has not changed since."))
        return
    ready = not [one for one in left if one.step != "preview"]
    if work.person.role in PERMITTED["request_approval"] and st.button(
        say(lang, "Ask for approval"), key="request_approval", disabled=not ready, icon=":material/front_hand:"
    ) and act(work, editing.request_approval, draft.id):
        st.rerun()


def _approve(work: Work, draft: Draft, left: Sequence[Point]) -> None:
    lang = work.lang
    if work.person.role not in PERMITTED["approve"]:
        st.caption(say(lang, "A publisher who did not work on this draft approves it."))
        return
    if work.desk.policy.two_people and any(work.person.who.same(who) for who in draft.authors):
        st.caption(say(lang, "You worked on this draft, so another publisher approves it: two people look at everything published."))
        return
    known = comparing.compared(work, draft) if draft.what == PUBLISH else comparing.Comparison(whole=True)
    if not known.whole and not [one for one in left if one.step != "preview"]:
        preview_view.progress(work, draft, known)
    if st.button(
        say(lang, "Approve what the draft holds now"), key="approve", type="primary", icon=":material/verified:",
        disabled=bool(left) or not known.whole,
    ) and act(work, review.approve, draft.id, figures=known.views):
        st.rerun()


# Now or at a moment


def _release(work: Work, draft: Draft, left: Sequence[Point]) -> None:
    lang = work.lang
    st.subheader(say(lang, "Publish"), anchor=False)
    if work.person.role is not Role.PUBLISHER:
        st.caption(say(lang, "Publishing is for publishers."))
        return
    blocked = bool(left) or (_needs(work, draft) and draft.state != APPROVED)
    if blocked:
        st.caption(say(lang, "The buttons wait until everything above is done."))
    if st.button(
        say(lang, "Publish now"), key="publish_now", type="primary", disabled=blocked, icon=":material/publish:"
    ):
        _done(work, draft, act(work, publishing.publish, draft.id))
    if work.desk.policy.embargo:
        _embargo(work, draft, blocked)


def _embargo(work: Work, draft: Draft, blocked: bool) -> None:
    lang, here = work.lang, now().astimezone(VIET_NAM)
    with st.expander(say(lang, "At a set moment"), icon=":material/schedule:"), st.form(f"embargo_{draft.id}"):
        soon = (here + dt.timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        one, two = st.columns(2)
        day = one.date_input(
            say(lang, "Day"), soon.date(), min_value=here.date(), format="DD/MM/YYYY", key="embargo_day", disabled=blocked)
        time = two.time_input(
            say(lang, "Time in Viet Nam"), soon.time(), step=SOON, key="embargo_time", disabled=blocked)
        st.caption(say(
            lang, "Until then nobody outside sees it. When the moment has come the desk publishes it by itself, if nothing "
            "was published meanwhile."))
        sent = st.form_submit_button(say(lang, "Publish at this moment"), key="embargo_set", disabled=blocked)
    if sent and isinstance(day, dt.date):
        moment_ = dt.datetime.combine(day, time, VIET_NAM)
        if moment_ <= now():
            st.error(say(lang, "This moment has passed. Choose a later one, or publish now."))
            return
        _done(work, draft, act(work, publishing.publish, draft.id, moment=moment_))


def _done(work: Work, draft: Draft, outcome: Entry | Scheduled | None) -> None:
    if outcome is not None:
        st.rerun()
    if looking.published_meanwhile(work.desk, work.person, draft.id):
        _renew(work, draft)


def _stopped(lang: str, draft: Draft) -> None:
    if draft.stopped:
        st.error(plain(say(lang, "The desk took this draft off the schedule: {reason}", reason=draft.stopped[lang])),
                 icon=":material/event_busy:")


def _waiting(work: Work, draft: Draft) -> None:
    """The plan, the time left, the way off the schedule."""
    lang = work.lang
    at = dt.datetime.fromisoformat(draft.moment)

    @st.fragment(run_every=COUNTDOWN)
    def countdown() -> None:
        left = at - now()
        if looking.draft(work.desk, work.person, draft.id).state == PUBLISHED:
            st.rerun(scope="app")
        words = time_left(lang, left) if left > dt.timedelta(0) else say(lang, "the desk publishes it within a minute")
        st.info(say(lang, "To be published at {moment}: {left}.", moment=moment(lang, draft.moment), left=words),
                icon=":material/schedule:")

    countdown()
    if work.person.role in PERMITTED["unschedule"] and st.button(
        say(lang, "Take it off the schedule"), key="unschedule", icon=":material/event_busy:"
    ) and act(work, publishing.unschedule, draft.id):
        st.rerun()


def time_left(lang: str, left: dt.timedelta) -> str:
    """`in 2 days, 3 hours`: the two largest units."""
    minutes = max(1, round(left.total_seconds() / 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [
        say_many(lang, "{count} day", "{count} days", days) if days else "",
        say_many(lang, "{count} hour", "{count} hours", hours) if hours else "",
        say_many(lang, "{count} minute", "{count} minutes", minutes) if minutes and not days else "",
    ]
    return say(lang, "in {time}", time=", ".join(part for part in parts if part))


# Afterwards


def _published(work: Work, draft: Draft) -> None:
    """What came of it: the snapshot, its addresses, who and when."""
    lang, entry = work.lang, work.desk.entry(draft.id)
    if entry is None:
        return
    told = {
        "publish": say(lang, "Published as snapshot {snapshot}.", snapshot=entry.snapshot),
        "roll_back": say(lang, "Snapshot {snapshot} is shown again.", snapshot=entry.snapshot),
        "withdraw": say(lang, "Snapshot {snapshot} was withdrawn.", snapshot=entry.snapshot),
    }
    st.success(told[entry.action], icon=":material/check_circle:")
    st.caption(plain(say(
        lang, "{moment}, by {people}; approved by {approver}. Entry {seq} of the log.", moment=moment(lang, entry.time),
        people=entry.actor, approver=entry.approver or say(lang, "nobody"), seq=entry.seq)))
    st.markdown(
        f"- [{say(lang, 'The public page')}]({address.base()}/?lang={lang})\n"
        f"- [{say(lang, 'What changed, as readers see it')}]({address.base()}/data?section=changes&lang={lang})\n"
        f"- {say(lang, 'Permanent address')}: {address.base()}/?snapshot={entry.snapshot}&lang={lang}\n"
        f"- {say(lang, 'Checksum')}: `{entry.manifest_sha256}`"
    )
    addresses.link(say(lang, "All published snapshots"), lang, "published", ":material/history:")
