"""Which municipalities, units and posts are there?"""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from audit.constraints import unique_with_empty
from audit.history import History


def known_time_zone(name: str) -> None:
    """Raise `ValidationError` unless `name` is an IANA time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = _("“%(name)s” is no time zone. Write one such as America/Nuuk.")
        raise ValidationError(message, params={"name": name}) from error


class Municipality(models.Model):
    """A municipality that works in this installation; several may share one."""

    class Country(models.TextChoices):
        DENMARK = "DK", _("Denmark")
        GREENLAND = "GL", _("Greenland")
        SWEDEN = "SE", _("Sweden")
        NORWAY = "NO", _("Norway")
        FINLAND = "FI", _("Finland")
        ICELAND = "IS", _("Iceland")
        FAROES = "FO", _("Faroe Islands")

    class Regime(models.TextChoices):
        """Which law of personal data holds (Greenland is outside the GDPR)."""

        GDPR = "gdpr", _("GDPR")
        GREENLAND = "gl", _("Greenland's order on personal data")

    name = models.CharField(_("name"), max_length=150, unique=True)
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="da"
    )
    languages = models.CharField(_("languages of its documents"), max_length=50, default="da")
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        validators=[known_time_zone],
        help_text=_("For example America/Nuuk, Europe/Copenhagen or Europe/Stockholm."),
    )
    regime = models.CharField(_("data protection"), max_length=10, choices=Regime.choices)
    first_round_date = models.DateField(
        _("yearly round from"),
        null=True,
        blank=True,
        help_text=_(
            "On this day, and each year on the same day, whoever answers for an agreement is asked "
            "whether owner and contacts are still right. Empty: the secretariat opens the round."
        ),
    )
    election_date = models.DateField(
        _("next election"),
        null=True,
        blank=True,
        help_text=_(
            "On the day after, the round of posts and bodies opens. Write the next one when it is "
            "known. Empty: the secretariat opens the round."
        ),
    )

    history = History()

    class Meta:
        ordering = ("name",)
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A department, company, school or other part of a municipality (R-055, R-071)."""

    class Sort(models.TextChoices):
        DEPARTMENT = "department", _("department")
        SECRETARIAT = "secretariat", _("secretariat")
        COMPANY = "company", _("municipal company")
        INSTITUTION = "institution", _("school or institution")

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="units", verbose_name=_("municipality")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs under"),
    )
    name = models.CharField(_("name"), max_length=150)
    sort = models.CharField(_("sort"), max_length=12, choices=Sort.choices, default=Sort.DEPARTMENT)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ("name",)
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = (
            models.UniqueConstraint(
                "municipality",
                Lower("name"),
                name="unit_name_is_unique_in_its_municipality",
                violation_error_message=_("The municipality has a unit of this name."),
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="unit_is_not_its_own_parent",
                violation_error_message=_("A unit does not belong under itself."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """An office that outlives its holders: Borgmester, Kommunaldirektør (R-036)."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="posts", verbose_name=_("municipality")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("unit")
    )
    title = models.CharField(_("name of the post"), max_length=150)
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ("title",)
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = (
            unique_with_empty(
                "municipality",
                "title",
                empty=("unit",),
                name="post_is_unique_in_its_unit",
                message=_("There is a post of this name already."),
            ),
        )

    def __str__(self) -> str:
        return self.title
