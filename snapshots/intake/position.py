"""Where in a spreadsheet a place of a text is, before the text is taken apart: line breaks inside quotes begin no row."""

from snapshots.findings import letter
from snapshots.intake.model import Place

_MARKS = ",;\t|"
_BEGINNING = 5_000


def place_after(before: str) -> Place:
    """Row and column of what follows this beginning of a text, as the spreadsheet counts (it hides a line `sep=;`)."""
    plain = before.replace("\r\n", "\n").replace("\r", "\n")
    outside = "".join(plain.split('"')[::2])
    hidden = outside[:4].lower() == "sep=" and "\n" in outside
    mark = max(_MARKS, key=outside[:_BEGINNING].count)
    return Place(outside.count("\n") + 1 - hidden, "", letter(outside.rpartition("\n")[2].count(mark)))
