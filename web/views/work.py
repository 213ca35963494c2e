"""My work: what waits for me, what waits for others, what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.states import State
from people.models import Role
from web.presenters import activity, agenda, people, tasks
from web.presenters.asked import MOST, Count
from web.request import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from web.presenters.tasks import Work
    from web.request import PersonRequest


@require_safe
@signed_in
def my_work(request: PersonRequest) -> HttpResponse:
    work = tasks.work_of(request)
    return render(
        request,
        "web/my_work.html",
        {
            "here": "my_work",
            "on": request.on,
            "number": len(work.mine),
            "figures": _figures(work, request),
            "groups": tasks.groups(work.mine, request),
            "waiting": [tasks.waiting_task(duty, request.on) for duty in work.waiting],
            "meetings": agenda.next_meetings(request),
            "reviews": [tasks.review_task(duty, request.on) for duty in work.reviews],
            "activity": activity.latest(request),
            "may_open": may_open(request),
            "stands_in": people.stood_in_for(request),
        },
    )


def _figures(work: Work, request: PersonRequest) -> list[dict[str, Any]]:
    over = [duty for duty in work.mine if tasks.is_over(duty, request.on)]
    soon = [d for d in work.mine if d not in over and tasks.is_soon(d, request.on)]
    both = {d.case_id: d.case.state for d in (*work.mine, *work.waiting)}
    reviewed = [state for state in both.values() if state == State.UNDER_REVIEW]
    url = reverse("agreements") + f"?tab=force&state={State.UNDER_REVIEW.value}"
    return [
        _figure(len(over), _("overdue"), "#over", "bad"),
        _figure(len(soon), _("due within 7 days"), "#week", "warn"),
        _figure(len(reviewed), _("under review"), url),
        _figure(len(work.waiting), _("waiting for others"), "#waiting"),
    ]


def _figure(number: int, label: str, url: str, kind: str = "") -> dict[str, Any]:
    count = str(Count(number + 1)) if number == MOST else str(number)
    return {"count": count, "label": label, "url": url, "kind": kind if number else ""}


def may_open(request: PersonRequest) -> bool:
    """May the person open a new case somewhere?"""
    opening = {Role.OFFICER, Role.CONTRIBUTOR}
    return any(held.role in opening for held in request.roles.held)
