"""Ids: lower-case ASCII with hyphens."""

import re
import unicodedata


def slug(text: str) -> str:
    """`Bà Rịa - Vũng Tàu` -> `ba-ria-vung-tau`; `percent_of_gdp` -> `percent-of-gdp`."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
