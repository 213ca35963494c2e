"""Which annexes and action plans does an agreement have, and which of them hold?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.models.agreement import Agreement
from agreements.models.decisions import Ruling
from audit.history import History


class Annex(models.Model):
    """One version of an annex or action plan, with its own approval and activation (R-041, R-046).

    `number` is the one people use (1, A, Bilag 2) and is that of the initiatives under it
    (`Initiative.annex`); a new text is a new row with the same number and a version one higher.
    """

    class Sort(models.TextChoices):
        ANNEX = "annex", _("annex")
        ACTION_PLAN = "action_plan", _("action plan")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("adopted")
        ACTIVE = "active", _("in force")
        REPLACED = "replaced", _("replaced")
        ENDED = "ended", _("ended")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="annexes")
    sort = models.CharField(_("sort"), max_length=11, choices=Sort.choices, default=Sort.ANNEX)
    number = models.CharField(_("number"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    status = models.CharField(
        max_length=8, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    follows_agreement = models.BooleanField(_("takes effect with its agreement"), default=True)
    dated = PartialDateField(_("dated"))
    ruling = models.ForeignKey(
        Ruling, models.PROTECT, null=True, blank=True, related_name="annexes", editable=False
    )
    active_from = PartialDateField(_("in force from"))
    active_until = PartialDateField(_("in force until"))

    history = History()

    class Meta:
        ordering = ("agreement", "number", "version")
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "number", "version"], name="annex_version_is_unique"
            ),
            models.UniqueConstraint(
                fields=["agreement", "number"],
                condition=Q(status="active"),
                name="one_version_of_an_annex_holds",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="annex_has_a_number"),
            models.CheckConstraint(
                condition=Q(active_until_until__isnull=True)
                | Q(active_from_from__isnull=True)
                | Q(active_until_until__gte=models.F("active_from_from")),
                name="annex_ends_after_it_begins",
            ),
            in_order("dated"),
            in_order("active_from"),
            in_order("active_until"),
        )

    def __str__(self) -> str:
        return f"{self.get_sort_display()} {self.number}: {self.title}"
