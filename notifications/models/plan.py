"""Who is to be reminded of which duty, on which day?"""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from agreements.models import Duty, DutyKind, Kind
from audit.constraints import unique_with_empty
from audit.history import History
from notifications.models.outbox import Message
from people.models import Municipality, Post, Role

SEND_TIME = time(8)
"""When reminders leave, in the owner's time zone."""


class ReminderRule(models.Model):
    """So many days before the window, or after it, somebody is told. Rows, not code.

    `days` below zero count back from the first day of the window; others count on from its last
    day, so that 1 is the first day overdue. Of the rows that cover a duty only the most special
    count: those of its municipality before the defaults, then those of its kind, then those of its
    kind of agreement. Inactive rows win as well, and are silent. `shift` moves what falls on a day
    without work; the day that the duty is due moves for nobody.
    """

    class Recipient(models.TextChoices):
        RESPONSIBLE = "responsible", _("whoever is responsible")
        HEAD = "head", _("the head of the unit")
        DIRECTOR = "director", _("the director")
        UNIT = "unit", _("the mailbox of the unit")
        POST = "post", _("a post")
        ROLE = "role", _("a role")
        SECRETARY = "secretary", _("the secretary of the body")
        CONTACT = "contact", _("the contact of the party that is asked")

    class Channel(models.TextChoices):
        SINGLE = "single", _("a mail of its own")
        DIGEST = "digest", _("the Monday letter")
        APP = "app", _("in Samklang alone")

    class Shift(models.TextChoices):
        NONE = "none", _("leaves on its day")
        BEFORE = "before", _("the last working day before")
        AFTER = "after", _("the next working day")

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminder_rules",
        verbose_name=_("municipality"),
        help_text=_("Empty: wherever a municipality has no rules of its own."),
    )
    kind = models.ForeignKey(
        DutyKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminder_rules",
        verbose_name=_("kind of duty"),
        help_text=_("Empty: every kind that has no rules of its own."),
    )
    case_kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminder_rules",
        verbose_name=_("kind of agreement"),
        help_text=_("Empty: every kind that has no rules of its own."),
    )
    days = models.SmallIntegerField(
        _("days"), help_text=_("Below zero: before the first day. 1: the first day overdue.")
    )
    recipient = models.CharField(
        _("recipient"),
        max_length=11,
        choices=Recipient.choices,
        default=Recipient.RESPONSIBLE,
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    role = models.CharField(_("role"), max_length=15, choices=Role.choices, blank=True)
    channel = models.CharField(
        _("how"), max_length=6, choices=Channel.choices, default=Channel.SINGLE
    )
    shift = models.CharField(
        _("on a day without work"), max_length=6, choices=Shift.choices, default=Shift.NONE
    )
    binding_only = models.BooleanField(_("binding agreements only"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ("municipality", "kind", "days")
        verbose_name = _("rule for reminders")
        verbose_name_plural = _("rules for reminders")
        constraints = (
            unique_with_empty(
                "days",
                "recipient",
                "role",
                Coalesce(Cast("kind", models.CharField()), models.Value("")),  # its key is a text
                empty=("municipality", "case_kind", "post"),
                name="reminder_rule_stands_once",
                message=_("There is such a rule already."),
            ),
            models.CheckConstraint(
                condition=Q(recipient="post", post__isnull=False)
                | ~Q(recipient="post") & Q(post__isnull=True),
                name="rule_for_a_post_names_it",
                violation_error_message=_("Name the post that is told, and only then."),
            ),
            models.CheckConstraint(
                condition=Q(recipient="role") & ~Q(role="") | ~Q(recipient="role") & Q(role=""),
                name="rule_for_a_role_names_it",
                violation_error_message=_("Name the role that is told, and only then."),
            ),
            models.CheckConstraint(
                condition=~Q(recipient="contact") | Q(channel="single"),
                name="contacts_get_mails_of_their_own",
                violation_error_message=_("Contacts of other parties get mails of their own."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.days:+d} {self.get_recipient_display()}"


class Reminder(models.Model):
    """One line of the plan: this duty, by this rule, on this day. Written by machines alone.

    `due_on` is the day that the rule counts to, `send_on` the one on which it leaves; `due_at` is
    derived from that day, the local time and the zone. `message` is the letter that tells it, alone
    or with others: what became of it is what became of that letter. While it is not cancelled no
    second row for the same duty, rule and day can exist; a date that moves away and back gets a new
    one.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        SUPERSEDED = "superseded", _("superseded by a later one")
        CANCELLED = "cancelled", _("cancelled")
        NOT_SENT = "not_sent", _("not sent")

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="reminders")
    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="reminders")
    days = models.SmallIntegerField()
    due_on = models.DateField()
    send_on = models.DateField()
    send_time = models.TimeField(default=SEND_TIME)
    zone = models.CharField(max_length=50)
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    reason = models.CharField(max_length=100, blank=True)
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    planned_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due_at", "id")
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = (
            models.Index(
                fields=["due_at", "id"], condition=Q(status="planned"), name="reminder_falls_due"
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["duty", "rule", "due_on"],
                condition=~Q(status="cancelled"),
                name="reminder_stands_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.due_on} {self.duty} ({self.status})"
