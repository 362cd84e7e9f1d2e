"""How it is scored: which model, with what quorum, and the company's own criteria with all their versions."""

from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.clock import now as present
from portal.core.db import db, transaction
from portal.core.errors import Conflict, DomainError, Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.core.web.templating import path_to
from portal.people.access import current_actor, requires
from portal.people.queries import person_names
from portal.scoring.forms import ModelForm, SchemeForm, model_data, offered, version_name
from portal.scoring.formulas import Kind
from portal.scoring.policy import SET_MODELS
from portal.scoring.queries.reference import KnownModel, KnownVersion, scheme
from portal.scoring.services.choosing import retire_model, save_model, set_scheme
from portal.scoring.views import blueprint

SETTINGS_SHOWN = 12


@blueprint.get("/models")
@requires(SET_MODELS)
def models() -> str:
    """All models with their formulas, the one in use, the quorum, and what held before."""
    known = scheme(db.session())
    data = {"version": str(known.in_use.id), "quorum": known.quorum}
    return _page(SchemeForm(formdata=None, data=data))


@blueprint.post("/models")
@requires(SET_MODELS)
def choose() -> ResponseReturnValue:
    """Value by this model from now on."""
    form = _with_choices(SchemeForm())
    if form.validate():
        try:
            with transaction() as session:
                changed = set_scheme(
                    session, current_actor(), version_id=form.version_id, quorum=form.quorum.data or 0,
                    for_waiting=form.for_waiting.data, now=present(),
                )  # fmt: skip
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            say(_("Saved. What comes in now is scored so.") if changed else _("Nothing is different."))
            return redirect(path_to("scoring.models"), 303)
    return _page(form), 422


@blueprint.get("/models/new")
@requires(SET_MODELS)
def new_model() -> str:
    """Criteria of the company's own."""
    return _model_page(ModelForm(formdata=None), None)


@blueprint.post("/models/new")
@requires(SET_MODELS)
def add_model() -> ResponseReturnValue:
    """One more model."""
    return _save(None)


@blueprint.get("/models/<int:model_id>")
@requires(SET_MODELS)
def show_model(model_id: int) -> str:
    """A model of the company's own, to be changed, with its versions."""
    model = _own(model_id)
    return _model_page(ModelForm(formdata=None, data=model_data(model.newest)), model)


@blueprint.post("/models/<int:model_id>")
@requires(SET_MODELS)
def change_model(model_id: int) -> ResponseReturnValue:
    """Another version of it."""
    return _save(_own(model_id))


@blueprint.post("/models/<int:model_id>/retire", defaults={"retired": True}, endpoint="retire")
@blueprint.post("/models/<int:model_id>/bring-back", defaults={"retired": False}, endpoint="bring_back")
@requires(SET_MODELS)
def retire(model_id: int, retired: bool) -> ResponseReturnValue:
    """Out of use, or back."""
    with transaction() as session:
        retire_model(session, current_actor(), model_id, retired=retired, now=present())
    say(_("Retired. What was scored by it keeps its value.") if retired else _("It can be chosen again."))
    return redirect(path_to("scoring.models"), 303)


def _save(model: KnownModel | None) -> ResponseReturnValue:
    form = ModelForm()
    if form.validate():
        try:
            with transaction() as session:
                save_model(
                    session, current_actor(), model.id if model else None, form.wanted, after=form.number.data or 0,
                    for_waiting=form.for_waiting.data, now=present(),
                )  # fmt: skip
        except Conflict:
            form.form_errors.append(_("Somebody saved another version meanwhile. Look at it before you save yours."))
            form.number.data = _own(model.id).newest.number if model else 0
        except DomainError as error:
            form.refuse(error)
        else:
            say(_("Saved. What was scored before keeps the version it was scored by."))
            return redirect(path_to("scoring.models"), 303)
    return _model_page(form, model), 422


def _own(model_id: int) -> KnownModel:
    found = next((one for one in scheme(db.session()).models if one.id == model_id), None)
    if found is None or found.kind is not Kind.WEIGHTED:
        raise NotFound
    return found


def _with_choices(form: SchemeForm) -> SchemeForm:
    form.version.choices = [offered(one.newest) for one in scheme(db.session()).models if not one.retired]
    return form


def _page(form: SchemeForm) -> str:
    session, known = db.session(), scheme(db.session())
    named = person_names(session, {one.by_id for one in known.settings[:SETTINGS_SHOWN] if one.by_id})
    return render_template(
        "scoring/models.html",
        form=_with_choices(form),
        notes={str(one.newest.id): one.newest for one in known.models},
        own=[{"model": one, "version": version_name(one.newest), "in_use": one.id == known.in_use.model_id}
             for one in known.models if one.kind is Kind.WEIGHTED],
        past=[{"setting": one, "version": version_name(known.by_id[one.version_id]),
               "by": named.get(one.by_id or 0, _("The portal"))}
              for one in known.settings[:SETTINGS_SHOWN]],
        members=len(known.committee),
    )  # fmt: skip


def _model_page(form: ModelForm, model: KnownModel | None) -> str:
    versions: tuple[KnownVersion, ...] = model.versions if model else ()
    named = person_names(db.session(), {one.by_id for one in versions if one.by_id})
    past: list[dict[str, Any]] = [
        {"version": one, "by": named.get(one.by_id or 0, _("The portal"))} for one in reversed(versions)
    ]
    return render_template(
        "scoring/model.html",
        form=form,
        model=model,
        past=past,
        in_use=model is not None and model.id == scheme(db.session()).in_use.model_id,
        action=f"/scoring/models/{model.id}" if model else "/scoring/models/new",
    )
