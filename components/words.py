"""Text on its way to Markdown."""


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    for sign in "\\[]*_`$<>:~#|":
        text = text.replace(sign, "\\" + sign)
    return text
