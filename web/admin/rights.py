"""Who may do what in the administration, and how do its fields name rows of other tables?"""

# ruff: noqa: ARG002 - Django passes request and row to each of its questions
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

import clock
from agreements.models import Body
from notifications import replanning
from people.models import Municipality, Post, Unit, User
from web.keys import key_of, may_name_a_row

if TYPE_CHECKING:
    from django.db.models import ForeignKey, Model
    from django.http import HttpRequest

    Admin = admin.ModelAdmin[Any]
    Form = forms.ModelForm[Any]
    Choice = forms.ModelChoiceField[Any]
else:
    Admin = admin.ModelAdmin
    Form = forms.ModelForm
    Choice = forms.ModelChoiceField


def may_administer(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_staff", False))


def administrator(request: HttpRequest) -> User:
    """Whoever acts; `may_administer` has been asked."""
    assert isinstance(request.user, User)  # `may_administer` has asked
    return request.user


class Named(Choice):
    """A row by its key; what no row can be called is refused without asking the database."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not may_name_a_row(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class Placed(Named):
    """Municipalities call their units, posts and bodies alike: each is shown with its own."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.municipality}: {obj}"


class Found(AutocompleteSelect):
    """A row that is looked for by name; what was sent in its place may be no key at all."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [key for key in value if key_of(key) is not None]
        return super().optgroups(name, keys, attr)


class NamesRows:
    """Fields that choose a unit, post or body show whose it is; none is asked for a wild key."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **options: Any
    ) -> Any:
        chosen: Any = db_field.related_model
        page: Any = self
        options = {"form_class": Named} | options
        if db_field.name in page.get_autocomplete_fields(request):
            options = {"widget": Found(db_field, page.admin_site)} | options
        if chosen in {Body, Post, Unit}:
            rows = chosen._default_manager.select_related("municipality")
            by_name = ("municipality__name", *chosen._meta.ordering)
            options |= {"form_class": Placed, "queryset": rows.order_by(*by_name)}
        return super().formfield_for_foreignkey(db_field, request, **options)  # type: ignore[misc]


class WithinOne(Form):
    """A row and the unit that it names belong to the same municipality."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("unit", "parent"):
            unit, municipality = data.get(name), data.get("municipality")
            if unit and municipality and unit.municipality_id != municipality.pk:
                self.add_error(name, _("This unit belongs to another municipality."))
        return data


class Edited(NamesRows, Admin):
    """Rows that whoever may use the administration adds and changes, and never deletes.

    After a change of one of `replans` the sweep plans anew every reminder that it may concern.
    """

    form = WithinOne
    replans: frozenset[str] = frozenset()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Rows are asked for by what may name one alone, and chosen by their keys."""
        asked = [
            part
            for name, values in request.GET.lists()
            if name != SEARCH_VAR
            for value in values
            for part in value.split(",")
        ]
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(map(may_name_a_row, asked)) or any(key_of(key) is None for key in chosen):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        return super().changelist_view(request, extra_context)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_administer(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_administer(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_administer(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_administer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if self.replans.intersection(form.changed_data):
            concerned = [obj] if isinstance(obj, Municipality) else Municipality.objects.all()
            replanning.leave_to_the_sweep(concerned, at=clock.now())


class ReadOnly(Edited):
    """Rows that can only be looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
