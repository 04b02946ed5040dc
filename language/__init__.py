"""Words, numbers, dates and names in the reader's language (Vietnamese or English)."""

from language.catalog import LANGUAGE_NAMES, LANGUAGES, say, say_many
from language.formats import date, join, number, period, signed
from language.names import fold, sort_key
from language.refusal import Refusal

__all__ = [
    "LANGUAGES",
    "LANGUAGE_NAMES",
    "Refusal",
    "date",
    "fold",
    "join",
    "number",
    "period",
    "say",
    "say_many",
    "signed",
    "sort_key",
]
