"""What is asked when many agreements are reviewed in one evaluation?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Min
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

import clock
from agreements.models import Body, Case, ProposalVersion, Review
from agreements.models.decisions import APPROVING, Outcome
from web.forms.base import ActForm
from web.forms.fields import Day, FromList, Line, Row, Text, When
from web.forms.review import recommendations
from web.forms.rule import (
    BY_DELEGATE,
    CAN_BE_LEFT_OUT,
    CONDITIONS_DUE,
    DECISION_TEXT,
    ask_for_words,
    ask_why_early,
    asks_why,
    why_field,
)
from web.forms.term import (
    NAMES,
    NEXT,
    add_next_term,
    check_next_term,
    check_window,
    known_of_next_term,
    next_term_said,
)
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


@dataclass(frozen=True, slots=True)
class Share:
    """One agreement on the page, with its fields; `term` asks how it holds if it is renewed."""

    case: Case
    review: Review
    fields: list[BoundField]
    term: list[BoundField]

    @property
    def shows_term(self) -> bool:
        """Is it to be seen at once what is asked of the next term?"""
        renews = Review.Recommendation.RENEW
        said = [field.value() for field in self.fields if field.name.startswith("recommendation_")]
        return renews in said or any(field.errors for field in self.term)


class ManyForm(ActForm):
    """A form about many cases, which sends back the version of each that the person looked at."""

    def see(self, cases: list[Case]) -> None:
        for case in cases:
            self.fields[f"seen_{case.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=case.version
            )

    def versions(self, cases: list[Case]) -> dict[int, int]:
        return {case.pk: self.cleaned_data[f"seen_{case.pk}"] for case in cases}

    def ask(self, review: Review, **fields: forms.Field) -> None:
        """Of this agreement alone; an error of many says of which it is."""
        for name, field in fields.items():
            field.about = review.case.title  # type: ignore[attr-defined]
            self.fields[f"{name}_{review.case_id}"] = field

    def asked(self, review: Review, *names: str) -> list[BoundField]:
        keys = [f"{name}_{review.case_id}" for name in names]
        return [self[key] for key in keys if key in self.fields]


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
        case, of = review.case, f"_{review.case_id}"
        self.ask(
            review,
            recommendation=FromList(
                [("", _("Choose")), *recommendations(case)],
                label=_("What is recommended?"),
                initial=review.recommendation,
            ),
            next=When(label=_("Next review"), initial=review.next_review),
            own=Text(label=_("About this one alone"), rows=2, initial=_own_words(review)),
        )
        add_next_term(self, of, about=case.title)
        self.initial.update(known_of_next_term(case, review, self.today, of))

    def shares(self) -> list[Share]:
        terms = [f"{NEXT}{name}" for name in NAMES]
        return [
            Share(
                review.case,
                review,
                self.asked(review, "recommendation", "next", "own"),
                self.asked(review, *terms),
            )
            for review in self.reviews
        ]

    @property
    def is_complete(self) -> bool:
        return self.data.get("then") == COMPLETE

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        for review in self.reviews:
            of = f"_{review.case_id}"
            check_window(self, f"next{of}", data, self.today)
            renews = data.get(f"recommendation{of}") == Review.Recommendation.RENEW
            is_whole = self.is_complete and renews
            check_next_term(self, review.case, self.today, is_whole=is_whole, of=of)
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
            next_term=next_term_said(data, f"_{key}"),
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
        self.reviews, self.may_record, self.today = reviews, owner is not None, today
        if self.may_record:
            self._ask_for_minutes(data, owner, may_delegate=may_delegate)
        self.fields["wording"] = Text(label=_("Wording of the decision"), rows=3)
        for review in reviews:
            self._ask_about(review)
        self.see([review.case for review in reviews])

    def _ask_for_minutes(self, data: Any, owner: Any, *, may_delegate: bool) -> None:
        self.fields["body"] = Row(
            label=_("Who decided?"),
            queryset=Body.objects.filter(municipality=owner, is_active=True),
            empty_label=_("I decide, as delegate") if may_delegate else _("Choose"),
        )
        self.fields["body"].required = not may_delegate
        self.fields["date"] = Day(label=_("Date"), needed=_("Write the date of the decision."))
        self.fields["number"] = Line(50, label=_("Number"), short=True)
        if data and data.get("body") and asks_why(self, data, self._proposed(), self.today):
            self.fields["reason"] = why_field()

    def _proposed(self) -> date | None:
        """The last day on which one of them was first proposed."""
        rows = ProposalVersion.objects.filter(case__in=[review.case_id for review in self.reviews])
        first = rows.order_by().values("case").annotate(first=Min("proposed_at"))
        last = max((row["first"] for row in first), default=None)
        zone = self.reviews[0].case.owner.time_zone
        return clock.local_date(last, zone) if last else None

    def _ask_about(self, review: Review) -> None:
        outcomes = OUTCOMES if self.may_record else [(o.value, o.label) for o in BY_DELEGATE]
        self.ask(
            review,
            outcome=FromList([("", _("Not ruled on")), *outcomes], label=_("Outcome")),
            conditions=Line(500, label=DECISION_TEXT),
            conditions_due=Day(label=CONDITIONS_DUE, help_text=CAN_BE_LEFT_OUT),
        )
        if review.recommendation == Review.Recommendation.END:
            self.ask(review, ends=Day(label=_("Ends on")))

    def shares(self) -> list[Share]:
        names = ("outcome", "conditions", "conditions_due", "ends")
        return [Share(row.case, row, self.asked(row, *names), []) for row in self.reviews]

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        told = {review: data.get(f"outcome_{review.case_id}") for review in self.reviews}
        if not any(told.values()):
            first = f"outcome_{self.reviews[0].case_id}"
            self.add_error(first, _t("Choose the outcome for at least one agreement."))
        is_delegate = data.get("body") is None and "body" not in self.errors
        if not is_delegate:
            ask_why_early(self, data, self.today)
        for review, outcome in told.items():
            of = f"_{review.case_id}"
            ask_for_words(self, data, of)
            if is_delegate and outcome and outcome not in BY_DELEGATE:
                self.add_error(f"outcome{of}", _t("Only a body rules so: choose which."))
            if f"ends{of}" in self.fields and outcome in APPROVING and not data.get(f"ends{of}"):
                self.add_error(f"ends{of}", _t("Write the day on which it ends."))
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
                conditions_due=data[f"conditions_due_{review.case_id}"],
                ends=data.get(f"ends_{review.case_id}"),
            )
            for review in self.reviews
            if data[f"outcome_{review.case_id}"]
        ]
