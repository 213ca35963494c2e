"""What stands on file, and what did security see? To be looked at only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.labels import state_label
from agreements.models import Case
from audit.models import SecurityEvent
from people.models import Municipality, Role
from web.admin.rights import ReadOnly
from web.presenters.activity import DONE
from web.presenters.words import actor_name, day
from workflows.lifecycles import LIFECYCLES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

ROLE_CHANGES: dict[str, StrOrPromise] = {
    "granted": _("role given"),
    "revoked": _("role taken away"),
    "deputy_named": _("deputy named"),
    "absence_changed": _("absence changed"),
    "absence_ended": _("absence ended"),
}


@admin.register(Case)
class CaseAdmin(ReadOnly):
    """Those that the person may read; what changes them is on their own page, behind the door."""

    list_display = ("number", "title", "named_state", "sort", "owner", "unit")
    list_display_links = ("number", "title")
    list_filter = ("owner", "sort", "handling", "state")
    list_select_related = ("owner", "unit")
    search_fields = ("number", "title", "journal_number")
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # Django 6's default
    fields = (
        "page",
        "number",
        "title",
        "public_title",
        "sort",
        "named_state",
        "handling",
        "owner",
        "unit",
        "asked",
        "proposed_by",
        "confidentiality",
        "next_review",
        "journal_system",
        "journal_number",
        "provenance",
        "source",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return super().get_queryset(request).visible_to(request.roles)  # type: ignore[attr-defined, no-any-return]

    @admin.display(description=_("state"), ordering="state")
    def named_state(self, obj: Case) -> str:
        return str(state_label(obj))

    @admin.display(description=_("responsible"))
    def asked(self, obj: Case) -> str:
        return actor_name(obj.responsible)

    @admin.display(description=_("next review"))
    def next_review(self, obj: Case) -> str:
        return day(obj.review)

    @admin.display(description=_("page of the case"))
    def page(self, obj: Case) -> str:
        url = reverse("case", args=(obj.pk,))
        return format_html('<a href="{}">{}</a>', url, _t("Open the case"))


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnly):
    list_display = ("moment", "kind", "actor", "attempted", "why")
    list_filter = ("kind",)
    search_fields = ("actor", "reason")
    show_full_result_count = False
    fields = ("moment", "kind", "actor", "attempted", "where", "about", "why")

    @admin.display(description=_("when"), ordering="at")
    def moment(self, obj: SecurityEvent) -> str:
        return date_format(timezone.localtime(obj.at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("what was attempted"), ordering="attempt")
    def attempted(self, obj: SecurityEvent) -> str:
        return str(attempt_label(obj.attempt))

    @admin.display(description=_("case"), ordering="case_id")
    def about(self, obj: SecurityEvent) -> str:
        """Its page says whether the person may read it."""
        if obj.case_id is None:
            return ""
        url = reverse("case", args=(obj.case_id,))
        return format_html('<a href="{}">{}</a>', url, _t("Open the case"))

    @admin.display(description=_("municipality"))
    def where(self, obj: SecurityEvent) -> str:
        return str(Municipality.objects.filter(pk=obj.municipality_id or 0).first() or "")

    @admin.display(description=_("reason"))
    def why(self, obj: SecurityEvent) -> str:
        """A change of roles is kept as “address: role unit part”; the role is named here."""
        whom, _colon, rest = obj.reason.partition(": ")
        role, _blank, limits = rest.partition(" ")
        if obj.kind != SecurityEvent.Kind.ROLE_CHANGED or role not in Role.values:
            return obj.reason
        return f"{whom}: {Role(role).label} {limits}".strip()


def attempt_label(attempt: str) -> Any:
    """What a person or automaton tried: a step by its name, a change of roles in words."""
    if attempt in ROLE_CHANGES:
        return ROLE_CHANGES[attempt]
    for lifecycle in LIFECYCLES.values():
        for transitions in lifecycle.state.get_transitions().values():
            for transition in transitions:
                if transition.slug == attempt:
                    return transition.label
    return DONE.get(attempt, attempt)
