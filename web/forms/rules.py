"""What is asked about a rule for reminders, the hours of sending, and quiet days?"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import DutyKind, Kind
from notifications.models import FreePeriod, ReminderRule, SendingSettings
from people.models import Post, Role
from web.forms.base import ActForm
from web.forms.fields import Day, FromList, Line, OneOf, Row

if TYPE_CHECKING:
    from people.models import Municipality

MOST_DAYS = 730
LONGEST_QUIET = timedelta(days=60)
TO = ReminderRule.Recipient
SHIFT = ReminderRule.Shift
BEFORE, AFTER = "before", "after"


class RuleForm(ActForm):
    """Of what, when, whom, how; what can be read stands on `rule` afterwards."""

    kind = Row(label=_("Kind of task"), empty_label=_("Every kind without rules of its own"))
    case_kind = Row(
        label=_("Kind of agreement"), empty_label=_("Every kind without rules of its own")
    )
    count = forms.IntegerField(
        label=_("How many days?"),
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={
            "required": _("Write the number of days."),
            "invalid": _("Write a whole number of days, such as 30."),
            "min_value": _("Write a number from 0 to 730."),
            "max_value": _("Write a number from 0 to 730."),
        },
    )
    side = OneOf(
        [(BEFORE, _("before the first day")), (AFTER, _("after the last day"))],
        label=_("Before or after?"),
        needed=_("Choose before or after."),
        hints={
            BEFORE: _("Of a task due in August 30 days before is 2 July."),
            AFTER: _("One day after the last day is the first day overdue; 0 is the last day."),
        },
    )
    recipient = FromList(TO.choices, label=_("Who is told?"), needed=_("Choose who is told."))
    post = Row(label=_("Which post?"), help_text=_("Only when a post is told"))
    role = FromList(
        [("", _("None")), *Role.choices],
        label=_("Which role?"),
        help_text=_("Only when a role is told"),
    )
    channel = OneOf(
        ReminderRule.Channel.choices,
        label=_("How?"),
        needed=_("Choose how they are told."),
        hints={"single": _("One a day at most; what else falls due stands in the next letter.")},
    )
    shift = OneOf(
        SHIFT.choices,
        label=_("And when the day is a weekend or a holiday?"),
        needed=_("Choose when it leaves."),
        hints={SHIFT.NONE: _("Only quiet days move it.")},
    )
    binding_only = forms.BooleanField(label=_("Binding agreements only"), required=False)
    is_active = forms.BooleanField(label=_("The rule is in use"), required=False)

    def __init__(self, data: Any = None, *, rule: ReminderRule, owner: Municipality) -> None:
        self.rule, self.owner = rule, owner
        is_new = rule.pk is None
        rest = ("recipient", "post", "role", "channel", "binding_only", "is_active")
        super().__init__(
            data,
            initial={name: getattr(rule, name) for name in rest}
            | {"kind": rule.kind_id, "case_kind": rule.case_kind_id}
            | {"shift": SHIFT.BEFORE if is_new else rule.shift}
            | {
                "count": None if is_new else abs(rule.days),
                "side": BEFORE if is_new or rule.days < 0 else AFTER,
            },
        )
        rows: Any = self.fields
        rows["kind"].queryset = DutyKind.objects.order_by("slug")
        rows["case_kind"].queryset = Kind.objects.order_by("order")
        rows["post"].queryset = Post.objects.filter(municipality=owner)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if self.errors:
            return data
        self._check_the_day(data)
        if data["recipient"] == TO.CONTACT and not self._writes_outside():
            words = _("Samklang writes to nobody outside here; allow it first, with the hours.")
            self.add_error("recipient", words)
        for name in ("kind", "case_kind", "recipient", "post", "role", "channel", "shift"):
            setattr(self.rule, name, data[name])
        self.rule.binding_only, self.rule.is_active = data["binding_only"], data["is_active"]
        self.rule.days = -data["count"] if data["side"] == BEFORE else data["count"]
        try:
            self.rule.full_clean()
        except ValidationError as error:
            for message in error.messages:
                self.add_error(None, message)
        return data

    def _check_the_day(self, data: dict[str, Any]) -> None:
        is_ahead = data["side"] == BEFORE
        if is_ahead and not data["count"]:
            self.add_error("count", _t("0 days is the last day: choose “after the last day”."))
        if not is_ahead and data["count"] and data["shift"] == SHIFT.BEFORE:
            self.add_error("shift", _t("What is overdue can only leave later, not before."))
        is_notice = data["kind"] is not None and data["kind"].pk == "notice"
        if is_notice and is_ahead and data["shift"] != SHIFT.BEFORE:
            self.add_error("shift", _t("A day of notice is told in time: choose the day before."))

    def _writes_outside(self) -> bool:
        mine = SendingSettings.objects.filter(municipality=self.owner, partner_mail=True)
        return bool(mine.exists())


class Hour(forms.TimeField):
    """A time of the day, as 08:00."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(format="%H:%M", attrs={"class": "short"}),
            input_formats=["%H:%M", "%H.%M", "%H"],
            error_messages={
                "required": _("Write the time, such as 08:00."),
                "invalid": _("Write the time, such as 08:00."),
            },
            **options,
        )

    def clean(self, value: Any) -> time:
        read: time = super().clean(value)
        return read


class SendingForm(ActForm):
    """The hours of a municipality."""

    send_time = Hour(label=_("Mails of their own leave at"))
    digest_time = Hour(label=_("The Monday letter leaves at"))
    partner_mail = forms.BooleanField(
        label=_("Write to contacts of other parties, where a rule says so"), required=False
    )

    def __init__(self, data: Any = None, *, sending: SendingSettings) -> None:
        self.sending = sending
        names = ("send_time", "digest_time", "partner_mail")
        super().__init__(data, initial={name: getattr(sending, name) for name in names})

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        for name, value in data.items():
            setattr(self.sending, name, value)
        if not self.errors:
            try:
                self.sending.full_clean()
            except ValidationError as error:
                self.add_error(None, error.messages[0])
        return data


class QuietDaysForm(ActForm):
    """A name, the first and the last day."""

    name = Line(100, label=_("What is it?"), needed=_("Write what it is, such as Summer holidays."))
    first_date = Day(label=_("First day"), needed=_("Write the first day."))
    last_date = Day(label=_("Last day"), needed=_("Write the last day."))

    def __init__(self, data: Any = None, *, period: FreePeriod, today: date) -> None:
        self.period, self.today = period, today
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        first, last = data.get("first_date"), data.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _t("The last day comes before the first."))
        elif first and last and last - first > LONGEST_QUIET:
            self.add_error("last_date", _t("At most 60 days in a row can be quiet."))
        elif last and last < self.today:
            self.add_error("last_date", _t("This day has passed."))
        for name, value in data.items():
            setattr(self.period, name, value)
        return data
