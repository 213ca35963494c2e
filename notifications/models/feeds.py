"""Whose calendar may be read with which secret address?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.history import History
from people.models import Unit


class CalendarFeed(models.Model):
    """A calendar of a person or a unit that programs read by a secret address, until revoked.

    Only the SHA-256 of the secret is kept (ASVS 11.5.1); the secret is shown once.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="calendar_feeds"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_read_on = models.DateField(null=True)

    history = History(excluded_fields=["token_hash", "last_read_on"])

    class Meta:
        ordering = ("id",)
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit__isnull=True)
                | Q(user__isnull=True, unit__isnull=False),
                name="feed_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(user__isnull=False, revoked_at__isnull=True),
                name="person_has_one_live_feed",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(unit__isnull=False, revoked_at__isnull=True),
                name="unit_has_one_live_feed",
            ),
        )

    def __str__(self) -> str:
        return str(self.user or self.unit)
