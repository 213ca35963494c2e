"""How is a recorded ruling, signature or end annulled, and a slip corrected?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from agreements.models import FormalDecision
from web.acts import Act, perform, posted
from web.forms.rule import DECISION_TEXT
from web.forms.step import CorrectForm, ReasonForm
from web.lookup import visible_case
from web.presenters.history import recorded_words
from web.presenters.words import joined
from web.request import PersonRequest, signed_in
from workflows import annulments
from workflows.door import look
from workflows.passages import effect_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord


TOLD = ("by", "ruling__decision__body", "ruling__decision__delegate")


def _facts(record: StepRecord) -> list[dict[str, Any]]:
    """What was recorded, by whom and when."""
    rows: list[dict[str, Any]] = [
        {"term": _("Recorded"), "value": joined(recorded_words(record), record.reason)},
        {"term": DECISION_TEXT, "value": record.ruling.conditions if record.ruling else ""},
        {"term": _("By"), "value": record.by.name if record.by else ""},
        {"term": _("On"), "value": record.at},
    ]
    return [row for row in rows if row["value"]]


def _title(record: StepRecord) -> str:
    if record.signature_id:
        return _("Annul the signature")
    return _("Annul the ruling") if record.ruling_id else _("Annul the end")


@signed_in
def annul(request: PersonRequest, pk: int, record_pk: int) -> HttpResponse:
    """A second person takes it back; both stay visible."""
    case = visible_case(request, pk)
    rows = annulments.annullable(case).select_related(*TOLD)
    record = get_object_or_404(rows, pk=record_pk)
    visit = look(case, by=request.user, at=request.at)
    visit.annulled = record

    def take_back(data: dict[str, Any], **door: Any) -> StepRecord:
        return annulments.annul(case, record, reason=data["reason"], **door)

    act = Act(
        step="annul",
        title=_title(record),
        lead=case.title,
        button=_("Annul"),
        form=ReasonForm(posted(request), case=case),
        case=case,
        call=take_back,
        done=lambda _record: _("It is annulled. Both stay visible in the history."),
        visit=visit,
        template="web/acts/annul.html",
        context={
            "facts": _facts(record),
            "goes_back": record.state_before != record.state_after or bool(effect_of(record)),
        },
    )
    return perform(request, act)


@signed_in
def correct(request: PersonRequest, pk: int, decision_pk: int) -> HttpResponse:
    """A clerical slip in what was recorded, with before and after."""
    case = visible_case(request, pk)
    decisions = FormalDecision.objects.filter(rulings__case=case).distinct()
    decision = get_object_or_404(decisions, pk=decision_pk)
    form = CorrectForm(posted(request), case=case, decision=decision)

    def mend(data: dict[str, Any], **door: Any) -> StepRecord:
        return annulments.correct(case, decision, form.changes(), reason=data["reason"], **door)

    act = Act(
        step="correct",
        title=_("Correct a slip"),
        lead=str(decision),
        button=_("Correct"),
        form=form,
        case=case,
        call=mend,
        done=lambda _record: _("The correction is recorded, with before and after."),
        notices=[
            {
                "kind": "plain",
                "text": _("Was it decided otherwise? Then it is annulled and recorded anew."),
            }
        ],
    )
    return perform(request, act)
