"""The check of a draft: errors that block, questions to answer one by one, notes; each with its way to the cell."""

from collections.abc import Mapping, Sequence

import streamlit as st

from components.desk import cell_place, check_list, checked, editable, naming, row_words
from components.desk.check_list import Group
from components.desk.work import Work, act
from components.words import plain
from language import number, say
from snapshots.desk import editing, looking
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft, Said
from snapshots.desk.people import Person
from snapshots.desk.telling import moment
from snapshots.findings import Finding, Report
from snapshots.marked import marked_copy
from snapshots.questions import question_id
from snapshots.rules import ERROR, NOTE, QUESTION

SHOWN = 50
GROUPS_OPEN = 1
_EVERY = ""
_TITLES = {ERROR: "Errors", QUESTION: "Questions", NOTE: "Notes"}
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_ANSWER = 2000
_RULE_SHOWN, _TITLE_SHOWN = 80, 110


def check(work: Work, draft: Draft) -> None:
    """The screen of the check: every fault at once, with a sentence on whether the draft may go on."""
    lang = work.lang
    editable.show_told()
    report = checked_report(work, draft)
    if report is None:
        return
    left = editable.looked(work, looking.open_questions, draft.id, report) or ()
    _verdict(lang, report, left)
    _downloads(work, draft, report)
    if report.counts:
        _list(work, draft, report, left)


def checked_report(work: Work, draft: Draft) -> Report | None:
    """The report, with a bar that fills while the check is at work; None when it was refused, which is shown."""
    words, place = say(work.lang, "The check is reading every table of the draft…"), st.empty()

    def progress(done: int, total: int) -> None:
        place.progress(min(done / total, 1.0), words)

    report = editable.looked(work, checked.report, draft, progress)
    place.empty()
    return report


def _verdict(lang: str, report: Report, left: tuple[Finding, ...]) -> None:
    rows = number(lang, report.rows, 0)
    if not report.passed:
        st.error(say(
            lang, "Errors: {count}. The draft cannot be published until each is mended. Rows read: {rows}.",
            count=number(lang, report.count(ERROR), 0), rows=rows), icon=":material/block:")
    elif left:
        st.warning(say(
            lang, "No errors. Questions to be answered before the draft can go on: {count}. Rows read: {rows}.",
            count=number(lang, len(left), 0), rows=rows), icon=":material/help:")
    else:
        st.success(say(lang, "No errors, and no question without an answer. Rows read: {rows}.", rows=rows),
                   icon=":material/check_circle:")
    if report.standing:
        st.caption(say(lang, "Questions answered by an earlier publication: {count}.", count=report.standing))


def _downloads(work: Work, draft: Draft, report: Report) -> None:
    if not report.counts:
        return
    lang = work.lang
    with st.container(horizontal=True):
        st.download_button(
            say(lang, "The whole list (CSV)"), lambda: check_list.as_csv(lang, report.kept), f"check-{draft.id}.csv",
            "text/csv", key="check_csv", on_click="ignore", icon=":material/download:")
        for file in check_list.files(report):
            if naming.table_of(file):
                _marked(work, draft, report, file)


def _marked(work: Work, draft: Draft, report: Report, file: str) -> None:
    def made() -> bytes:
        return marked(work.desk, work.person, draft.id, report, file, work.lang)

    name = f"{file.removesuffix('.csv')}-{say(work.lang, 'marked')}.xlsx"
    st.download_button(
        say(work.lang, "Marked copy of {file}", file=file), made, name, _SHEET, key=f"marked_{file}", on_click="ignore",
        icon=":material/edit_document:")


def marked(desk: Desk, someone: Person, draft: str, report: Report, file: str, lang: str) -> bytes:
    """The table as a workbook with each finding as a comment on its cell."""
    return marked_copy(file, looking.table_files(desk, someone, draft)[file], report, lang)


def _list(work: Work, draft: Draft, report: Report, left: tuple[Finding, ...]) -> None:
    lang = work.lang
    counted = check_list.counts(report, left)
    severity, file, code = _filters(lang, report, counted)
    found = check_list.groups(report, severity, file, code)
    if not found:
        st.text(say(lang, "Nothing of this kind."))
    for index, group in enumerate(found):
        _group(work, draft, group, index)


