"""What is asked of an annex: its text, who adopted it, and from when it holds?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.models import Annex, Body, Case
from web.forms.base import ActForm
from web.forms.fields import Day, Line, OneOf, Row, Text, When
from workflows.annexes import AnnexText
from workflows.rulings import Minutes

if TYPE_CHECKING:
    from datetime import date


class AnnexForm(ActForm):
    """A draft; the number of a later version is that of the first."""

    sort = OneOf(Annex.Sort.choices, label=_("What is it?"), needed=_("Choose."), inline=True)
    number = Line(
        20,
        label=_("Number"),
        help_text=_("As people say it: 1, A. Initiatives name the annex by it."),
        needed=_("Write the number."),
        short=True,
    )
    title = Line(200, label=_("Title"), needed=_("Write a title."))
    text = Text(60_000, label=_("Text"), rows=14)
    follows_agreement = forms.BooleanField(
        required=False, label=_("It takes effect with the agreement")
    )
    begins = When(
        label=_("Otherwise from"),
        help_text=_("Its own day. A month alone brings nothing into force by itself."),
    )
    dated = When(label=_("Date of the document"))

    def __init__(
        self, data: Any = None, *, case: Case, annex: Annex | None = None, number: str = ""
    ) -> None:
        known = {"sort": Annex.Sort.ANNEX, "number": number, "follows_agreement": True}
        if annex is not None:
            known = {name: getattr(annex, name) for name in self.base_fields if name in WRITTEN}
            known["begins"] = annex.active_from
        super().__init__(data, case=case, initial=known)
        self.annex = annex
        if annex is not None and annex.version > 1:
            del self.fields["number"]

    def facts(self) -> AnnexText:
        data = {name: self.cleaned_data[name] for name in (*WRITTEN, "begins") if name != "number"}
        number = self.cleaned_data.get("number", self.annex.number if self.annex else "")
        return AnnexText(number=number, **data)


WRITTEN = ("sort", "number", "title", "text", "follows_agreement", "dated")


class AdoptForm(ActForm):
    """The ruling as the minutes have it; nothing for a delegate, nor on a registered relation."""

    def __init__(
        self, data: Any = None, *, case: Case, today: date, may_record: bool, may_delegate: bool
    ) -> None:
        super().__init__(data, case=case, initial={"date": today})
        if case.handling == Case.Handling.REGISTERED or not may_record:
            return
        bodies = Body.objects.filter(municipality=case.owner_id, is_active=True)
        self.fields["body"] = Row(
            queryset=bodies,
            label=_("Who adopted it?"),
            needed=_("Choose the body."),
            empty_label=_("I decide, as delegate") if may_delegate else None,
        )
        self.fields["body"].required = not may_delegate
        self.fields["date"] = Day(
            label=_("Date of the meeting"), needed=_("Write the date of the meeting.")
        )
        self.fields["number"] = Line(
            50, label=_("Number"), help_text=_("As in the minutes: 258"), short=True
        )
        self.fields["reason"] = Text(
            label=_("Reason"),
            help_text=_("Only where the decision is older than the proposal."),
            rows=2,
        )

    def minutes(self) -> Minutes | None:
        data = self.cleaned_data
        if data.get("body") is None:
            return None
        return Minutes(body=data["body"], date=data["date"], number=data["number"])


class AnnexDayForm(ActForm):
    """From which day."""

    effective = Day(label=_("In force from"), needed=_("Write the day from which it is in force."))

    def __init__(self, data: Any = None, *, case: Case, today: date) -> None:
        super().__init__(data, case=case, initial={"effective": today})
