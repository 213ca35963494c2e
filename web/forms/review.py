"""What is asked at a review: how it went, what comes next, what a party says?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Kind, Participation, Review, ReviewInput
from agreements.models.assessment import Level
from web.forms.base import ActForm
from web.forms.benefit import NOT_TOLD, BenefitForm
from web.forms.fields import FromList, Line, OneOf, Row, Text, When
from web.forms.term import (
    add_next_term,
    check_next_term,
    check_window,
    known_of_next_term,
    next_term_said,
)
from workflows.reviews import Evaluation
from workflows.windows import default_review

if TYPE_CHECKING:
    from datetime import date

    from django.forms import BoundField

    from agreements.models import Case, FocusArea

COMPLETE = "complete"
HINTS = {
    "unchanged": _("The short way: the delegate decides, the body is informed"),
    "renew": _("A new term and a new window; the bodies of the route decide"),
    "amend": _("An amendment is written and has a course of its own"),
    "suspend": _("It rests: nothing is due until it is decided that it goes on"),
    "end": _("With a day, a notice, and what is to be finished"),
}


def meanings() -> list[dict[str, Any]]:
    """What each recommendation leads to, where the choices themselves have no room for it."""
    choices = Review.Recommendation.choices
    return [{"term": capfirst(str(label)), "value": str(HINTS[value])} for value, label in choices]


def recommendations(case: Case) -> list[tuple[str, Any]]:
    """What may be recommended; only an agreement has a text that parties signed."""
    is_agreement = case.sort == case.Sort.AGREEMENT
    return [
        choice
        for choice in Review.Recommendation.choices
        if is_agreement or choice[0] != Review.Recommendation.AMEND
    ]


class ReviewForm(BenefitForm):
    """Realised benefit, evaluation, recommendation, next window. Kept as a draft until complete."""

    def __init__(self, data: Any = None, *, case: Case, review: Review | None, today: date) -> None:
        offered = {"next_review": default_review(case, today)}
        offered |= known_of_next_term(case, review, today)
        super().__init__(data, case=case, initial=offered | _known(review))
        self.today = today
        self.areas = _areas_of(case)
        self.add_groups()
        for area in self.areas:
            about = {"area": area.name}
            self.fields[f"area_{area.pk}"] = FromList(
                NOT_TOLD, label=_("What came of it: %(area)s") % about
            )
            self.fields[f"why_{area.pk}"] = Line(500, label=_("Reason: %(area)s") % about)
        self.fields["text"] = Text(
            label=_("Evaluation"), help_text=_("What came of it, and what to change."), rows=6
        )
        self.fields["recommendation"] = OneOf(
            recommendations(case), label=_("What is recommended?"), hints=HINTS
        )
        self.fields["next_review"] = When(
            label=_("Next review"), help_text=_("A month and a year are enough.")
        )
        add_next_term(self)
        if case.sort == case.Sort.AGREEMENT:
            self.fields["next_kind"] = Row(
                label=_("Goes on as"),
                help_text=_("Only when it is renewed; number and history stay."),
                queryset=Kind.objects.exclude(pk=case.agreement.kind_id),
                empty_label=_("the same kind: %(kind)s") % {"kind": case.agreement.kind},
            )

    def area_rows(self) -> list[tuple[FocusArea, BoundField, BoundField]]:
        """Each focus area with its level and reason."""
        return [(area, self[f"area_{area.pk}"], self[f"why_{area.pk}"]) for area in self.areas]

    @property
    def is_complete(self) -> bool:
        return self.data.get("then") == COMPLETE

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        assert self.case is not None  # a review is of a case
        renews = data.get("recommendation") == Review.Recommendation.RENEW
        check_window(self, "next_review", data, self.today)
        check_next_term(self, self.case, self.today, is_whole=self.is_complete and renews)
        if not self.is_complete:
            return data
        if not data.get("text") and "text" not in self.errors:
            self.add_error("text", _t("Write how it went."))
        if not data.get("recommendation"):
            self.add_error("recommendation", _t("Choose what you recommend."))
        going_on = data.get("recommendation") in {"unchanged", "renew"}
        self.check_groups(data, whole=renews)
        self._check_areas(data)
        if data.get("next_kind") and not renews:
            self.add_error(
                "next_kind", _t("Only an agreement that is renewed goes on as another kind.")
            )
        has_no_next = bool(self.case.no_review_reason)
        is_missing = not data.get("next_review") and "next_review" not in self.errors
        if going_on and is_missing and not has_no_next:
            self.add_error("next_review", _t("Write when it is reviewed next."))
        return data

    def _check_areas(self, data: dict[str, Any]) -> None:
        """A level goes with its reason."""
        for area in self.areas:
            level, why = data.get(f"area_{area.pk}"), data.get(f"why_{area.pk}")
            if why and not level:
                self.add_error(f"area_{area.pk}", _t("Choose low, middle or high."))
            if level and not why and f"why_{area.pk}" not in self.errors:
                self.add_error(f"why_{area.pk}", _t("Give the reason for this level."))

    def evaluation(self) -> Evaluation:
        data = self.cleaned_data
        return Evaluation(
            text=data["text"],
            recommendation=data["recommendation"],
            benefits=self.benefits(),
            next_review=data["next_review"],
            next_term=next_term_said(data),
            next_kind=data.get("next_kind"),
            areas={
                area.pk: (data[f"area_{area.pk}"], data[f"why_{area.pk}"])
                for area in self.areas
                if data.get(f"area_{area.pk}") in Level.values and data.get(f"why_{area.pk}")
            },
        )


def _known(review: Review | None) -> dict[str, Any]:
    if review is None:
        return {}
    told: dict[str, Any] = {
        "text": review.evaluation,
        "recommendation": review.recommendation,
        "next_kind": review.next_kind_id,
    }
    if review.next_review is not None:
        told["next_review"] = review.next_review
    for row in review.area_evaluations.all():
        told |= {f"area_{row.focus_area_id}": row.level, f"why_{row.focus_area_id}": row.text}
    return told | BenefitForm.groups_known(review.realised_benefits.all())


def _areas_of(case: Case) -> list[FocusArea]:
    is_agreement = case.sort == case.Sort.AGREEMENT
    return list(case.agreement.focus_areas.all()) if is_agreement else []


class ReviewInputForm(ActForm):
    """What one party says, and what it gained itself (R-077)."""

    text = Text(label=_("What does the party say?"), needed=_("Write what the party says."), rows=6)
    gained = Text(
        label=_("What did the party gain?"),
        help_text=_("In its own words; can be left out"),
        rows=4,
    )
    received = When(label=_("Received"))

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        review: Review | None,
        participation: Participation,
        today: date,
    ) -> None:
        row = ReviewInput.objects.filter(review=review, participation=participation).first()
        known: dict[str, Any] = {"received": today}
        if row is not None:
            known = {"text": row.text, "gained": row.gained, "received": row.received}
        super().__init__(data, case=case, initial=known)
