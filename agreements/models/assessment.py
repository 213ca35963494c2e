"""What is the benefit, the cost, and the citizens' perspective, and what was proposed when?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models.cases import Case
from agreements.models.participation import Participation
from audit.append_only import AppendOnly, AppendOnlyQuerySet
from audit.history import History
from people.models import AssessmentPartName


class Group(models.TextChoices):
    """Who benefits (R-005; associations from practice.md)."""

    CITIZENS = "citizens", _("Citizens")
    BUSINESS = "business", _("Business")
    EDUCATION = "education", _("Education")
    PUBLIC = "public", _("Public bodies")
    ASSOCIATIONS = "associations", _("Associations and organisations")
    STAFF = "staff", _("Staff")


class Level(models.TextChoices):
    """How much, with a reason; never a sum or score."""

    LOW = "low", pgettext_lazy("level", "Low")
    MIDDLE = "middle", pgettext_lazy("level", "Middle")
    HIGH = "high", pgettext_lazy("level", "High")


class AssessmentPart(models.Model):
    """One of the three parts of an assessment (R-067, R-068).

    Amount, account and the judgement belong to the part on economy. Amounts are in the currency
    of the owner's policy.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessment_parts")
    part = models.CharField(max_length=10, choices=AssessmentPartName.choices)
    text = models.TextField(blank=True)
    amount = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    account = models.CharField(_("account"), max_length=50, blank=True)
    is_reasonable = models.BooleanField(_("reasonable and defensible"), null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        verbose_name = _("part of the assessment")
        verbose_name_plural = _("parts of the assessment")
        constraints = (
            models.UniqueConstraint(fields=["case", "part"], name="part_stands_once"),
            models.CheckConstraint(
                condition=Q(part="economy")
                | Q(amount__isnull=True, account="", is_reasonable__isnull=True),
                name="only_economy_has_amounts",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="cost_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False) & ~Q(text=""),
                name="completed_part_has_text_and_author",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}: {self.get_part_display()}"


class Benefit(models.Model):
    """The benefit of one group, expected or realised on the same scale, with the reason (R-058)."""

    group = models.CharField(max_length=12, choices=Group.choices)
    level = models.CharField(max_length=6, choices=Level.choices)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.get_level_display()}"


class ExpectedBenefit(Benefit):
    """The benefit expected for one group (R-005)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="expected_benefits")

    history = History()

    class Meta:
        verbose_name = _("expected benefit")
        verbose_name_plural = _("expected benefits")
        constraints = (
            models.UniqueConstraint(fields=["case", "group"], name="expected_once_for_a_group"),
            models.CheckConstraint(condition=~Q(reason=""), name="expected_benefit_has_a_reason"),
        )


class PartyBenefit(models.Model):
    """What one party is expected to gain, as the owner sees it or in its own words (R-076, R-077).

    It is the party's own when somebody of its municipality wrote it; nobody else rewrites it then.
    """

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="benefit")
    text = models.TextField(_("what the party gains"))
    is_own = models.BooleanField(_("in its own words"), default=False, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    history = History()

    class Meta:
        verbose_name = _("benefit of a party")
        verbose_name_plural = _("benefits of parties")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="benefit_of_a_party_says_what"),
        )

    def __str__(self) -> str:
        return f"{self.participation}: {self.text[:40]}"


class ProposalVersion(AppendOnly):
    """What was proposed, as it was worded that time, so that rounds can be compared."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposal_versions")
    number = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    content = models.JSONField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name = _("version of the proposal")
        verbose_name_plural = _("versions of the proposal")
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="version_number_is_unique"),
        )

    def __str__(self) -> str:
        return f"{self.case} v{self.number}"
