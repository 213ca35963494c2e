"""Which municipalities, units and posts are there?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

import clock
from people.models import Municipality, Post, Unit, User
from people.seats import reseat
from web.admin.rights import Edited, WithinOne

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

DOCUMENT_LANGUAGES = [*settings.LANGUAGES, ("kl", "Kalaallisut")]
"""Documents may be in Greenlandic, which the pages are not."""


class MunicipalityForm(WithinOne):
    """The languages are ticked; the column keeps their codes with commas between."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of its documents"),
        choices=DOCUMENT_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kept = self.instance.languages.split(",")
        self.initial["languages"] = [code.strip() for code in kept]

    def clean_languages(self) -> str:
        return ",".join(self.cleaned_data["languages"])

    def clean_first_round_date(self) -> date | None:
        """A new day is still to come: nobody means to ask everybody at this moment."""
        day: date | None = self.cleaned_data["first_round_date"]
        zone = self.cleaned_data.get("time_zone") or self.instance.time_zone
        is_new = day is not None and day != self.instance.first_round_date
        if day and is_new and zone and day < clock.local_date(clock.now(), zone):
            raise forms.ValidationError(_t("Write a day that is still to come."))
        return day


@admin.register(Municipality)
class MunicipalityAdmin(Edited):
    form = MunicipalityForm
    list_display = ("name", "country", "time_zone", "regime", "first_round_date", "election_date")
    replans = frozenset({"time_zone", "country"})


@admin.register(Unit)
class UnitAdmin(Edited):
    list_display = ("name", "municipality", "parent", "sort", "mailbox", "is_active")
    list_filter = ("municipality", "sort", "is_active")
    list_select_related = ("municipality", "parent")
    search_fields = ("name", "mailbox")

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Whoever has a role in a unit has it in those below: another place, other seats."""
        super().save_model(request, obj, form, change)
        if change and "parent" in form.changed_data:
            for user in User.objects.filter(grants__unit__isnull=False).distinct():
                reseat(user)


@admin.register(Post)
class PostAdmin(Edited):
    list_display = ("title", "municipality", "unit", "is_active")
    list_filter = ("municipality", "is_active")
    list_select_related = ("municipality", "unit")
    search_fields = ("title",)
