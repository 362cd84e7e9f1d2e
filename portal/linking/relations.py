"""The words for links, read from either end."""

from enum import StrEnum
from typing import Any

from portal.core.i18n import lazy_gettext as _l
from portal.core.links import LinkKind


class Relation(StrEnum):
    """What another item is to this one."""

    GREW_OUT_OF = "grew_out_of"
    GREW_INTO = "grew_into"
    CHANGED_BECAUSE_OF = "changed_because_of"
    CHANGED = "changed"
    SEE_ALSO = "see_also"

    @property
    def kind(self) -> LinkKind:
        """The kind of the link."""
        return _KINDS[self]

    @property
    def outwards(self) -> bool:
        """Whether the link is kept from this item to the other one."""
        return self not in {Relation.GREW_INTO, Relation.CHANGED}

    @property
    def turned(self) -> "Relation":
        """What this item is to the other one."""
        return relation_of(self.kind, outwards=not self.outwards)


_KINDS = {
    Relation.GREW_OUT_OF: LinkKind.GREW_OUT_OF,
    Relation.GREW_INTO: LinkKind.GREW_OUT_OF,
    Relation.CHANGED_BECAUSE_OF: LinkKind.CHANGED_BECAUSE_OF,
    Relation.CHANGED: LinkKind.CHANGED_BECAUSE_OF,
    Relation.SEE_ALSO: LinkKind.SEE_ALSO,
}

#: Above a list of items, in the order in which the lists stand on a page.
HEADINGS: dict[Relation, Any] = {
    Relation.GREW_OUT_OF: _l("Grew out of"),
    Relation.GREW_INTO: _l("Grew into"),
    Relation.CHANGED_BECAUSE_OF: _l("Changed because of"),
    Relation.CHANGED: _l("Led to a change of"),
    Relation.SEE_ALSO: _l("See also"),
}

#: In a form: what ties this item to the one that is being looked for.
CHOICES: dict[Relation, Any] = {
    Relation.SEE_ALSO: _l("Worth reading along"),
    Relation.GREW_OUT_OF: _l("This grew out of it"),
    Relation.GREW_INTO: _l("It grew out of this"),
    Relation.CHANGED_BECAUSE_OF: _l("This was changed because of it"),
    Relation.CHANGED: _l("It was changed because of this"),
}


def relation_of(kind: LinkKind, *, outwards: bool) -> Relation:
    """What the other end of a link is to this one."""
    found = [one for one in Relation if one.kind is kind]
    return found[0] if outwards or len(found) == 1 else found[1]
