"""What is asked when a step needs little more than a reason or a day?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Initiative
from web.forms.attached import Attached
from web.forms.base import ActForm
from web.forms.fields import Day, Line, OneOf, Rows, Text, When
from web.presenters.words import day, joined
from workflows import fulfilling

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from agreements.dates import PartialDate
    from agreements.models import Body, Case, Duty, FormalDecision
    from workflows.listing import Step

REASON_NEEDED = _("Write the reason.")


class StepForm(ActForm):
    """A reason where the step needs one; a day when it brings into force; what came of it."""

    def __init__(self, data: Any = None, *, case: Case, step: Step, today: date) -> None:
        super().__init__(data, case=case, initial={"effective": today})
        if step.slug == "activate":
            self.fields["effective"] = Day(
                label=_("In force from"), needed=_("Write the day from which it is in force.")
            )
        if step.slug == "complete":
            self.fields["outcome"] = Text(
                label=_("What came of it?"), needed=_("Tell what came of it."), rows=6
            )
        if step.slug == "complete" and case.initiative.sort == Initiative.Sort.STUDY:
            self.fields["finding"] = OneOf(
                Initiative.Finding.choices,
                label=_("What did the study find?"),
                needed=_("Choose what the study found."),
                inline=True,
            )
        if step.needs_reason:
            self.fields["reason"] = Text(label=_("Reason"), needed=REASON_NEEDED)


class ReasonForm(ActForm):
    """Nothing but a reason."""

    reason = Text(label=_("Reason"), needed=REASON_NEEDED)


class CorrectForm(ActForm):
    """A clerical slip: number, wording, votes, minutes."""

    number = Line(50, label=_("Number"), short=True)
    wording = Text(label=_("Wording of the decision"))
    votes = Line(200, label=_("Votes"))
    minutes = Line(200, label=_("Minutes"))
    reason = Text(label=_("Reason"), help_text=_("What was wrong"), needed=REASON_NEEDED, rows=2)

    def __init__(self, data: Any = None, *, case: Case, decision: FormalDecision) -> None:
        self.before = {
            name: getattr(decision, name) for name in ("number", "wording", "votes", "minutes")
        }
        super().__init__(data, case=case, initial=self.before)

    def changes(self) -> dict[str, str]:
        return {
            name: self.cleaned_data[name]
            for name, before in self.before.items()
            if self.cleaned_data[name] != before
        }

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if not self.errors and not self.changes():
            raise forms.ValidationError(_t("Nothing is changed."))
        return data


class DoneForm(ActForm):
    """What somebody did about a task, in their own words."""

    text = Text(label=_("What was done?"), needed=_("Write what was done."), rows=3)
    happened = When(label=_("Date"), needed=_("Write the date."))

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        super().__init__(data, case=case, initial={"happened": today})


class InformedForm(ActForm):
    """Of which cases a body was informed, when, and how that is to be told."""

    duties = Rows(
        label=_("Cases"),
        help_text=_("Ticked is what was decided by the day of its last meeting."),
        needed=_("Choose at least one case."),
    )
    happened = When(label=_("Date"), needed=_("Write the date."))
    text = Text(label=_("What was done?"), needed=_("Write what was done."), rows=2)

    def __init__(
        self, data: Any = None, *, duties: QuerySet[Duty], body: Body, met: date, today: date
    ) -> None:
        text = _t("%(body)s was informed at its meeting.") % {"body": body}
        chosen = [duty.pk for duty in duties if fulfilling.decided_on(duty) <= met]
        super().__init__(data, initial={"happened": met, "text": text, "duties": chosen})
        self.today = today
        self.fields["duties"].queryset = duties  # type: ignore[attr-defined]
        self.fields["duties"].label_from_instance = _decided  # type: ignore[attr-defined]

    def clean_happened(self) -> PartialDate:
        happened: PartialDate = self.cleaned_data["happened"]
        if happened.earliest > self.today:
            raise forms.ValidationError(_t("This day has not come yet."))
        return happened


def _decided(duty: Duty) -> str:
    return joined(duty.case.title, day(fulfilling.decided_on(duty)))


class ReadyForm(ActForm):
    """Nothing but having looked."""

    looked = forms.BooleanField(
        label=_("I have looked at the proposal and its assessment"),
        error_messages={"required": _("Say that you have looked at it.")},
    )


class SentForm(ActForm):
    """The decision went out."""

    note = Line(
        200,
        label=_("To whom, and how?"),
        help_text=_("Can be left out: partner and units, by letter or e-mail"),
    )
    letter = Attached(
        label=_("The letter or extract of the minutes"),
        help_text=_("Put on file as the proof; can be left out"),
    )
