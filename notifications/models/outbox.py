"""What is to be delivered to whom, and what became of each attempt?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Case
from audit.append_only import AppendOnly, AppendOnlyQuerySet
from people.models import Unit


class Message(models.Model):
    """One mail, kept as proof (decision 11, ADR 5).

    What tells reminders is worded when it is handed over and has no words before; everything else
    is worded once. `told_as` says why this reader: as whom, and for whom they stand in.

    `key` says what it tells to whom; a second with the same key cannot exist. `fence` rises with
    each claim: who holds an older one may write nothing. `lease_until` says how long the holder
    is believed to live.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("reminder")
        DIGEST = "digest", _("Monday letter")
        NOTICE = "notice", _("notice")
        LETTER = "letter", _("letter")

    class Guarantee(models.TextChoices):
        """What happens when a kill leaves unknown whether it went out."""

        AT_LEAST_ONCE = "at_least_once", _("sent again, marked")
        AT_MOST_ONCE = "at_most_once", _("left to a person")

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENDING = "sending", _("being sent")
        TRANSMITTING = "transmitting", _("being handed over")
        SENT = "sent", _("sent")
        UNCERTAIN = "uncertain", _("uncertain")
        FAILED = "failed", _("failed")
        NOT_SENT = "not_sent", _("not sent")

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    guarantee = models.CharField(
        max_length=13, choices=Guarantee.choices, default=Guarantee.AT_LEAST_ONCE
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="messages")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    told_as = models.CharField(max_length=11, blank=True)
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.EmailField()
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=250, unique=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    may_be_second_copy = models.BooleanField(default=False)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = (
            models.Index(
                fields=["available_at", "id"],
                condition=Q(status="pending"),
                name="message_to_send",
            ),
            models.Index(
                fields=["status", "lease_until"],
                condition=~Q(status__in=["pending", "sent", "not_sent"]),
                name="message_under_way",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(address=""), name="message_has_an_address"),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | ~Q(status="sent"),
                name="sent_message_has_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} ({self.status})"


class DeliveryAttempt(AppendOnly):
    """One attempt and its end; written when the end is known, by whoever learns it."""

    class End(models.TextChoices):
        ACCEPTED = "accepted", _("accepted by the mail server")
        DEFERRED = "deferred", _("refused for now")
        REFUSED = "refused", _("refused for good")
        BROKEN = "broken", _("the connection broke before it was handed over")
        UNKNOWN = "unknown", _("broken off while it was handed over: it may have arrived")
        CONFIRMED = "confirmed", _("a person says that it arrived")
        RELEASED = "released", _("a person had it sent again")
        WITHHELD = "withheld", _("not sent: what it asks for is no longer asked")

    message = models.ForeignKey(Message, models.PROTECT, related_name="ledger")
    number = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    end = models.CharField(max_length=9, choices=End.choices)
    detail = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("attempt to deliver")
        verbose_name_plural = _("attempts to deliver")

    def __str__(self) -> str:
        return f"{self.message_id} #{self.number}: {self.end}"
