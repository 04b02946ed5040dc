"""What the desk's process does when it starts, and every twenty seconds as long as it runs."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit import config

from components.desk import clock, settings
from components.desk.entry import desk_of
from components.desk.settings import Settings, SettingsError
from language import LANGUAGES
from snapshots.desk import publishing
from snapshots.desk.kept import sweep
from snapshots.desk.publishing import Outcome
from snapshots.messages import SnapshotError

MISUSED = 2
LOOK_AGAIN = 20.0
UPLOAD_MEGABYTES = 10
_log = logging.getLogger("explorer.desk")


def or_exit() -> Settings:
    """The settings; ends the process with a sentence in both languages and code 2 where nobody could enter safely."""
    try:
        return settings.current()
    except SettingsError as error:
        sys.stderr.write("\n".join(error.text(lang) for lang in LANGUAGES) + "\n")
        raise SystemExit(MISUSED) from None


def options() -> None:
    """Streamlit's own limits, as the desk needs them whatever the command line says."""
    config.set_option("server.maxUploadSize", UPLOAD_MEGABYTES)
    config.set_option("server.allowedHosts", list(settings.current().hosts))
    config.set_option("client.showErrorDetails", "none")


@contextmanager
def clockwork() -> Iterator[None]:
    """Removes what killed writers left; publishes what is due, in a thread that ends with the process."""
    over = threading.Event()
    desk = desk_of(settings.current().policy)
    if desk.root.is_dir():
        sweep(desk.root)
    threading.Thread(target=_keep_publishing, args=(over,), name="due", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _keep_publishing(over: threading.Event) -> None:
    while not over.wait(LOOK_AGAIN):
        try:
            publish_due()
        except Exception:  # noqa: BLE001 - a fault today must not keep tomorrow's publication from its moment
            _log.exception("publishing what is due failed")


def publish_due() -> tuple[Outcome, ...]:
    """Publishes every draft whose moment has come; what came of each is in the log of the process."""
    try:
        done = publishing.due(desk_of(settings.current().policy), now=clock.now())
    except (SnapshotError, SettingsError) as error:
        _log.error("publishing what is due failed: %s", error)
        return ()
    for outcome in done:
        if outcome.entry:
            _log.info("draft %s published as %s", outcome.draft, outcome.entry.snapshot)
        else:
            _log.error("draft %s was due and not published: %s", outcome.draft, outcome.error)
    return done


if __name__ == "__main__":  # asked before the server starts, so that nothing listens where nobody could enter
    or_exit()
