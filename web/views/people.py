"""Who answers for what, and how does it go to somebody else?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.models import User
from web.acts import Act, not_permitted, perform, posted
from web.forms.people import HandOverForm, ResponsibleForm, taker_named, takers
from web.lookup import visible_case
from web.presenters import people as presenter
from web.request import PersonRequest, signed_in
from workflows import handover
from workflows.responsible import name_responsible

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import Handover, StepRecord


@require_safe
@signed_in
def people(request: PersonRequest) -> HttpResponse:
    """Open and overdue tasks of everybody who is asked."""
    if not presenter.may_see_people(request):
        raise PermissionDenied(_("Only those who lead others may see who answers for what."))
    rows = presenter.loads(request)
    crumbs = [(_("Needs attention"), reverse("attention")), (_("Who answers for what"), "")]
    return render(request, "web/people.html", {"here": "attention", "rows": rows, "crumbs": crumbs})


@signed_in
def hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """All that a person answers for goes to another person or a unit."""
    user = get_object_or_404(User.objects.select_related("municipality", "unit"), pk=pk)
    if user.municipality is None or user.municipality_id not in request.roles.municipalities():
        raise Http404
    held = presenter.held_by(user, request)
    act = _hand_over(request, user, held)
    if verdict := handover.may_hand_over(user, request.user, request.on):
        return perform(request, act)
    return not_permitted(request, act, verdict, user.municipality)


def _hand_over(request: PersonRequest, user: User, held: presenter.Held) -> Act:
    assert user.municipality is not None  # the view has asked
    options = takers(user.municipality, but=user, deputies=held.deputies)
    may_close = user.is_active and bool(handover.may_close_sign_in(user, request.user, request.on))
    form = HandOverForm(
        posted(request),
        options=options,
        has_posts=bool(held.posts),
        may_close=may_close,
        first=_first(user, held),
    )

    def move(data: dict[str, Any], **door: Any) -> Handover | None:
        facts = {"reason": data["reason"], "posts": data.get("posts", False)} | door
        change = handover.leave if data.get("close") else handover.hand_over
        return change(user, taker_named(data["taker"]), **facts)

    return Act(
        step="hand_over",
        title=_("Hand over: %(name)s") % {"name": user.name},
        lead=str(user.unit or user.municipality),
        button=_("Hand over"),
        form=form,
        call=move,
        done=_done,
        then=lambda _row: reverse("hand_over", args=(user.pk,)),
        template="web/acts/hand_over.html",
        context={
            "here": "attention",
            "crumbs": [
                (_("Needs attention"), reverse("attention")),
                (_("Who answers for what"), reverse("people")),
                (user.name, ""),
            ],
            "back": reverse("people"),
            "person": user,
            "held": held,
        },
    )


def _first(user: User, held: presenter.Held) -> str:
    """Who is proposed: the deputy, else the unit."""
    if held.deputies:
        return f"person{held.deputies[0].deputy_id}"
    return f"unit{user.unit_id}" if user.unit_id else ""


def _done(row: Handover | None) -> str:
    told = {
        "taker": row.taken_by if row else "",
        "cases": row.cases if row else 0,
        "duties": row.duties if row else 0,
    }
    return (
        _("%(taker)s has taken over. Cases: %(cases)d. Tasks: %(duties)d.") % told
        if row
        else _("The sign-in is closed.")
    )


@signed_in
def responsible(request: PersonRequest, pk: int) -> HttpResponse:
    """Who answers for one case from now on; its open tasks go along."""
    case = visible_case(request, pk)
    options = takers(case.owner, but=None, deputies=())
    form = ResponsibleForm(posted(request), case=case, options=options)

    def name(data: dict[str, Any], **door: Any) -> StepRecord:
        return name_responsible(case, taker_named(data["taker"]), **door)

    return perform(
        request,
        Act(
            step="name_responsible",
            title=_("Name who answers for it"),
            lead=_("Open tasks of whoever answers for it now go along."),
            button=_("Save"),
            form=form,
            case=case,
            call=name,
            done=lambda _record: _("It is written down who answers for it."),
        ),
    )
