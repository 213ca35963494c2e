"""How is a date with precision stored, asked for and typed in?

`signed = PartialDateField(_("signed"))` gives a model the value and its plain columns:

    treaty.signed               PartialDate | None; takes a PartialDate, a date or None
    signed_from, signed_until   DateField      the earliest and the latest day
    signed_precision            CharField      a `dates.Precision`, "" without a date
    signed_approximate          BooleanField
    signed_text                 CharField      what was written

The value works in the constructor, `create`, `bulk_create`, forms, admin and history; it is no
column, so questions to the database name the columns: `.order_by("signed_from")`,
`.filter(signed_until__lt=day)`. Asked by the value they raise a FieldError that says so. Migrations
hold the columns as the ordinary fields they are and never see this module.

The type checker knows the value on an instance and the columns in queries. It does not know the
columns on an instance: read `treaty.signed.latest`, or write `signed_until: date | None` in the
model's body. The admin's `list_display` wants a method with `ordering="signed_from"`.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements.date_grammar import DateNotUnderstood, read
from agreements.dates import LONGEST_TEXT, PartialDate, Precision, as_partial, display

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Field = models.Field[PartialDate | date | None, PartialDate | None]
else:
    Field = models.Field  # Django's own takes no type arguments at run time

HINT = _("dd-mm-yyyy, or as much as is known: August 2024, 2024, about 1956")


def written(value: PartialDate | date) -> str:
    """A date as the hints ask for it: 30-06-2027, to Swedes 2027-06-30; a vaguer one in words."""
    language = get_language() or "en"
    value = as_partial(value)
    if value.precision is not Precision.DAY or value.approximate:
        return display(value, language)
    day = value.earliest
    return day.isoformat() if language.startswith("sv") else f"{day:%d-%m-%Y}"


class PartialDateFormField(forms.Field):
    """A date as people write it: read by the grammar, shown back in the form of its hint."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": HINT} | options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, PartialDate | date):
            return written(value)
        return value

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        if not str(value).strip():
            return None
        try:
            return read(str(value))
        except DateNotUnderstood as error:
            raise ValidationError(error.message, code=error.code, params=error.params) from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {
            "inputmode": "text",
            "autocomplete": "off",
            "maxlength": LONGEST_TEXT,
        }


class PartialDateField(Field):
    """Declares the value and its columns; the module says how to use it.

    A private field, as GenericForeignKey is one: forms and constructors find it, SQL does not.
    Optional unless `required`. `indexed` puts an index on the earliest and one on the latest day.
    """

    def __init__(
        self,
        verbose_name: StrOrPromise | None = None,
        *,
        required: bool = False,
        indexed: bool = False,
        help_text: StrOrPromise = HINT,
    ) -> None:
        optional = not required
        super().__init__(verbose_name, null=optional, blank=optional, help_text=help_text)
        hidden: dict[str, Any] = {"editable": False}
        day: dict[str, Any] = hidden | {"null": optional, "db_index": indexed}
        # Made here and not when the model is made, so that they stand where the value was declared.
        self.columns: dict[str, models.Field[Any, Any]] = {
            "from": models.DateField(**day),
            "until": models.DateField(**day),
            "precision": models.CharField(max_length=10, default="", **hidden),
            "approximate": models.BooleanField(default=False, **hidden),
            "text": models.CharField(max_length=LONGEST_TEXT, default="", **hidden),
        }

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = True
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, property(self._value, self._set_value))
        # A history table and a subclass come with copies of the columns already.
        present = {field.name for field in cls._meta.fields}
        for suffix, column in self.columns.items():
            if f"{name}_{suffix}" not in present:
                column.contribute_to_class(cls, f"{name}_{suffix}")

    def get_attname_column(self) -> tuple[str, None]:
        return self.get_attname(), None

    def _value(self, instance: models.Model) -> PartialDate | None:
        said = {suffix: getattr(instance, f"{self.name}_{suffix}") for suffix in self.columns}
        if said["from"] is None:
            return None
        precision = Precision(said["precision"])
        return PartialDate(
            said["from"], said["until"], precision, said["approximate"], said["text"]
        )

    def _set_value(self, instance: models.Model, given: PartialDate | date | None) -> None:
        value = None if given is None else as_partial(given)
        columns = {
            "from": value.earliest if value else None,
            "until": value.latest if value else None,
            "precision": value.precision.value if value else "",
            "approximate": value.approximate if value else False,
            "text": value.text if value else "",
        }
        for suffix, content in columns.items():
            setattr(instance, f"{self.name}_{suffix}", content)

    # ------------------------------------------------------------ forms
    def formfield(self, **options: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": PartialDateFormField} | options)

    def save_form_data(self, instance: models.Model, data: PartialDate | None) -> None:
        """A form sent back unchanged keeps the words first given: "XX. december 2019"."""
        if data != self.value_from_object(instance):
            self._set_value(instance, data)

    # ------------------------------------------------------------ questions to the database
    def get_col(self, *_: object, **__: object) -> NoReturn:
        raise FieldError(self._use_the_columns)

    def get_db_prep_save(self, *_: object, **__: object) -> NoReturn:
        raise FieldError(self._use_the_columns)

    @property
    def _use_the_columns(self) -> str:
        name, model = self.name, self.model.__name__
        columns = ", ".join(f"{name}_{suffix}" for suffix in self.columns)
        return f"{model}.{name} is a value, not a column. Query or update its columns: {columns}."


def in_order(name: str) -> models.CheckConstraint:
    """For Meta.constraints: no date at all, or both days in order with a precision."""
    first, last, precision = f"{name}_from", f"{name}_until", f"{name}_precision"
    absent = Q(**{f"{first}__isnull": True, f"{last}__isnull": True, precision: ""})
    whole = Q(
        **{
            f"{first}__isnull": False,  # else NULL <= day is unknown, which a CHECK lets pass
            f"{last}__isnull": False,
            f"{last}__gte": F(first),
            f"{precision}__in": [precision.value for precision in Precision],
        }
    )
    return models.CheckConstraint(condition=absent | whole, name=f"%(class)s_{name}_in_order")
