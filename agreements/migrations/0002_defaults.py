from django.db import migrations

from agreements import defaults
from audit.append_only import deny_changes


def load(apps, schema_editor):
    defaults.load(apps.get_model("agreements", "Kind"), apps.get_model("agreements", "DutyKind"))


def seal(apps, schema_editor):
    for table in ("agreements_steprecord", "agreements_proposalversion"):
        deny_changes(schema_editor, table)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
