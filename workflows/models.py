"""By which route is a case decided? Rows that an administrator edits (R-069)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Body, Case, Kind
from audit.constraints import unique_with_empty
from audit.history import History
from people.models import Municipality, Role


class Route(models.Model):
    """The stops that decide a municipality's cases of a handling, kind and amount.

    The most specific route holds: one for the kind before one for all kinds, the lowest ceiling
    that the cost stays under before one without. `is_light` is the route of a review whose
    outcome is “unchanged”.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="routes", verbose_name=_("municipality")
    )
    handling = models.CharField(_("handling"), max_length=10, choices=Case.Handling.choices)
    kind = models.ForeignKey(
        Kind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="routes",
        verbose_name=_("kind of agreement"),
        help_text=_("Empty: all kinds of agreement."),
    )
    ceiling = models.DecimalField(
        _("cost at most"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    is_light = models.BooleanField(_("for reviews without changes"), default=False)

    history = History()

    class Meta:
        ordering = ("municipality", "handling", "id")
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints = (
            unique_with_empty(
                "municipality",
                "handling",
                "is_light",
                empty=("kind", "ceiling"),
                name="route_stands_once",
                message=_("There is a route for such cases already: change that one."),
            ),
        )

    def __str__(self) -> str:
        return " → ".join(str(stop) for stop in self.stops.all())


class RouteStop(models.Model):
    """A body that rules, or a role that decides as delegate on an authority (§, point, ceiling)."""

    route = models.ForeignKey(Route, models.PROTECT, related_name="stops", verbose_name=_("route"))
    order = models.PositiveSmallIntegerField(_("order"))
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("body")
    )
    role = models.CharField(_("delegate"), max_length=15, choices=Role.choices, blank=True)
    authority = models.CharField(
        _("authority"),
        max_length=200,
        blank=True,
        help_text=_("For a delegate: the plan and the point in it."),
    )

    history = History()

    class Meta:
        ordering = ("order",)
        verbose_name = _("stop of a route")
        verbose_name_plural = _("stops of a route")
        constraints = (
            models.UniqueConstraint(
                fields=["route", "order"],
                name="stop_order_is_unique",
                violation_error_message=_("Two stops have the same place in the order."),
            ),
            models.CheckConstraint(
                condition=Q(body__isnull=False, role="")
                | Q(body__isnull=True) & ~Q(role="") & ~Q(authority=""),
                name="stop_is_a_body_or_a_delegate_with_authority",
                violation_error_message=_(
                    "Choose either a body, or a delegate and write the authority."
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.body or self.get_role_display())

    def clean(self) -> None:
        if self.body and self.body.municipality_id != self.route.municipality_id:
            raise ValidationError({"body": _("This body belongs to another municipality.")})


class ExtraStop(models.Model):
    """A body added to one case's route: brought before the council (DK § 23)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extra_stops")
    round = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")

    history = History()

    class Meta:
        verbose_name = _("extra stop")
        verbose_name_plural = _("extra stops")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "round", "body"], name="extra_stop_stands_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.body)
