"""What is asked of a ruling: whose, when, under which number, with which outcome?"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

import clock
from agreements.models import Body, Meeting, Review
from agreements.models.decisions import Outcome
from web.forms.base import ActForm
from web.forms.fields import Day, Line, OneOf, Row, Text
from web.presenters.following import effects
from workflows.rules import open_review
from workflows.rulings import TEXT_IS_NEEDED, Minutes

if TYPE_CHECKING:
    import datetime as dt

    from agreements.models import Case
    from workflows.routes import Course

DECISION_TEXT = _("Changes, conditions or reasons")
WORDS_NEEDED = _("Write the changes, conditions or reasons.")
CONDITIONS_DUE = _("Conditions to be met by")
CAN_BE_LEFT_OUT = _("Can be left out: then the task stands without a day.")


BY_DELEGATE = (Outcome.APPROVED, Outcome.APPROVED_CONDITIONS, Outcome.NOT_APPROVED)
"""What a delegate may decide."""


def why_field() -> Line:
    """Asked where a decision is older than the proposal or still to come."""
    return Line(
        500,
        label=_("Reason, if the decision is older than the proposal or still to come"),
        help_text=_("What follows happens as soon as it is recorded, whatever its date."),
    )


def asks_why(form: ActForm, data: Any, proposed: dt.date | None, today: dt.date) -> bool:
    """Is what was sent as `date` still to come, or before the first proposal?"""
    with suppress(ValidationError):  # told at the field
        date = form.fields["date"].clean(data.get("date"))
        return bool(date > today or (proposed and date < proposed))
    return False


def ask_why_early(form: ActForm, data: dict[str, Any], today: dt.date) -> None:
    """A decision whose day has not come says why it is recorded."""
    if data.get("date") and data["date"] > today and not data.get("reason"):
        form.add_error("date", _t("The date of the decision has not come. Write the reason."))


def add_end(form: ActForm, case: Case) -> None:
    """Where its review recommends an end, its day is asked for with the decision."""
    review = open_review(case)
    if review is not None and review.recommendation == Review.Recommendation.END:
        form.fields["ends"] = Day(
            label=_("Ends on"), help_text=_("Needed when the ending is approved.")
        )


def _met(case: Case, body: Body | None, today: dt.date) -> dt.date | None:
    """The latest meeting that can have ruled: of this body, and not before the proposal."""
    since = case.proposal_versions.last()
    met = Meeting.objects.filter(body=body, date__lte=today)
    if since is not None:
        met = met.filter(date__gte=clock.local_date(since.proposed_at, case.owner.time_zone))
    latest = met.order_by("-date").first()
    return latest.date if latest else None


class RuleForm(ActForm):
    """The ruling of a body, as the minutes have it."""

    body = Row(label=_("Who ruled?"), needed=_("Choose the body."), empty_label=None)
    date = Day(label=_("Date of the meeting"), needed=_("Write the date of the meeting."))
    number = Line(50, label=_("Number"), help_text=_("As in the minutes: 258"), short=True)
    outcome = OneOf(
        Outcome.choices,
        label=_("Outcome"),
        needed=_("Choose the outcome."),
        inline=True,
    )
    conditions = Text(
        label=DECISION_TEXT,
        help_text=_("Needed with changes or conditions, when referred back or not approved."),
        rows=3,
    )
    conditions_due = Day(label=CONDITIONS_DUE, help_text=CAN_BE_LEFT_OUT)
    wording = Text(label=_("Wording of the decision"), rows=3)
    votes = Line(200, label=_("Votes"))
    minutes = Line(200, label=_("Minutes"), help_text=_("A link or journal number"))
    reason = why_field()

    def __init__(self, data: Any = None, *, case: Case, course: Course, today: dt.date) -> None:
        ahead = course.ahead[0].body if course.ahead else None
        self.today = today
        super().__init__(data, case=case, initial={"body": ahead, "date": _met(case, ahead, today)})
        self.fields["outcome"].choice_hints = effects(case, course, ahead)  # type: ignore[attr-defined]
        bodies = Body.objects.filter(municipality=case.owner_id, is_active=True)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        add_end(self, case)
        proposed = case.proposal_versions.first()
        zone = case.owner.time_zone
        first = clock.local_date(proposed.proposed_at, zone) if proposed else None
        if data is None or not asks_why(self, data, first, today):
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        ask_why_early(self, data, self.today)
        ask_for_words(self, data)
        return data

    def ruled(self) -> Minutes:
        data = self.cleaned_data
        meeting = Meeting.objects.filter(body=data["body"], date=data["date"]).first()
        return Minutes(
            body=data["body"],
            date=data["date"],
            number=data["number"],
            wording=data["wording"],
            votes=data["votes"],
            minutes=data["minutes"],
            meeting=meeting,
        )


SEND_BACK = "send_back"


class DecideForm(ActForm):
    """The decision of a delegate."""

    outcome = OneOf(label=_("Outcome"), needed=_("Choose what you decide."), inline=True)
    conditions = Text(
        label=_("Conditions or reason"),
        help_text=_("Needed unless you approve without conditions. A condition becomes a task."),
        rows=3,
    )
    conditions_due = Day(label=CONDITIONS_DUE, help_text=CAN_BE_LEFT_OUT)

    def __init__(self, data: Any = None, *, case: Case, may_send_back: bool) -> None:
        super().__init__(data, case=case)
        choices = [(outcome.value, outcome.label) for outcome in BY_DELEGATE]
        if may_send_back:
            choices.insert(-1, (SEND_BACK, _("Sent back for completion")))
        add_end(self, case)
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        ask_for_words(self, data)
        return data


def ask_for_words(form: ActForm, data: dict[str, Any], of: str = "") -> None:
    """Some outcomes are nothing without their words; `of` ends the names where many are asked."""
    asked = {*TEXT_IS_NEEDED, SEND_BACK}
    if data.get(f"outcome{of}") in asked and not str(data.get(f"conditions{of}", "")).strip():
        form.add_error(f"conditions{of}", WORDS_NEEDED)
