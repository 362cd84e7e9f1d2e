"""How articles are built: a plain text, and an entry of the dictionary of care."""

from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.shapes import Part, Shape

KIND = "article"
BODY, USED_TO_SAY, WHY = "body", "used_to_say", "why"

TEXT = Shape(
    name="text",
    kind=KIND,
    label=_l("An article: one text"),
    icon="file-text",
    title_label=_l("Title"),
    title_help=_l("The words under which a colleague would look for it."),
    lead=BODY,
    parts=(
        Part(
            key=BODY,
            label=_l("Text"),
            help=_l(
                "Short and to the point. Headings begin with #, steps with numbers, a box that must not be overlooked "
                "with !!! warning above lines that are set in by four spaces."
            ),
            example=_l(
                "# When the customer has no receipt\n\n"
                "1. Ask for the day and the shop: the till finds the purchase by them.\n"
                "2. Offer an exchange first, then money.\n\n"
                "| Paid | Money comes back |\n|---|---|\n| by card | within 3 days |\n| in cash | at once |"
            ),
            rows=14,
        ),
    ),
)

TERM = Shape(
    name="term",
    kind=KIND,
    label=_l("An entry of the dictionary: what we say, what we used to say, why"),
    icon="file-text",
    title_label=_l("What we say"),
    title_help=_l("The word or phrase itself, as it sounds in a conversation."),
    title_min_letters=2,
    lead=WHY,
    parts=(
        Part(
            key=USED_TO_SAY,
            label=_l("What we used to say"),
            help=_l(
                "Words that it takes the place of. Several are parted by “;”. Each will lead here from the search."
            ),
            example=_l("It's not allowed; you should have read the terms"),
            min_letters=2,
            max_letters=400,
            markdown=False,
            markable=False,
            rows=2,
        ),
        Part(
            key=WHY,
            label=_l("Why"),
            help=_l("What the customer hears in the old words and in the new ones."),
            example=_l(
                "“Not allowed” ends the conversation. “Here is what I can do” goes on with it, even when the answer "
                "itself stays the same."
            ),
            rows=4,
        ),
    ),
)


def phrases(used_to_say: str) -> list[str]:
    """The single words or phrases of what we used to say."""
    return [phrase for part in used_to_say.replace("\n", ";").split(";") if (phrase := part.strip(' ,.«»“”"'))]
