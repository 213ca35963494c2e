"""What is asked when a case is suspended or resumed: who decided it, when, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from agreements.models import Body, Case
from web.forms.base import ActForm
from web.forms.fields import Day, Line, Row, Text
from web.forms.step import REASON_NEEDED
from workflows import routes
from workflows.rulings import Minutes

if TYPE_CHECKING:
    from datetime import date

    from workflows.listing import Step


class RestForm(ActForm):
    """The ruling of a body as the minutes have it; a delegate of the route gives the reason."""

    def __init__(self, data: Any = None, *, case: Case, step: Step, today: date) -> None:
        del step
        super().__init__(data, case=case, initial={"date": today})
        stops = routes.course_of(case).stops
        if case.handling != Case.Handling.REGISTERED and not routes.delegates(stops):
            bodies = Body.objects.filter(municipality=case.owner_id, is_active=True)
            self.fields["body"] = Row(
                queryset=bodies,
                label=_("Who ruled?"),
                needed=_("Choose the body."),
                empty_label=None,
                initial=stops[-1].body if stops else None,
            )
            self.fields["date"] = Day(
                label=_("Date of the meeting"), needed=_("Write the date of the meeting.")
            )
            self.fields["number"] = Line(
                50, label=_("Number"), help_text=_("As in the minutes: 258"), short=True
            )
        self.fields["reason"] = Text(label=_("Reason"), needed=REASON_NEEDED)


def minutes_of(data: dict[str, Any]) -> Minutes | None:
    """The decision of a body; none where the delegate decides, or nobody."""
    if "body" not in data:
        return None
    return Minutes(body=data["body"], date=data["date"], number=data["number"])
