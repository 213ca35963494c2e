"""Who is who at a party, and how does a party leave?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.models.agreement import FocusArea
from agreements.models.participation import Participation
from audit.history import History
from people.models import Post


class ContactRole(models.Model):
    """A role at a party, with or without a person, so that a leaver orphans nothing (R-030).

    With a focus area it is the party's lead of that area (R-053).
    """

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="contact_roles")
    role = models.CharField(_("role"), max_length=150)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    focus_area = models.ForeignKey(
        FocusArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("leads the focus area"),
    )
    is_reminded = models.BooleanField(
        _("may be reminded by mail"),
        default=False,
        help_text=_("Only where the municipality writes to contacts of other parties."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ("participation", "id")
        verbose_name = _("contact role")
        verbose_name_plural = _("contact roles")
        constraints = (
            models.CheckConstraint(condition=~Q(role=""), name="contact_has_a_role"),
            models.UniqueConstraint(
                fields=["participation", "focus_area"],
                condition=Q(focus_area__isnull=False, is_active=True),
                name="one_lead_of_an_area_for_a_party",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role}, {self.person}" if self.person else self.role


class Leaving(models.Model):
    """A party gave notice: until `effective_date` it takes part, from the day after it does not.

    A notice that is withdrawn before it takes effect keeps its row with `withdrawn_at`.
    """

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="leavings")
    notice_date = models.DateField(_("notice received"))
    effective_date = models.DateField(_("takes part until"))
    reason = models.TextField(_("reason"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ("id",)
        verbose_name = _("notice of leaving")
        verbose_name_plural = _("notices of leaving")
        constraints = (
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(withdrawn_at__isnull=True),
                name="party_leaves_once",
            ),
            models.CheckConstraint(
                condition=Q(effective_date__gte=F("notice_date")),
                name="notice_comes_before_leaving",
            ),
        )

    def __str__(self) -> str:
        return f"{self.participation}: {self.effective_date}"
