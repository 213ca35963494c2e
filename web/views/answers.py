"""What does a review say of an initiative under its agreement, and of what may come up?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Case, Commitment, InitiativeAnswer
from web.acts import Act, perform, posted
from web.forms.follow_up import AnswerForm
from web.lookup import visible_case
from web.request import PersonRequest, signed_in
from workflows import reviews, rules
from workflows.commitments import conditional_commitments
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord


@signed_in
def about_initiative(request: PersonRequest, pk: int, about_pk: int) -> HttpResponse:
    """Does it go on, end, or move to another agreement?"""
    case = visible_case(request, pk)
    under = Case.objects.visible_to(request.roles).filter(initiative__agreement=case.pk)
    return _answer(request, case, get_object_or_404(under, pk=about_pk))


@signed_in
def about_commitment(request: PersonRequest, pk: int, about_pk: int) -> HttpResponse:
    """May it still come up (R-027)?"""
    case = visible_case(request, pk)
    visible = Case.objects.visible_to(request.roles).order_by()
    rows = conditional_commitments(case).filter(case__in=visible.values("pk"))
    return _answer(request, case, get_object_or_404(rows, pk=about_pk))


def _answer(request: PersonRequest, case: Case, about: Case | Commitment) -> HttpResponse:
    review = rules.open_review(case)
    commitment = None if isinstance(about, Case) else about
    initiative = about if isinstance(about, Case) else about.case
    found = InitiativeAnswer.objects.filter(review=review, case=initiative, commitment=commitment)
    known = found.first()
    form = AnswerForm(
        posted(request),
        case=case,
        known=known,
        may_move=commitment is None,
        roles=request.roles,
    )
    visit = look(case, by=request.user, at=request.at)
    visit.answer = known or InitiativeAnswer(
        review=review,
        case=initiative,
        commitment=commitment,
        answer=InitiativeAnswer.Answer.CONTINUE,
    )

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return reviews.answer(
            case,
            about,
            data["answer"],
            moved_to=data.get("moved_to"),
            reason=data["reason"],
            **door,
        )

    act = Act(
        step="answer",
        title=_("What becomes of it?"),
        lead=str(about),
        button=_("Save the answer"),
        form=form,
        case=case,
        call=record,
        done=lambda _record: _("The answer is recorded. It is carried out with the ruling."),
        then=lambda _record: reverse("review", args=[case.pk]),
        visit=visit,
        context={"back": reverse("review", args=[case.pk])},
    )
    return perform(request, act)
