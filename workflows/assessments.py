"""How does a department assess its part of a proposal?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import PartnerContact, PartyBenefit
from workflows.cases import write_part
from workflows.door import advance, enter
from workflows.errors import NotPossible
from workflows.levels import keep_levels

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from agreements.dates import PartialDate
    from agreements.models import Case, Participation, StepRecord
    from people.models import User
    from workflows.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PartText:
    """What an assessor writes of one part.

    `benefits` maps a group to its level and reason, `parties` the key of a participation to what
    that party gains (R-077).
    """

    text: str
    amount: Decimal | None = None
    account: str = ""
    is_reasonable: bool | None = None
    benefits: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parties: Mapping[int, str] = field(default_factory=dict)


def assess_part(
    case: Case, part: str, facts: PartText, *, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Complete one part of the assessment; the last one lets the case go on by itself."""
    with enter(case, by=by, at=at, seen=seen, attempt="assess_part") as visit:
        if not facts.text.strip():
            raise NotPossible(_("Write the text of this part."))
        visit.part, visit.about = part, part
        economy = part == "economy"
        write_part(
            visit.case,
            part,
            text=facts.text.strip(),
            amount=facts.amount if economy else None,
            account=facts.account if economy else "",
            is_reasonable=facts.is_reasonable if economy else None,
            completed_by=by,
            completed_at=at,
        )
        if part == "benefit":
            _expect(visit.case, facts.benefits)
            _expect_of_parties(visit, facts.parties)
        return advance(visit, "assess_part")


def _expect(case: Case, benefits: Mapping[str, tuple[str, str]]) -> None:
    if not all(reason.strip() for _level, reason in benefits.values()):
        raise NotPossible(_("Give the reason for each level."))
    keep_levels(case.expected_benefits, benefits)


def _expect_of_parties(visit: Visit, told: Mapping[int, str]) -> None:
    """As the owner sees it; what a party has said in its own words stays as it is."""
    rows = visit.case.participations.filter(pk__in=told).select_related("benefit")
    for participation in rows:
        known = getattr(participation, "benefit", None) or PartyBenefit(participation=participation)
        text = told[participation.pk].strip()
        if known.is_own or not text or text == known.text:
            continue
        known.text, known.recorded_by, known.recorded_at = text, visit.person, visit.at
        known.save()


def contact_partner(
    case: Case,
    participation: Participation,
    what: str,
    *,
    happened: PartialDate,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Record an invitation or letter to the partner.

    Refused until benefit and economy are assessed where the gate profile is full (R-067).
    """
    with enter(case, by=by, at=at, seen=seen, attempt="contact_partner") as visit:
        PartnerContact.objects.create(
            case=visit.case,
            participation=participation,
            what=what,
            happened=happened,
            recorded_by=by,
            recorded_at=at,
        )
        visit.about = f"{participation.party}: {what}"
        return advance(visit, "contact_partner")
