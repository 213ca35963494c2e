"""What does this package object to, or follow up, that happens below it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver
from django.utils.translation import gettext as _

from people.events import deactivated, deactivating
from workflows import contacts
from workflows.errors import NotPossible
from workflows.handover import actor_of, answers_of

if TYPE_CHECKING:
    from datetime import datetime

    from people.models import User


@receiver(deactivating)
def hands_over_first(user: User, **_sent: object) -> None:
    """Nobody is deactivated while they alone are asked, on a page or in a shell."""
    if answers_of(actor_of(user)):
        raise NotPossible(
            _("%(who)s still answers for open tasks: hand them over first.") % {"who": user.name}
        )


@receiver(deactivated)
def is_no_contact_any_more(user: User, at: datetime, **_sent: object) -> None:
    """Their contact roles stay, without them, wherever they were deactivated (R-030)."""
    contacts.leave_roles(user, at=at)
