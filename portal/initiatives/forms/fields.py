"""Fields that several forms of initiatives have."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field, ValidationError
from wtforms.widgets import TextInput

from portal.core import amounts, i18n
from portal.core.db import db
from portal.core.forms import Form
from portal.people.forms import AnyPersonField
from portal.people.queries import person_names

MAX_NUMBER, SMALLEST = Decimal(10) ** 14, Decimal("0.0001")


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
            self.data = Decimal(typed.replace(",", ".").replace("−", "-"))
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
        found = amounts.parted(valuelist[0]) if valuelist else None
        if found is not None:
            self._alone, self.typed_unit = found
        super().process_formdata([self._alone] if found else valuelist)

    def leave_unit_out(self) -> None:
        """Show the number alone: what it counts stands in a field of its own."""
        self.raw_data, self.typed_unit = [self._alone], ""

    def require_unit(self, unit: str, *, fits: bool) -> None:
        """Raise ValidationError where something else than ``unit`` (in words) was typed beside the number."""
        if self.typed_unit and not fits and not self.errors:
            raise ValidationError(amounts.other_unit(unit))


def move_unit(form: Form, unit: Field, numbers: Sequence[AmountField]) -> None:
    """Move the unit that was typed beside a number to its own field.

    Raises ValidationError where units differ, as two can't both be kept, and where it can't be there.
    """
    said = [number for number in numbers if number.typed_unit]
    units = {one.casefold(): one for one in [unit.data or "", *(number.typed_unit for number in said)] if one}
    if len(units) > 1:
        beside = i18n.gettext("Different units stand here and beside the numbers: %(units)s. Please leave one.")
        raise ValidationError(beside % {"units": ", ".join(units.values())})
    if said:
        unit.data = next(iter(units.values()))
        for fitting in unit.validators:
            fitting(form, unit)
    for number in said:
        number.leave_unit_out()


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
