"""The screens of whoever is not in: signing in, a session that ended, a person who is not on the list."""

import logging
from typing import NoReturn

import streamlit as st

from components.desk import addresses
from components.desk.addresses import FAILED, LEFT
from components.desk.entry import Standing
from components.desk.settings import SettingsError
from components.words import plain
from language import say


def closed(lang: str, there: Standing) -> NoReturn:
    """Why this person is not in and what to do; ends the run, so that nothing of the desk is shown."""
    _title(lang)
    if there.out in ("unlisted", "unverified"):
        _stranger(lang, there)
    else:
        _sign_in(lang, there.out)
    st.stop()


def faulty(lang: str, error: SettingsError) -> NoReturn:
    """The settings became faulty while the desk runs: nobody is let in. What is wrong may name people: the log has it."""
    logging.getLogger("explorer.desk").error("the settings are faulty: %s", error)
    _title(lang)
    text = say(lang, "The settings of the desk are faulty, so nobody is let in. The log of the desk says what to mend.")
    st.error(text, icon=":material/settings_alert:")
    st.stop()


def _title(lang: str) -> None:
    """The menu of a screen that was open stays in the browser until there is another: one that shows nothing."""
    paths = sorted(addresses.PATHS | addresses.PREVIEW_PATHS)
    hidden = [st.Page(lambda: None, title=say(lang, "Data desk"), url_path=path, default=not path) for path in paths]
    st.navigation(hidden, position="hidden")
    st.title(say(lang, "Data desk"), anchor=False)


def _sign_in(lang: str, why: str) -> None:
    if why == "nobody" and addresses.asked(addresses.SIGN_IN) == FAILED:
        st.error(say(lang, "Signing in did not succeed. The provider of identities may be out of reach: try again "
                           "in a few minutes. The public explorer is not affected."), icon=":material/cloud_off:")
    elif why == "nobody" and addresses.asked(addresses.SIGN_IN) == LEFT:
        st.info(_ended(lang)["signed_out"], icon=":material/lock_clock:")
    elif why in _ended(lang):
        st.info(_ended(lang)[why], icon=":material/lock_clock:")
    st.write(say(lang, "For staff who update the figures. Readers need no account: the explorer is open to everybody."))
    if st.button(say(lang, "Sign in"), type="primary", key="sign_in", icon=":material/login:"):
        st.login()


def _ended(lang: str) -> dict[str, str]:
    return {
        "signed_out": say(lang, "You have signed out."),
        "idle": say(lang, "You did nothing here for 30 minutes, so the desk closed. Nothing you saved is lost."),
        "absolute": say(lang, "Eight hours have passed since you signed in. Sign in again to go on."),
        "clock": say(lang, "The time of your signing in lies in the future: a clock is wrong. Sign in again."),
    }


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
