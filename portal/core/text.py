"""Cleaning of typed text; pure, for forms and services alike."""


def clean_line(value: str | None) -> str:
    """One line of text: NUL and control characters out, white space of any kind as one space."""
    return " ".join("".join(letter for letter in (value or "") if letter.isprintable() or letter.isspace()).split())


def clean_text(value: str | None) -> str:
    """A text of several lines: line ends as \\n, no NUL, no white space around it."""
    plain = (value or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return plain.strip()
