"""The explorer of Resolution 57: `streamlit run app.py` starts everything.

This file holds the ASGI application; the script each reader runs is `components/shell.py`. No `pages/` folder may lie
beside that script, or a cold deep link would run a page without it (see docs/decisions/0001-pages-and-shell.md).
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from components import errors, figure_files, reports, site_files, warm
from components.embed import Embeds
from components.files import ROUTES
from components.limits import Clients, Hosts, Sockets
from components.web import Doors, Headers, Pages


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Load the newest snapshot before the first reader comes, then leave the heap alone; end the workers with the server."""
    errors.log_once()
    warm.load()
    gc.collect()
    gc.freeze()
    figure_files.warm_worker()
    yield
    figure_files.pool.close()


app = st.App(
    Path(__file__).parent / "components" / "shell.py",
    lifespan=lifespan,
    routes=[*ROUTES, *figure_files.ROUTES, *site_files.ROUTES, *reports.ROUTES],
    on_script_error=errors.tell,
    middleware=[
        Middleware(Clients),
        Middleware(Headers),
        Middleware(Hosts),
        Middleware(Doors, files=site_files.NAMES),
        Middleware(Sockets),
        Middleware(Embeds),
        Middleware(Pages),
    ],
)
