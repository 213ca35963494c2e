"""What does a person wish to be told by mail, and what is told anyway?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from agreements.models import DutyKind
from notifications.models import Preference

if TYPE_CHECKING:
    from people.models import User


def wishes_of(user: User) -> Preference:
    """The person's own wishes, or what holds while they have said nothing."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


@transaction.atomic
def keep(user: User, **wished: object) -> Preference:
    """What holds from now on: `digest`, `own_mails` or both. Its history says who wished it."""
    Preference.objects.get_or_create(user=user)
    wish = Preference.objects.select_for_update().get(user=user)
    if any(getattr(wish, name) != value for name, value in wished.items()):
        vars(wish).update(wished)
        wish.save()
    return wish


def told_anyway() -> list[DutyKind]:
    """The tasks whose letters no wish ends."""
    return list(DutyKind.objects.filter(is_statutory=True))
