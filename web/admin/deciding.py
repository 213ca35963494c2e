"""Which bodies decide, when do they meet, and by which route does a case reach them?"""

# ruff: noqa: ARG002 - Django passes request and row to each of its questions
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agreements.models import Body, Meeting
from agreements.money import money
from web.admin.rights import Edited, NamesRows, may_administer
from workflows.models import Route, RouteStop

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    Inline = admin.TabularInline[Any, Any]
else:
    Inline = admin.TabularInline


@admin.register(Body)
class BodyAdmin(Edited):
    list_display = ("__str__", "municipality", "level", "number_style", "is_active")
    list_filter = ("municipality", "level", "is_active")
    list_select_related = ("municipality",)
    search_fields = ("name_da", "name_sv", "name_en")


@admin.register(Meeting)
class MeetingAdmin(Edited):
    list_display = ("date", "body", "municipality", "agenda_closes_date")
    list_filter = ("body__municipality", "body__level")
    list_select_related = ("body__municipality",)
    search_fields = ("body__name_da", "body__name_sv", "body__name_en")
    date_hierarchy = "date"

    @admin.display(description=_("municipality"), ordering="body__municipality__name")
    def municipality(self, obj: Meeting) -> str:
        return obj.body.municipality.name


class StopInline(NamesRows, Inline):
    """The stops of a route in their order; a route may lose one. Delegates are the delegation plan.

    The history keeps each, also one that is taken away.
    """

    model = RouteStop
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_administer(request)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Route)
class RouteAdmin(Edited):
    list_display = ("stops_in_order", "municipality", "handling", "which", "at_most", "is_light")
    list_filter = ("municipality", "handling", "is_light")
    list_select_related = ("municipality", "kind")
    inlines = (StopInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Route]:
        return super().get_queryset(request).prefetch_related("stops__body")

    @admin.display(description=_("route"))
    def stops_in_order(self, obj: Route) -> str:
        return str(obj) or _t("no stop yet")

    @admin.display(description=_("kind of agreement"), ordering="kind")
    def which(self, obj: Route) -> str:
        return str(obj.kind or _t("all kinds"))

    @admin.display(description=_("cost at most"), ordering="ceiling")
    def at_most(self, obj: Route) -> str:
        return money(obj.ceiling) or _t("without limit")
