import audit.create_models
import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0002_defaults'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        audit.create_models.CreateModels(
            operations=[migrations.CreateModel(
                name='SweepRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=50, unique=True)),
                    ('at', models.DateTimeField()),
                    ('counts', models.JSONField(default=dict)),
                ],
                options={
                    'verbose_name': 'run of a sweep',
                    'verbose_name_plural': 'runs of sweeps',
                },
            ), migrations.CreateModel(
                name='HistoricalReminderRule',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('days', models.SmallIntegerField(help_text='Below zero: before the first day. 1: the first day overdue.', verbose_name='days')),
                    ('recipient', models.CharField(choices=[('responsible', 'whoever is responsible'), ('head', 'the head of the unit'), ('director', 'the director')], default='responsible', max_length=11, verbose_name='recipient')),
                    ('channel', models.CharField(choices=[('single', 'a mail of its own'), ('digest', 'the Monday letter')], default='single', max_length=6, verbose_name='how')),
                    ('binding_only', models.BooleanField(default=False, verbose_name='binding agreements only')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('kind', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: every kind that has no rules of its own.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.dutykind', verbose_name='kind of duty')),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: wherever a municipality has no rules of its own.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                ],
                options={
                    'verbose_name': 'historical rule for reminders',
                    'verbose_name_plural': 'historical rules for reminders',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=200, unique=True)),
                    ('kind', models.CharField(choices=[('reminder', 'reminder'), ('digest', 'Monday letter'), ('notice', 'notice'), ('letter', 'letter')], max_length=8)),
                    ('guarantee', models.CharField(choices=[('at_least_once', 'sent again, marked'), ('at_most_once', 'left to a person')], default='at_least_once', max_length=13)),
                    ('address', models.EmailField(max_length=254)),
                    ('language', models.CharField(max_length=10)),
                    ('subject', models.CharField(max_length=250)),
                    ('text', models.TextField()),
                    ('html', models.TextField()),
                    ('message_id', models.CharField(max_length=250, unique=True)),
                    ('status', models.CharField(choices=[('pending', 'waiting'), ('sending', 'being sent'), ('transmitting', 'being handed over'), ('sent', 'sent'), ('uncertain', 'uncertain'), ('failed', 'failed'), ('not_sent', 'not sent')], default='pending', max_length=12)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('fence', models.PositiveIntegerField(default=0)),
                    ('claimed_at', models.DateTimeField(null=True)),
                    ('lease_until', models.DateTimeField(null=True)),
                    ('may_be_second_copy', models.BooleanField(default=False)),
                    ('error', models.CharField(blank=True, max_length=500)),
                    ('created_at', models.DateTimeField()),
                    ('available_at', models.DateTimeField()),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='agreements.case')),
                    ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'message',
                    'verbose_name_plural': 'messages',
                    'ordering': ('id',),
                    'indexes': [models.Index(condition=models.Q(('status', 'pending')), fields=['available_at', 'id'], name='message_to_send'), models.Index(condition=models.Q(('status__in', ['pending', 'sent']), _negated=True), fields=['status', 'lease_until'], name='message_under_way')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('address', ''), _negated=True), name='message_has_an_address'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(('status', 'sent'), _negated=True), _connector='OR'), name='sent_message_has_a_time')],
                },
            ), migrations.CreateModel(
                name='DeliveryAttempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('began_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                    ('end', models.CharField(choices=[('accepted', 'accepted by the mail server'), ('deferred', 'refused for now'), ('refused', 'refused for good'), ('broken', 'the connection broke before it was handed over'), ('unknown', 'broken off while it was handed over: it may have arrived'), ('confirmed', 'a person says that it arrived'), ('released', 'a person had it sent again'), ('withheld', 'not sent: what it asks for is no longer asked')], max_length=9)),
                    ('detail', models.CharField(blank=True, max_length=500)),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='notifications.message')),
                ],
                options={
                    'verbose_name': 'attempt to deliver',
                    'verbose_name_plural': 'attempts to deliver',
                    'ordering': ('id',),
                },
            ), migrations.CreateModel(
                name='ReminderRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('days', models.SmallIntegerField(help_text='Below zero: before the first day. 1: the first day overdue.', verbose_name='days')),
                    ('recipient', models.CharField(choices=[('responsible', 'whoever is responsible'), ('head', 'the head of the unit'), ('director', 'the director')], default='responsible', max_length=11, verbose_name='recipient')),
                    ('channel', models.CharField(choices=[('single', 'a mail of its own'), ('digest', 'the Monday letter')], default='single', max_length=6, verbose_name='how')),
                    ('binding_only', models.BooleanField(default=False, verbose_name='binding agreements only')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('kind', models.ForeignKey(blank=True, help_text='Empty: every kind that has no rules of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminder_rules', to='agreements.dutykind', verbose_name='kind of duty')),
                    ('municipality', models.ForeignKey(blank=True, help_text='Empty: wherever a municipality has no rules of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminder_rules', to='people.municipality', verbose_name='municipality')),
                ],
                options={
                    'verbose_name': 'rule for reminders',
                    'verbose_name_plural': 'rules for reminders',
                    'ordering': ('municipality', 'kind', 'days'),
                    'constraints': [models.UniqueConstraint(models.F('days'), models.F('recipient'), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('kind', models.CharField()), models.Value('')), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('municipality', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), name='reminder_rule_stands_once', violation_error_message='There is such a rule already.')],
                },
            ), migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('days', models.SmallIntegerField()),
                    ('due_on', models.DateField()),
                    ('send_time', models.TimeField(default=datetime.time(8, 0))),
                    ('zone', models.CharField(max_length=50)),
                    ('due_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('planned', 'planned'), ('done', 'done'), ('superseded', 'superseded by a later one'), ('cancelled', 'cancelled'), ('not_sent', 'not sent')], default='planned', max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=100)),
                    ('planned_at', models.DateTimeField()),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='agreements.duty')),
                    ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='notifications.message')),
                    ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='notifications.reminderrule')),
                ],
                options={
                    'verbose_name': 'reminder',
                    'verbose_name_plural': 'reminders',
                    'ordering': ('due_at', 'id'),
                    'indexes': [models.Index(condition=models.Q(('status', 'planned')), fields=['due_at', 'id'], name='reminder_falls_due')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'cancelled'), _negated=True), fields=('duty', 'rule', 'due_on'), name='reminder_stands_once')],
                },
            )],
        ),
    ]
