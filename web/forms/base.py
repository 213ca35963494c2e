"""What do all forms that act on a case share?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.money import money

if TYPE_CHECKING:
    from django.forms import BoundField

    from agreements.models import Case


class ActForm(forms.Form):
    """A form of an act. About a case it sends back the version that the person looked at.

    Its words can be told back: to check them, or to keep them after a conflict.
    """

    use_required_attribute = False

    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Open the page again: it does not say which version you saw."),
            "invalid": _("Open the page again: it does not say which version you saw."),
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case | None = None,
        initial: dict[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        self.case = case
        seen = {"seen": case.version} if case else {}
        super().__init__(data, files, initial=seen | (initial or {}), label_suffix="")
        if case is None:
            del self.fields["seen"]

    def answers(self) -> list[dict[str, Any]]:
        """Label and value of all that was answered, for a page to check it on."""
        values = self.cleaned_data if self.is_bound else self.initial
        return [
            {"term": capfirst(str(field.label)), "value": value}
            for field in self.visible_fields()
            if (value := _told(field, values.get(field.name)))
        ]

    def kept(self) -> list[dict[str, str]]:
        """Everything that the person has typed or chosen, word for word."""
        return [
            {"label": capfirst(str(field.label)), "text": text}
            for field in self.visible_fields()
            if (text := _typed(field))
        ]


def _told(field: BoundField, value: Any) -> Any:
    if value is None or value == "" or (isinstance(value, bool) and not value):
        return ""
    if isinstance(value, bool):
        return _("Yes")
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(field.field, forms.ModelChoiceField):
        rows = [value] if isinstance(value, Model) else value
        name = getattr(field.field, "name_of", field.field.label_from_instance)
        return ", ".join(str(name(row)) for row in rows)
    if isinstance(field.field, forms.ChoiceField):
        return _labels(field, value if isinstance(value, list) else [value])
    return value


def _typed(field: BoundField) -> str:
    value = field.data
    if value in (None, "", []):
        return ""
    if isinstance(field.field, (forms.ChoiceField, forms.ModelChoiceField)):
        return _labels(field, value if isinstance(value, list) else [value])
    return str(_("Yes")) if isinstance(field.field, forms.BooleanField) else str(value)


def _labels(field: BoundField, values: list[Any]) -> str:
    choices: Any = getattr(field.field, "choices", ())
    labels = {str(key): str(label) for key, label in choices}
    return ", ".join(labels.get(str(value), str(value)) for value in values)
