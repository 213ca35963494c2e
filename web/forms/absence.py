"""What is asked of somebody who will be absent: who stands in, from when to when?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from people.models import User
from web.forms.base import ActForm
from web.forms.fields import Day, Row

if TYPE_CHECKING:
    from datetime import date


class AbsenceForm(ActForm):
    """The deputy, and the first and the last day."""

    deputy = Row(label=_("Who stands in?"), needed=_("Say who stands in."))
    first = Day(label=_("First day"), needed=_("Write the first day."))
    last = Day(label=_("Last day"), needed=_("Write the last day."))

    def __init__(self, data: Any = None, *, user: User, today: date) -> None:
        super().__init__(data, initial={"first": today})
        there = User.objects.filter(municipality=user.municipality_id, is_active=True)
        rows = there.exclude(pk=user.pk).select_related("unit").order_by("name", "pk")
        self.fields["deputy"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _t("The last day is before the first."))
        return data
