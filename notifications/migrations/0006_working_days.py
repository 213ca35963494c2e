from django.db import migrations

import clock
from notifications.sql_functions import SEND_DAY_ON_POSTGRESQL
from notifications.working_days import free_text


def add_function(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(SEND_DAY_ON_POSTGRESQL, params=None)


def give_times(apps, schema_editor):
    on = clock.now().date()
    for municipality in apps.get_model("people", "Municipality").objects.all():
        text, until = free_text(municipality.country, [], on)
        apps.get_model("notifications", "SendingSettings").objects.get_or_create(
            municipality=municipality, defaults={"free_days": text, "free_until": until}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0005_nobody_loses"),
        ("people", "0002_rounds_open_by_themselves"),
    ]
    operations = [
        migrations.RunPython(add_function, migrations.RunPython.noop),
        migrations.RunPython(give_times, migrations.RunPython.noop),
    ]
