"""A file that cannot be made as asked: one sentence in the reader's language."""

from language import say


class OrderError(ValueError):
    """An order that cannot be made; `text(lang)` is one sentence for the reader, `str` the English one."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__()
        self.message, self.values = message, values

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: str) -> str:
        return say(lang, self.message, **self.values)
