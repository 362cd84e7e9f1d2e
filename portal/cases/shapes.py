"""How a case is told: what happened, what was done, how the customer took it, what we learn."""

from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.shapes import Part, Shape

KIND = "case"
QUOTE = "quote"

STORY = Shape(
    name="story",
    kind=KIND,
    label=_l("A case: what happened, what was done, how it was taken, what we learn"),
    icon="message-square-quote",
    title_label=_l("Title"),
    title_help=_l("What you would say to a colleague in the corridor, in one sentence."),
    lead="situation",
    sheets=("css/look-alikes.css",),
    beside="cases/_form_beside.html",
    has_channel=True,
    parts=(
        Part(
            key="situation",
            label=_l("What happened"),
            help=_l("Who came, with what, and what made it difficult or special. No names, no numbers."),
            example=_l(
                "Half an hour before closing a man called. His mother has her 80th birthday tomorrow, the gift he "
                "ordered lies at a pick-up point across the city, and the courier can't come before Monday. He spoke "
                "quietly and apologised for troubling us."
            ),
        ),
        Part(
            key="action",
            label=_l("What was done"),
            help=_l("Step by step, so that somebody else could do the same tomorrow. Phrases that worked are welcome."),
            example=_l(
                "I did not look for the rule that forbids it. I said: “Let me see who is near that point now,” and "
                "called the shop next door. A colleague was going home that way and took the parcel along. I called "
                "back in ten minutes, as I had promised."
            ),
        ),
        Part(
            key="reaction",
            label=_l("How the customer took it"),
            help=_l("What they said, did, or wrote later. Silence is an answer too."),
            example=_l(
                "He was silent for a moment, then laughed with relief. On Sunday he wrote that his mother had cried "
                "and that he would not buy anywhere else any more."
            ),
        ),
        Part(
            key="lesson",
            label=_l("What we learn"),
            help=_l("One thought that the reader takes along into the next conversation."),
            example=_l(
                "First ask “who is near?” and only then “what do the rules allow?”. And name a time at which you will "
                "call back: waiting is easier when one knows how long."
            ),
        ),
        Part(
            key=QUOTE,
            label=_l("In the customer's own words"),
            help=_l("One sentence as it was said or written. It will stand at the top, in large letters."),
            example=_l("I thought I would hear “we can't”. You asked “when does she wake up?”"),
            required=False,
            min_letters=0,
            max_letters=400,
            markdown=False,
            rows=2,
        ),
    ),
)
