"""Who can be party to an agreement?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateField, in_order
from agreements.models.kinds import Kind
from audit.constraints import unique_with_empty
from audit.history import History
from people.models import Municipality


class Party(models.Model):
    """A municipality, a town inside one, a region, a network … (R-008, R-011).

    A party that works in this installation points at its municipality. A placeholder stands for
    a role not yet named and is allowed in drafts only (R-010).
    """

    class Sort(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        TOWN = "town", _("town")
        REGION = "region", _("region")
        COUNTRY = "country", _("country")
        NETWORK = "network", _("network")
        INSTITUTION = "institution", _("institution")
        COMPANY = "company", _("company")
        ASSOCIATION = "association", _("association")

    sort = models.CharField(_("sort"), max_length=12, choices=Sort.choices)
    name = models.CharField(_("name"), max_length=150)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    municipality = models.OneToOneField(
        Municipality, models.PROTECT, null=True, blank=True, related_name="party"
    )
    is_placeholder = models.BooleanField(_("not yet named"), default=False)
    register_code = models.CharField(max_length=20, blank=True)
    members_declared = models.PositiveSmallIntegerField(
        _("members by its own account"), null=True, blank=True
    )

    history = History()

    class Meta:
        ordering = ("name",)
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = (
            models.CheckConstraint(
                condition=Q(municipality__isnull=True) | Q(sort="municipality"),
                name="only_a_municipality_is_a_tenant",
            ),
            models.CheckConstraint(
                condition=Q(is_placeholder=False) | Q(municipality__isnull=True),
                name="a_tenant_is_no_placeholder",
            ),
            unique_with_empty(
                "sort", "name", "country", empty=("parent",), name="party_stands_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class DeclaredCount(models.Model):
    """How many of a kind a source says a municipality has (R-009: six declared, four named).

    One for each kind, with the day or year of which the source speaks; history keeps earlier ones.
    """

    owner = models.ForeignKey(Municipality, models.PROTECT, related_name="declared_counts")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    as_of = PartialDateField(_("as of"))
    source = models.CharField(max_length=200)

    history = History()

    class Meta:
        verbose_name = _("declared number")
        verbose_name_plural = _("declared numbers")
        constraints = (
            models.UniqueConstraint(fields=["owner", "kind"], name="count_is_declared_once"),
            in_order("as_of"),
        )

    def __str__(self) -> str:
        return f"{self.owner}: {self.count} {self.kind}"
