"""How are the remaining steps taken: a reason, a day, and done; the end; still alive?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.labels import state_label
from agreements.models import Case, Ending
from web.acts import Act, perform, posted
from web.forms.rest import EndForm, RestForm, minutes_of
from web.forms.step import StepForm
from web.lookup import visible_case
from web.request import PersonRequest, signed_in
from web.views.assess import not_yet
from workflows import endings, listing, openings, rulings
from workflows.door import take

if TYPE_CHECKING:
    from django.http import HttpResponse

    from agreements.models import StepRecord

PAGES = {
    "propose": "draft",
    "register_relation": "draft",
    "edit": "draft",
    "check_ready": "ready",
    "contact_partner": "contact",
    "rule": "rule",
    "approve": "decide",
    "reject": "decide",
    "continue_unchanged": "decide",
    "renew": "rule",
    "approve_change": "rule",
    "party_joins": "party_joins",
    "sign": "sign",
    "date_signature": "signed_day",
    "send_decision": "send_decision",
    "file_document": "file_document",
    "evaluate": "review",
    "give_input": "review",
    "terminate": "end",
    "give_notice": "notice",
    "place_under": "place_under",
    "write_annex": "case_context",
    "adopt_annex": "case_context",
    "activate_annex": "case_context",
    "end_annex": "case_context",
    "name_predecessor": "draft",
    "update": "update",
    "answer_still_right": "still_right",
    "add_commitment": "new_commitment",
    "add_milestone": "new_milestone",
    "place": "place",
    "add_initiative": "new_initiative",
}
"""Steps with a page of their own."""

RESTS = frozenset({"suspend", "resume"})
"""Steps that a body or a delegate decides, with the reason."""

ELSEWHERE = frozenset(
    {
        *("assess_part", "party_decides", "annul", "correct", "register"),
        *("party_leaves", "leaving_withdrawn", "keep_side", "complete_parties"),
        *("hand_over", "ask_still_right"),
        *("tell_benefit", "review_jointly"),
        *("add_version", "mark_signed", "describe_document", "withdraw_document"),
    }
)
OF_A_PART = ("_commitment", "_milestone")
"""Steps that need more than a case to be named, or that no page takes."""


@signed_in
def step(request: PersonRequest, pk: int, slug: str) -> HttpResponse:
    """One page for every step that asks for a reason or a day at most."""
    case = visible_case(request, pk)
    if slug in PAGES:
        return redirect(PAGES[slug], case.pk)
    asked = listing.ask_for(slug, case, request.user, at=request.at)
    if asked is None or slug in ELSEWHERE or slug.endswith(OF_A_PART):
        raise Http404
    of_whom = RestForm if slug in RESTS else StepForm
    form = of_whom(posted(request), case=case, step=asked, today=request.on)

    act = Act(
        step=slug,
        title=str(asked.label),
        lead=case.title,
        button=str(asked.label),
        form=form,
        case=case,
        call=lambda data, **door: _go(case, slug, data, **door),
        done=lambda result: _done(case, str(asked.label), result),
        then=lambda result: _then(case, slug, result),
        notices=not_yet(request, case, slug) if slug not in {"complete", *RESTS} else [],
        template="web/acts/step.html",
        context={"explained": explained(slug)},
    )
    return perform(request, act)


def _go(case: Case, slug: str, data: dict[str, Any], **door: Any) -> StepRecord | Case:
    if slug == "complete":
        return endings.complete(case, data["outcome"], finding=data.get("finding", ""), **door)
    if slug in RESTS:
        return rulings.rest(slug, case, minutes_of(data), reason=data["reason"], **door)
    if slug == "amend":
        return openings.amend(case, reason=data["reason"], **door)
    return take(slug, case, reason=data.get("reason", ""), effective=data.get("effective"), **door)


def _done(case: Case, label: str, result: StepRecord | Case) -> str:
    if isinstance(result, Case) or result.state_before == result.state_after:
        return _("Done: %(step)s.") % {"step": label}
    return _("Done: %(step)s. “%(title)s” is now “%(state)s”.") % {
        "step": label,
        "title": case.title,
        "state": state_label(case, result.state_after),
    }


def _then(case: Case, slug: str, result: StepRecord | Case) -> str:
    if isinstance(result, Case):
        return reverse("draft", args=[result.pk])
    return reverse("review" if slug == "start_review" else "case", args=[case.pk])


def explained(slug: str) -> str:
    """What the step does, in a sentence."""
    return {
        "withdraw": _("The case ends as withdrawn. It stays readable."),
        "send_back": _("The proposal becomes a draft again; its proposer is told the reason."),
        "decline": _("The case ends as not approved because a party declined."),
        "activate": _("The case is in force from the day you write."),
        "start_review": _(
            "Tasks open, each with its day: what the parties say, evaluation, memo and ruling. "
            "Samklang writes to no partner: you ask them."
        ),
        "submit_memo": _("The memo is with the secretariat, in time for the agenda."),
        "amend": _("An amendment is written as a draft with a course of its own."),
        "look_anew": _(
            "What the amendment left alone follows the agreement as it is now; what it changes "
            "stays as proposed."
        ),
        "withdraw_notice": _(
            "It goes on as if no notice had been given: what the notice closed is asked again, "
            "and a clause renews the term on its day."
        ),
        "let_renew": _("Nobody gives notice: on its day the clause begins the next term."),
        "suspend": _("Nothing is overdue and nobody is reminded while it rests."),
        "resume": _("It goes on where it was; what was missed is listed once."),
        "pause": _("Nothing is overdue and nobody is reminded while it rests."),
        "take_up": _("It goes on where it was."),
        "close": _("Nothing is due any more; the time of keeping begins."),
        "complete": _("It ends as completed, with what came of it."),
        "cancel": _("It ends as cancelled. It stays readable."),
    }.get(slug, "")


@signed_in
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """Our own decision to end it: the state changes on the day."""
    case = visible_case(request, pk)
    known = Ending.objects.filter(case=case).first()

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return endings.record_ending(case, minutes_of(data), **data, **door)

    act = Act(
        step="terminate",
        title=_("End the cooperation"),
        lead=case.title,
        button=_("Record the end"),
        form=EndForm(posted(request), case=case, ending=known, today=request.on),
        case=case,
        call=record,
        done=lambda _record: _("The end is recorded."),
        template="web/acts/step.html",
        context={
            "explained": _(
                "It stays in force until that day. What is due afterwards becomes a task."
            )
        },
    )
    return perform(request, act)
