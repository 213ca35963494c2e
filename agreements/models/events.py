"""What was done in a case, and what happened around it?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.models.cases import Case
from audit.history import History


class Event(models.Model):
    """A visit, a joint meeting, a festival: an occasion, never a precondition (R-019, R-047).

    Nobody recorded one that was imported.
    """

    class Sort(models.TextChoices):
        VISIT = "visit", _("visit")
        JOINT_MEETING = "joint_meeting", _("joint meeting")
        SIGNING = "signing", _("signing")
        OTHER = "other", _("other occasion")

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    sort = models.CharField(_("sort"), max_length=13, choices=Sort.choices, default=Sort.VISIT)
    name = models.CharField(_("occasion"), max_length=200)
    place = models.CharField(_("place"), max_length=100, blank=True)
    begins = PartialDateField(_("from"), required=True)
    ends = PartialDateField(_("to"))
    who = models.TextField(_("who took part"), blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    history = History()

    class Meta:
        ordering = ("begins_from", "id")
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_until__isnull=True) | Q(ends_until__gte=F("begins_from")),
                name="event_ends_after_it_begins",
            ),
            in_order("begins"),
            in_order("ends"),
        )

    def __str__(self) -> str:
        return self.name


class Update(models.Model):
    """Something was done or confirmed: the yearly "still alive", an update of the agreement.

    One recorded by mistake is withdrawn and leaves its trace (P08).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="updates")
    happened = PartialDateField(_("date"))
    text = models.TextField(_("what"), blank=True)
    focus_area = models.ForeignKey(
        "agreements.FocusArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="updates",
        verbose_name=_("focus area"),
    )
    evidence = models.ForeignKey(
        "agreements.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        constraints = (in_order("happened"),)

    def __str__(self) -> str:
        return f"{self.case}: {self.text[:40]}"
