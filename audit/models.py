"""What happened that security must know of?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.append_only import AppendOnly, AppendOnlyQuerySet


class SecurityEvent(AppendOnly):
    """One refused attempt, sign-in or change of roles. Written once.

    Knows no other package: whom and what it is about stand as text and numbers, so that the row
    outlives what it names. `at` is UTC.
    """

    class Kind(models.TextChoices):
        REFUSED = "refused", _("refused attempt")
        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
        ROLE_CHANGED = "role_changed", _("role changed")

    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("what happened"), max_length=20, choices=Kind.choices)
    actor = models.CharField(_("who"), max_length=254, blank=True)
    actor_id = models.BigIntegerField(_("key of the person"), null=True, blank=True)
    case_id = models.BigIntegerField(_("key of the case"), null=True, blank=True)
    municipality_id = models.BigIntegerField(_("key of the municipality"), null=True, blank=True)
    attempt = models.CharField(_("what was attempted"), max_length=100, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        indexes = (models.Index(fields=["case_id", "-at"]),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.actor}"
