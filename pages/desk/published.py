"""Published snapshots: the chain, going back, withdrawing."""

from components.desk import published_view
from components.desk.work import current

published_view.published(current())
