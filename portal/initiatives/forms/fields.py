"""Fields that several forms of initiatives have."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from portal.core import i18n
from portal.core.db import db
from portal.people.forms import AnyPersonField
from portal.people.queries import person_names

MAX_NUMBER, SMALLEST = Decimal(10) ** 14, Decimal("0.0001")

#: A number and, right after it, a word or a sign.
_AMOUNT = re.compile(r"([-−+]?[\d\s.,]*\d)\s*([^\W\d_]\D*|[%‰°$€₴£]\D*)")


class NumberField(Field):
    """A number as people write it: '1 204,5', '7.6', '−3'. What can't be read stays in the field."""

    widget = TextInput()
    data: Decimal | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = "".join((valuelist[0] if valuelist else "").split())
        self.data = None
        if not typed:
            return
        try:
            self.data = Decimal(typed.replace(",", ".").replace("−", "-").rstrip("%"))
        except InvalidOperation as error:
            raise ValueError(i18n.gettext("Please write a number, for example 12 or 7,6.")) from error
        # Without arithmetic, which overflows where a number like 1e9999999 is only to be refused.
        if not self.data.is_finite() or self.data.copy_abs() > MAX_NUMBER - SMALLEST:
            self.data = None
            raise ValueError(i18n.gettext("This number is too large to be kept."))
        # As the column keeps it, so that the same number sent again is the same.
        self.data = self.data.quantize(SMALLEST).normalize() + 0

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        plain = f"{self.data.normalize():f}"
        return plain if i18n.language() == "en" else plain.replace(".", ",")


class AmountField(NumberField):
    """A number with or without what it counts: '10,5 %', '12 calls'. What it counts is ``typed_unit``."""

    typed_unit, _alone = "", ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = _AMOUNT.fullmatch(valuelist[0].strip()) if valuelist else None
        if found is not None:
            self._alone, self.typed_unit = found[1], " ".join(found[2].split())
        super().process_formdata([self._alone] if found else valuelist)

    def leave_unit_out(self) -> None:
        """Show the number alone: what it counts stands in a field of its own."""
        self.raw_data, self.typed_unit = [self._alone], ""


class OwnerField(AnyPersonField):
    """Somebody picked by name. Whoever is responsible now stays so under the name shown, even after they left."""

    #: Who is responsible now.
    present_id: int | None = None

    def process_data(self, value: Any) -> None:
        self.person_id = value
        self.data = "" if value is None else person_names(db.session(), [value])[value]

    def pre_validate(self, form: Any) -> None:
        present = self.present_id
        if self.data and present is not None and self.data == person_names(db.session(), [present])[present]:
            self.person_id = present
        else:
            super().pre_validate(form)
