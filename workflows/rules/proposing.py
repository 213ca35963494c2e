"""When may a case be proposed or registered?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Case, Term
from agreements.money import money
from people.models import AssessmentPartName
from workflows import routes
from workflows.rules.gate import policy_of
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from workflows.visit import Matter


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
            _("The cost is over the ceiling of a simple case, %(ceiling)s.")
            % {"ceiling": money(policy.simple_ceiling, policy.currency)}
        )
    return YES


def _text(part: object) -> str:
    return str(getattr(part, "text", "")).strip()
