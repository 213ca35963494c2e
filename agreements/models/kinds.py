"""Which kinds of cooperation are there, and which rules does a municipality set for each?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.constraints import unique_with_empty
from audit.history import History
from people.models import Municipality


class Gate(models.TextChoices):
    """How much must be assessed before a decision (lifecycles.md, gate profile)."""

    NONE = "none", _("nothing")
    SHORT = "short", _("three short texts")
    FULL = "full", _("benefit per group, economic commitments, citizen perspective")


class Kind(models.Model):
    """A kind of agreement: sister city, strategic, project … (R-002). Rows, not code."""

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Small letters, digits, hyphens and underscores.")
    )
    name_da = models.CharField(_("name in Danish"), max_length=80)
    name_sv = models.CharField(_("name in Swedish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    end_required = models.BooleanField(_("must have an end"), default=False)
    minimum_parties = models.PositiveSmallIntegerField(_("parties at least"), default=2)
    review_lead_days = models.PositiveSmallIntegerField(_("review work begins, days"), default=180)
    review_months = models.PositiveSmallIntegerField(
        _("months between reviews when the agreement names none"), default=48
    )
    dormant_months = models.PositiveSmallIntegerField(
        _("dormant after, months without activity"), default=24
    )
    four_parts_required = models.BooleanField(
        _("initiatives need all four parts before their decision"), default=False
    )
    minimum_text = models.PositiveSmallIntegerField(
        _("characters that each text of the assessment has at least"),
        default=0,
        help_text=_("0: any text will do."),
    )
    asks_mutual_benefit = models.BooleanField(
        _("the benefit of the other parties is assessed too"), default=False
    )
    is_binding = models.BooleanField(_("binding"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = History()

    class Meta:
        ordering = ("order", "code")
        verbose_name = _("kind of agreement")
        verbose_name_plural = _("kinds of agreement")

    def __str__(self) -> str:
        language = (get_language() or "en")[:2]
        return {"da": self.name_da, "sv": self.name_sv}.get(language, self.name_en)


class KindPolicy(models.Model):
    """What a municipality has set for a kind; without a kind, for all of its cases."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="policies", verbose_name=_("municipality")
    )
    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name=_("kind of agreement"),
        help_text=_("Empty: all kinds of agreement."),
    )
    gate = models.CharField(_("assessment"), max_length=5, choices=Gate.choices)
    simple_ceiling = models.DecimalField(
        _("ceiling of a simple case"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    review_months = models.PositiveSmallIntegerField(
        _("months between reviews"), null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="DKK")

    history = History()

    class Meta:
        verbose_name = _("rules for a kind")
        verbose_name_plural = _("rules for kinds")
        constraints = (
            unique_with_empty(
                "municipality",
                empty=("kind",),
                name="one_policy_for_each_kind",
                message=_("The municipality has rules for this already: change those."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.municipality}: {self.kind or '*'}"
