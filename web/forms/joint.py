"""What is asked when many agreements are reviewed in one evaluation?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Body, Case, Review
from agreements.models.decisions import APPROVING, Outcome
from web.forms.base import ActForm
from web.forms.fields import Day, FromList, Line, Row, Text, When
from web.forms.review import recommendations
from web.forms.term import check_window
from workflows.joint_reviews import Ruled
from workflows.reviews import Evaluation
from workflows.rulings import Minutes

if TYPE_CHECKING:
    from datetime import date

    from django.forms import BoundField

COMPLETE = "complete"
OUTCOMES = [
    outcome for outcome in Outcome.choices if outcome[0] not in {Outcome.TO_COUNCIL, Outcome.URGENT}
]
BY_DELEGATE = [
    (outcome.value, outcome.label) for outcome in (Outcome.APPROVED, Outcome.APPROVED_CONDITIONS)
]
"""What a delegate who records no rulings of bodies may decide; else nothing is decided."""


@dataclass(frozen=True, slots=True)
class Share:
    """One agreement on the page, with its fields."""

    case: Case
    review: Review
    fields: list[BoundField]


class ManyForm(ActForm):
    """A form about many cases, which sends back the version of each that the person looked at."""

    def see(self, cases: list[Case]) -> None:
        for case in cases:
            self.fields[f"seen_{case.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=case.version
            )

    def versions(self, cases: list[Case]) -> dict[int, int]:
        return {case.pk: self.cleaned_data[f"seen_{case.pk}"] for case in cases}


class JointEvaluateForm(ManyForm):
    """One evaluation, and for each agreement what is recommended and when it is reviewed next."""

    def __init__(self, data: Any, *, joint: Any, reviews: list[Review], today: date) -> None:
        super().__init__(data, initial={"evaluation": joint.evaluation})
        self.reviews, self.today = reviews, today
        self.fields["evaluation"] = Text(
            label=_("The evaluation of all of them"),
            help_text=_("What came of it, and what to change."),
            rows=8,
        )
        for review in reviews:
            self._ask_about(review)
        self.see([review.case for review in reviews])

    def _ask_about(self, review: Review) -> None:
        key, about = review.case_id, {"case": review.case.title}
        self.fields[f"recommendation_{key}"] = FromList(
            [("", _("Choose")), *recommendations(review.case)],
            label=_("Recommended: %(case)s") % about,
            initial=review.recommendation,
        )
        self.fields[f"next_{key}"] = When(
            label=_("Next review: %(case)s") % about, initial=review.next_review
        )
        self.fields[f"own_{key}"] = Text(
            label=_("About this one alone: %(case)s") % about, rows=2, initial=_own_words(review)
        )

    def shares(self) -> list[Share]:
        return [
            Share(
                review.case,
                review,
                [self[f"{name}_{review.case_id}"] for name in ("recommendation", "next", "own")],
            )
            for review in self.reviews
        ]

    @property
    def is_complete(self) -> bool:
        return self.data.get("then") == COMPLETE

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        for review in self.reviews:
            check_window(self, f"next_{review.case_id}", data, self.today)
        if not self.is_complete:
            return data
        if not data.get("evaluation"):
            self.add_error("evaluation", _t("Write the evaluation."))
        for review in self.reviews:
            key = review.case_id
            said = data.get(f"recommendation_{key}")
            if not said:
                self.add_error(f"recommendation_{key}", _t("Choose what you recommend."))
            is_missing = not data.get(f"next_{key}") and not review.case.no_review_reason
            if said in {"unchanged", "renew"} and is_missing and f"next_{key}" not in self.errors:
                self.add_error(f"next_{key}", _t("Write when it is reviewed next."))
        return data

    def told(self) -> dict[Case, Evaluation]:
        """For each agreement; what was told of its benefit and areas stays."""
        return {review.case: self._told(review) for review in self.reviews}

    def _told(self, review: Review) -> Evaluation:
        data, key = self.cleaned_data, review.case_id
        recommendation = data[f"recommendation_{key}"]
        renews = recommendation in {Review.Recommendation.RENEW, ""}
        return Evaluation(
            text=data[f"own_{key}"],
            recommendation=recommendation,
            next_review=data[f"next_{key}"],
            next_term=review.next_term,
            next_kind=review.next_kind if renews else None,
            benefits={row.group: (row.level, row.reason) for row in review.realised_benefits.all()},
            areas={
                row.focus_area_id: (row.level, row.text) for row in review.area_evaluations.all()
            },
        )


def _own_words(review: Review) -> str:
    """What is said of this agreement alone."""
    common = review.joint.evaluation if review.joint else ""
    return "" if review.evaluation == common else review.evaluation


class JointRuleForm(ManyForm):
    """One decision, and its outcome for each agreement.

    Without an `owner`, whose bodies may have ruled, it is a delegate's alone.
    """

    def __init__(
        self, data: Any, *, owner: Any, reviews: list[Review], today: date, may_delegate: bool
    ) -> None:
        super().__init__(data, initial={"date": today})
        self.reviews, self.may_record = reviews, owner is not None
        if self.may_record:
            self._ask_for_minutes(owner, may_delegate=may_delegate)
        self.fields["wording"] = Text(label=_("Wording of the decision"), rows=3)
        for review in reviews:
            self._ask_about(review)
        self.see([review.case for review in reviews])

    def _ask_for_minutes(self, owner: Any, *, may_delegate: bool) -> None:
        self.fields["body"] = Row(
            label=_("Who decided?"),
            queryset=Body.objects.filter(municipality=owner, is_active=True),
            empty_label=_("I decide, as delegate") if may_delegate else _("Choose"),
        )
        self.fields["body"].required = not may_delegate
        self.fields["date"] = Day(label=_("Date"), needed=_("Write the date of the decision."))
        self.fields["number"] = Line(50, label=_("Number"), short=True)

    def _ask_about(self, review: Review) -> None:
        key, about = review.case_id, {"case": review.case.title}
        outcomes = OUTCOMES if self.may_record else BY_DELEGATE
        self.fields[f"outcome_{key}"] = FromList(
            [("", _("Not ruled on")), *outcomes], label=_("Outcome: %(case)s") % about
        )
        self.fields[f"conditions_{key}"] = Line(
            500, label=_("Changes, conditions or reasons: %(case)s") % about
        )
        if review.recommendation == Review.Recommendation.END:
            self.fields[f"ends_{key}"] = Day(label=_("Ends on: %(case)s") % about)

    def shares(self) -> list[Share]:
        names = ("outcome", "conditions", "ends")
        return [
            Share(
                review.case,
                review,
                [self[name] for name in (f"{n}_{review.case_id}" for n in names)
                 if name in self.fields],
            )
            for review in self.reviews
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        told = {review: data.get(f"outcome_{review.case_id}") for review in self.reviews}
        if not any(told.values()):
            first = f"outcome_{self.reviews[0].case_id}"
            self.add_error(first, _t("Choose the outcome for at least one agreement."))
        for review, outcome in told.items():
            ends = f"ends_{review.case_id}"
            if ends in self.fields and outcome in APPROVING and not data.get(ends):
                self.add_error(ends, _t("Write the day on which it ends."))
        return data

    def minutes(self) -> Minutes | None:
        data = self.cleaned_data
        if data.get("body") is None:
            return None
        return Minutes(
            body=data["body"], date=data["date"], number=data["number"], wording=data["wording"]
        )

    def ruled(self) -> list[Ruled]:
        data = self.cleaned_data
        return [
            Ruled(
                case=review.case,
                outcome=data[f"outcome_{review.case_id}"],
                conditions=data[f"conditions_{review.case_id}"],
                ends=data.get(f"ends_{review.case_id}"),
            )
            for review in self.reviews
            if data[f"outcome_{review.case_id}"]
        ]
