from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0004_defaults_of_step_two")]
    operations = [
        migrations.RemoveConstraint(model_name="participation", name="party_takes_part_once"),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_date__isnull", True)),
                fields=("case", "party"),
                name="party_takes_part_once_at_a_time",
            ),
        ),
    ]
