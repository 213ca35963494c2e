"""What must somebody do, by when?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.labels import duty_label
from agreements.models.cases import Case, StepRecord
from agreements.models.decisions import Body
from agreements.models.parties import Party
from audit.history import History
from people.models import Actor


class DutyKind(models.Model):
    """A kind of duty that reminder rules refer to. `slug` is what workflows open."""

    slug = models.SlugField(_("code"), primary_key=True)
    is_statutory = models.BooleanField(
        _("statutory"), default=True, help_text=_("Its reminders cannot be unsubscribed.")
    )

    history = History()

    class Meta:
        ordering = ("slug",)
        verbose_name = _("kind of duty")
        verbose_name_plural = _("kinds of duty")

    def __str__(self) -> str:
        return str(duty_label(self.slug))


class Duty(models.Model):
    """Somebody is asked to do something within a window. A fact closes it (decision 5).

    Reminders count back from `due.earliest`; it is overdue from the day after `due.latest`, in
    the owner's time zone. A duty without a window is shown while open and never overdue.
    `subject` says what it is about in the owner's language; where that is a body, `body` names it,
    where it is a party, `party`: by the name that it has now.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    case = models.ForeignKey(Case, models.PROTECT, related_name="duties")
    kind = models.ForeignKey(DutyKind, models.PROTECT, related_name="duties")
    subject = models.CharField(max_length=200, blank=True)
    responsible = models.ForeignKey(Actor, models.PROTECT, related_name="duties")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    due = PartialDateField(_("due"))
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    opened_by = models.ForeignKey(
        StepRecord, models.PROTECT, null=True, related_name="duties_opened"
    )
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        StepRecord, models.PROTECT, null=True, related_name="duties_closed"
    )
    closed_at = models.DateTimeField(null=True)

    history = History()

    class Meta:
        ordering = ("due_until", "id")
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        indexes = (
            models.Index(
                fields=["responsible", "due_until", "id"],
                condition=Q(status="open"),
                name="duty_open_of_actor",
            ),
            models.Index(fields=["case", "status"], name="duty_of_case"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | ~Q(status="open") & Q(closed_at__isnull=False),
                name="duty_is_closed_with_a_time",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "subject", "responsible"],
                condition=Q(status="open"),
                name="duty_is_open_once",
            ),
            in_order("due"),
        )

    def __str__(self) -> str:
        return f"{self.kind} #{self.case_id}"

    @property
    def about(self) -> str:
        """What it is about: a body in the reader's language, a party by its present name."""
        return str(self.body or self.party or self.subject)


class Recurrence(models.Model):
    """Opens the next duty of a kind, one at a time, counted from the anchor (decision 5, R-052)."""

    class Cadence(models.TextChoices):
        CALENDAR_YEAR = "calendar_year", _("each calendar year")
        ROLLING = "rolling", _("since the last time")

    case = models.ForeignKey(Case, models.PROTECT, related_name="recurrences")
    kind = models.ForeignKey(DutyKind, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    responsible = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    cadence = models.CharField(
        max_length=13, choices=Cadence.choices, default=Cadence.CALENDAR_YEAR
    )
    anchor_date = models.DateField()
    months = models.PositiveSmallIntegerField(default=12)
    minimum = models.PositiveSmallIntegerField(default=1)
    maximum = models.PositiveSmallIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    history = History()

    class Meta:
        verbose_name = _("recurring task")
        verbose_name_plural = _("recurring tasks")
        constraints = (
            models.CheckConstraint(condition=Q(months__gt=0), name="recurrence_has_a_length"),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=models.F("minimum")),
                name="recurrence_maximum_is_not_below_minimum",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "responsible"], name="recurrence_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} #{self.case_id}"
