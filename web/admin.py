"""Which rows does an administrator edit: people, units, bodies, meetings, kinds, rules, routes?

Cases are not among them: what stands on file changes through the door alone, so they can only be
looked at here. Roles are given and taken by `people.roles`, which remembers it. Nothing is deleted.
"""

# ruff: noqa: ARG002 - Django passes request and row to each of its questions
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.db import models

import clock
from agreements.models import Body, Case, DutyKind, Kind, KindPolicy, Meeting
from audit.models import SecurityEvent
from notifications.models import ReminderRule
from notifications.planning import replan_all
from people import roles
from people.models import (
    Deputy,
    Municipality,
    Post,
    PostHolding,
    RoleGrant,
    Unit,
    User,
)
from people.seats import reseat
from workflows.models import Route, RouteStop

if TYPE_CHECKING:
    from django import forms
    from django.db.models import Model
    from django.http import HttpRequest

    Admin = admin.ModelAdmin[Any]
else:
    Admin = admin.ModelAdmin

admin.site.site_header = "Samklang"
admin.site.unregister(Group)  # roles are granted, and remembered, by people.roles
admin.site.unregister(EmailAddress)  # a person has one address, their own
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class Edited(Admin):
    """Rows that whoever may use the administration adds and changes, and never deletes."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnly(Edited):
    """Rows that can only be looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _may(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_staff", False))


@admin.register(Municipality)
class MunicipalityAdmin(Edited):
    list_display = ("name", "country", "time_zone", "regime")


@admin.register(Unit)
class UnitAdmin(Edited):
    list_display = ("name", "municipality", "parent", "sort", "is_active")
    list_filter = ("municipality", "is_active")
    search_fields = ("name",)


@admin.register(Post)
class PostAdmin(Edited):
    list_display = ("title", "municipality", "unit", "is_active")
    list_filter = ("municipality",)


class NewUser(BaseUserCreationForm):  # type: ignore[type-arg]
    """A new person with a first password."""

    class Meta:
        model = User
        fields = ("email", "name", "municipality", "unit", "language")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class PeopleAdmin(Edited, UserAdmin):  # type: ignore[type-arg]
    add_form = NewUser
    add_fieldsets = ((None, {"fields": (*NewUser.Meta.fields, "password1", "password2")}),)
    fieldsets = (
        (
            None,
            {"fields": ("email", "name", "title", "municipality", "unit", "language", "password")},
        ),
        (None, {"fields": ("is_active", "is_staff")}),
    )
    list_display = ("name", "email", "municipality", "unit", "is_active")
    list_filter = ("municipality", "is_active")
    search_fields = ("name", "email")
    ordering = ("name",)
    filter_horizontal = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Only a superuser lets others use the administration."""
        superuser = getattr(request.user, "is_superuser", False)
        return () if superuser else ("is_staff",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody takes over an account that may do more than their own."""
        above = isinstance(obj, User) and obj.is_superuser
        return _may(request) and (not above or getattr(request.user, "is_superuser", False))

    def save_model(self, request: HttpRequest, obj: User, form: forms.Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        reseat(obj)


@admin.register(RoleGrant)
class RoleGrantAdmin(Edited):
    """Given and taken, never changed: each is a security event."""

    list_display = ("user", "role", "municipality", "unit", "part")
    list_filter = ("municipality", "role")
    search_fields = ("user__name", "user__email")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may(request)

    def save_model(
        self, request: HttpRequest, obj: RoleGrant, form: forms.Form, change: bool
    ) -> None:
        row = roles.grant(
            obj.user,
            obj.role,
            obj.municipality,
            at=clock.now(),
            by=_person(request),
            unit=obj.unit,
            part=obj.part,
        )
        obj.pk = row.pk

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        roles.revoke(obj, at=clock.now(), by=_person(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - `_may` has asked
    return request.user


@admin.register(PostHolding)
class PostHoldingAdmin(Edited):
    list_display = ("post", "user", "first_date", "last_date")

    def save_model(
        self, request: HttpRequest, obj: PostHolding, form: forms.Form, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        reseat(obj.user)


@admin.register(Deputy)
class DeputyAdmin(Edited):
    list_display = ("absent", "deputy", "first_date", "last_date")


@admin.register(Kind)
class KindAdmin(Edited):
    list_display = ("code", "name_da", "name_sv", "name_en", "review_months", "review_lead_days")


@admin.register(KindPolicy)
class KindPolicyAdmin(Edited):
    list_display = ("municipality", "kind", "gate", "simple_ceiling", "currency")


@admin.register(DutyKind)
class DutyKindAdmin(ReadOnly):
    list_display = ("slug", "is_statutory")


@admin.register(Body)
class BodyAdmin(Edited):
    list_display = ("__str__", "municipality", "level", "number_style", "is_active")
    list_filter = ("municipality",)


@admin.register(Meeting)
class MeetingAdmin(Edited):
    list_display = ("body", "date", "agenda_closes_date")
    list_filter = ("body__municipality",)
    date_hierarchy = "date"


class StopInline(admin.TabularInline):  # type: ignore[type-arg]
    """The stops of a route in their order; a route may lose one."""

    model = RouteStop
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may(request)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Route)
class RouteAdmin(Edited):
    list_display = ("__str__", "municipality", "handling", "kind", "ceiling", "is_light")
    list_filter = ("municipality",)
    inlines = (StopInline,)


@admin.register(ReminderRule)
class ReminderRuleAdmin(Edited):
    """A changed rule plans anew; a rule is switched off, not deleted."""

    list_display = ("municipality", "kind", "days", "recipient", "channel", "is_active")

    def save_model(
        self, request: HttpRequest, obj: ReminderRule, form: forms.Form, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        replan_all(at=clock.now())


@admin.register(Case)
class CaseAdmin(ReadOnly):
    list_display = ("number", "title", "state", "owner")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # Django 6's default
    list_filter = ("owner", "state")
    search_fields = ("number", "title")


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnly):
    list_display = ("at", "kind", "actor", "attempt", "reason")
    list_filter = ("kind",)
    search_fields = ("actor",)
