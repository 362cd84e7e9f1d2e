"""What changed between two versions of an algorithm, step by step and word by word. Pure."""

import re
from dataclasses import replace

from portal.algorithms.document import Document
from portal.algorithms.sections import BEGINNING, stretches
from portal.core.difference import difference
from portal.knowledge.changes import PartChange, at_a_glance, below_the_label
from portal.knowledge.shapes import Section

#: The front matter, which changes nothing that people do.
_FACTS = re.compile(r"\A\ufeff?---[^\S\n]*\n.*?^---[^\S\n]*$", re.DOTALL | re.MULTILINE)
_NOTHING = Section("", "", "")


def changes_by_step(before: Document, after: Document) -> tuple[PartChange, ...]:
    """The parts that say something else, under the titles of their steps, in the order of the text that stands.

    A step is known by its key, so one with another title is the same; what only moved has not changed.
    """
    was, now = _sections(before), _sections(after)
    both = [(was.get(key, _NOTHING), now.get(key, _NOTHING)) for key in {**now, **was}]
    return tuple(
        at_a_glance(PartChange(new.label or old.label, difference(*below_the_label(new.label or old.label, old, new))))
        for old, new in both
        if old.text != new.text
    )


def _sections(document: Document) -> dict[str, Section]:
    return {one.key: _without_facts(one) if one.key == BEGINNING else one for one in stretches(document)}


def _without_facts(section: Section) -> Section:
    facts = _FACTS.match(section.text)
    return replace(section, text=section.text[facts.end() :].strip()) if facts else section
