"""What does each party do on its own side, and who has signed?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.models.cases import Case
from agreements.models.parties import Party
from agreements.queries import ParticipationQuerySet
from audit.history import History
from people.models import Post


class Participation(models.Model):
    """A party takes part in a case; all parties are equals (R-018, R-072).

    Its own decision is information and never a condition. `left_date` is the last day on which
    it takes part; one that comes back later takes part anew, in a row of its own. One that went
    on as another party is `carried_from` that participation, and is to be confirmed (R-020).
    """

    class Role(models.TextChoices):
        PARTNER = "partner", _("partner")
        LEAD = "lead", _("lead partner")
        ASSOCIATED = "associated", _("associated partner")
        VIA = "via", _("through another party")

    case = models.ForeignKey(Case, models.PROTECT, related_name="participations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.PARTNER)
    order = models.PositiveSmallIntegerField(default=0)
    journal_number = models.CharField(_("journal number"), max_length=50, blank=True)
    contact = models.CharField(_("contact"), max_length=150, blank=True)
    decided = PartialDateField(_("decided"))
    decision_body = models.CharField(_("body"), max_length=150, blank=True)
    decision_number = models.CharField(_("number"), max_length=50, blank=True)
    has_declined = models.BooleanField(_("declined"), default=False)
    declined_note = models.CharField(_("letter"), max_length=200, blank=True)
    joined = PartialDateField(_("takes part from"))
    left_date = models.DateField(_("takes part until"), null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", editable=False
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = ParticipationQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ("order", "id")
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "party"],
                condition=Q(left_date__isnull=True),
                name="party_takes_part_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(left_date__isnull=True)
                | Q(joined_from__isnull=True)
                | Q(left_date__gte=models.F("joined_from")),
                name="party_joins_before_it_leaves",
            ),
            in_order("joined"),
            in_order("decided"),
        )

    def __str__(self) -> str:
        return str(self.party)


class Signatory(models.Model):
    """A post that signs for a party, with or without a person (R-036)."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="signatories")
    title = models.CharField(_("post"), max_length=150)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.CharField(_("name"), max_length=150, blank=True)
    is_required = models.BooleanField(_("must sign"), default=True)
    order = models.PositiveSmallIntegerField(default=0)

    history = History()

    class Meta:
        ordering = ("order", "id")
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return f"{self.title}, {self.person}" if self.person else self.title


class Signature(models.Model):
    """A signatory signed: the true date beside the moment it was recorded (R-019, R-036)."""

    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="signatures")
    signed = PartialDateField(_("signed"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    event = models.CharField(_("occasion"), max_length=150, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    annulled_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ("id",)
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = (
            models.UniqueConstraint(
                fields=["signatory"],
                condition=Q(annulled_at__isnull=True),
                name="signatory_signs_once",
            ),
            in_order("signed"),
        )

    def __str__(self) -> str:
        return str(self.signatory)


class PartnerContact(models.Model):
    """The partner was written to or invited, after benefit and economy were weighed (R-067)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="partner_contacts")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="contacts")
    what = models.CharField(_("what"), max_length=200)
    happened = PartialDateField(_("date"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    history = History()

    class Meta:
        ordering = ("id",)
        verbose_name = _("contact with the partner")
        verbose_name_plural = _("contacts with partners")
        constraints = (in_order("happened"),)

    def __str__(self) -> str:
        return self.what
