from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from agreements import defaults

OF_A_PARTY = ("sign", "review_input", "reconfirm")


def name_by_key(apps, schema_editor):
    """Duties named their party by its name; it is looked up among those of the case."""
    taking_part = apps.get_model("agreements", "Participation").objects.filter(
        case=OuterRef("case"), party__name=OuterRef("subject")
    )
    duties = apps.get_model("agreements", "Duty").objects.filter(kind__in=OF_A_PARTY)
    duties.update(party=Subquery(taking_part.order_by("-pk").values("party")[:1]))


def load(apps, schema_editor):
    defaults.load(apps.get_model("agreements", "Kind"), apps.get_model("agreements", "DutyKind"))


class Migration(migrations.Migration):
    dependencies = [("agreements", "0009_declared_as_of")]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="party",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="agreements.party",
            ),
        ),
        migrations.AddField(
            model_name="historicalduty",
            name="party",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=models.deletion.DO_NOTHING,
                related_name="+",
                to="agreements.party",
            ),
        ),
        migrations.RunPython(name_by_key, migrations.RunPython.noop),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
