"""For which day is the list of agreements asked?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms.fields import Day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class OnDay(forms.Form):
    """The day of “in force on”; of a day to come nothing is known yet."""

    on = Day(label=_("In force on"))

    def __init__(self, given: Mapping[str, str], *, today: date) -> None:
        super().__init__(given, auto_id="filter-%s", label_suffix="")
        self.today = today

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day and day > self.today:
            raise forms.ValidationError(
                _("That day has not come: what is in force then is not known yet.")
            )
        return day

    @property
    def day(self) -> date | None:
        """The day that was written, if it can be read."""
        return self.cleaned_data.get("on") if self.is_valid() else None


class Period(forms.Form):
    """From which day to which a list reaches; what cannot be read asks for nothing."""

    since = Day(label=_("From"))
    until = Day(label=_("To"))

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(given, auto_id="filter-%s", label_suffix="")

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Both as they were written."""
        self.is_valid()
        return self.cleaned_data.get("since"), self.cleaned_data.get("until")
