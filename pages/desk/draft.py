"""One draft: what it is, and the four steps from files to publication."""

from components.desk import draft_view
from components.desk.work import current

draft_view.draft(current())
