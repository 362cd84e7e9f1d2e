"""The form of closing an account: a person for each kind of duty."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.core.forms import Form
from portal.core.i18n import lazy_gettext as _l
from portal.people.forms import AnyPersonField


class TakersForm(Form):
    #: Who takes over whatever isn't given to somebody by itself.
    everything = AnyPersonField(_l("Everything to"))

    @classmethod
    def for_duties(cls, labels: Mapping[str, Any]) -> "TakersForm":
        """The form with a field for each duty, by the registry's name."""
        fields = {name: AnyPersonField(label) for name, label in labels.items()}
        form: TakersForm = type(cls.__name__, (cls,), fields)()
        return form

    def takers(self, duties: Iterable[str]) -> dict[str, int]:
        """Who was named for each duty; those for whom nobody was are left out."""
        named = {name: self[name].person_id or self.everything.person_id for name in duties}
        return {name: person_id for name, person_id in named.items() if person_id is not None}
