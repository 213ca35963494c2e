"""Who holds a post from a day on, as the round after an election is told?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import clock
from people.roles import pass_on
from workflows.errors import NotPossible
from workflows.rounds import answer

if TYPE_CHECKING:
    from datetime import date, datetime

    from agreements.models import RoundItem
    from people.models import User


@transaction.atomic
def name_holder(item: RoundItem, user: User | None, *, first: date, by: User, at: datetime) -> int:
    """Answer the question about a post with who holds it from `first` on, or nobody; how many.

    Raises `Refused`, and then neither the answer nor the holder is written.
    """
    assert item.post is not None  # the caller asks about a post
    note = user.name if user else _("Nobody yet")
    number = answer(item.round, {item.pk: ("changed", note)}, by=by, at=at, anew=True)
    on = clock.local_date(at, item.round.municipality.time_zone)
    try:
        pass_on(item.post, user, first=first, on=on, by=by)
    except ValidationError as error:
        raise NotPossible(error.messages[0]) from error
    return number
