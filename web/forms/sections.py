"""Which sections does a political case have, and what do those of its content ask and write?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Case, Initiative, Term
from agreements.states import State
from web.forms.amendment import AmendedText
from web.forms.context import ContextSection
from web.forms.fields import Amount, Day, Line, OneOf, Text, When
from web.forms.section import Basis, Parties, Section, Signatories
from web.forms.term import Months
from workflows.cases import write_part
from workflows.drafting import TermFacts, write_focus_areas, write_term

if TYPE_CHECKING:
    from workflows.visit import Visit


class Purpose(Section):
    slug = "purpose"
    heading = _("Purpose")
    hint = _("Why, and what about")

    summary = Text(label=_("Purpose"), rows=8)
    areas = Text(
        2000, label=_("Focus areas"), help_text=_("One on each line, in their order"), rows=5
    )

    def prepare(self, case: Case) -> None:
        if case.sort != Case.Sort.AGREEMENT:
            del self.fields["areas"]

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        if case.sort != Case.Sort.AGREEMENT:
            return {"summary": case.summary}
        areas = "\n".join(area.name for area in case.agreement.focus_areas.all())
        return {"summary": case.summary, "areas": areas}

    def clean_areas(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["areas"].split("\n")]
        if any(len(line) > 150 for line in lines):  # noqa: PLR2004
            raise forms.ValidationError(_("A focus area has at most 150 characters."))
        return "\n".join(filter(None, lines))

    def write(self, visit: Visit) -> None:
        visit.case.summary = self.cleaned_data["summary"]
        if "areas" in self.cleaned_data:
            write_focus_areas(visit.case, filter(None, self.cleaned_data["areas"].split("\n")))


class TermSection(Section):
    slug = "term"
    heading = _("Term")
    hint = _("When it begins, how long it holds")

    takes_effect = OneOf(
        Case.TakesEffect.choices, label=_("Takes effect"), needed=_("Choose when it takes effect.")
    )
    start = When(label=_("Begins"))
    basis = OneOf(
        Term.Basis.choices, label=_("It holds"), needed=_("Choose how long it holds."), inline=True
    )
    end = When(label=_("Ends"))
    renewal_months = Months(least=1, most=600, label=_("Renews itself for, months"))
    notice_months = Months(
        least=0,
        most=120,
        label=_("Notice before the end, months"),
        help_text=_("Counted back from the end of each term."),
    )
    notice_by = Day(
        label=_("Notice must be given by"), help_text=_("Where the text names a day instead.")
    )

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        term = case.terms.order_by("number").first() or Term(case=case)
        return {
            "takes_effect": case.takes_effect,
            "start": term.start,
            "basis": term.basis,
            "end": term.end,
            "renewal_months": term.renewal_months,
            "notice_months": term.notice_months,
            "notice_by": term.notice_by_date if term.notice_months is None else None,
        }

    @classmethod
    def is_done(cls, case: Case) -> bool:
        return case.terms.exists()

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        basis, start, end = data.get("basis"), data.get("start"), data.get("end")
        if basis in {"fixed", "self_renewing"} and not end and "end" not in self.errors:
            self.add_error("end", _t("Write when it ends."))
        if start and end and end.latest < start.earliest:
            self.add_error("end", _t("It cannot end before it begins."))
        if basis == "self_renewing" and not data.get("renewal_months"):
            self.add_error("renewal_months", _t("Write for how many months it renews itself."))
        agreed = data.get("takes_effect") == Case.TakesEffect.AGREED_DATE
        if agreed and (start is None or start.precision != "day"):
            self.add_error("start", _t("Write the agreed day, for example 01-01-2027."))
        return data

    def write(self, visit: Visit) -> None:
        asked = TermFacts.__dataclass_fields__
        write_term(visit.case, TermFacts(**{name: self.cleaned_data[name] for name in asked}))


class ReviewSection(Section):
    slug = "review"
    heading = _("Review")
    hint = _("When it is looked at again")

    review = When(label=_("First review"), help_text=_("A month and a year are enough."))
    interval = Months(
        least=1,
        most=600,
        label=_("Months between reviews"),
        help_text=_("Without both, the rule of its kind holds."),
    )
    no_review_reason = Line(200, label=_("If it is never reviewed: why"))

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        return {
            "review": case.review,
            "interval": case.review_interval_months,
            "no_review_reason": case.no_review_reason,
        }

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("no_review_reason") and (data.get("review") or data.get("interval")):
            self.add_error(
                "no_review_reason", _t("Set a review, or say why there is none; not both.")
            )
        return data

    def write(self, visit: Visit) -> None:
        visit.case.review = self.cleaned_data["review"]
        visit.case.review_interval_months = self.cleaned_data["interval"]
        visit.case.no_review_reason = self.cleaned_data["no_review_reason"]


class Assessment(Section):
    slug = "assessment"
    heading = _("Benefit, economy, citizens")
    hint = _("What you know already; the departments complete it")

    benefit = Text(label=_("Benefit"))
    economy = Text(label=_("Economy"))
    amount = Amount(label=_("Cost"), help_text=_("For the whole period"))
    account = Line(50, label=_("Account"), short=True)
    citizens = Text(label=_("Citizen perspective"))

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for part in case.assessment_parts.all():
            told[part.part] = part.text
            if part.part == "economy":
                told |= {"amount": part.amount, "account": part.account}
        return told

    def write(self, visit: Visit) -> None:
        data = self.cleaned_data
        write_part(visit.case, "benefit", text=data["benefit"])
        write_part(
            visit.case,
            "economy",
            text=data["economy"],
            amount=data["amount"],
            account=data["account"],
        )
        write_part(visit.case, "citizens", text=data["citizens"])


class Parts(Section):
    """The four parts of an initiative (R-048)."""

    slug = "parts"
    heading = _("The work")
    hint = _("Description, organisation, timetable, responsibilities")

    description = Text(label=_("Description"))
    organisation = Text(label=_("Organisation"))
    timetable = Text(label=_("Timetable"))
    responsibilities = Text(label=_("Division of responsibility"))

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        return {name: getattr(case.initiative, name) for name in cls.base_fields if name != "seen"}

    def write(self, visit: Visit) -> None:
        initiative: Initiative = visit.case.initiative
        for name in self.known(visit.case):
            setattr(initiative, name, self.cleaned_data[name])
        initiative.save()


class Contact(Section):
    """Who answers for it here; posts change more often than agreements."""

    slug = "contact"
    heading = _("Contact")
    hint = _("A post is enough, best with the shared mailbox of the unit.")

    contact = Line(150, label=_("Who is the contact here?"))

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        return {"contact": case.contact}

    def write(self, visit: Visit) -> None:
        visit.case.contact = self.cleaned_data["contact"]


class OnFile(Section):
    """What its sources tell of it: the date of the text, since when it is, what stands under it."""

    slug = "text"
    heading = _("Facts of the agreement")
    hint = _("As far as it is known; history keeps what stood here before.")

    dated = When(label=_("Date of the agreement"))
    established = When(
        label=_("Established"),
        help_text=_("A day, a year, a decade or a period: 1956, the 1940s, 1940–1959"),
    )
    is_framework = forms.BooleanField(
        required=False, label=_("It is a framework agreement, under which others stand")
    )
    has_text = forms.BooleanField(required=False, label=_("We have the text on file"))

    @classmethod
    def known(cls, case: Case) -> dict[str, Any]:
        return {name: getattr(case.agreement, name) for name in cls.base_fields if name != "seen"}

    def write(self, visit: Visit) -> None:
        agreement, data = visit.case.agreement, self.cleaned_data
        for name in ("dated", "established"):
            if str(data[name]) != str(getattr(agreement, name)):  # else it keeps its own words
                setattr(agreement, name, data[name])
        agreement.is_framework, agreement.has_text = data["is_framework"], data["has_text"]
        agreement.save()


def sections_of(case: Case) -> list[type[Section]]:
    """The sections of a draft, in their order. Later only some of them can be written."""
    is_agreement = case.sort == Case.Sort.AGREEMENT
    sections: list[type[Section]] = [Basis, Parties, Signatories, Purpose]
    sections += [] if is_agreement else [Parts]
    sections += [AmendedText] if is_agreement and case.agreement.amends_id else []
    sections += [ContextSection] if is_agreement else []
    sections += [TermSection, ReviewSection, Assessment]
    if case.state != State.DRAFT:
        sections += [Contact, OnFile] if is_agreement else [Contact]
    return sections


WRITTEN_LATER = frozenset({"signatories", "review", "parts", "contact", "text"})
"""Sections that are still written after the draft: history keeps before and after."""
