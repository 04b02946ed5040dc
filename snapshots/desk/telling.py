"""How the desk's own words are told: actions, roles, states, fields, moments. English text is the message id."""

from collections.abc import Callable, Mapping

from language import date, say

ACTION_WORDS: Mapping[str, str] = {
    "sign_in": "sign in", "sign_out": "sign out", "look": "look at drafts", "start": "start a draft",
    "put_file": "bring a file in", "put_rows": "edit rows", "answer": "answer a question",
    "confirm": "confirm a converted file", "set_aside": "set a file aside", "note": "say what changed and why",
    "request_approval": "ask for approval", "renew": "bring a draft up to date", "drop": "drop a draft",
    "ask": "ask about a figure", "reply": "answer about a figure", "accept": "accept a figure",
    "approve": "approve a draft", "publish": "publish", "schedule": "set the moment of publication",
    "unschedule": "take a draft off the schedule", "stop": "taken off the schedule by the desk",
    "roll_back": "go back to an earlier snapshot", "withdraw": "withdraw a snapshot", "refused": "refused",
}
ROLE_WORDS: Mapping[str, str] = {
    "reader": "reader of drafts", "editor": "editor", "publisher": "publisher", "": "no role",
}
STATE_WORDS: Mapping[str, str] = {
    "open": "being edited", "asked": "waiting for approval", "approved": "approved", "published": "already published",
    "dropped": "dropped",
}
FIELD_WORDS: Mapping[str, str] = {
    "reason_vi": "Reason in Vietnamese", "reason_en": "Reason in English", "answer": "Answer", "text": "Words",
    "view": "Figure", "question": "Question",
}


def moment(lang: str, iso: str) -> str:
    """A moment for people: time and date as the reader writes them, Vietnamese time."""
    return say(lang, "{time} on {day}", time=iso[11:16], day=date(lang, iso[:10]))


def _from(words: Mapping[str, str]) -> Callable[[str, str], str]:
    return lambda lang, key: say(lang, words[key]) if key in words else key


def _roles(lang: str, roles: str) -> str:
    return ", ".join(say(lang, ROLE_WORDS[role]) for role in roles.split())


TOLD: Mapping[str, Callable[[str, str], str]] = {
    "action": _from(ACTION_WORDS), "role": _from(ROLE_WORDS), "roles": _roles, "field": _from(FIELD_WORDS),
    "moment": moment,
}


def told(lang: str, name: str, value: object) -> object:
    """The value of a refusal in the reader's language, where its name says it has words."""
    return TOLD[name](lang, str(value)) if name in TOLD else value
