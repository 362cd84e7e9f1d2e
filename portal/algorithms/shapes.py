"""How an algorithm is built: one text that says everything about itself."""

from portal.algorithms.editing import editor_facts
from portal.algorithms.examining import examine
from portal.algorithms.layout import layout
from portal.algorithms.own_facts import SOURCE, own_facts
from portal.algorithms.sealing import seal
from portal.algorithms.sections import sections
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.shapes import Part, Shape

__all__ = ["ALGORITHM", "KIND", "MAX_SOURCE_LETTERS", "SOURCE"]

KIND = "algorithm"
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
            verbatim=True,
            layout=layout,
            seal=seal,
            sections=sections,
        ),
    ),
    template="algorithms/_text.html",
    editor="algorithms/_editor.html",
    beside="algorithms/_beside.html",
    editor_facts=editor_facts,
    sheets=("css/algorithms.css",),
    own_facts=own_facts,
    examine=examine,
)
