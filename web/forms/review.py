"""What is asked at a review: how it went, what comes next, what a party says?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Participation, Review, ReviewInput
from web.forms.base import ActForm
from web.forms.benefit import BenefitForm
from web.forms.fields import OneOf, Text, When
from workflows.reviews import Evaluation

if TYPE_CHECKING:
    from datetime import date

    from agreements.models import Case

COMPLETE = "complete"


class ReviewForm(BenefitForm):
    """Realised benefit, evaluation, recommendation, next window. Kept as a draft until complete."""

    def __init__(self, data: Any = None, *, case: Case, review: Review | None) -> None:
        super().__init__(data, case=case, initial=_known(review))
        self.add_groups()
        self.fields["text"] = Text(
            label=_("Evaluation"), help_text=_("What came of it, and what to change."), rows=6
        )
        self.fields["recommendation"] = OneOf(
            Review.Recommendation.choices,
            label=_("What is recommended?"),
            hints={
                "unchanged": _("The short way: the delegate decides, the body is informed"),
                "renew": _("A new term and a new window; the bodies of the route decide"),
                "amend": _("An amendment is written and has a course of its own"),
                "end": _("With a day, a notice, and what is to be finished"),
            },
        )
        if case.sort != case.Sort.AGREEMENT:  # only an agreement has a text that parties signed
            self.fields["recommendation"].choices = [  # type: ignore[attr-defined]
                choice for choice in Review.Recommendation.choices if choice[0] != "amend"
            ]
        self.fields["next_review"] = When(
            label=_("Next review"), help_text=_("A month and a year are enough.")
        )
        self.fields["next_term_end"] = When(
            label=_("The next term ends"), help_text=_("Only for a fixed term.")
        )

    @property
    def is_complete(self) -> bool:
        return self.data.get("then") == COMPLETE

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if not self.is_complete:
            return data
        if not data.get("text") and "text" not in self.errors:
            self.add_error("text", _t("Write how it went."))
        if not data.get("recommendation"):
            self.add_error("recommendation", _t("Choose what you recommend."))
        going_on = data.get("recommendation") in {"unchanged", "renew"}
        self.check_groups(data, whole=data.get("recommendation") == "renew")
        has_no_next = bool(self.case and self.case.no_review_reason)
        is_missing = not data.get("next_review") and "next_review" not in self.errors
        if going_on and is_missing and not has_no_next:
            self.add_error("next_review", _t("Write when it is reviewed next."))
        return data

    def evaluation(self) -> Evaluation:
        data = self.cleaned_data
        return Evaluation(
            text=data["text"],
            recommendation=data["recommendation"],
            benefits=self.benefits(),
            next_review=data["next_review"],
            next_term_end=data["next_term_end"],
        )


def _known(review: Review | None) -> dict[str, Any]:
    if review is None:
        return {}
    return {
        "text": review.evaluation,
        "recommendation": review.recommendation,
        "next_review": review.next_review,
        "next_term_end": review.next_term_end,
    } | BenefitForm.groups_known(review.realised_benefits.all())


class ReviewInputForm(ActForm):
    """What one party says."""

    text = Text(label=_("What does the party say?"), needed=_("Write what the party says."), rows=6)
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
        known = {"text": row.text, "received": row.received} if row else {"received": today}
        super().__init__(data, case=case, initial=known)
