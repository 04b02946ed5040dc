"""Message catalogues: the English sentence is the id, `locale/vi/*.po` hold the Vietnamese.

The `.po` files are read as they are, so a clerk's correction needs no compile step.
"""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("vi", "en")
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
"""Each language in its own words."""
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"


@cache
def _messages(lang: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALE_FOLDER / lang).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id and message.string and not message.fuzzy:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    forms = (message.string,) if isinstance(message.string, str) else message.string
                    found[key] = tuple(forms)
    return found


def _fill(text: str, values: dict[str, object]) -> str:
    return text.format(**values) if values else text


def say(lang: str, message: str, **values: object) -> str:
    """The message in `lang` with its named fields filled; the English text where no translation exists."""
    return _fill(_messages(lang).get(message, (message,))[0] or message, values)


def say_many(lang: str, one: str, many: str, count: int, **values: object) -> str:
    """Singular or plural form for `count`; Vietnamese has one form. `{count}` is filled too."""
    forms = _messages(lang).get(one)
    text = (one if count == 1 else many) if forms is None else forms[-1]
    return _fill(text, {"count": count, **values})
