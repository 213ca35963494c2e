"""How is it written how many of a kind a source says a municipality has (R-009, R-075)?

What a source declares is kept beside what is registered: neither is made to fit the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agreements.models import DeclaredCount
from workflows.errors import NotPossible
from workflows.party_changes import changing

if TYPE_CHECKING:
    from datetime import datetime

    from agreements.dates import PartialDate
    from agreements.models import Kind, Party
    from people.models import User


def declare(
    party: Party,
    kind: Kind,
    count: int,
    *,
    as_of: PartialDate | None,
    source: str,
    by: User,
    at: datetime,
) -> DeclaredCount:
    """Write how many of a kind a source says there are, in place of what was said before.

    Raises `NotPossible` for a party that does not work here, and without a source.
    """
    with changing([party], by=by, at=at, attempt="declare_count"):
        if party.municipality is None:
            raise NotPossible(_("Only a municipality that works here declares what it has."))
        if not source.strip():
            raise NotPossible(_("Write which source says so."))
        row = DeclaredCount.objects.filter(owner=party.municipality, kind=kind).first()
        row = row or DeclaredCount(owner=party.municipality, kind=kind)
        row.count, row.as_of, row.source = count, as_of, source.strip()
        row.save()
        return row


def take_back(party: Party, kind: Kind, *, by: User, at: datetime) -> None:
    """No source says so: the number goes; history keeps it."""
    with changing([party], by=by, at=at, attempt="declare_count"):
        row = DeclaredCount.objects.filter(owner=party.municipality_id or 0, kind=kind).first()
        if row is None:
            raise NotPossible(_("Nothing is declared of this kind."))
        row.delete()
