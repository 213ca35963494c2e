"""What is asked when an initiative comes under an agreement, or gets another place there?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Case, FocusArea, Initiative
from web.forms.base import ActForm
from web.forms.fields import SHORT_TEXT, Line, OneOf, Row, Text
from web.forms.step import REASON_NEEDED
from workflows.cases import NewCase
from workflows.numbering import next_number, used_numbers

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from agreements.models import Agreement
    from people.models import Unit

HANDLINGS = [
    (Case.Handling.SIMPLE, _("A delegate decides it")),
    (Case.Handling.REGISTERED, _("It is only registered")),
]
OUTSIDE = "outside"
NATURES: dict[str, StrOrPromise] = {
    Initiative.Sort.PROJECT: _("It is done one day."),
    Initiative.Sort.STUDY: _("It ends with a finding: go on, do not go on, or more work."),
    Initiative.Sort.STANDING: _("It has no end; the department is asked once a year."),
}


class PlacedForm(ActForm):
    """In which focus area of its agreement, and under which number (R-021, R-024)."""

    area = OneOf(label=_("In which focus area?"), needed=_("Choose where it belongs."))
    number = Line(10, label=_("Number"), short=True)

    def place_under(self, agreement: Agreement, annex: str = "") -> None:
        """Offer the areas of the agreement, each with its next number."""
        self.areas = {str(area.pk): area for area in agreement.focus_areas.all()}
        used = used_numbers(agreement, annex)
        if not self.areas:
            del self.fields["area"]
            if used and not self.initial.get("number"):
                self.initial["number"] = next_number(agreement, annex=annex, used=used)
            return
        field = self.fields["area"]
        assert isinstance(field, OneOf)  # as declared above
        field.choices = [
            *((key, f"{area.number}. {area.name}") for key, area in self.areas.items()),
            (OUTSIDE, _t("Outside the focus areas")),
        ]
        field.choice_hints = {
            key: _t("The next number is %(number)s.")
            % {"number": next_number(agreement, area, annex, used)}
            for key, area in self.areas.items()
        }
        self.fields["number"].help_text = _("Left empty: the next one of the area.")

    def placed(self) -> dict[str, Any]:
        """Number, area, or outside of all areas."""
        area: FocusArea | None = self.areas.get(self.cleaned_data.get("area", ""))
        return {
            "number": self.cleaned_data["number"],
            "focus_area": area,
            "is_outside_areas": bool(self.areas) and area is None,
        }


class InitiativeForm(PlacedForm):
    """What it is, who carries it, and why now; a heavier one is proposed as a case of its own."""

    field_order = ("title", "summary", "nature", "area", "number")

    title = Line(
        200,
        label=_("What is the initiative called?"),
        needed=_("Write what the initiative is called."),
    )
    summary = Text(SHORT_TEXT, label=_("What is it about?"), rows=3)
    nature = OneOf(
        Initiative.Sort.choices,
        label=_("What sort of work is it?"),
        needed=_("Choose what sort of work it is."),
        hints=NATURES,
    )
    unit = Row(label=_("Which unit of yours?"), empty_label="")
    contact = Line(
        150, label=_("Who is the contact at your end?"), help_text=_("A post is enough.")
    )
    handling = OneOf(
        HANDLINGS,
        label=_("How much does it take?"),
        needed=_("Choose how much it takes."),
        hints={
            Case.Handling.SIMPLE: _("It costs something, or has to be decided: one page."),
            Case.Handling.REGISTERED: _("It costs nothing new: it is asked once a year."),
        },
    )
    reason = Text(SHORT_TEXT, label=_("Why is it added?"), needed=_("Write the reason."), rows=3)

    def __init__(self, data: Any = None, *, case: Case, units: QuerySet[Unit]) -> None:
        known = {"unit": case.unit, "nature": Initiative.Sort.PROJECT}
        super().__init__(data, case=case, initial=known)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.place_under(case.agreement)

    def new(self) -> NewCase:
        """The initiative with the parties that stay in its agreement."""
        assert self.case is not None  # always under an agreement
        parties = self.case.participations.filter(left_date=None).select_related("party")
        asked = ("title", "summary", "nature", "unit", "contact", "handling")
        return NewCase(
            parties=[row.party for row in parties],
            **self.placed(),
            **{name: self.cleaned_data[name] for name in asked},
        )


class PlaceForm(PlacedForm):
    """Another number or focus area of an initiative that is there already."""

    reason = Text(label=_("Reason"), needed=REASON_NEEDED, rows=3)

    def __init__(self, data: Any = None, *, case: Case) -> None:
        initiative = case.initiative
        area = OUTSIDE if initiative.is_outside_areas else initiative.focus_area_id
        known = {"number": initiative.number, "area": str(area or "")}
        super().__init__(data, case=case, initial=known)
        self.areas = {}
        if initiative.agreement is not None:
            self.place_under(initiative.agreement, initiative.annex)
        else:
            del self.fields["area"]
        self.fields["number"].help_text = ""
