"""Published snapshots: the chain, going back, withdrawing."""

from components.desk.shell import part
from components.desk.work import current

view = part("published_view")
if view:
    view.published(current())
