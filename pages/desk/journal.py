"""The journal: who did what and when."""

from components.desk import journal_view
from components.desk.work import current

journal_view.journal(current())
