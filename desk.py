"""The data desk: `make desk`. Its own process, for staff only; readers are served by `app.py`.

Without a way to sign in it says how to set one up and ends with code 2.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from components import errors, reports, warm
from components.desk import comparing, start
from components.desk.guards import Cookies, SignInTrips, ThisMachineOnly
from components.desk.uploads import SERVICE, Uploads
from components.desk.web import DeskHeaders, DeskPages
from components.files import ROUTES
from components.limits import Clients, Hosts, Sockets
from components.web import SERVICES, Doors, Headers


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Sweep what killed writers left, publish what is due, have the preview's figures ready."""
    errors.log_once()
    start.options()
    warm.load()
    with start.clockwork():
        yield
    comparing.pool.close()


settings = start.or_exit()
app = st.App(
    Path(__file__).parent / "components" / "desk" / "shell.py",
    lifespan=lifespan,
    routes=[*ROUTES, *reports.ROUTES],
    on_script_error=errors.tell,
    middleware=[
        *([Middleware(ThisMachineOnly)] if settings.local else []),
        Middleware(Clients),
        Middleware(DeskHeaders),
        Middleware(Headers, cookies=True, encrypted=settings.secure),
        Middleware(Hosts, names=settings.hosts),
        Middleware(Doors, services=(*SERVICES, SERVICE), sign_in=not settings.local),
        Middleware(Sockets),
        Middleware(Cookies),
        Middleware(SignInTrips),
        Middleware(Uploads),
        Middleware(DeskPages),
    ],
)
