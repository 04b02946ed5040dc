"""What cannot be done as asked: one sentence in the reader's language."""

from language.catalog import say


class Refusal(ValueError):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """`message` is a message id with named fields; `text(lang)` is the sentence, `str` the English one."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__()
        self.message, self.values = message, values

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: str) -> str:
        """The sentence in the reader's language."""
        return say(lang, self.message, **self.values)
