"""Upcoming meetings, the cases that wait for them, and of what a body was informed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agreements.models import Body, Case, Meeting
from web.acts import Act, not_permitted, perform, posted
from web.forms.step import InformedForm
from web.presenters import agenda
from web.request import PersonRequest, signed_in
from workflows import fulfilling

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse


@require_safe
@signed_in
def meetings(request: PersonRequest) -> HttpResponse:
    rows, left, untold = agenda.agenda(request)
    quiet = [row for row in rows if not row.items and not row.told]
    told = {"here": "meetings", "meetings": rows, "quiet": quiet, "left": left, "untold": untold}
    return render(request, "web/meetings.html", told)


@signed_in
def informed(request: PersonRequest, pk: int) -> HttpResponse:
    """A body was informed at its meeting of what delegates decided: of all, or of some."""
    here = Body.objects.filter(municipality__in=request.roles.municipalities())
    body = get_object_or_404(here.select_related("municipality"), pk=pk)
    visible = Case.objects.visible_to(request.roles).filter(owner=body.municipality_id)
    duties = fulfilling.orientations_of(body).filter(case__in=visible.values("pk"))
    form = InformedForm(
        posted(request),
        duties=duties.order_by("case__title", "pk"),
        body=body,
        met=_last_met(body, request.on),
        today=request.on,
    )

    def record(data: dict[str, Any], **door: Any) -> int:
        return fulfilling.inform(body, list(data.pop("duties")), **data, **door)

    title = _("For orientation: %(body)s") % {"body": body}
    act = Act(
        step="fulfil",
        title=title,
        lead=_("Recorded in each of the cases, or in none of them."),
        button=_("Record as done"),
        form=form,
        call=record,
        done=_told,
        then=lambda _number: reverse("meetings"),
        context={
            "here": "meetings",
            "back": reverse("meetings"),
            "crumbs": [(_("Meetings"), reverse("meetings")), (title, "")],
        },
    )
    if verdict := fulfilling.may_inform(body, request.user, request.at):
        return perform(request, act)
    return not_permitted(request, act, verdict, body.municipality)


def _last_met(body: Body, on: date) -> date:
    """The day of its latest meeting; today where none is entered."""
    last = Meeting.objects.filter(body=body, date__lte=on).order_by("-date").first()
    return last.date if last else on


def _told(number: int) -> str:
    told = ngettext(
        "Recorded in %(number)d case: the body was informed.",
        "Recorded in %(number)d cases: the body was informed.",
        number,
    )
    return told % {"number": number}
