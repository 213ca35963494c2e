from django.db import migrations, models

from agreements.no_loops import refuse_loops


def seal(apps, schema_editor):
    refuse_loops(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_progress_of_commitments")]
    operations = [
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start_from__isnull", True),
                    ("end_until__isnull", True),
                    ("end_until__gte", models.F("start_from")),
                    _connector="OR",
                ),
                name="term_begins_before_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="ending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("notice_date__isnull", True),
                    ("effective_date__gte", models.F("notice_date")),
                    _connector="OR",
                ),
                name="notice_comes_before_the_end",
            ),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
