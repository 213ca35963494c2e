"""When does a municipality send, and what does a person wish to get?"""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.history import History
from people.models import Municipality

DAYTIME = (time(6), time(20))
"""Within these hours no zone that we serve changes its clocks."""


class SendingSettings(models.Model):
    """The hours of a municipality, in its own zone, and whether it writes to other parties.

    `free_days` is computed: the public holidays of its country and its own quiet days as ISO days,
    a line each, until `free_until`; see working_days.py.
    """

    municipality = models.OneToOneField(
        Municipality, models.PROTECT, related_name="sending", verbose_name=_("municipality")
    )
    send_time = models.TimeField(_("mails of their own leave at"), default=time(8))
    digest_time = models.TimeField(_("the Monday letter leaves at"), default=time(7))
    partner_mail = models.BooleanField(_("write to contacts of other parties"), default=False)
    free_days = models.TextField(blank=True, editable=False)
    free_until = models.DateField(null=True, editable=False)

    history = History(excluded_fields=["free_days", "free_until"])

    class Meta:
        verbose_name = _("times of sending")
        verbose_name_plural = _("times of sending")
        constraints = (
            models.CheckConstraint(
                condition=Q(send_time__range=DAYTIME, digest_time__range=DAYTIME),
                name="mails_leave_in_the_daytime",
                violation_error_message=_("Mails leave between 6:00 and 20:00."),
            ),
        )

    def __str__(self) -> str:
        return str(self.municipality)


class FreePeriod(models.Model):
    """Days on which a municipality sends no reminders: a holiday of its own, a quiet week."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="free_periods", verbose_name=_("municipality")
    )
    name = models.CharField(_("name"), max_length=100)
    first_date = models.DateField(_("first day"))
    last_date = models.DateField(_("last day"))

    history = History()

    class Meta:
        ordering = ("first_date", "id")
        verbose_name = _("quiet days")
        verbose_name_plural = _("quiet days")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_date__gte=F("first_date")),
                name="free_period_ends_after_it_begins",
                violation_error_message=_("The last day comes before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.first_date}–{self.last_date}"


class Preference(models.Model):
    """What a person wishes; without a row the defaults hold. What must be told is told anyway."""

    class Digest(models.TextChoices):
        MONDAY = "monday", _("on Mondays")
        DAILY = "daily", _("on every working day that brings something")
        NONE = "none", _("never")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="preference")
    digest = models.CharField(
        _("the letter with my tasks"),
        max_length=6,
        choices=Digest.choices,
        default=Digest.MONDAY,
    )
    own_mails = models.BooleanField(_("mails of their own for what can wait"), default=True)

    history = History()

    class Meta:
        verbose_name = _("wishes for mail")
        verbose_name_plural = _("wishes for mail")

    def __str__(self) -> str:
        return f"{self.user} ({self.digest})"
