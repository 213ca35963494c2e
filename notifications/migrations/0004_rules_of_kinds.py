from django.db import migrations

from notifications import defaults


def load(apps, schema_editor):
    defaults.load_of_kinds(apps.get_model("notifications", "ReminderRule"))


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_defaults_of_step_two"),
        ("notifications", "0003_withheld_messages"),
    ]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
