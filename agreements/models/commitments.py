"""What have the parties committed themselves to, who gives to whom, and how far is it?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.date_fields import PartialDateField, in_order
from agreements.models.cases import Case
from agreements.models.parties import Party
from audit.history import History


class Commitment(models.Model):
    """One thing that an initiative says will be done (R-022 to R-027, R-035).

    Without giver and receiver it is done jointly; where it goes both ways, `in_return` says what
    comes back (R-007). One that is conditional ("may come up") is never
    overdue and is asked about at each review. `case` is the initiative's.
    """

    class Horizon(models.TextChoices):
        SHORT = "short", _("in the short term")
        LONG = "long", _("in the long term")

    class Mode(models.TextChoices):
        START = "start", _("begins something new")
        INTENSIFY = "intensify", _("intensifies what exists")
        EXCHANGE = "exchange", _("exchanges experience or people")
        JOINT = "joint", _("delivers together")
        CONDITIONAL = "conditional", _("may come up")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("commitment", "open")
        PAUSED = "paused", pgettext_lazy("commitment", "paused")
        DONE = "done", pgettext_lazy("commitment", "done")
        CLOSED = "closed", pgettext_lazy("commitment", "closed")

    class Progress(models.TextChoices):
        NOT_BEGUN = "not_begun", pgettext_lazy("progress", "not begun")
        PREPARED = "prepared", pgettext_lazy("progress", "prepared")
        BEGUN = "begun", pgettext_lazy("progress", "begun")
        RUNS = "runs", pgettext_lazy("progress", "runs by itself")
        AS_BEFORE = "as_before", pgettext_lazy("progress", "as before")
        MORE = "more", pgettext_lazy("progress", "more than before")
        LASTING = "lasting", pgettext_lazy("progress", "lastingly more than before")
        AGREED = "agreed", pgettext_lazy("progress", "agreed who and what")
        PLANNED = "planned", pgettext_lazy("progress", "planned together")
        UNDER_WAY = "under_way", pgettext_lazy("progress", "under way")
        SHARED = "shared", pgettext_lazy("progress", "exchanged and passed on")
        DELIVERED = "delivered", pgettext_lazy("progress", "delivered")

    case = models.ForeignKey(Case, models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField()
    horizon = models.CharField(_("horizon"), max_length=5, choices=Horizon.choices)
    mode = models.CharField(_("mode"), max_length=11, choices=Mode.choices, default=Mode.JOINT)
    text = models.TextField(_("what is to be done"))
    extent = models.CharField(_("extent"), max_length=200, blank=True)
    giver = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who gives")
    )
    receiver = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who receives"),
    )
    gives = models.CharField(_("what is given"), max_length=200, blank=True)
    in_return = models.CharField(_("what is given in return"), max_length=200, blank=True)
    due = PartialDateField(_("due"))
    status = models.CharField(
        max_length=6, choices=Status.choices, default=Status.OPEN, editable=False
    )
    progress = models.CharField(
        _("how far"), max_length=9, choices=Progress.choices, blank=True, editable=False
    )

    history = History()

    class Meta:
        ordering = ("case", "number")
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="commitment_number_is_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_says_what"),
            models.CheckConstraint(
                condition=Q(giver__isnull=True)
                | Q(receiver__isnull=True)
                | ~Q(giver=F("receiver")),
                name="nobody_gives_to_themselves",
            ),
            models.CheckConstraint(
                condition=Q(gives="") | Q(giver__isnull=False),
                name="what_is_given_has_a_giver",
            ),
            models.CheckConstraint(
                condition=Q(in_return="") | Q(giver__isnull=False, receiver__isnull=False),
                name="a_return_has_giver_and_receiver",
            ),
            in_order("due"),
        )

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_conditional(self) -> bool:
        """It only “may come up”: never overdue, asked about at each review (R-027)."""
        return self.mode == self.Mode.CONDITIONAL

    @property
    def scale(self) -> tuple[Progress, ...]:
        """What may be told of how far it is; nothing where it only “may come up” (R-026, R-027)."""
        return SCALES[self.Mode(self.mode)]


_Mode, _Progress = Commitment.Mode, Commitment.Progress

SCALES: dict[Commitment.Mode, tuple[Commitment.Progress, ...]] = {
    _Mode.START: (_Progress.NOT_BEGUN, _Progress.PREPARED, _Progress.BEGUN, _Progress.RUNS),
    _Mode.INTENSIFY: (_Progress.AS_BEFORE, _Progress.MORE, _Progress.LASTING),
    _Mode.EXCHANGE: (
        _Progress.NOT_BEGUN,
        _Progress.AGREED,
        _Progress.UNDER_WAY,
        _Progress.SHARED,
    ),
    _Mode.JOINT: (
        _Progress.NOT_BEGUN,
        _Progress.PLANNED,
        _Progress.UNDER_WAY,
        _Progress.DELIVERED,
    ),
    _Mode.CONDITIONAL: (),
}
"""How far a commitment may be, by its mode, from the first step to the last (R-026)."""


class Milestone(models.Model):
    """Something that a party expects to have done by a day, and did on another (R-034)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="milestones")
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("milestone"), max_length=200)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party")
    )
    expected = PartialDateField(_("expected"))
    reached = PartialDateField(_("reached"))
    is_dropped = models.BooleanField(_("dropped"), default=False, editable=False)

    history = History()

    class Meta:
        ordering = ("case", "number")
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="milestone_number_is_unique"),
            models.CheckConstraint(
                condition=Q(expected_from__isnull=False) | Q(reached_from__isnull=False),
                name="milestone_has_a_date",
            ),
            in_order("expected"),
            in_order("reached"),
        )

    def __str__(self) -> str:
        return self.name
