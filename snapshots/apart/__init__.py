"""Files of strangers are read in a process of their own, with bounds on memory, processor and time."""

from snapshots.apart.bounds import CHECK, FILE, Bounds
from snapshots.apart.errors import ApartError
from snapshots.apart.parent import check, convert, table_names

__all__ = ["CHECK", "FILE", "ApartError", "Bounds", "check", "convert", "table_names"]
