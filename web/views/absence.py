"""Who stands in for me, or for those whom I lead, while they are absent?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import Deputy, User
from web.acts import Act, not_permitted, perform, posted
from web.forms.absence import AbsenceForm
from web.forms.base import ActForm
from web.presenters import people as presenter
from web.presenters.words import day
from web.request import PersonRequest, signed_in
from workflows import absence as workflow

if TYPE_CHECKING:
    from django.http import HttpResponse


@signed_in
def absence(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """One's own absences, or those of the person with this key; and one more."""
    user = _person(request, pk)
    is_own = user.pk == request.user.pk

    def name(data: dict[str, Any], **door: Any) -> Deputy:
        return workflow.name_deputy(user, data.pop("deputy"), **data, **door)

    act = Act(
        step="name_deputy",
        title=_("My absence") if is_own else _("Absence of %(name)s") % {"name": user.name},
        crumb=_("Absence"),
        lead=_("The deputy is asked what you are asked, and may do what you may, on these days.")
        if is_own
        else _("The deputy is asked what they are asked, and may do what they may, on these days."),
        button=_("Name the deputy"),
        form=AbsenceForm(posted(request), user=user, today=request.on),
        call=name,
        done=lambda row: (
            _("%(deputy)s stands in from %(first)s to %(last)s.")
            % {"deputy": row.deputy.name, "first": day(row.first_date), "last": day(row.last_date)}
        ),
        then=lambda _row: _home(request, user),
        template="web/acts/absence.html",
        context=_frame(request, user) | presenter.absences(user, request),
    )
    return _for_those_who_may(request, user, act)


@signed_in
def absence_ends(request: PersonRequest, pk: int) -> HttpResponse:
    """Back earlier, or never away."""
    rows = Deputy.objects.select_related("absent", "deputy")
    row = get_object_or_404(rows, pk=pk)
    user = _person(request, row.absent_id)
    act = Act(
        step="end_absence",
        title=_("%(name)s is back") % {"name": user.name},
        lead=_("%(deputy)s, %(first)s – %(last)s: from today on nobody stands in.")
        % {"deputy": row.deputy.name, "first": day(row.first_date), "last": day(row.last_date)},
        button=_("End the absence"),
        form=ActForm(posted(request)),
        call=lambda _data, **door: workflow.end_absence(row, **door),
        done=lambda _nothing: _("The absence has ended."),
        then=lambda _nothing: _home(request, user),
        context=_frame(request, user) | {"back": _home(request, user)},
    )
    return _for_those_who_may(request, user, act)


def _person(request: PersonRequest, pk: int | None) -> User:
    """The person themselves, or somebody of a municipality in which they hold a role."""
    key = request.user.pk if pk is None else pk
    user: User = get_object_or_404(User.objects.select_related("municipality", "unit"), pk=key)
    is_near = key == request.user.pk or user.municipality_id in request.roles.municipalities()
    if user.municipality is None or not is_near:
        raise Http404
    return user


def _for_those_who_may(request: PersonRequest, user: User, act: Act) -> HttpResponse:
    if verdict := workflow.may_name_deputy(user, request.user, request.on):
        return perform(request, act)
    return not_permitted(request, act, verdict, user.municipality)


def _home(request: PersonRequest, user: User) -> str:
    if user.pk == request.user.pk:
        return reverse("absence")
    return reverse("absence_of", args=(user.pk,))


def _frame(request: PersonRequest, user: User) -> dict[str, Any]:
    if user.pk == request.user.pk:
        return {"back": reverse("my_work")}
    way = [
        (_("Needs attention"), reverse("attention")),
        (_("Who answers for what"), reverse("people")),
        (user.name, ""),
    ]
    return {"here": "attention", "crumbs": way, "back": reverse("people")}
