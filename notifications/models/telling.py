"""What is told to a person in Samklang itself?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Case
from notifications.models.outbox import Message
from notifications.models.plan import Reminder


class Note(models.Model):
    """One line under the bell of a person: of a reminder, or of a letter. Written by machines.

    That it was read silences no mail. What it says is worded when it is shown.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notes", db_index=False
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    reminder = models.ForeignKey(Reminder, models.PROTECT, null=True, related_name="notes")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="notes")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = (models.Index(fields=["user", "-id"], name="note_of_a_person"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(reminder__isnull=False, message__isnull=True)
                | Q(reminder__isnull=True, message__isnull=False),
                name="note_tells_one_thing",
            ),
            models.UniqueConstraint(
                fields=["user", "reminder"],
                condition=Q(reminder__isnull=False),
                name="reminder_is_noted_once",
            ),
            models.UniqueConstraint(
                fields=["user", "message"],
                condition=Q(message__isnull=False),
                name="message_is_noted_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.reminder or self.message}"
