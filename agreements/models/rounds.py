"""Who took over from whom, and is everything that names a person still right?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.models.cases import Case
from agreements.models.decisions import Body
from audit.history import History
from people.models import Actor, Municipality, Post


class Handover(models.Model):
    """Tasks and responsibilities of one actor went to another, in one step (R-030, R-055)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="handovers")
    given_by = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Actor, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    cases = models.PositiveIntegerField(default=0)
    duties = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    history = History()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = (
            models.CheckConstraint(
                condition=~Q(given_by=F("taken_by")), name="nobody_hands_over_to_themselves"
            ),
        )

    def __str__(self) -> str:
        return f"{self.given_by} → {self.taken_by}"


class Round(models.Model):
    """A yearly question whether owners and contacts, or posts and bodies, are still right."""

    class Sort(models.TextChoices):
        OWNERS = "owners", _("owners and contacts")
        ELECTION = "election", _("posts and bodies after an election")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="rounds")
    sort = models.CharField(max_length=8, choices=Sort.choices)
    year = models.PositiveSmallIntegerField()
    answer_by_date = models.DateField(_("answer by"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()

    history = History()

    class Meta:
        ordering = ("-year", "sort")
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = (
            models.UniqueConstraint(
                fields=["municipality", "sort", "year"], name="one_round_of_a_sort_in_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_sort_display()} {self.year}"


class RoundItem(models.Model):
    """One thing asked about in a round: a case with its owner and contacts, a post or a body."""

    class Answer(models.TextChoices):
        RIGHT = "right", _("still right")
        CHANGED = "changed", _("changed")

    round = models.ForeignKey(Round, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=7, choices=Answer.choices, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ("round", "id")
        verbose_name = _("question of a round")
        verbose_name_plural = _("questions of a round")
        constraints = (
            models.CheckConstraint(
                condition=Q(case__isnull=False, post__isnull=True, body__isnull=True)
                | Q(case__isnull=True, post__isnull=False, body__isnull=True)
                | Q(case__isnull=True, post__isnull=True, body__isnull=False),
                name="round_asks_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["round", "case"],
                condition=Q(case__isnull=False),
                name="round_asks_once_about_a_case",
            ),
            models.UniqueConstraint(
                fields=["round", "post"],
                condition=Q(post__isnull=False),
                name="round_asks_once_about_a_post",
            ),
            models.UniqueConstraint(
                fields=["round", "body"],
                condition=Q(body__isnull=False),
                name="round_asks_once_about_a_body",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="round_item_is_answered_with_a_time",
            ),
        )

    def __str__(self) -> str:
        return str(self.case or self.post or self.body)
