"""Does one declaration give a model a date with precision, in plain columns, everywhere?

The models here stand in a registry of their own; their tables are made for this module alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, ClassVar, assert_type

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter
from django.test import RequestFactory
from django.test.utils import isolate_apps
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker
from simple_history.models import HistoricalRecords

from agreements.date_fields import PartialDateField, PartialDateFormField, in_order
from agreements.date_grammar import read
from agreements.dates import PartialDate

DECEMBER = PartialDate.month(2019, 12)
DAY = date(2016, 4, 25)

with isolate_apps():

    class Dated(models.Model):
        announced = PartialDateField("announced", indexed=True)

        class Meta:
            abstract = True
            app_label = "agreements"

    class Treaty(Dated):
        title = models.CharField(max_length=50)
        signed = PartialDateField("signed on")
        place = models.CharField(max_length=50, blank=True)
        due = PartialDateField(required=True)

        objects: ClassVar[models.Manager[Treaty]] = models.Manager()
        history = HistoricalRecords(history_user_id_field=models.IntegerField(null=True))

        class Meta:
            app_label = "agreements"
            constraints = (in_order("signed"), in_order("due"))

        def __str__(self) -> str:
            return self.title

    class Annex(Treaty):
        class Meta:
            app_label = "agreements"


TreatyForm = forms.modelform_factory(Treaty, fields=("title", "signed", "due"))


@pytest.fixture(scope="module", autouse=True)
def tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    made = (Treaty, Treaty.history.model)
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in made:
            editor.delete_model(model)


@pytest.fixture
def treaty(db: None) -> Treaty:
    return Treaty.objects.create(title="Nuuk", signed=read("XX. december 2019"), due=DAY)


# ---------------------------------------------------------------- value and columns
def test_value_is_spread_over_plain_columns(treaty: Treaty) -> None:
    names = ("from", "until", "precision", "approximate", "text")
    row = Treaty.objects.values_list(*(f"signed_{name}" for name in names)).get(pk=treaty.pk)

    assert row == (
        *(date(2019, 12, 1), date(2019, 12, 31)),
        *("month", False, "XX. december 2019"),
    )


def test_value_is_read_from_the_database(treaty: Treaty) -> None:
    found = Treaty.objects.get(pk=treaty.pk)

    assert_type(found.signed, PartialDate | None)
    assert found.signed == DECEMBER
    assert found.signed.text == "XX. december 2019"
    assert found.due == PartialDate.day(DAY)
    assert Treaty.objects.only("title").get(pk=treaty.pk).signed == DECEMBER


@pytest.mark.parametrize(
    ("given", "stored"),
    [(DAY, PartialDate.day(DAY)), (read("ca. 1956"), PartialDate.from_edtf("1956~")), (None, None)],
)
def test_day_value_or_none_is_assigned_and_stored(
    treaty: Treaty, given: PartialDate | date | None, stored: PartialDate | None
) -> None:
    treaty.signed = given
    assert treaty.signed == stored

    treaty.save()
    treaty.refresh_from_db()
    assert treaty.signed == stored


def test_many_rows_are_created_at_once(db: None) -> None:
    Treaty.objects.bulk_create(
        [Treaty(title=str(year), signed=PartialDate.year(year), due=DAY) for year in (1990, 1970)]
    )

    in_order_of_age = Treaty.objects.order_by("signed_from", "signed_until")
    assert [found.title for found in in_order_of_age] == ["1970", "1990"]


def test_value_may_be_a_default_of_get_or_create_and_update_or_create(treaty: Treaty) -> None:
    same, created = Treaty.objects.update_or_create(title="Nuuk", defaults={"signed": DAY})
    Treaty.objects.get_or_create(title="Ylöjärvi", defaults={"signed": DECEMBER, "due": DAY})

    assert not created
    assert Treaty.objects.get(pk=same.pk).signed == PartialDate.day(DAY)
    assert Treaty.objects.get(title="Ylöjärvi").signed == DECEMBER


def test_columns_stand_once_where_declared_with_the_indexes_asked_for() -> None:
    columns = Treaty._meta.local_fields
    names = [column.name for column in columns]

    assert names.index("title") < names.index("signed_from") < names.index("place")
    indexed = [column.name for column in columns if "db_index" in column.deconstruct()[3]]
    assert indexed == ["announced_from", "announced_until"]
    assert [column.name for column in Annex._meta.local_fields] == ["treaty_ptr"]


# ---------------------------------------------------------------- questions to the database
@pytest.mark.parametrize(
    "ask",
    [
        lambda: Treaty.objects.filter(signed=DECEMBER),
        lambda: Treaty.objects.filter(signed__isnull=True),
        lambda: list(Treaty.objects.order_by("-signed")),
        lambda: Treaty.objects.update(signed=DAY),
        lambda: Treaty.objects.update(signed=models.F("due_from")),
        lambda: Treaty.objects.update(place=models.F("signed")),
    ],
)
def test_question_by_the_value_is_refused_and_names_the_columns(
    db: None, ask: Callable[[], object]
) -> None:
    with pytest.raises(FieldError, match=r"Treaty\.signed is a value.*signed_from, signed_until"):
        ask()


def test_value_is_not_listed_nor_saved_alone_nor_left_out_where_required(treaty: Treaty) -> None:
    with pytest.raises(FieldError, match="signed_from"):
        Treaty.objects.values_list("signed")
    with pytest.raises(ValueError, match="signed"):
        treaty.save(update_fields=["signed"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Treaty.objects.create(title="without its required date")


@pytest.mark.parametrize(
    "columns",
    [
        {"signed_from": date(2020, 1, 1)},
        {"signed_from": None},
        {"signed_precision": ""},
        {"signed_precision": "century"},
        {"signed_from": None, "signed_until": None},
    ],
)
def test_database_refuses_half_a_date_and_days_out_of_order(
    treaty: Treaty, columns: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match="treaty_signed_in_order"), transaction.atomic():
        Treaty.objects.filter(pk=treaty.pk).update(**columns)


# ---------------------------------------------------------------- migrations
@pytest.mark.parametrize("model", [Treaty, Treaty.history.model])
def test_migration_holds_ordinary_fields_only(model: type[models.Model]) -> None:
    state = ModelState.from_model(model)
    migration = type("Migration", (migrations.Migration,), {})("0001_initial", "agreements")
    migration.operations = [migrations.CreateModel(state.name, [*state.fields.items()])]

    written = MigrationWriter(migration).as_string()

    assert "('signed_from', models.DateField(editable=False, null=True))" in written
    assert "'signed'" not in written
    assert "agreements" not in written


# ---------------------------------------------------------------- history
def test_history_has_the_value_and_tells_what_changed(treaty: Treaty) -> None:
    treaty.signed = date(2019, 12, 18)
    treaty.save()

    after, before = treaty.history.all()
    assert before.signed == before.instance.signed == DECEMBER
    assert before.signed.text == "XX. december 2019"
    (change,) = after.diff_against(before).changes
    assert (change.field, change.old, change.new) == ("signed", DECEMBER, treaty.signed)
    assert Treaty.history.bulk_history_create([treaty])[0].signed == treaty.signed


# ---------------------------------------------------------------- forms
def test_form_saves_what_was_typed(db: None) -> None:
    form = TreatyForm({"title": "Nuuk", "signed": "XX. december 2019", "due": "31/8 2024"})

    assert form.is_valid(), form.errors
    saved = Treaty.objects.get(pk=form.save().pk)
    assert saved.signed == DECEMBER
    assert saved.signed.text == "XX. december 2019"
    assert saved.due == PartialDate.day(date(2024, 8, 31))
    assert saved.history.count() == 1


@pytest.mark.parametrize(
    ("language", "shown"), [("da", "august 2024"), ("sv", "augusti 2024"), ("en", "August 2024")]
)
def test_form_shows_the_date_in_the_readers_language(language: str, shown: str) -> None:
    form = TreatyForm(instance=Treaty(signed=PartialDate.month(2024, 8)))

    with translation.override(language):
        assert f'value="{shown}"' in str(form["signed"])


def test_form_sent_back_unchanged_changes_nothing(treaty: Treaty) -> None:
    with translation.override("sv"):
        form = TreatyForm(instance=treaty)
        posted = {name: str(form[name].value()) for name in form.fields}
        form = TreatyForm(posted, instance=treaty)

        assert posted["signed"] == "december 2019"
        assert not form.has_changed()
        saved = form.save().signed
    assert saved is not None
    assert saved.text == "XX. december 2019"


def test_form_empties_an_optional_date_and_demands_a_required_one(treaty: Treaty) -> None:
    form = TreatyForm({"title": "Nuuk", "signed": "  ", "due": ""}, instance=treaty)

    assert not form.is_valid()
    assert list(form.errors) == ["due"]
    form = TreatyForm({"title": "Nuuk", "signed": "", "due": "2016"}, instance=treaty)
    assert form.save().signed is None


def test_form_shows_what_was_typed_beside_the_refusal() -> None:
    form = TreatyForm({"title": "Nuuk", "signed": "31-06-2027", "due": "2016"})

    with translation.override("en"):
        assert form.errors == {"signed": ["There is no 31-06-2027. That month ends on 30-06-2027."]}
    assert form.has_error("signed", code="impossible_day")
    assert form["signed"].value() == "31-06-2027"


def test_field_serves_ordinary_forms_and_says_how_to_write() -> None:
    field = PartialDateFormField(label="Signed")

    with translation.override("en"):
        assert field.clean("Aug. 2024") == PartialDate.month(2024, 8)
        assert "dd-mm-yyyy" in str(field.help_text)
        assert field.prepare_value(DAY) == "25-04-2016"
    assert field.clean(DECEMBER) is DECEMBER
    assert PartialDateFormField(required=False).clean("") is None
    assert field.widget.attrs == {"inputmode": "text", "autocomplete": "off", "maxlength": 100}


def test_admin_edits_the_value_and_hides_the_columns(rf: RequestFactory) -> None:
    form = admin.ModelAdmin(Treaty, admin.AdminSite()).get_form(rf.get("/"))

    assert list(form.base_fields) == ["announced", "title", "signed", "place", "due"]
    assert isinstance(form.base_fields["signed"], PartialDateFormField)
    assert form.base_fields["signed"].label == "Signed on"
    assert form.base_fields["due"].required


# ---------------------------------------------------------------- as a window
@pytest.mark.requirement("R-043")
def test_rows_overdue_on_a_day_are_found_by_the_latest_day(treaty: Treaty) -> None:
    treaty.due = PartialDate.month(2024, 8)
    treaty.save()

    days = date(2024, 8, 31), date(2024, 9, 1)

    assert [Treaty.objects.filter(due_until__lt=day).exists() for day in days] == [False, True]
