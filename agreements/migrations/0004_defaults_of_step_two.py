from django.db import migrations

from agreements import defaults


def load(apps, schema_editor):
    defaults.load(apps.get_model("agreements", "Kind"), apps.get_model("agreements", "DutyKind"))


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_as_they_really_are")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
