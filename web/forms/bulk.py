"""What is asked when many agreements end by one decision, or are reviewed at once?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Body
from web.forms.base import ActForm
from web.forms.fields import Day, Line, Row, Text
from web.forms.step import REASON_NEEDED
from web.keys import key_of
from workflows.bulk import CommonEnd
from workflows.rulings import Minutes

if TYPE_CHECKING:
    import datetime as dt

    from django.forms import BoundField

    from people.models import Municipality


class Chosen(forms.Field):
    """Agreements, each in the version that was looked at: `12:3` is case 12 in version 3."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> dict[int, int]:
        chosen: dict[int, int] = {}
        for text in value or ():
            key, version = map(key_of, str(text).partition(":")[::2])
            if key is None or version is None:
                raise ValidationError(_t("Choose the agreements anew."))
            chosen[key] = version
        return chosen

    def validate(self, value: Any) -> None:
        if not value:
            raise ValidationError(_t("Choose at least one agreement."))

    def prepare_value(self, value: Any) -> Any:
        """As it was sent, or as the preview leaves it."""
        if isinstance(value, dict):
            return [f"{key}:{version}" for key, version in value.items()]
        return value


class BulkForm(ActForm):
    """About many agreements, which the page lists in rows of their own."""

    cases = Chosen(label=_("Agreements"))

    def visible_fields(self) -> list[BoundField]:
        """All but the agreements."""
        return [field for field in super().visible_fields() if field.name != "cases"]


class BulkStartForm(BulkForm):
    """What is evaluated, where that is done for all of them at once."""

    title = Line(
        200,
        label=_("Evaluate them together as"),
        help_text=_(
            "Such as: the cooperation with our sister cities. Left out, each is evaluated alone."
        ),
    )


class BulkEndForm(BulkForm):
    """The decision as the minutes have it, the day, and why."""

    body = Row(label=_("Who ruled?"), needed=_("Choose the body."), empty_label=None)
    date = Day(label=_("Date of the meeting"), needed=_("Write the date of the meeting."))
    number = Line(50, label=_("Number"), help_text=_("As in the minutes: 258"), short=True)
    effective = Day(label=_("They end on"), needed=_("Write the day on which they end."))
    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=3)
    explained = Line(
        200,
        label=_("Why it takes effect before it was decided, or is decided later"),
        help_text=_("Only where that is so"),
    )

    def __init__(self, data: Any = None, *, owner: Municipality | None, today: dt.date) -> None:
        bodies = Body.objects.filter(municipality=owner, is_active=True)
        super().__init__(data, initial={"date": today, "body": bodies.last()})
        self.today = today
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        decided, ends = data.get("date"), data.get("effective")
        if data.get("explained") or not decided:
            return data
        if decided > self.today:
            self.add_error("date", _t("The date of the decision has not come. Write the reason."))
        elif ends and ends < decided:
            self.add_error("explained", _t("It would end before that was decided. Write why."))
        return data

    def end(self) -> CommonEnd:
        data = self.cleaned_data
        return CommonEnd(
            minutes=Minutes(body=data["body"], date=data["date"], number=data["number"]),
            effective=data["effective"],
            reason=data["reason"],
            explained=data["explained"],
        )
