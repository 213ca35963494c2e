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
                    ('at', models.DateTimeField(verbose_name='when')),
                    ('kind', models.CharField(choices=[('refused', 'refused attempt'), ('signed_in', 'signed in'), ('signed_out', 'signed out'), ('sign_in_failed', 'sign-in failed'), ('role_changed', 'role changed')], max_length=20, verbose_name='what happened')),
                    ('actor', models.CharField(blank=True, max_length=254, verbose_name='who')),
                    ('actor_id', models.BigIntegerField(blank=True, null=True, verbose_name='key of the person')),
                    ('case_id', models.BigIntegerField(blank=True, null=True, verbose_name='key of the case')),
                    ('municipality_id', models.BigIntegerField(blank=True, null=True, verbose_name='key of the municipality')),
                    ('attempt', models.CharField(blank=True, max_length=100, verbose_name='what was attempted')),
                    ('reason', models.TextField(blank=True, verbose_name='reason')),
                ],
                options={
                    'verbose_name': 'security event',
                    'verbose_name_plural': 'security events',
                    'ordering': ('-at', '-id'),
                    'indexes': [models.Index(fields=['case_id', '-at'], name='audit_secur_case_id_5b4e74_idx')],
                },
            )],
        ),
    ]