def _filters(lang: str, report: Report, counted: Mapping[str, int]) -> tuple[str, str, str]:
    """What is asked for: kind, table, rule; the last two empty for all."""
    kinds = [kind for kind in _TITLES if check_list.codes(report, kind)]
    labels = {kind: f"{say(lang, _TITLES[kind])} · {number(lang, counted[kind], 0)}" for kind in _TITLES}
    severity = st.segmented_control(
        say(lang, "Kind"), kinds, default=kinds[0], required=True, key="check_kind", format_func=labels.__getitem__) or kinds[0]
    one, two = st.columns(2)
    file = one.selectbox(
        say(lang, "Table"), [_EVERY, *check_list.files(report)], key="check_file",
        format_func=lambda name: naming.table_title(lang, name) if name else say(lang, "all"))
    code = two.selectbox(
        say(lang, "Rule"), [_EVERY, *check_list.codes(report, severity)], key=f"check_code_{severity}",
        format_func=lambda name: _rule(lang, report, name) if name else say(lang, "all"))
    return severity, file or _EVERY, code or _EVERY


def _rule(lang: str, report: Report, code: str) -> str:
    """What the rule says at its first finding, with its name."""
    first = next((finding for finding in report.kept if finding.code == code), None)
    return plain(f"{naming.shown(first.message(lang), _RULE_SHOWN)} [{code}]" if first else code)


def _group(work: Work, draft: Draft, group: Group, index: int) -> None:
    lang, first = work.lang, group.findings[0]
    count = number(lang, len(group.findings), 0) + ("+" if group.cut else "")
    title = say(lang, "{file}: {what} — {count} ×", file=group.file, what=naming.shown(first.message(lang), _TITLE_SHOWN), count=count)
    box = st.expander(plain(title), expanded=index < GROUPS_OPEN, key=f"group_{group.key}", on_change="rerun")
    if not box.open:
        return
    with box:
        shared = common(group, lang)
        if shared:
            st.text("\n".join(shared))
        for position, finding in enumerate(group.findings[:SHOWN]):
            _finding(work, draft, finding, f"{group.key}_{position}", shared)
        if len(group.findings) > SHOWN or group.cut:
            st.caption(say(
                lang, "The first {shown} of {count} are shown. Often they have one cause; the whole list can be downloaded "
                "above.", shown=min(SHOWN, len(group.findings)), count=count))


def common(group: Group, lang: str) -> list[str]:
    """What is said of every finding of the group in the same words, to be told once; nothing for a single one."""
    first, *others = (told(finding, lang) for finding in group.findings)
    return [line for line in first if others and all(line in lines for lines in others)]


def _finding(work: Work, draft: Draft, finding: Finding, key: str, shared: Sequence[str]) -> None:
    """One finding and the way to its cell, without what is told above for the whole group."""
    lang, place = work.lang, cell_place.of(finding)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.text("\n".join([finding.place(lang), *(line for line in told(finding, lang) if line not in shared)]))
            if place is not None:
                label = say(lang, "Go to the cell") if place.row else say(lang, "Open the table")
                st.button(label, key=f"go_{key}", on_click=cell_place.go, args=(place,), icon=":material/arrow_forward:")
        if finding.severity == QUESTION and finding.code != "questions_many":
            _question(work, draft, finding)


def told(finding: Finding, lang: str) -> list[str]:
    """What is wrong, what was found, what the row is about, what is allowed, what to do."""
    lines = [finding.message(lang)]
    if finding.found:
        lines.append(say(lang, "Found: {found}", found=naming.shown(finding.found)))
    if finding.key:
        lines.append(say(lang, "The row is about: {key}", key=row_words.about(lang, finding.file, finding.key)))
    if finding.allowed(lang):
        lines.append(say(lang, "Allowed: {allowed}", allowed=finding.allowed(lang)))
    return [*lines, say(lang, "To do: {remedy}", remedy=finding.remedy(lang))]


def _question(work: Work, draft: Draft, finding: Finding) -> None:
    lang, identity = work.lang, question_id(finding)
    said = draft.answers.get(identity)
    if said is None:
        _form(work, draft, identity, None)
        return
    st.text(say(
        lang, "Answered by {name}, {moment}: {answer}", name=said.who.name, moment=moment(lang, said.time), answer=said.text))
    with st.popover(say(lang, "Change the answer"), key=f"change_{identity}"):
        _form(work, draft, identity, said)


def _form(work: Work, draft: Draft, identity: str, said: Said | None) -> None:
    lang, reason = work.lang, editable.why_not(work, draft)
    with st.form(f"question_{identity}_{said.time if said else ''}"):
        text = st.text_area(
            say(lang, "Your answer: why is it right as it is?"), said.text if said else "", max_chars=_LONGEST_ANSWER,
            key=f"text_{identity}_{said.time if said else ''}", disabled=bool(reason))
        sent = st.form_submit_button(say(lang, "Send the answer"), key=f"send_{identity}", disabled=bool(reason))
        if sent and act(work, editing.answer, draft.id, identity, text):
            st.rerun()
