"""What is wrong with a question, in words that say what to write instead. Pure."""

from collections.abc import Sequence

from portal.core.i18n import gettext as _
from portal.onboarding.asked import Option, QuestionKind

#: With fewer there is nothing to choose, to order or to pair.
LEAST_OPTIONS = 2
#: So much of a line is said again in a sentence about it.
MOST_SHOWN = 80
#: What people write between the sides of a pair.
_BETWEEN = ("=", "->", "→", "—", "–")
_MARKS = {
    QuestionKind.SINGLE: "( )",
    QuestionKind.SEVERAL: "[ ]",
    QuestionKind.ORDER: "1.",
    QuestionKind.MATCH: "left = right",
    QuestionKind.FREE: "___",
}


def lacking(kind: QuestionKind | None, options: Sequence[Option]) -> str:
    """What a question that has been read lacks, in words; '' when it is whole."""
    right = sum(option.right for option in options)
    if kind is None:
        return _(
            "There is nothing to answer with. Below the question goes “( )” for each choice, “[ ]” where several are "
            "right, “1.” for an order, “left = right” for pairs, or “___” for one's own words."
        )
    if kind is QuestionKind.FREE:
        return ""
    if len(options) < LEAST_OPTIONS:
        return _("One answer alone leaves nothing to choose. Add another one.")
    if kind is QuestionKind.SINGLE and right == 0:
        return _("No answer is marked as the right one. Put an x between its brackets: “(x)”.")
    if kind is QuestionKind.SINGLE and right > 1:
        return _("More than one answer is marked with “(x)”. Did you mean “[x]”, where several are right?")
    if kind is QuestionKind.SEVERAL and right == 0:
        return _("No answer is marked as right. Put an x between the brackets of those that are: “[x]”.")
    if kind is QuestionKind.MATCH and len({option.partner_key for option in options}) == 1:
        return _("All of them belong to the same. Give at least two different right sides.")
    return ""


def before_any(words: str) -> str:
    """Of a line above the first question."""
    if words.endswith("?"):
        return _("A question begins with a question mark. Did you mean “? %(words)s”?", words=words[:MOST_SHOWN])
    return _("This line belongs to no question: a question begins with “? ”.")


def stray(kind: QuestionKind | None, words: str) -> str:
    """Of a line within a question that is none of its parts."""
    if words.endswith("?"):
        return _("A question begins with a question mark. Did you mean “? %(words)s”?", words=words[:MOST_SHOWN])
    shown = words[:MOST_SHOWN]
    if kind is QuestionKind.SINGLE:
        return _("Is this an answer? Did you mean “( ) %(words)s”? An explanation begins with “> ”.", words=shown)
    if kind is QuestionKind.SEVERAL:
        return _("Is this an answer? Did you mean “[ ] %(words)s”? An explanation begins with “> ”.", words=shown)
    if kind is QuestionKind.MATCH and (pair := _pair(words)):
        return _("Both sides of a pair have “ = ” between them. Did you mean “%(pair)s”?", pair=pair[:MOST_SHOWN])
    if kind is QuestionKind.MATCH:
        return _("Both sides of a pair stand in one line with “ = ” between them. An explanation begins with “> ”.")
    return _("This line belongs to nothing. Did you mean “> %(words)s”, an explanation?", words=shown)


def did_you_mean(opening: str, between: str, words: str) -> str:
    """Of a mark that is none of ours: how it begins, what stands in it, the words after it."""
    known = "[x]" if opening == "[" else "(x)"
    meant = known if between else known.replace("x", " ")
    return _("This mark isn't known. Did you mean “%(meant)s %(words)s”?", meant=meant, words=words[:MOST_SHOWN])


def mixed(kind: QuestionKind) -> str:
    """Of a line of another kind than the question began with."""
    return _(
        "This question was begun with “%(mark)s”; one question is answered in one way. Begin another one with “? ”.",
        mark=_MARKS[kind],
    )


def _pair(words: str) -> str:
    for sign in _BETWEEN:
        left, found, right = words.partition(sign)
        if found and left.strip() and right.strip():
            return f"{left.strip()} = {right.strip()}"
    return ""
