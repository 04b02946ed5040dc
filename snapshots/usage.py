"""Wrong use of the command line, told in the language asked for: the standard library's parser speaks English only."""

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from language import LANGUAGES, say
from snapshots.findings import visible, writable

MISUSED = 2
LANGUAGE_VARIABLE = "EXPLORER_LANG"
TOLD: Mapping[str, str] = {
    r"the following arguments are required: (?P<names>.+)": "Something is missing: {names}.",
    r"argument (?P<name>.+?): invalid choice: (?P<found>.+?) \(choose from (?P<allowed>.+)\)":
        "{name} cannot be {found}. Allowed: {allowed}.",
    r"unrecognized arguments: (?P<names>.+)": "Not known here: {names}.",
    r"argument (?P<name>.+?): expected (?:one|at least one) argument": "{name} needs a value behind it.",
    r"argument (?P<name>.+?): invalid \w+ value: (?P<found>.+)": "{name} cannot be {found}.",
    r"argument (?P<name>.+?): ignored explicit argument (?P<found>.+)": "{name} takes no value, but has {found}.",
    r"ambiguous option: (?P<found>.+?) could match (?P<names>.+)": "{found} may mean {names}: write it out.",
    r"argument (?P<name>.+?): not allowed with argument (?P<found>.+)": "{name} and {found} do not go together.",
}


class Parser(argparse.ArgumentParser):
    """Wrong use is told in one sentence, with exit code 2. `lang` is the language of its words."""

    def __init__(self, *given: Any, lang: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.lang = lang

    def error(self, message: str) -> NoReturn:
        help_with = say(self.lang, "For help: {command} --help", command=self.prog)
        self.exit(MISUSED, f"{told(self.lang, message)} {help_with}\n")


def told(lang: str, message: str) -> str:
    """The parser's message in the reader's language, on one line; what it says otherwise stays as it is."""
    for pattern, text in TOLD.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return say(lang, text, **{name: visible(writable(part)) for name, part in found.groupdict().items()})
    return say(lang, "Not understood: {detail}.", detail=visible(writable(message)))


def asked_language(arguments: Sequence[str] | None = None) -> str:
    """`--lang`, wherever it stands, as the parser itself may stop before it; else `EXPLORER_LANG`, else Vietnamese."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    pairs = [one.partition("=")[2] for one in given if one.startswith("--lang=")]
    pairs += [after for one, after in zip(given, given[1:], strict=False) if one == "--lang"]
    return next((lang for lang in [*pairs, os.environ.get(LANGUAGE_VARIABLE, "")] if lang in LANGUAGES), LANGUAGES[0])
