"""The screens of whoever is not in: signing in, a session that ended, a person who is not on the list."""

from typing import NoReturn

import streamlit as st

from components.desk.entry import Standing
from components.desk.settings import SettingsError
from components.words import plain
from language import say


def closed(lang: str, there: Standing) -> NoReturn:
    """Why this person is not in and what to do; ends the run, so that nothing of the desk is shown."""
    st.title(say(lang, "Data desk"), anchor=False)
    if there.out in ("unlisted", "unverified"):
        _stranger(lang, there)
    else:
        _sign_in(lang, there.out)
    st.stop()


def faulty(lang: str, error: SettingsError) -> NoReturn:
    """The settings became faulty while the desk runs: nobody is let in."""
    st.title(say(lang, "Data desk"), anchor=False)
    st.error(plain(error.text(lang)), icon=":material/settings_alert:")
    st.stop()


def _sign_in(lang: str, why: str) -> None:
    ended = {
        "signed_out": say(lang, "You have signed out."),
        "idle": say(lang, "You did nothing here for 30 minutes, so the desk closed. Nothing you saved is lost."),
        "absolute": say(lang, "Eight hours have passed since you signed in. Sign in again to go on."),
        "clock": say(lang, "The time of your signing in lies in the future: a clock is wrong. Sign in again."),
    }
    if why in ended:
        st.info(ended[why], icon=":material/lock_clock:")
    st.write(say(lang, "For staff who update the figures. Readers need no account: the explorer is open to everybody."))
    if st.button(say(lang, "Sign in"), type="primary", key="sign_in", icon=":material/login:"):
        st.login()


def _stranger(lang: str, there: Standing) -> None:
    name = plain(there.person.name if there.person else "")
    if there.out == "unverified":
        st.error(say(lang, "The provider does not vouch for the e-mail address of {name}, so the desk stays closed.", name=name))
    else:
        st.error(say(lang, "{name} is not on the list of people who may enter the data desk.", name=name))
    st.write(whom_to_ask(lang, there.settings.contact))
    if st.button(say(lang, "Sign in as somebody else"), key="sign_out", icon=":material/logout:"):
        st.logout()


def whom_to_ask(lang: str, contact: str) -> str:
    """Who can help: as the settings say, else the person who runs the desk."""
    if contact:
        return say(lang, "Ask: {contact}", contact=plain(contact))
    return say(lang, "Ask whoever runs this desk to put you on the list.")
