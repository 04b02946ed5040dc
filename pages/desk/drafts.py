"""Drafts: all there are, newest first, and the way to start one."""

from components.desk import drafts_view
from components.desk.work import current

drafts_view.drafts(current())
