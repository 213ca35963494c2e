"""How is one line, text, day or amount read, and what is said when it cannot be?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.date_fields import PartialDateFormField
from agreements.dates import Precision
from web.forms.money import NotAnAmount, read_amount, shown_amount
from web.keys import may_name_a_row
from web.wording import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from django_stubs_ext import StrOrPromise

    from agreements.dates import PartialDate

LONGEST_TEXT = 10_000
SHORT_TEXT = 600
TOO_LONG = _("At most %(limit_value)d characters; this has %(show_value)d.")


def _messages(needed: StrOrPromise) -> dict[str, StrOrPromise]:
    return {"required": needed or REQUIRED, "max_length": TOO_LONG, "invalid_choice": _("Choose.")}


class Line(forms.CharField):
    """One line: a title, a name, a number. Line breaks are refused."""

    def __init__(
        self, max_length: int, *, needed: StrOrPromise = "", short: bool = False, **options: Any
    ) -> None:
        css = {"class": "short"} if short else {}
        attrs = {"autocomplete": "off"} | css | options.pop("attrs", {})
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        options.setdefault("required", bool(needed))
        super().__init__(max_length=max_length, error_messages=_messages(needed), **options)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if any(ord(character) < ord(" ") for character in text):
            raise ValidationError(_("Write it on one line."), code="line_break")
        return text


class Text(forms.CharField):
    """Some paragraphs, kept as they are written."""

    def __init__(
        self,
        max_length: int = LONGEST_TEXT,
        *,
        needed: StrOrPromise = "",
        rows: int = 4,
        **options: Any,
    ) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        options.setdefault("required", bool(needed))
        super().__init__(max_length=max_length, error_messages=_messages(needed), **options)
        self.widget.attrs.pop("maxlength", None)  # the browser would cut a pasted text silently

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class When(PartialDateFormField):
    """A date with as much as is known of it."""

    def __init__(self, *, needed: StrOrPromise = "", **options: Any) -> None:
        options = {"widget": forms.TextInput(attrs={"class": "short"})} | options
        super().__init__(required=bool(needed), error_messages=_messages(needed), **options)


class Day(PartialDateFormField):
    """One certain day; the value is a `date`."""

    def __init__(self, *, needed: StrOrPromise = "", **options: Any) -> None:
        options = {"widget": forms.TextInput(attrs={"class": "short"})} | options
        options = {"help_text": _("dd-mm-yyyy")} | options
        super().__init__(required=bool(needed), error_messages=_messages(needed), **options)

    def clean(self, value: Any) -> Any:
        read: PartialDate | None = super().clean(value)
        if read is None:
            return None
        if read.precision is not Precision.DAY or read.approximate:
            raise ValidationError(_("Write the day as dd-mm-yyyy, for example 30-06-2027."))
        return read.earliest


class Amount(forms.Field):
    """A sum of money in the currency of the municipality."""

    def __init__(self, *, needed: StrOrPromise = "", **options: Any) -> None:
        attrs = {"class": "short", "inputmode": "decimal", "autocomplete": "off"}
        options = {"widget": forms.TextInput(attrs=attrs)} | options
        super().__init__(required=bool(needed), error_messages=_messages(needed), **options)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else shown_amount(value)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return read_amount(text)
        except NotAnAmount as error:
            raise ValidationError(error.message) from error


class OneOf(forms.ChoiceField):
    """Radio buttons, with a small text below each."""

    def __init__(
        self,
        choices: Iterable[tuple[str, StrOrPromise]] = (),
        *,
        needed: StrOrPromise = "",
        hints: Mapping[str, StrOrPromise] | None = None,
        inline: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(
            choices=[(value, capfirst(label)) for value, label in choices],
            widget=forms.RadioSelect,
            required=bool(needed),
            error_messages=_messages(needed),
            **options,
        )
        self.choice_hints = dict(hints or {})
        self.inline = inline


class FromList(forms.ChoiceField):
    """A list that opens."""

    def __init__(
        self,
        choices: Iterable[tuple[str, StrOrPromise]] = (),
        *,
        needed: StrOrPromise = "",
        **options: Any,
    ) -> None:
        super().__init__(
            choices=[(value, capfirst(label)) for value, label in choices],
            required=bool(needed),
            error_messages=_messages(needed),
            **options,
        )


class Row(forms.ModelChoiceField):
    """A list that opens, of rows of the database."""

    def __init__(self, *, needed: StrOrPromise = "", **options: Any) -> None:
        options = {"queryset": None, "empty_label": _("Choose")} | options
        super().__init__(required=bool(needed), error_messages=_messages(needed), **options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not may_name_a_row(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class Rows(forms.ModelMultipleChoiceField):
    """Boxes to tick, of rows of the database."""

    def __init__(self, *, needed: StrOrPromise = "", **options: Any) -> None:
        messages = {"required": needed or REQUIRED, "invalid_pk_value": _("Choose.")}
        widget = {"widget": forms.CheckboxSelectMultiple, "queryset": None}
        options = widget | {"required": bool(needed)} | options
        super().__init__(error_messages=messages, **options)

    def clean(self, value: Any) -> Any:
        if any(not may_name_a_row(key) for key in value or ()):
            raise ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value")
        return super().clean(value)
