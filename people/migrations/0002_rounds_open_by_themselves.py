from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalmunicipality",
            name="election_date",
            field=models.DateField(
                blank=True,
                help_text="On the day after, the round of posts and bodies opens. Write the next one when it is known. Empty: the secretariat opens the round.",
                null=True,
                verbose_name="next election",
            ),
        ),
        migrations.AddField(
            model_name="historicalmunicipality",
            name="first_round_date",
            field=models.DateField(
                blank=True,
                help_text="On this day, and each year on the same day, whoever answers for an agreement is asked whether owner and contacts are still right. Empty: the secretariat opens the round.",
                null=True,
                verbose_name="yearly round from",
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="election_date",
            field=models.DateField(
                blank=True,
                help_text="On the day after, the round of posts and bodies opens. Write the next one when it is known. Empty: the secretariat opens the round.",
                null=True,
                verbose_name="next election",
            ),
        ),
        migrations.AddField(
            model_name="municipality",
            name="first_round_date",
            field=models.DateField(
                blank=True,
                help_text="On this day, and each year on the same day, whoever answers for an agreement is asked whether owner and contacts are still right. Empty: the secretariat opens the round.",
                null=True,
                verbose_name="yearly round from",
            ),
        ),
    ]
