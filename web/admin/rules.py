"""Which kinds of agreement are there, what must be assessed, and who is reminded when?"""

# ruff: noqa: ARG002 - Django passes request and row to each of its questions
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import DutyKind, Kind, KindPolicy
from agreements.money import money
from notifications.models import ReminderRule
from web.admin.rights import Edited, ReadOnly
from web.presenters.rules import when

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


@admin.register(Kind)
class KindAdmin(Edited):
    """The code of a kind stays: imports name it."""

    list_display = ("named", "code", "review_months", "review_lead_days", "is_binding", "order")
    search_fields = ("code", "name_da", "name_sv", "name_en")
    replans = frozenset({"is_binding"})

    @admin.display(description=_("name"))
    def named(self, obj: Kind) -> str:
        return str(obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(KindPolicy)
class KindPolicyAdmin(Edited):
    list_display = ("municipality", "which", "gate", "ceiling")
    list_display_links = ("municipality", "which")
    list_filter = ("municipality", "gate")
    list_select_related = ("municipality", "kind")

    @admin.display(description=_("kind of agreement"), ordering="kind")
    def which(self, obj: KindPolicy) -> str:
        return str(obj.kind or _t("all kinds"))

    @admin.display(description=_("ceiling of a simple case"), ordering="simple_ceiling")
    def ceiling(self, obj: KindPolicy) -> str:
        return money(obj.simple_ceiling, obj.currency) or _t("without limit")


@admin.register(DutyKind)
class DutyKindAdmin(ReadOnly):
    """What the lifecycle opens is in the code; the rules for reminders name it."""

    list_display = ("named", "is_statutory")
    fields = ("named", "slug", "is_statutory")

    @admin.display(description=_("kind of duty"))
    def named(self, obj: DutyKind) -> str:
        return str(obj)


@admin.register(ReminderRule)
class ReminderRuleAdmin(ReadOnly):
    """A municipality changes its rules on their own page, where it sees first what that does."""

    list_display = ("when", "whose", "which", "recipient", "channel", "is_active")
    list_filter = ("municipality", "recipient", "is_active")
    list_select_related = ("municipality", "kind")

    @admin.display(description=_("when"), ordering="days")
    def when(self, obj: ReminderRule) -> str:
        return when(obj.days)

    @admin.display(description=_("municipality"), ordering="municipality")
    def whose(self, obj: ReminderRule) -> str:
        return str(obj.municipality or _t("all without rules of their own"))

    @admin.display(description=_("kind of duty"), ordering="kind")
    def which(self, obj: ReminderRule) -> str:
        return str(obj.kind or _t("every kind"))
