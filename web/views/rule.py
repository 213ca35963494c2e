"""How is a ruling of a body recorded, how does a delegate decide, and is the decision sent?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.labels import state_label
from agreements.models import Duty
from agreements.models.decisions import Outcome
from agreements.states import State
from notifications import partner
from web.acts import Act, perform, posted, uploaded
from web.forms.rule import DECISION_TEXT, SEND_BACK, DecideForm, RuleForm
from web.forms.sending import MailedForm, told_to
from web.lookup import visible_case
from web.presenters.following import effects
from web.presenters.history import recorded_words
from web.presenters.proposals import in_front, key_facts
from web.presenters.reviewed import reviewed
from web.presenters.seals import amended_text
from web.presenters.words import actor_name
from web.request import PersonRequest, signed_in
from workflows import listing, meetings, routes, rulings, sending
from workflows.door import take

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from agreements.models import Body, Case, StepRecord

WHO = ("person", "post", "unit", "municipality")
"""What an actor may be, to be named."""


RULED = ("ruling__decision__body", "ruling__decision__delegate")


@signed_in
def rule(request: PersonRequest, pk: int) -> HttpResponse:
    case = visible_case(request, pk)
    course = routes.course_of(case)
    form = RuleForm(posted(request), case=case, course=course, today=request.on)

    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        return rulings.record_ruling(
            case,
            form.ruled(),
            data["outcome"],
            conditions=data["conditions"],
            reason=data.get("reason", ""),
            ends=data.get("ends"),
            conditions_due=data["conditions_due"],
            **door,
        )

    act = Act(
        step="rule",
        title=_("Record a ruling"),
        lead=case.title,
        button=_("Look at it once more"),
        form=form,
        case=case,
        call=record,
        done=_what_followed,
        check=True,
        effect=lambda data: _what_follows(case, course, data, request.on),
        template="web/acts/rule.html",
        context={
            "stops": _stops(course),
            "facts": key_facts(case),
            "amends": amended_text(case, request.on),
        }
        | reviewed(request, case),
    )
    return perform(request, act)


def _what_follows(case: Case, course: routes.Course, data: dict[str, Any], on: date) -> str:
    """The effect of the outcome; that it does not wait for a day that is still to come."""
    told = effects(case, course, data["body"])[data["outcome"]]
    if data["date"] <= on:
        return told
    early = _("Its date is still to come: this happens as soon as it is recorded.")
    return f"{told}. {early}"


def _stops(course: routes.Course) -> list[dict[str, Any]]:
    """The route, with what each has ruled and who is next."""
    ahead = course.ahead
    told = []
    for stop in course.stops:
        ruling = course.ruling_of(stop, frozenset(Outcome))
        told.append(
            {
                "name": str(stop),
                "said": ruling.get_outcome_display() if ruling else "",
                "is_next": bool(ahead) and ahead[0] == stop,
            }
        )
    return told


def _what_followed(record: StepRecord) -> StrOrPromise:
    case = record.case
    said = record.ruling.get_outcome_display() if record.ruling else ""
    if record.state_before == record.state_after:
        told = _("The ruling is recorded: %(outcome)s.") % {"outcome": said}
    else:
        told = _("The ruling is recorded: %(outcome)s. The case is now “%(state)s”.") % {
            "outcome": said,
            "state": state_label(case),
        }
    return f"{told} {_conditions(record)}".strip()


def _conditions(record: StepRecord) -> str:
    """Whose task the condition has become."""
    asked = Duty.objects.filter(case=record.case, kind="fulfil_condition", opened_at=record.at)
    duty = asked.select_related(*(f"responsible__{name}" for name in WHO)).first()
    if duty is None:
        return ""
    who = actor_name(duty.responsible, record.case.owner_id)
    return _("The condition is now a task for %(who)s.") % {"who": who}


@signed_in
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """A delegate decides, within the authority that the route names."""
    case = visible_case(request, pk)
    in_review = case.state == State.UNDER_REVIEW
    back = None if in_review else listing.ask_for("send_back", case, request.user, at=request.at)
    form = DecideForm(
        posted(request), case=case, may_send_back=back is not None and back.is_permitted
    )
    course = routes.course_of(case)
    stop = next((stop for stop in course.stops if stop.role), None)
    follows = effects(case, course, None) | {
        SEND_BACK: _("The case goes back to its proposer as a draft")
    }
    form.fields["outcome"].choice_hints = follows  # type: ignore[attr-defined]
    told = meetings.who_is_told(case)
    act = Act(
        step="continue_unchanged" if in_review else "approve",
        title=_("Decide"),
        lead=case.title,
        button=_("Look at it once more"),
        form=form,
        case=case,
        call=lambda data, **door: _decide(case, data, **door),
        done=_what_followed,
        check=True,
        effect=lambda data: _effect(data["outcome"], follows, told),
        template="web/acts/decide.html",
        context={
            "authority": stop.authority if stop else "",
            "told": told,
            "amends": amended_text(case, request.on),
        }
        | in_front(case)
        | reviewed(request, case),
    )
    return perform(request, act)


def _decide(case: Case, data: dict[str, Any], **door: Any) -> StepRecord:
    if data["outcome"] == SEND_BACK:
        return take("send_back", case, reason=data["conditions"], **door)
    return rulings.decide(
        case,
        data["outcome"],
        conditions=data["conditions"],
        conditions_due=data["conditions_due"],
        ends=data.get("ends"),
        **door,
    )


def _effect(outcome: str, follows: dict[str, str], told: Body | None) -> str:
    """An approval in the place of a body is told to it."""
    if outcome in {SEND_BACK, Outcome.NOT_APPROVED} or told is None:
        return follows[outcome]
    listed = _("It is listed for orientation at the next meeting of %(body)s.") % {"body": told}
    return f"{follows[outcome]}. {listed}"


def _to_be_sent(case: Case) -> list[dict[str, Any]]:
    """The latest ruling that stands, with its conditions and its words."""
    told = case.steps.filter(ruling__isnull=False, ruling__annulled_at=None, annuls=None)
    record = told.select_related(*RULED).last()
    if record is None or record.ruling is None:
        return []
    rows: list[dict[str, Any]] = [
        {"term": _("Decision"), "value": recorded_words(record)},
        {"term": DECISION_TEXT, "value": record.ruling.conditions},
        {"term": _("Wording of the decision"), "value": record.ruling.decision.wording},
    ]
    return [row for row in rows if row["value"]]


@signed_in
def send_decision(request: PersonRequest, pk: int) -> HttpResponse:
    """The letter or the extract of the minutes went out."""
    case = visible_case(request, pk)

    contacts = partner.contacts_of(case)
    form = MailedForm(posted(request), files=uploaded(request), case=case, contacts=contacts)

    @transaction.atomic
    def record(data: dict[str, Any], **door: Any) -> StepRecord:
        chosen = list(data.get("contacts") or ())
        note = told_to(data["note"], chosen)
        step = sending.send_decision(case, note=note, letter=data["letter"], **door)
        partner.write(step, chosen, at=request.at)
        return step

    act = Act(
        step="send_decision",
        title=_("Record that the decision was sent"),
        lead=case.title,
        button=_("The decision is sent"),
        form=form,
        case=case,
        call=record,
        done=lambda _record: _("It is recorded that the decision was sent."),
        template="web/acts/sent.html",
        context={"facts": _to_be_sent(case), "may_write": form.may_write},
    )
    return perform(request, act)
