"""How does a party join what is in force already?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreements.models import Participation
from workflows.door import advance, enter
from workflows.drafting import party_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Case, Party
    from people.models import User
    from workflows.drafting import NewParty


def join(
    case: Case,
    named: Party | NewParty,
    *,
    joined: PartialDate,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None,
    role: str = Participation.Role.PARTNER,
    signatories: Sequence[tuple[str, str]] = (),
) -> Participation:
    """Let a party take part from a day; `signatories` are posts with or without a person.

    Raises `NotPossible` for one who takes or took part already, a placeholder, and a day before
    the case was in force.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="party_joins", reason=reason) as visit:
        party = party_of(named)
        visit.changes = {
            "party": party,
            "role": role,
            "joined": joined,
            "signatories": list(dict.fromkeys(signatories)),
        }
        visit.about, visit.effective = str(party), joined.earliest
        advance(visit, "party_joins")
        assert visit.participation is not None  # the step made it
        return visit.participation
