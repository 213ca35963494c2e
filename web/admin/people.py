"""Who may sign in, which roles and posts do they hold, and who stands in for them?"""

# ruff: noqa: ARG002 - Django passes request and row to each of its questions
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

import clock
from people import roles
from people.models import Deputy, PostHolding, RoleGrant, User
from people.seats import reseat
from web.admin.rights import Edited, WithinOne, administrator, may_administer
from workflows.handover import actor_of, answers_of

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


class NewUser(WithinOne, BaseUserCreationForm):
    """A new person with a first password."""

    class Meta:
        model = User
        fields = ("email", "name", "title", "municipality", "unit", "language")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ChangedUser(WithinOne, UserChangeForm):
    """A person as they are; the password is changed on a page of its own."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_is_active(self) -> bool:
        """Whoever still answers for something hands it over first (R-055)."""
        stays = bool(self.cleaned_data["is_active"])
        if not stays and self.initial.get("is_active") and answers_of(actor_of(self.instance)):
            page = reverse("hand_over", args=(self.instance.pk,))
            message = _("%(who)s still answers for open tasks: hand them over first.")
            raise ValidationError(
                format_html(
                    '{} <a href="{}">{}</a>',
                    message % {"who": self.instance.name},
                    page,
                    _("Hand over"),
                )
            )
        return stays


@admin.register(User)
class PeopleAdmin(Edited, UserAdmin):
    form = ChangedUser
    add_form = NewUser
    add_fieldsets = ((None, {"fields": (*NewUser.Meta.fields, "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": (*NewUser.Meta.fields, "password")}),
        (_("Access"), {"fields": ("is_active", "is_staff")}),
    )
    list_display = ("name", "email", "title", "municipality", "unit", "is_active")
    list_filter = ("municipality", "is_active", "is_staff")
    list_select_related = ("municipality", "unit")
    search_fields = ("name", "email", "title")
    ordering = ("name",)
    filter_horizontal = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Only a superuser lets others use the administration."""
        superuser = getattr(request.user, "is_superuser", False)
        return () if superuser else ("is_staff",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody takes over an account that may do more than their own."""
        above = isinstance(obj, User) and obj.is_superuser
        superuser = getattr(request.user, "is_superuser", False)
        return may_administer(request) and (not above or superuser)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        reseat(obj)


@admin.register(RoleGrant)
class RoleGrantAdmin(Edited):
    """Given and taken, never changed: each is a security event."""

    list_display = ("user", "role", "municipality", "unit", "part")
    list_filter = ("municipality", "role")
    list_select_related = ("user__unit", "municipality", "unit")
    search_fields = ("user__name", "user__email")
    autocomplete_fields = ("user",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_administer(request)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        row = roles.grant(
            obj.user,
            obj.role,
            obj.municipality,
            at=clock.now(),
            by=administrator(request),
            unit=obj.unit,
            part=obj.part,
        )
        obj.pk = row.pk

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        roles.revoke(obj, at=clock.now(), by=administrator(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)


@admin.register(PostHolding)
class PostHoldingAdmin(Edited):
    list_display = ("post", "municipality", "user", "first_date", "last_date")
    list_filter = ("post__municipality",)
    list_select_related = ("post__municipality", "user__unit")
    search_fields = ("post__title", "user__name")
    autocomplete_fields = ("user",)

    @admin.display(description=_("municipality"), ordering="post__municipality__name")
    def municipality(self, obj: PostHolding) -> str:
        return obj.post.municipality.name

    def save_model(self, request: HttpRequest, obj: PostHolding, form: Any, change: bool) -> None:
        """Who held it until now answers for it no longer."""
        before = User.objects.filter(pk=form.initial.get("user")).exclude(pk=obj.user_id).first()
        super().save_model(request, obj, form, change)
        for user in (obj.user, before):
            if user is not None:
                reseat(user)


@admin.register(Deputy)
class DeputyAdmin(Edited):
    list_display = ("absent", "deputy", "first_date", "last_date")
    list_filter = ("absent__municipality",)
    list_select_related = ("absent__unit", "deputy__unit")
    search_fields = ("absent__name", "deputy__name")
    autocomplete_fields = ("absent", "deputy")

    def save_model(self, request: HttpRequest, obj: Deputy, form: Any, change: bool) -> None:
        """Whoever stands in holds the roles of the absent: each change is a security event.

        Another deputy, or another who is absent, is one absence that ends and one that begins.
        """
        at, by = clock.now(), administrator(request)
        before = Deputy.objects.select_related("absent", "deputy").filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        if not form.changed_data:
            return
        if before is None or not {"absent", "deputy"}.isdisjoint(form.changed_data):
            if before is not None:
                home = before.absent.municipality
                before.shorten(clock.local_date(at, home.time_zone if home else "UTC"))
                roles.tell_of_deputy(before, "absence_ended", at=at, by=by)
            roles.tell_of_deputy(obj, "deputy_named", at=at, by=by)
        else:
            roles.tell_of_deputy(obj, "absence_changed", at=at, by=by)
