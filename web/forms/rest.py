"""What is asked when a case is suspended, resumed or ended: who decided it, when, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Body, Case
from web.forms.base import ActForm
from web.forms.fields import Day, Line, Row, Text
from web.forms.step import REASON_NEEDED
from workflows import routes
from workflows.rulings import Minutes

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import Ending
    from workflows.listing import Step


class NoticeMonths(forms.IntegerField):
    """The period of notice, at most ten years."""

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"class": "short", "inputmode": "numeric"})
        super().__init__(
            label=_("Notice, months"), required=False, min_value=0, max_value=120, widget=widget
        )


class OutsideForm(ActForm):
    """The ruling of a body as the minutes have it; a delegate of the route gives the reason."""

    def ask_who_ruled(self, case: Case) -> None:
        """On a registered relation nobody decides, and a delegate says it with their name."""
        stops = routes.course_of(case, light=False).stops
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


class RestForm(OutsideForm):
    """Suspend or resume."""

    def __init__(self, data: Any = None, *, case: Case, step: Step, today: date) -> None:
        del step
        super().__init__(data, case=case, initial={"date": today})
        self.ask_who_ruled(case)
        self.fields["reason"] = Text(label=_("Reason"), needed=REASON_NEEDED)


class EndForm(OutsideForm):
    """Decided, notice received, notice period, effective (R-074)."""

    effective = Day(label=_("Ends on"), needed=_("Write the day on which it ends."))
    decided = Day(label=_("Decided"))
    notice = Day(label=_("The others received our notice"))
    notice_months = NoticeMonths()
    reason = Text(label=_("Reason"), needed=REASON_NEEDED)
    explained = Line(
        200,
        label=_("Why it takes effect before it was decided, or is decided later"),
        help_text=_("Only where that is so"),
    )

    def __init__(self, data: Any = None, *, case: Case, ending: Ending | None, today: date) -> None:
        known = (
            {
                "effective": ending.effective_date,
                "decided": ending.decided_date,
                "notice": ending.notice_date,
                "notice_months": ending.notice_months,
                "reason": ending.reason,
            }
            if ending
            else {}
        )
        super().__init__(data, case=case, initial={"date": today} | known)
        self.ask_who_ruled(case)
        if case.handling != Case.Handling.REGISTERED:
            del self.fields["decided"]  # the ruling has its day
        self.order_fields(["body", "date", "number"])

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        effective = data.get("effective")
        notice, decided = data.get("notice"), data.get("decided") or data.get("date")
        if effective and notice and notice > effective:
            self.add_error("notice", _t("This day lies after the end."))
        if effective and decided and decided > effective and not data.get("explained"):
            self.add_error("explained", _t("It would end before that was decided. Write why."))
        return data


def minutes_of(data: dict[str, Any]) -> Minutes | None:
    """The decision of a body, taken out of the data; none where the delegate decides, or nobody."""
    if "body" not in data:
        return None
    return Minutes(body=data.pop("body"), date=data.pop("date"), number=data.pop("number"))
