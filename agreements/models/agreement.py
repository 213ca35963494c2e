"""What is agreed, for how long, and which initiatives stand under it?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.models.cases import Case
from agreements.models.kinds import Kind
from audit.history import History


class Agreement(models.Model):
    """The agreement of a case.

    One that `amends` another proposes how its text is to read: `new_title` is the title that the
    text will have, `amends_from` what was in force when the amendment was last compared with it.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="agreement")
    kind = models.ForeignKey(
        Kind, models.PROTECT, related_name="agreements", verbose_name=_("kind of agreement")
    )
    is_framework = models.BooleanField(_("framework agreement"), default=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    meant_to_replace = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_agreements",
        verbose_name=_("framework agreement above it"),
    )
    inherits_validity = models.BooleanField(
        _("holds for as long as the agreement above it"), default=False
    )
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    amends_from = models.JSONField(null=True, blank=True, editable=False)
    new_title = models.CharField(_("title of the agreement as amended"), max_length=200, blank=True)
    dated = PartialDateField(_("dated"))
    established = PartialDateField(_("established"))
    has_text = models.BooleanField(_("the text is on file"), default=True)
    other_parties_declared = models.PositiveSmallIntegerField(_("parties not named"), default=0)

    history = History()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = (
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=models.F("case")),
                name="agreement_does_not_replace_itself",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("case")),
                name="agreement_is_not_above_itself",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | ~Q(amends=models.F("case")),
                name="agreement_does_not_amend_itself",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=False) | Q(new_title=""),
                name="only_an_amendment_renames",
            ),
            models.CheckConstraint(
                condition=Q(inherits_validity=False) | Q(parent__isnull=False),
                name="validity_is_inherited_from_above",
            ),
            in_order("dated"),
            in_order("established"),
        )

    def __str__(self) -> str:
        return str(self.case)


class Initiative(models.Model):
    """Something done together, under an agreement or standing alone.

    A standing one has no end and is confirmed once a year (R-050); a study ends with a finding
    (R-049); one outside the areas of its agreement is allowed and marked (R-040).
    """

    class Sort(models.TextChoices):
        PROJECT = "project", _("project")
        STUDY = "study", _("study")
        STANDING = "standing", _("standing cooperation")

    class Finding(models.TextChoices):
        GO = "go", _("go on")
        NO_GO = "no_go", _("do not go on")
        MORE_WORK = "more_work", _("more work is needed")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="initiative")
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="initiatives"
    )
    annex = models.CharField(_("annex"), max_length=20, blank=True)
    number = models.CharField(_("number"), max_length=10, blank=True)
    sort = models.CharField(_("sort"), max_length=8, choices=Sort.choices, default=Sort.PROJECT)
    focus_area = models.ForeignKey(
        "agreements.FocusArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("focus area"),
    )
    is_outside_areas = models.BooleanField(_("outside the focus areas"), default=False)
    follows_agreement = models.BooleanField(_("takes effect with its agreement"), default=False)
    description = models.TextField(_("description"), blank=True)
    organisation = models.TextField(_("organisation"), blank=True)
    timetable = models.TextField(_("timetable"), blank=True)
    responsibilities = models.TextField(_("division of responsibility"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    finding = models.CharField(_("finding"), max_length=9, choices=Finding.choices, blank=True)

    history = History()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = (
            models.CheckConstraint(
                condition=Q(follows_agreement=False) | Q(agreement__isnull=False),
                name="only_an_annex_initiative_follows",
            ),
            models.CheckConstraint(
                condition=Q(focus_area__isnull=True) | Q(is_outside_areas=False),
                name="initiative_is_in_an_area_or_outside",
            ),
            models.CheckConstraint(
                condition=Q(finding="") | Q(sort="study"), name="only_a_study_finds"
            ),
            models.UniqueConstraint(
                fields=["agreement", "annex", "number"],
                condition=~Q(number=""),
                name="initiative_number_is_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.case}".strip()


class FocusArea(models.Model):
    """An area that an agreement is about, in its order (R-021)."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="focus_areas")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("focus area"), max_length=150)

    history = History()

    class Meta:
        ordering = ("number",)
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "number"], name="focus_area_number_is_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """One period for which a case holds: until further notice, fixed, or self-renewing.

    `notice_by_date` is the last day on which notice stops a self-renewal.
    """

    class Basis(models.TextChoices):
        OPEN = "open", _("until further notice")
        FIXED = "fixed", _("fixed")
        SELF_RENEWING = "self_renewing", _("renews itself unless notice is given")

    case = models.ForeignKey(Case, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(default=1)
    basis = models.CharField(_("term"), max_length=13, choices=Basis.choices, default=Basis.OPEN)
    start = PartialDateField(_("begins"))
    end = PartialDateField(_("ends"))
    renewal_months = models.PositiveSmallIntegerField(
        _("renewed for, months"), null=True, blank=True
    )
    notice_months = models.PositiveSmallIntegerField(_("notice, months"), null=True, blank=True)
    notice_by_date = models.DateField(_("notice by"), null=True, blank=True)

    history = History()

    class Meta:
        ordering = ("case", "number")
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="term_number_is_unique"),
            models.CheckConstraint(
                condition=~Q(basis="self_renewing")
                | Q(renewal_months__isnull=False, renewal_months__gt=0),
                name="self_renewal_has_a_length",
            ),
            models.CheckConstraint(
                condition=Q(basis="open") | Q(end_until__isnull=False),
                name="fixed_term_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(start_from__isnull=True)
                | Q(end_until__isnull=True)
                | Q(end_until__gte=models.F("start_from")),
                name="term_begins_before_it_ends",
            ),
            in_order("start"),
            in_order("end"),
        )

    def __str__(self) -> str:
        return f"{self.case} #{self.number}"
