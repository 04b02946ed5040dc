"""The public application with every page failing: what a reader and the log are told then. Run by uvicorn in tests.

Never imported by a test: the pages of that process would fail from then on.
"""

from app import app
from components import frame
from tests.security.inner import FORGED, SECRET


def broken() -> None:
    raise RuntimeError(f"{SECRET} /srv/explorer/data\n{FORGED}\x1b[2J\r\n{FORGED}")


frame.context = broken  # type: ignore[assignment]
__all__ = ["app"]
