import audit.create_models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        audit.create_models.CreateModels(
            operations=[migrations.CreateModel(
                name='SecurityEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('kind', models.CharField(choices=[('refused', 'refused attempt'), ('signed_in', 'signed in'), ('signed_out', 'signed out'), ('sign_in_failed', 'sign-in failed'), ('role_changed', 'role changed')], max_length=20)),
                    ('actor', models.CharField(blank=True, max_length=254)),
                    ('actor_id', models.BigIntegerField(blank=True, null=True)),
                    ('case_id', models.BigIntegerField(blank=True, null=True)),
                    ('municipality_id', models.BigIntegerField(blank=True, null=True)),
                    ('attempt', models.CharField(blank=True, max_length=100)),
                    ('reason', models.TextField(blank=True)),
                ],
                options={
                    'ordering': ('-at', '-id'),
                    'indexes': [models.Index(fields=['case_id', '-at'], name='audit_secur_case_id_5b4e74_idx')],
                },
            )],
        ),
    ]
