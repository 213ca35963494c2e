"""How does a department assess its part, is a case found ready, and a contact recorded?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from people.models import AssessmentPartName
from web.acts import Act, perform, posted
from web.forms.assess import AssessForm, part_title
from web.forms.sign import ContactForm
from web.forms.step import ReadyForm
from web.lookup import visible_case
from web.presenters.proposals import in_front, key_facts
from web.presenters.seals import amended_text
from web.request import PersonRequest, signed_in
from workflows import assessments, listing
from workflows.door import look, take

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import Case, StepRecord


@signed_in
def assess(request: PersonRequest, pk: int, part: str) -> HttpResponse:
    case = visible_case(request, pk)
    if part not in AssessmentPartName.values:
        raise Http404
    form = AssessForm(posted(request), case=case, part=part)
    visit = look(case, by=request.user, at=request.at)
    visit.part = part

    def complete(_data: dict[str, Any], **door: Any) -> StepRecord:
        return assessments.assess_part(case, part, form.facts(), **door)

    act = Act(
        step="assess_part",
        title=part_title(part),
        lead=case.title,
        button=_("Complete the assessment"),
        form=form,
        case=case,
        call=complete,
        done=lambda _record: _("The assessment is complete."),
        visit=visit,
        template="web/acts/assess.html",
        context={
            "facts": key_facts(case),
            "rows": form.group_rows(),
            "party_fields": form.party_fields(),
            "own_words": form.own_words(),
            "purpose": case.summary,
            "amends": amended_text(case, request.on),
        },
    )
    return perform(request, act)


@signed_in
def ready(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody other than the proposer has looked at it."""
    case = visible_case(request, pk)
    act = Act(
        step="check_ready",
        title=_("Ready for the agenda"),
        lead=case.title,
        button=_("It is ready for the agenda"),
        form=ReadyForm(posted(request), case=case),
        case=case,
        call=lambda _data, **door: take("check_ready", case, **door),
        done=lambda _record: _("The case is ready for the agenda."),
        template="web/acts/ready.html",
        context=in_front(case) | {"amends": amended_text(case, request.on)},
    )
    return perform(request, act)


@signed_in
def contact(request: PersonRequest, pk: int) -> HttpResponse:
    """The partner was written to; refused before benefit and economy where the gate is full."""
    case = visible_case(request, pk)
    form = ContactForm(posted(request), case=case, today=request.on)

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return assessments.contact_partner(
            case, data["participation"], data["what"], happened=data["happened"], **door
        )

    act = Act(
        step="contact_partner",
        title=_("Record contact with the partner"),
        lead=case.title,
        button=_("Record the contact"),
        form=form,
        case=case,
        call=record,
        done=lambda _record: _("The contact is recorded."),
        notices=not_yet(request, case, "contact_partner"),
    )
    return perform(request, act)


def not_yet(request: PersonRequest, case: Case, slug: str) -> list[dict[str, Any]]:
    """Why a step that this person may take is not possible yet, before anything is written."""
    if request.method == "POST":
        return []
    step = listing.ask_for(slug, case, request.user, at=request.at)
    if step is None or step or not step.is_permitted:
        return []
    return [{"kind": "warn", "title": _("Not possible yet"), "text": str(step.verdict.message)}]
