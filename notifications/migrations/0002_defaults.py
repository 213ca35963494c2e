from django.db import migrations

from audit.append_only import deny_changes
from notifications import defaults
from notifications.sql_functions import ON_POSTGRESQL


def load(apps, schema_editor):
    defaults.load(apps.get_model("notifications", "ReminderRule"))


def seal(apps, schema_editor):
    deny_changes(schema_editor, "notifications_deliveryattempt")


def add_functions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ON_POSTGRESQL, params=None)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunPython(add_functions, migrations.RunPython.noop),
    ]
