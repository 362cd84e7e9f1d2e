"""How an algorithm is built: one text that says everything about itself."""

from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.shapes import Part, Shape

KIND = "algorithm"
SOURCE = "source"
#: A thousand steps; as much as a form carries, each letter of Cyrillic in six bytes.
MAX_SOURCE_LETTERS = 300_000

ALGORITHM = Shape(
    name="algorithm",
    kind=KIND,
    label=_l("An algorithm: one text of steps, answers and ends"),
    icon="route",
    title_label=_l("Title"),
    title_help=_l("The words under which a colleague would look for it in a call."),
    lead=SOURCE,
    parts=(
        Part(
            key=SOURCE,
            label=_l("Algorithm"),
            help=_l("Steps begin with ##, phrases with >, answers lead on with →."),
            max_letters=MAX_SOURCE_LETTERS,
            rows=30,
        ),
    ),
)
