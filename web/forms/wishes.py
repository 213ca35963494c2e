"""What is asked of a person about the mails they get?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Preference
from web.forms.base import ActForm
from web.forms.fields import OneOf

if TYPE_CHECKING:
    from notifications.models import Preference as Wish

HINTS = {
    "monday": _("Everything that is asked of you, once a week. A week with nothing brings none."),
    "daily": _("The same on Mondays, and on other working days when something falls due."),
    "none": _("What can wait you find in Samklang alone."),
}


class WishesForm(ActForm):
    """When the letter with all tasks comes, and what gets a mail of its own."""

    digest = OneOf(
        Preference.Digest.choices,
        label=_("The letter with your tasks"),
        hints=HINTS,
        needed=_("Choose when the letter comes."),
    )
    own_mails = forms.BooleanField(
        label=_("Send a mail of its own about what can wait, too"),
        help_text=_("Otherwise it stands in the letter."),
        required=False,
    )

    def __init__(self, data: Any = None, *, wish: Wish) -> None:
        super().__init__(data, initial={"digest": wish.digest, "own_mails": wish.own_mails})
