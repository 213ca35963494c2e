"""Who is asked, and who answers?"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.constraints import unique_with_empty
from audit.history import History
from people.models.organisation import Municipality, Post, Unit
from people.models.users import Role, User


class Actor(models.Model):
    """The one asked: a person, a post, a unit, or a role of a municipality (or of one unit).

    A duty points here, so that finding what a person is asked is one indexed look-up whoever
    holds which post (shapes.md: four columns and an OR took 1.6 s at a million duties).
    """

    class Sort(models.TextChoices):
        PERSON = "person", _("person")
        POST = "post", _("post")
        UNIT = "unit", _("unit")
        ROLE = "role", _("role")

    sort = models.CharField(max_length=6, choices=Sort.choices)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=15, choices=Role.choices, blank=True)
    part = models.CharField(max_length=10, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("responsible")
        verbose_name_plural = _("responsible people, posts, units and roles")
        constraints = (
            models.CheckConstraint(
                name="actor_is_exactly_one",
                condition=Q(sort="person", person__isnull=False)
                & Q(post__isnull=True, unit__isnull=True, role="", municipality__isnull=True)
                | Q(sort="post", post__isnull=False)
                & Q(person__isnull=True, unit__isnull=True, role="", municipality__isnull=True)
                | Q(sort="unit", unit__isnull=False)
                & Q(person__isnull=True, post__isnull=True, role="", municipality__isnull=True)
                | Q(sort="role", municipality__isnull=False, person__isnull=True)
                & Q(post__isnull=True)
                & ~Q(role=""),
            ),
            unique_with_empty(
                "role",
                "part",
                empty=("person", "post", "unit", "municipality"),
                name="actor_stands_once",
            ),
        )

    def __str__(self) -> str:
        if self.sort == Actor.Sort.ROLE:
            role = Role(self.role).label
            return f"{role}, {self.unit}" if self.unit_id else str(role)
        return str(self.person or self.post or self.unit)


class Seat(models.Model):
    """A person answers for an actor, always or from a day to a day (a post's holder).

    Rebuilt by `people.seats` when roles and posts change.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="seats")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="seats")
    first_date = models.DateField(null=True)
    last_date = models.DateField(null=True)

    class Meta:
        verbose_name = _("person who answers")
        verbose_name_plural = _("people who answer")
        constraints = (models.UniqueConstraint(fields=["user", "actor"], name="seat_is_once"),)

    def __str__(self) -> str:
        return f"{self.user} ← {self.actor}"


class Deputy(models.Model):
    """A person stands in for another who is absent, from a day to a day, both included."""

    absent = models.ForeignKey(
        User, models.PROTECT, related_name="deputies", verbose_name=_("who is absent")
    )
    deputy = models.ForeignKey(
        User, models.PROTECT, related_name="stands_in_for", verbose_name=_("deputy")
    )
    first_date = models.DateField(_("from"))
    last_date = models.DateField(_("to"))

    history = History()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        indexes = (models.Index(fields=["deputy", "last_date"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_date__gte=models.F("first_date")),
                name="deputy_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("deputy")),
                name="nobody_deputises_for_oneself",
                violation_error_message=_("Nobody is their own deputy."),
            ),
        )

    def __str__(self) -> str:
        names = {"deputy": self.deputy.name, "absent": self.absent.name}
        return gettext("%(deputy)s for %(absent)s") % names

    def shorten(self, on: date) -> bool:
        """Let it end before `on` where it has begun; False where it never comes about."""
        if self.first_date >= on:
            return False
        self.last_date = min(self.last_date, on - timedelta(days=1))
        return True

    def clean(self) -> None:
        """Of the same municipality, and one deputy at a time."""
        days = (self.first_date, self.last_date)
        if not self.absent_id or not self.deputy_id or None in days:
            return  # said beside the field
        if self.absent.municipality_id != self.deputy.municipality_id:
            raise ValidationError(_("A deputy works in the same municipality."))
        others = Deputy.objects.filter(absent=self.absent_id).exclude(pk=self.pk)
        here = others.filter(first_date__lte=self.last_date, last_date__gte=self.first_date)
        if other := here.select_related("deputy").order_by("first_date").first():
            message = _("%(deputy)s stands in already from %(first)s to %(last)s.")
            told = {
                "deputy": other.deputy.name,
                "first": date_format(other.first_date),
                "last": date_format(other.last_date),
            }
            raise ValidationError(message, params=told)
