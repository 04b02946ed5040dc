"""The journal: who did what and when."""

from components.desk.shell import part
from components.desk.work import current

view = part("journal_view")
if view:
    view.journal(current())
