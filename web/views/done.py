"""How does a person record as done what no other step closes: a condition, an orientation?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from agreements.labels import duty_label
from agreements.models import Duty
from web.acts import Act, perform, posted
from web.forms.step import DoneForm
from web.lookup import visible_case
from web.presenters.words import lower_first
from web.request import PersonRequest, signed_in
from workflows import fulfilling
from workflows.door import look

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord


@signed_in
def done(request: PersonRequest, pk: int, duty_pk: int) -> HttpResponse:
    """What was done, and when; the task is closed."""
    case = visible_case(request, pk)
    duty = get_object_or_404(Duty.objects.select_related("responsible"), case=case, pk=duty_pk)
    visit = look(case, by=request.user, at=request.at)
    visit.duty = duty
    task = str(duty_label(duty.kind_id))

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return fulfilling.fulfil(case, duty, **data, **door)

    act = Act(
        step="fulfil",
        title=_("Record as done: %(task)s") % {"task": lower_first(task)},
        crumb=task,
        lead=case.title,
        button=_("Record as done"),
        form=DoneForm(posted(request), case=case, today=request.on),
        case=case,
        call=record,
        done=lambda _record: _("The task is done. What you wrote stands in the history."),
        visit=visit,
        notices=[{"kind": "plain", "text": duty.about}] if duty.subject else [],
    )
    return perform(request, act)
