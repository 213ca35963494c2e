"""What is asked of whoever settles a letter that failed or is uncertain?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms.base import ActForm

if TYPE_CHECKING:
    from notifications.models import Message


class SettleForm(ActForm):
    """In words, what is known; and which attempt the person looked at."""

    words = forms.CharField(
        label=_("What do you know, and from whom?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you know.")},
        help_text=_("It is kept with your name among the attempts."),
    )
    fence = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Open the page again: it does not say what you saw.")},
    )

    def __init__(self, data: Any = None, *, letter: Message) -> None:
        super().__init__(data, initial={"fence": letter.fence})
