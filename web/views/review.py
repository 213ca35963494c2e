"""How is a review worked on: plan, benefit, what the parties say, recommendation?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import clock
from agreements.models import Case, Duty, Meeting, Review
from people.models import Role
from web.acts import Act, perform, posted
from web.forms.review import ReviewForm, ReviewInputForm
from web.lookup import visible_case
from web.presenters import reviewing as presenter
from web.presenters.reviewed import past_reviews
from web.presenters.shown import shown
from web.presenters.words import day
from web.request import PersonRequest, signed_in
from web.templatetags.samklang import relative
from web.views.case import render_part
from workflows import reviews, routes, rules
from workflows.door import look

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from agreements.models import StepRecord


@signed_in
def review(request: PersonRequest, pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    opened = rules.open_review(case)
    form = ReviewForm(posted(request), case=case, review=opened, today=request.on)

    def evaluate(_data: dict[str, Any], **door: Any) -> StepRecord:
        return reviews.evaluate(case, form.evaluation(), done=form.is_complete, **door)

    done = form.is_bound and form.is_complete
    act = Act(
        step="evaluate",
        title=_("Review: %(title)s") % {"title": case.title},
        crumb=_("Review"),
        button=_("Complete the evaluation"),
        form=form,
        case=case,
        call=evaluate,
        done=lambda _record: (
            _("The evaluation is complete.") if done else _("The draft of the evaluation is saved.")
        ),
        then=lambda _record: reverse("case" if done else "review", args=[case.pk]),
        template="web/acts/review.html",
        context=_context(request, case, opened, form),
    )
    return perform(request, act)


def _context(
    request: PersonRequest, case: Case, opened: Review | None, form: ReviewForm
) -> dict[str, Any]:
    expected = {row.group: row for row in case.expected_benefits.all()}
    return {
        "review": opened,
        "plan": _plan(case, opened, request.on) if opened else [],
        "too_late": _too_late(case, opened, request.on) if opened else "",
        "rows": form.group_rows(expected),
        "areas": form.area_rows(),
        "inputs": presenter.inputs(case, opened, request.on),
        "questions": presenter.questions(request, case, opened),
        "joint": opened.joint if opened else None,
    }


PLANNED = ("review_input", "review_evaluation", "review_memo", "review_ruling")


def _plan(case: Case, opened: Review, on: date) -> list[dict[str, Any]]:
    """The work of the review as its duties have it, counted back from the meeting."""
    names = {
        "review_input": _("Answers of the parties"),
        "review_evaluation": _("Evaluation"),
        "review_memo": _("The agenda closes"),
        "review_ruling": _("Ruling"),
    }
    rows = Duty.objects.filter(case=case, kind__in=PLANNED, opened_at__gte=opened.opened_at)
    steps = [{"kind": "done", "name": _("Work began"), "first": day(_begun(case, opened))}]
    is_now = True
    for kind in PLANNED:
        duties = [duty for duty in rows if duty.kind_id == kind]
        if not duties:
            continue
        waits = [duty for duty in duties if duty.status == Duty.Status.OPEN]
        step = {"kind": "done", "name": names[kind], "first": day(_closed(case, duties))}
        if waits:
            due = max((d.due for d in duties if d.due), key=lambda d: d.latest, default=None)
            step |= {"kind": "now" if is_now else "later", "first": day(due)}
            step["second"] = relative(due.latest, on) if due else ""
            is_now = False
        steps.append(step)
    return [step | {"number": number} for number, step in enumerate(steps, start=1)]


def _closed(case: Case, duties: list[Duty]) -> date | None:
    """The day by the owner's clock on which the last of these was truly done."""
    closed = max((duty.closed_at for duty in duties if duty.closed_at), default=None)
    return clock.local_date(closed, case.owner.time_zone) if closed else None


def _begun(case: Case, opened: Review) -> date:
    """The day by the owner's clock."""
    return clock.local_date(opened.opened_at, case.owner.time_zone)


def _too_late(case: Case, opened: Review, on: date) -> str:
    """No meeting of the route can rule inside the window: say so, and which is the next."""
    if opened.window is None:
        return ""
    bodies = [stop.body for stop in routes.stops_of(case, light=False) if stop.body]
    if not bodies:
        return ""
    ahead = Meeting.objects.filter(body=bodies[-1], agenda_closes_date__gte=on)
    if ahead.filter(date__lte=opened.window.latest).exists():
        return ""
    coming = ahead.order_by("date").first()
    if coming is None:
        return _("No meeting is planned that can decide inside the window.")
    return _(
        "No meeting can decide inside the window. The next possible is %(body)s, %(date)s."
    ) % {"body": bodies[-1], "date": day(coming.date)}


@signed_in
def review_input(request: PersonRequest, pk: int, participation_pk: int) -> HttpResponse:
    """What one party says of the cooperation."""
    case = visible_case(request, pk)
    rows = case.participations.select_related("party")
    participation = get_object_or_404(rows, pk=participation_pk)
    form = ReviewInputForm(
        posted(request),
        case=case,
        review=rules.open_review(case),
        participation=participation,
        today=request.on,
    )
    visit = look(case, by=request.user, at=request.at)
    visit.participation = participation

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return reviews.give_input(case, participation, data.pop("text"), **data, **door)

    act = Act(
        step="give_input",
        title=_("What %(party)s says") % {"party": participation.party},
        lead=case.title,
        button=_("Save the answer"),
        form=form,
        case=case,
        call=record,
        done=lambda _record: _("The answer is recorded."),
        then=lambda _record: reverse(_page_of_the_review(request, case), args=[case.pk]),
        visit=visit,
        context={"back": reverse(_page_of_the_review(request, case), args=[case.pk])},
    )
    return perform(request, act)


def _page_of_the_review(request: PersonRequest, case: Case) -> str:
    """A party's own recorder sees the case; the review's page is the owner's."""
    evaluates = request.roles.has_any(
        {Role.OFFICER.value, Role.SECRETARIAT.value}, case.owner_id, case.unit_id
    )
    return "review" if evaluates else "case"


@require_safe
@signed_in
def case_reviews(request: PersonRequest, pk: int) -> HttpResponse:
    """Every review: what was found and said, and what was to follow."""
    page = shown(request, pk)
    if not page.is_ours:
        raise Http404
    return render_part(page, "case_reviews", {"reviews": past_reviews(page)})
