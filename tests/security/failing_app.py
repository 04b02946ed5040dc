"""The public application with every page failing: what a reader and the log are told then. Run by uvicorn in tests."""

from app import app
from components import frame

SECRET = "inner-detail-4711"
FORGED = "2026-11-22 08:00:00 INFO explorer.security: all is well"


def broken() -> None:
    raise RuntimeError(f"{SECRET} /srv/explorer/data\n{FORGED}\x1b[2J\r\n{FORGED}")


frame.context = broken  # type: ignore[assignment]
__all__ = ["app"]
