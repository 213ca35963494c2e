"""What must be assessed before a decision, and what still misses (R-067, R-068)?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Case, KindPolicy
from agreements.models.kinds import Gate
from agreements.states import IN_FORCE
from people.models import AssessmentPartName
from worded import Given, Worded
from workflows.verdict import YES, Verdict, no

if TYPE_CHECKING:
    from collections.abc import Collection

    from workflows.visit import Matter


_policies = Worded(lambda: KindPolicy.objects.filter(municipality=Given("owner")))


def policy_of(case: Case) -> KindPolicy | None:
    """The owner's rules for the case's kind, or for all kinds."""
    kind = case.agreement.kind_id if case.sort == Case.Sort.AGREEMENT else None
    rows = {p.kind_id: p for p in _policies(owner=case.owner_id)}
    return rows.get(kind) or rows.get(None)


def gate_of(case: Case) -> str:
    """The gate profile of a case; short where nothing is set. A simple case never asks more."""
    if case.handling == Case.Handling.REGISTERED:
        return Gate.NONE
    policy = policy_of(case)
    gate = policy.gate if policy else Gate.SHORT
    return Gate.SHORT if case.handling == Case.Handling.SIMPLE and gate == Gate.FULL else gate


def missing_parts(case: Case) -> dict[str, str]:
    """The parts that the gate still misses, each with what to call what is missing."""
    gate = gate_of(case)
    if gate == Gate.NONE:
        return {}
    parts = {p.part: p for p in case.assessment_parts.all()}
    missing = {}
    for name, label in AssessmentPartName.choices:
        part = parts.get(name)
        if part is None or part.completed_at is None or not part.text.strip():
            missing[name] = str(label)
        elif gate == Gate.FULL and name == "economy" and not part.is_reasonable:
            missing[name] = _("the judgement that the commitments are reasonable and defensible")
        elif gate == Gate.FULL and name == "benefit" and not case.expected_benefits.exists():
            missing[name] = _("the benefit for each group")
    return missing


def gate_is_fulfilled(matter: Matter) -> Verdict:
    """Benefit, economy and citizens are assessed as the profile asks (R-067, R-068).

    A gate is for what is new: a review asks for the realised benefit instead.
    """
    if matter.case.state in IN_FORCE:
        return YES
    return _nothing_misses(missing_parts(matter.case).values())


def benefit_and_economy_are_assessed(matter: Matter) -> Verdict:
    """Before the partner is contacted (R-067); only where the profile is full."""
    if gate_of(matter.case) != Gate.FULL:
        return YES
    missing = missing_parts(matter.case)
    return _nothing_misses([missing[part] for part in ("benefit", "economy") if part in missing])


def _nothing_misses(missing: Collection[str]) -> Verdict:
    if not missing:
        return YES
    return no(
        _("The assessment is not complete. Missing: %(parts)s.") % {"parts": ", ".join(missing)}
    )
