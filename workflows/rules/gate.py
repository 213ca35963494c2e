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

    from agreements.models import Kind
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
    least = _kind_of(case).minimum_text if case.sort == Case.Sort.AGREEMENT else 0
    missing = {}
    for name, label in AssessmentPartName.choices:
        part = parts.get(name)
        if part is None or part.completed_at is None or not part.text.strip():
            missing[name] = str(label)
        elif gate == Gate.FULL and name == "economy" and not part.is_reasonable:
            missing[name] = _("the judgement that the commitments are reasonable and defensible")
        elif gate == Gate.FULL and name == "benefit" and not case.expected_benefits.exists():
            missing[name] = _("the benefit for each group")
        elif len(part.text.strip()) < least:
            missing[name] = _("%(part)s, at least %(count)d characters") % {
                "part": label,
                "count": least,
            }
    if "benefit" not in missing and (unsaid := parties_without_benefit(case)):
        missing["benefit"] = _("what %(parties)s gains") % {"parties": ", ".join(unsaid)}
    return missing


def _kind_of(case: Case) -> Kind:
    return case.agreement.kind


def asks_mutual_benefit(case: Case) -> bool:
    """Is it assessed what the other parties gain: for democracy and ICLD cooperation (R-076)?"""
    return case.sort == Case.Sort.AGREEMENT and _kind_of(case).asks_mutual_benefit


def parties_without_benefit(case: Case) -> list[str]:
    """The other parties whose benefit nobody has told yet, where it is asked for (R-077)."""
    if not asks_mutual_benefit(case):
        return []
    others = case.participations.exclude(party__municipality=case.owner_id)
    unsaid = others.filter(benefit__isnull=True, left_date=None).select_related("party")
    return [participation.party.name for participation in unsaid]


def text_is_long_enough(matter: Matter) -> Verdict:
    """A kind may ask for more than a few words (R-076)."""
    case, part = matter.case, matter.visit.part
    if case.sort != Case.Sort.AGREEMENT or not part:
        return YES
    least = _kind_of(case).minimum_text
    row = case.assessment_parts.filter(part=part).first() if least else None
    written = len(row.text.strip()) if row else least
    if written >= least:
        return YES
    return no(
        _("%(kind)s asks for at least %(least)d characters here; this has %(written)d.")
        % {"kind": _kind_of(case), "least": least, "written": written}
    )


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
