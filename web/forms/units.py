"""Which units may a person open a case for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from people.models import Role, Unit

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreements.models import Case
    from people.models import Municipality
    from people.roles import Roles


def units_for(roles: Roles, owner: Municipality, case: Case | None = None) -> QuerySet[Unit]:
    """The active units in which the person is officer or contributor, and the case's own."""
    asked = {Role.OFFICER.value, Role.CONTRIBUTOR.value}
    units = Unit.objects.filter(municipality=owner, is_active=True)
    allowed = [unit.pk for unit in units if roles.has_any(asked, owner.pk, unit.pk)]
    return Unit.objects.filter(Q(pk__in=allowed) | Q(pk=case.unit_id if case else None))
