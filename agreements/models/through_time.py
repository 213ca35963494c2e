"""How do parties change: facts with their year, other names, mergers, members of a network?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.models.parties import Party
from audit.history import History


class PartyFact(models.Model):
    """A fact about a party with the year it is from: 21,232 inhabitants (2010) (R-001)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="facts")
    name = models.CharField(_("fact"), max_length=80)
    value = models.CharField(_("value"), max_length=80)
    as_of = PartialDateField(_("as of"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    history = History()

    class Meta:
        ordering = ("party", "name", "-as_of_from")
        verbose_name = _("fact about a party")
        verbose_name_plural = _("facts about parties")
        constraints = (in_order("as_of"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class FormerName(models.Model):
    """A name that a party had, or has in another language; searches find it by either."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="former_names")
    name = models.CharField(_("name"), max_length=150)
    until = PartialDateField(_("until"))

    history = History()

    class Meta:
        ordering = ("party", "id")
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = (
            models.UniqueConstraint(fields=["party", "name"], name="former_name_stands_once"),
            in_order("until"),
        )

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """A party went on as another: merged, or was split (R-020). One row for each pair."""

    class Sort(models.TextChoices):
        MERGER = "merger", _("merged into")
        SPLIT = "split", _("split into")

    predecessor = models.ForeignKey(Party, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Party, models.PROTECT, related_name="predecessions")
    sort = models.CharField(_("sort"), max_length=6, choices=Sort.choices)
    happened = PartialDateField(_("date"), required=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    history = History()

    class Meta:
        ordering = ("id",)
        verbose_name = _("succession of parties")
        verbose_name_plural = _("successions of parties")
        constraints = (
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="succession_stands_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="party_does_not_succeed_itself"
            ),
            in_order("happened"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Membership(models.Model):
    """A party is a member of a network for a time (R-073)."""

    network = models.ForeignKey(Party, models.PROTECT, related_name="members")
    member = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    start = PartialDateField(_("member from"))
    end = PartialDateField(_("member until"))

    history = History()

    class Meta:
        ordering = ("network", "id")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=["network", "member"],
                condition=Q(end_until__isnull=True),
                name="member_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(network=F("member")), name="network_is_no_member_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(end_until__isnull=True)
                | Q(start_from__isnull=True)
                | Q(end_until__gte=F("start_from")),
                name="membership_ends_after_it_begins",
            ),
            in_order("start"),
            in_order("end"),
        )

    def __str__(self) -> str:
        return f"{self.member} – {self.network}"
