from django.db import migrations

from audit.append_only import deny_changes


def seal(apps, schema_editor):
    deny_changes(schema_editor, "audit_securityevent")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
