"""What does this package object to that happens below it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.dispatch import receiver
from django.utils.translation import gettext as _

from people.events import deactivating
from workflows.errors import NotPossible
from workflows.handover import actor_of, answers_of

if TYPE_CHECKING:
    from people.models import User


@receiver(deactivating)
def hands_over_first(user: User, **_sent: object) -> None:
    """Nobody is deactivated while they alone are asked, on a page or in a shell."""
    if answers_of(actor_of(user)):
        raise NotPossible(
            _("%(who)s still answers for open tasks: hand them over first.") % {"who": user.name}
        )
