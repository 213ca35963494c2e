"""How is an initiative added under an agreement in force, and given another place there?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Case
from people.models import Unit
from web.acts import Act, perform, posted
from web.forms.initiative import InitiativeForm, PlaceForm
from web.lookup import visible_case
from web.presenters.offers import looking, may_begin
from web.request import PersonRequest, signed_in
from workflows import cases

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord


@signed_in
def new_initiative(request: PersonRequest, pk: int) -> HttpResponse:
    """For whoever carries the agreement; the initiative then goes its own way as a draft."""
    case = visible_case(request, pk)
    if case.sort != Case.Sort.AGREEMENT:
        raise Http404
    units = Unit.objects.filter(municipality=case.owner, is_active=True)
    form = InitiativeForm(posted(request), case=case, units=units)

    def add(data: dict[str, Any], **door: Any) -> Case:
        return cases.add_initiative(case, form.new(), reason=data["reason"], **door)

    act = Act(
        step="add_initiative",
        title=_("New initiative"),
        lead=case.title,
        button=_("Add the initiative"),
        form=form,
        case=case,
        call=add,
        done=lambda added: (
            _("“%(title)s” stands under the agreement as a draft.") % {"title": added.title}
        ),
        then=lambda added: _page_of(request, added),
    )
    return perform(request, act)


def _page_of(request: PersonRequest, added: Case) -> str:
    """Straight on with the draft, for those who may write it."""
    writes = may_begin("edit", added, looking(request, added))
    return reverse("draft" if writes else "case", args=[added.pk])


@signed_in
def place(request: PersonRequest, pk: int) -> HttpResponse:
    """Another number or focus area; the old number stays used."""
    case = visible_case(request, pk)
    if case.sort != Case.Sort.INITIATIVE:
        raise Http404
    form = PlaceForm(posted(request), case=case)

    def move(data: dict[str, Any], **door: Any) -> StepRecord:
        return cases.place(case, **form.placed(), reason=data["reason"], **door)

    act = Act(
        step="place",
        title=_("Number and focus area"),
        lead=_("People cite the number for years: it is changed only to mend a mistake."),
        button=_("Save"),
        form=form,
        case=case,
        call=move,
        done=lambda _record: _("Number and focus area are changed."),
    )
    return perform(request, act)
