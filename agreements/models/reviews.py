"""How did it go, and what is recommended?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.models.agreement import Agreement, FocusArea, Term
from agreements.models.assessment import Benefit, Level
from agreements.models.cases import Case
from agreements.models.commitments import Commitment
from agreements.models.kinds import Kind
from agreements.models.participation import Participation
from agreements.next_term import NextTerm
from audit.constraints import unique_with_empty
from audit.history import History
from people.models import Municipality


class JointReview(models.Model):
    """One evaluation of many agreements, with a ruling for each (practice.md, Review)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="joint_reviews")
    title = models.CharField(_("title"), max_length=200)
    evaluation = models.TextField(_("evaluation"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    history = History()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("joint review")
        verbose_name_plural = _("joint reviews")

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """One review of a case; its window is the due date of the ruling (R-043, R-074)."""

    class Recommendation(models.TextChoices):
        UNCHANGED = "unchanged", _("Continue unchanged")
        RENEW = "renew", _("Renew")
        AMEND = "amend", _("Change the text")
        SUSPEND = "suspend", _("Suspend")
        END = "end", _("End")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        SUPERSEDED = "superseded", _("superseded")

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    window = PartialDateField(_("window"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    evaluation = models.TextField(_("evaluation"), blank=True)
    recommendation = models.CharField(
        _("recommendation"), max_length=10, choices=Recommendation.choices, blank=True
    )
    next_review = PartialDateField(_("next review"))
    next_basis = models.CharField(
        _("the next term"), max_length=13, choices=Term.Basis.choices, blank=True
    )
    next_term_end = PartialDateField(_("the next term ends"))
    next_renewal_months = models.PositiveSmallIntegerField(
        _("then renewed for, months"), null=True, blank=True
    )
    next_notice_months = models.PositiveSmallIntegerField(
        _("then notice, months"), null=True, blank=True
    )
    next_notice_by_date = models.DateField(_("then notice by"), null=True, blank=True)
    next_kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("goes on as"),
    )
    joint = models.ForeignKey(
        JointReview, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    evaluated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    evaluated_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ("number",)
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="review_number_is_unique"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status="open"), name="one_open_review_for_a_case"
            ),
            in_order("window"),
            in_order("next_review"),
            in_order("next_term_end"),
        )

    def __str__(self) -> str:
        return f"{self.case} #{self.number}"

    @property
    def next_term(self) -> NextTerm:
        """How it is to hold if it is renewed, as far as the evaluation says."""
        return NextTerm(
            basis=self.next_basis,
            end=self.next_term_end,
            renewal_months=self.next_renewal_months,
            notice_months=self.next_notice_months,
            notice_by=self.next_notice_by_date,
        )

    @next_term.setter
    def next_term(self, said: NextTerm) -> None:
        self.next_basis, self.next_term_end = said.basis, said.end
        self.next_renewal_months = said.renewal_months
        self.next_notice_months, self.next_notice_by_date = said.notice_months, said.notice_by


class RealisedBenefit(Benefit):
    """The benefit that came."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="realised_benefits")

    history = History()

    class Meta:
        verbose_name = _("realised benefit")
        verbose_name_plural = _("realised benefits")
        constraints = (
            models.UniqueConstraint(fields=["review", "group"], name="realised_once_for_a_group"),
        )


class ReviewInput(models.Model):
    """What one party says at a review."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="inputs")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="inputs")
    text = models.TextField(_("what the party says"))
    gained = models.TextField(_("what the party gained"), blank=True)
    received = PartialDateField(_("received"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    history = History()

    class Meta:
        verbose_name = _("input of a party")
        verbose_name_plural = _("inputs of parties")
        constraints = (
            models.UniqueConstraint(
                fields=["review", "participation"], name="party_speaks_once_in_a_review"
            ),
            in_order("received"),
        )

    def __str__(self) -> str:
        return f"{self.participation}: {self.text[:40]}"


class AreaEvaluation(models.Model):
    """How it went in one focus area of an agreement (R-074)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="area_evaluations")
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, related_name="evaluations")
    level = models.CharField(_("what came of it"), max_length=6, choices=Level.choices)
    text = models.CharField(_("reason"), max_length=500)

    history = History()

    class Meta:
        ordering = ("review", "focus_area")
        verbose_name = _("evaluation of a focus area")
        verbose_name_plural = _("evaluations of focus areas")
        constraints = (
            models.UniqueConstraint(
                fields=["review", "focus_area"], name="area_evaluated_once_in_a_review"
            ),
        )

    def __str__(self) -> str:
        return f"{self.focus_area}: {self.get_level_display()}"


class InitiativeAnswer(models.Model):
    """What a review says of an initiative under its agreement: continue, close or move it.

    With `commitment` it is about that conditional commitment of the initiative `case` (R-027). It
    is carried out when the review is ruled on.
    """

    class Answer(models.TextChoices):
        CONTINUE = "continue", _("Continue")
        CLOSE = "close", _("Close")
        MOVE = "move", _("Move to another agreement")

    review = models.ForeignKey(Review, models.PROTECT, related_name="answers")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    moved_to = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("moved to"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    history = History()

    class Meta:
        ordering = ("review", "case")
        verbose_name = _("answer about an initiative")
        verbose_name_plural = _("answers about initiatives")
        constraints = (
            unique_with_empty(
                "review",
                "case",
                empty=("commitment",),
                name="answered_once_in_a_review",
                message=_("The review has an answer about this already: change that."),
            ),
            models.CheckConstraint(
                condition=Q(commitment__isnull=True) | ~Q(answer="move"),
                name="a_commitment_is_not_moved",
            ),
            models.CheckConstraint(
                condition=Q(answer="continue") | ~Q(reason=""), name="an_answer_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(answer="move", moved_to__isnull=False)
                | ~Q(answer="move") & Q(moved_to__isnull=True),
                name="a_moved_initiative_has_an_aim",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}: {self.get_answer_display()}"
