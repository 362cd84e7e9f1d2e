"""The shape of what is given, agreed and chosen."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from wtforms import BooleanField, Field, FieldList, FormField, IntegerField, RadioField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import Optional

from portal.core import amounts
from portal.core.forms import Form, Letters, LineField, NamesForm, NumberOfRow, Required, TextField
from portal.core.i18n import LANGUAGES
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number
from portal.initiatives.forms.fields import AmountField
from portal.scoring.criteria import (
    MAX_NOTE_LETTERS,
    MOST_CRITERIA,
    MOST_HINT_LETTERS,
    OwnCriterion,
    OwnModel,
    field_of,
    step_words,
)
from portal.scoring.formulas import Criterion, Part
from portal.scoring.queries.reference import KnownVersion


class _Chosen(Form):
    """A number for each criterion of a version, whose fields are added to it."""

    version = NumberOfRow()
    note = TextField(_l("Why, in a sentence"), [Letters(high=MAX_NOTE_LETTERS)])

    def answers(self, version: KnownVersion) -> dict[str, Decimal]:
        """What was chosen; to be asked of a valid form."""
        chosen = {one.key: self[field_of(one.key)].data for one in version.rule.criteria}
        return {key: value if isinstance(value, Decimal) else Decimal(value) for key, value in chosen.items()}


def chosen_form(version: KnownVersion, values: Mapping[str, Decimal] | None = None, **given: Any) -> _Chosen:
    """The form of a version: as it was sent, or filled with ``values`` (an empty mapping: with nothing)."""
    fields = {field_of(one.key): _criterion_field(version, one) for one in version.rule.criteria}
    made = type("ChosenForm", (_Chosen,), fields)
    if values is None:
        return cast("_Chosen", made())
    steps = {one.key for one in version.rule.criteria if one.steps}
    data = {field_of(key): _step(value) if key in steps else value for key, value in values.items()}
    return cast("_Chosen", made(formdata=None, data={"version": version.id, **data, **given}))


def _criterion_field(version: KnownVersion, one: Criterion) -> Field:
    label = version.words[one.key].label
    if not one.steps:
        return AmountField(label, [_NumberThere(), _Counts(version.words[one.key].unit)])
    choices = [SelectChoice(_step(step), step_words(version.kind, one, step)) for step in one.steps]
    return RadioField(label, [Required()], choices=choices)


class _NumberThere(Required):
    """A number is asked for; one that couldn't be read has its own sentence."""

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None and not field.errors:
            super().__call__(form, field)


class _Counts:
    """What was typed beside the number is what it counts, or the beginning of its words; nothing is dropped unsaid."""

    def __init__(self, unit: Any) -> None:
        self._unit = unit

    def __call__(self, _form: Any, field: AmountField) -> None:
        unit, said = str(self._unit), field.typed_unit.casefold()
        field.require_unit(unit, fits=f"{unit.casefold()} ".startswith(f"{said} "))


def _step(value: Decimal) -> str:
    return f"{value.normalize():f}"


class SchemeForm(Form):
    """By which model initiatives are valued from now on, and how many have to score."""

    version = RadioField(_l("Model"), coerce=str)
    quorum = NumberOfRow(_l("Quorum: how many have to score before you agree"), [Required()])
    for_waiting = BooleanField(_l("Also for what waits now"))

    @property
    def version_id(self) -> int:
        """The version that was chosen; 0 for none."""
        return whole_number(self.version.data) or 0


class _WeightField(IntegerField):
    """How much a criterion counts beside the others: a number of nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist and amounts.parted(valuelist[0]):
            raise ValueError(amounts.other_unit(""))
        super().process_formdata(valuelist)


class _CriterionForm(PlainForm):
    """A criterion of the company's own. Without its Ukrainian name it isn't there."""

    key = LineField()
    uk = LineField("Українською")
    ru = LineField("По-русски")
    en = LineField("In English")
    hint = LineField(_l("What to think of"), [Letters(high=MOST_HINT_LETTERS)])
    part = SelectField(
        _l("Which way it counts"),
        choices=[SelectChoice(Part.GAIN.value, _l("more is better")), SelectChoice(Part.COST.value, _l("more costs"))],
        default=Part.GAIN.value,
    )
    weight = _WeightField(_l("Weight"), [Optional()])


class ModelForm(NamesForm):
    """A model with criteria of the company's own: its names, and as many criteria as are filled in."""

    number = NumberOfRow()
    criteria = FieldList(FormField(_CriterionForm), min_entries=MOST_CRITERIA, max_entries=MOST_CRITERIA)
    for_waiting = BooleanField(_l("Also for what waits now"))

    @property
    def wanted(self) -> OwnModel:
        """What was typed; to be asked of a valid form."""
        rows = [entry.form for entry in self.criteria if entry.form.uk.data]
        keys = _keys([row.key.data for row in rows])
        return OwnModel(names=self.names, criteria=[_criterion(row, key) for row, key in zip(rows, keys, strict=True)])

    @property
    def filled(self) -> int:
        """How many criteria have a name."""
        return sum(bool(entry.form.uk.data) for entry in self.criteria)


def _keys(typed: list[str | None]) -> list[str]:
    """The keys of criteria that were there before stay; the others are numbered on."""
    ours = [key if key and key[:1] == "c" and whole_number(key[1:]) is not None else "" for key in typed]
    kept = [key if key not in ours[:place] else "" for place, key in enumerate(ours)]
    last = max((whole_number(key[1:]) or 0 for key in kept if key), default=0) % 10_000
    made = []
    for key in kept:
        last += not key
        made.append(key or f"c{last}")
    return made


def _criterion(row: _CriterionForm, key: str) -> OwnCriterion:
    uk = row.uk.data or ""
    names = {"uk": uk, "ru": row.ru.data or uk, "en": row.en.data or uk}
    hint = row.hint.data or ""
    return OwnCriterion(
        key=key, names=names, hints=dict.fromkeys(LANGUAGES, hint) if hint else {}, part=Part(row.part.data),
        weight=row.weight.data if row.weight.data is not None else 1,
    )  # fmt: skip


def model_data(version: KnownVersion) -> dict[str, Any]:
    """A version as the form shows it."""
    return {
        **version.names,
        "number": version.number,
        "criteria": [
            {**one.names, "key": one.key, "hint": one.hints.get("uk", ""), "part": one.part.value, "weight": one.weight}
            for one in version.own
        ],
    }


def offered(version: KnownVersion) -> SelectChoice:
    """A model to choose."""
    return SelectChoice(str(version.id), version_name(version))


def version_name(version: KnownVersion) -> str:
    """'Our criteria, version 2' where there is more than one; the portal's own have one."""
    return (
        version.label if version.number == 1 else _("%(name)s, version %(num)s", name=version.label, num=version.number)
    )
