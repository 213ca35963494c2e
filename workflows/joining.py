"""How does a party join what is in force already, and how is its part written anew?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import Participation
from workflows import cases, rules
from workflows.door import advance, enter
from workflows.drafting import party_of
from workflows.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Case, Party, StepRecord
    from people.models import User
    from workflows.drafting import NewParty
    from workflows.visit import Visit


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

    One that has left may come back: it takes part anew, and its earlier part stays as it was.
    Raises `NotPossible` for one who takes part already, a placeholder, and a day before the case
    was in force or on which the party still took part.
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


def name_party(
    case: Case,
    named: Party | NewParty,
    *,
    role: str = Participation.Role.PARTNER,
    by: User,
    at: datetime,
    seen: int | None,
) -> Participation:
    """Name one of the parties that were only counted; one fewer is without a name (R-060).

    Raises `NotPossible` where none is left, for one that stands here, and for a placeholder.
    """
    with enter(case, by=by, at=at, seen=seen, attempt="complete_parties") as visit:
        visit.changes = {"party": party_of(named), "role": role}
        visit.about = str(visit.changes["party"])
        advance(visit, "complete_parties")
        assert visit.participation is not None  # the step made it
        return visit.participation


def count_unnamed(
    case: Case, count: int, *, by: User, at: datetime, seen: int | None
) -> StepRecord:
    """Write how many parties nobody has named, beside those that are."""
    with enter(case, by=by, at=at, seen=seen, attempt="complete_parties") as visit:
        visit.changes = {"count": count}
        visit.about = _("parties not named: %(count)d") % {"count": count}
        return advance(visit, "complete_parties")


def write_part(
    case: Case,
    participation: Participation,
    *,
    role: str,
    joined: PartialDate | None,
    by: User,
    at: datetime,
    seen: int | None,
) -> StepRecord:
    """Write which part a party takes, and since when.

    Raises `NotPossible` for a day on which an earlier part of it had not ended.
    """

    def write(visit: Visit) -> None:
        row = visit.case.participations.select_related("party").get(pk=participation.pk)
        row.role, row.joined = role, joined
        if not rules.its_parts_do_not_overlap(row):
            raise NotPossible(_("%(party)s took part already on that day.") % {"party": row.party})
        row.save()

    about = str(participation.party)
    return cases.edit(case, write, about=about, by=by, at=at, seen=seen)
