"""When is a step possible at all, whoever asks? Rules are true sentences and read facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.defaults import DUTY_KINDS
from agreements.models import (
    Case,
    Duty,
    Ending,
    KindPolicy,
    Review,
    Signatory,
    Signature,
    Term,
)
from agreements.models.kinds import Gate
from agreements.states import IN_FORCE, State
from people.models import AssessmentPartName
from workflows import routes
from workflows.passages import passage_of, standing_after
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from agreements.dates import PartialDate
    from workflows.visit import Matter


# ---------------------------------------------------------------- proposing
def a_unit_is_named(matter: Matter) -> Verdict:
    return YES if matter.case.unit_id else no(_("Name the unit that carries the case."))


def parties_are_named(matter: Matter) -> Verdict:
    """Two parties or more, none of them a placeholder (R-010). An initiative may stand alone."""
    case = matter.case
    parties = [p.party for p in case.participations.select_related("party")]
    unnamed = [party.name for party in parties if party.is_placeholder]
    if unnamed:
        return no(_("Name the party that stands as “%(name)s”.") % {"name": unnamed[0]})
    if case.sort == Case.Sort.AGREEMENT and len(parties) < case.agreement.kind.minimum_parties:
        return no(
            ngettext(
                "Name at least %(count)d party.",
                "Name at least %(count)d parties.",
                case.agreement.kind.minimum_parties,
            )
            % {"count": case.agreement.kind.minimum_parties}
        )
    return YES


def handling_is_not_registered(matter: Matter) -> Verdict:
    if matter.case.handling == Case.Handling.REGISTERED:
        return no(_("A registered relation is not proposed: it is registered."))
    return YES


def handling_is_registered(matter: Matter) -> Verdict:
    if matter.case.handling == Case.Handling.REGISTERED:
        return YES
    return no(_("Only a registered relation holds without a decision."))


def end_is_given_where_needed(matter: Matter) -> Verdict:
    """Projects and simple cases are time-limited (R-002)."""
    case = matter.case
    is_project = case.sort == Case.Sort.AGREEMENT and case.agreement.kind.end_required
    if not is_project and case.handling != Case.Handling.SIMPLE:
        return YES
    if Term.objects.filter(case=case, end_until__isnull=False).exists():
        return YES
    return no(_("Write when it ends."))


def simple_page_is_complete(matter: Matter) -> Verdict:
    """A simple case carries its cost, account and three short texts when it is sent."""
    if matter.case.handling != Case.Handling.SIMPLE:
        return YES
    parts = {p.part: p for p in matter.case.assessment_parts.all()}
    economy = parts.get("economy")
    if economy is None or economy.amount is None or not economy.account:
        return no(_("Write the cost and the account."))
    missing = [label for part, label in AssessmentPartName.choices if not _text(parts.get(part))]
    if missing:
        return no(_("This part is missing: %(part)s.") % {"part": missing[0]})
    return cost_is_under_the_ceiling(matter)


def cost_is_under_the_ceiling(matter: Matter) -> Verdict:
    policy = policy_of(matter.case)
    cost = routes.cost_of(matter.case)
    if policy and policy.simple_ceiling is not None and (cost or 0) > policy.simple_ceiling:
        return no(
            _("The cost is over the ceiling of a simple case, %(ceiling)s %(currency)s.")
            % {"ceiling": f"{policy.simple_ceiling:.0f}", "currency": policy.currency}
        )
    return YES


def _text(part: object) -> str:
    return str(getattr(part, "text", "")).strip()


# ---------------------------------------------------------------- the gate
def policy_of(case: Case) -> KindPolicy | None:
    """The owner's rules for the case's kind, or for all kinds."""
    kind = case.agreement.kind_id if case.sort == Case.Sort.AGREEMENT else None
    rows = {p.kind_id: p for p in KindPolicy.objects.filter(municipality=case.owner_id)}
    return rows.get(kind) or rows.get(None)


def gate_of(case: Case) -> str:
    """The gate profile of a case; short where nothing is set. A simple case never asks more."""
    if case.handling == Case.Handling.REGISTERED:
        return Gate.NONE
    policy = policy_of(case)
    gate = policy.gate if policy else Gate.SHORT
    return Gate.SHORT if case.handling == Case.Handling.SIMPLE and gate == Gate.FULL else gate


def missing_parts(case: Case, *names: str) -> list[str]:
    """Labels of the parts that the gate still misses, of all parts or of these."""
    gate = gate_of(case)
    if gate == Gate.NONE:
        return []
    parts = {p.part: p for p in case.assessment_parts.all()}
    missing = []
    for name, label in AssessmentPartName.choices:
        part = parts.get(name)
        if names and name not in names:
            continue
        if part is None or part.completed_at is None or not part.text.strip():
            missing.append(str(label))
        elif gate == Gate.FULL and name == "economy" and not part.is_reasonable:
            missing.append(_("the judgement that the commitments are reasonable and defensible"))
        elif gate == Gate.FULL and name == "benefit" and not case.expected_benefits.exists():
            missing.append(_("the benefit for each group"))
    return missing


def gate_is_fulfilled(matter: Matter) -> Verdict:
    """Benefit, economy and citizens are assessed as the profile asks (R-067, R-068).

    A gate is for what is new: a review asks for the realised benefit instead.
    """
    if matter.case.state in IN_FORCE:
        return YES
    return _nothing_misses(missing_parts(matter.case))


def benefit_and_economy_are_assessed(matter: Matter) -> Verdict:
    """Before the partner is contacted (R-067); only where the profile is full."""
    if gate_of(matter.case) != Gate.FULL:
        return YES
    return _nothing_misses(missing_parts(matter.case, "benefit", "economy"))


def _nothing_misses(missing: list[str]) -> Verdict:
    if not missing:
        return YES
    return no(
        _("The assessment is not complete. Missing: %(parts)s.") % {"parts": ", ".join(missing)}
    )


# ---------------------------------------------------------------- rulings
def a_route_is_set(matter: Matter) -> Verdict:
    if matter.course.stops:
        return YES
    return no(_("No route is set for cases of this kind. An administrator sets it."))


def body_is_next_on_the_route(matter: Matter) -> Verdict:
    """The ruling being recorded is by the body whose turn it is."""
    ruling = matter.visit.ruling
    if ruling is None:
        return no(_("Record the ruling with its body, date and number."))
    course = matter.course
    if not course.stops:
        return a_route_is_set(matter)
    ahead = course.ahead_before(ruling)
    stop = course.stop_of(ruling)
    if stop is None:
        return no(_("This body is not on the route of the case."))
    if stop not in ahead:
        return no(_("%(body)s has already ruled on the case.") % {"body": stop})
    if stop != ahead[0]:
        return no(_("First %(body)s rules on the case.") % {"body": ahead[0]})
    return YES


def route_is_complete(matter: Matter) -> Verdict:
    """Every body of the route has passed the case on and the last has approved."""
    if not (verdict := a_route_is_set(matter)):
        return verdict
    if not matter.course.ahead:
        return YES
    return no(_("Still to rule: %(body)s.") % {"body": matter.course.ahead[0]})


def a_ruling_says_no(matter: Matter) -> Verdict:
    ruling = matter.visit.ruling
    if ruling is not None and ruling.outcome == "not_approved":
        return YES
    return no(_("Record the ruling that did not approve it."))


# ---------------------------------------------------------------- into force
def a_party_has_declined(matter: Matter) -> Verdict:
    declined = matter.case.participations.filter(has_declined=True, decided_from__isnull=False)
    if declined.exclude(declined_note="").exists():
        return YES
    return no(_("Record which party declined, when, and by which letter."))


def unsigned(case: Case) -> list[Signatory]:
    """Required signatories without a valid signature."""
    valid = Signature.objects.filter(signatory=OuterRef("pk"), annulled_at=None)
    required = Signatory.objects.filter(participation__case=case, is_required=True)
    return list(required.exclude(Exists(valid)).select_related("participation__party"))


def condition_of_force_is_met(matter: Matter) -> Verdict:
    """Last required signature, agreed start, or a day given; never an invented day (R-044–045)."""
    case, visit = matter.case, matter.visit
    if visit.effective > visit.on:
        return no(_("It cannot take effect on a day that has not come."))
    if case.takes_effect == Case.TakesEffect.GIVEN_DATE or _follows(case):
        return YES
    if case.takes_effect == Case.TakesEffect.AGREED_DATE:
        return _agreed_day_has_come(matter)
    return _everybody_has_signed(matter)


def _agreed_day_has_come(matter: Matter) -> Verdict:
    term = matter.case.terms.order_by("number").first()
    if term is None or term.start is None or term.start.precision != "day":
        return no(_("Write the agreed day on which it takes effect."))
    if term.start.latest <= matter.visit.on:
        return YES
    return no(_("The agreed day has not come."))


def _everybody_has_signed(matter: Matter) -> Verdict:
    case = matter.case
    if not Signatory.objects.filter(participation__case=case, is_required=True).exists():
        return no(_("Name who signs for each party."))
    for signatory in unsigned(case):
        return no(
            _("Not signed yet: %(party)s, %(post)s.")
            % {"party": signatory.participation.party, "post": signatory.title}
        )
    last = last_signed(case)
    if last is not None and matter.visit.effective < last.earliest:
        return no(_("It cannot take effect before the last party signed."))
    return YES


def last_signed(case: Case) -> PartialDate | None:
    """The day of the last valid signature, as far as it is known."""
    signatures = Signature.objects.filter(
        signatory__participation__case=case,
        signatory__is_required=True,
        annulled_at__isnull=True,
    )
    days = [s.signed for s in signatures if s.signed is not None]
    return max(days, key=lambda day: day.latest, default=None)


def _follows(case: Case) -> bool:
    return case.sort == Case.Sort.INITIATIVE and case.initiative.follows_agreement


def its_agreement_is_in_force(matter: Matter) -> Verdict:
    initiative = matter.case.initiative
    agreement = initiative.agreement
    if initiative.follows_agreement and agreement is not None:
        case = matter.visit.touched.get(agreement.pk, agreement.case)
        if case.state in IN_FORCE:
            return YES
    return no(_("Its agreement is not in force."))


# ---------------------------------------------------------------- reviews and endings
def evaluation_is_done(matter: Matter) -> Verdict:
    review = open_review(matter.case)
    if review is not None and review.evaluated_at is not None:
        return YES
    return no(_("The evaluation is not done."))


def next_window_is_set(matter: Matter) -> Verdict:
    review = open_review(matter.case)
    if matter.case.no_review_reason or (review is not None and review.next_review is not None):
        return YES
    return no(_("Set the next review, or say why there is none."))


def realised_benefit_is_told(matter: Matter) -> Verdict:
    review = open_review(matter.case)
    if review is not None and review.realised_benefits.exists():
        return YES
    return no(_("Tell the benefit that came, for at least one group."))


def a_new_term_is_set(matter: Matter) -> Verdict:
    """A fixed term is renewed until a day; one without an end goes on without."""
    last = matter.case.terms.order_by("-number").first()
    if last is None or last.basis == Term.Basis.OPEN:
        return YES
    review = open_review(matter.case)
    if review is not None and review.next_term_end is not None:
        return YES
    return no(_("Write when the next term ends."))


def open_review(case: Case) -> Review | None:
    return Review.objects.filter(case=case, status=Review.Status.OPEN).first()


def an_ending_is_recorded(matter: Matter) -> Verdict:
    if Ending.objects.filter(case=matter.case).exists():
        return YES
    return no(_("Record when it was decided, the notice, and when it takes effect."))


def a_successor_is_active(matter: Matter) -> Verdict:
    case = matter.case
    if case.sort == Case.Sort.AGREEMENT:
        successor = Case.objects.filter(agreement__replaces=case.pk).first()
        if successor is not None and (
            successor.state == State.ACTIVE or successor.pk in matter.visit.touched
        ):
            return YES
    return no(_("No successor is in force."))


def fixed_term_has_ended(matter: Matter) -> Verdict:
    return _term_is_over(matter, Term.Basis.FIXED)


def self_renewing_term_has_ended(matter: Matter) -> Verdict:
    if Ending.objects.filter(case=matter.case).exists():
        return no(_("Notice has been given."))
    return _term_is_over(matter, Term.Basis.SELF_RENEWING)


def _term_is_over(matter: Matter, basis: str) -> Verdict:
    term = matter.case.terms.order_by("-number").first()
    if term is not None and term.basis == basis and term.end is not None:
        if term.end.latest < matter.visit.on:
            return YES
        return no(_("The term has not ended."))
    return no(_("The case has no such term."))


def parties_are_too_few(matter: Matter) -> Verdict:
    case = matter.case
    if case.sort != Case.Sort.AGREEMENT:
        return no(_("Only agreements need a number of parties."))
    staying = case.participations.filter(has_declined=False).exclude(left_date__lt=matter.visit.on)
    if staying.count() < case.agreement.kind.minimum_parties:
        return YES
    return no(_("There are parties enough."))


DUTIES_OF_STEPS = {slug for slug, _statutory in DUTY_KINDS} - {
    "after_end",
    "fulfil_condition",
    "orientation",
}
"""Kinds of duty that a step of their own closes; the others are recorded as done by hand."""


def nothing_is_due(matter: Matter) -> Verdict:
    if matter.case.is_closed:
        return no(_("The case is closed already."))
    if Duty.objects.filter(case=matter.case, status=Duty.Status.OPEN).exists():
        return no(_("Something is still to be done after the end."))
    return YES


def nothing_later_depends_on_it(matter: Matter) -> Verdict:
    """Nothing that stands came of it: no later state, and after a ruling no later ruling."""
    case, record = matter.case, matter.visit.annulled
    if record is None:
        return no(_("Say which recorded ruling or signature is annulled."))
    if hasattr(record, "annulled_by"):
        return no(_("It has been annulled already."))
    passage = passage_of(case, record)
    is_signature = record.signature_id and record.case_id == case.pk
    if is_signature and record.state_before in IN_FORCE:
        return YES  # it was in force without this signature
    later = standing_after(case, passage)
    has_moved = any(r.state_before != r.state_after for r in later)
    if has_moved or (record.ruling_id and any(r.ruling_id for r in later)):
        return no(_("The case has moved on since; annul the later step first."))
    return YES


def it_is_done_by_hand(matter: Matter) -> Verdict:
    """Duties that no other step closes: a condition, an orientation, a final report."""
    duty = matter.visit.duty
    if duty is None or duty.status != Duty.Status.OPEN:
        return no(_("Say which open task is done."))
    if duty.kind_id in DUTIES_OF_STEPS:
        return no(_("This task is done by the step that it asks for."))
    return YES


def an_outcome_is_told(matter: Matter) -> Verdict:
    if matter.case.initiative.outcome.strip():
        return YES
    return no(_("Tell what came of it."))
