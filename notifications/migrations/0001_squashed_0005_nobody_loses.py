import audit.create_models
import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from audit.append_only import deny_changes
from notifications import defaults
from notifications.sql_functions import ON_POSTGRESQL


def load(apps, schema_editor):
    rules = apps.get_model("notifications", "ReminderRule")
    defaults.load(rules)
    defaults.load_of_kinds(rules)


def seal(apps, schema_editor):
    deny_changes(schema_editor, "notifications_deliveryattempt")


def add_functions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ON_POSTGRESQL, params=None)


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_initial'), ('notifications', '0002_defaults'), ('notifications', '0003_withheld_messages'), ('notifications', '0004_rules_of_kinds'), ('notifications', '0005_nobody_loses')]

    initial = True

    dependencies = [
        ('agreements', '0011_who_may_be_written_to'),
        ('people', '0002_rounds_open_by_themselves'),
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
                    ('recipient', models.CharField(choices=[('responsible', 'whoever is responsible'), ('head', 'the head of the unit'), ('director', 'the director'), ('unit', 'the mailbox of the unit'), ('post', 'a post'), ('role', 'a role'), ('secretary', 'the secretary of the body'), ('contact', 'the contact of the party that is asked')], default='responsible', max_length=11, verbose_name='recipient')),
                    ('channel', models.CharField(choices=[('single', 'a mail of its own'), ('digest', 'the Monday letter'), ('app', 'in Samklang alone')], default='single', max_length=6, verbose_name='how')),
                    ('binding_only', models.BooleanField(default=False, verbose_name='binding agreements only')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('kind', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: every kind that has no rules of its own.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.dutykind', verbose_name='kind of duty')),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: wherever a municipality has no rules of its own.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                    ('case_kind', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: every kind that has no rules of its own.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.kind', verbose_name='kind of agreement')),
                    ('post', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.post', verbose_name='post')),
                    ('role', models.CharField(blank=True, choices=[('contributor', 'contributor'), ('officer', 'officer'), ('assessor', 'assessor'), ('head', 'head of unit'), ('secretariat', 'council secretariat'), ('director', 'director'), ('reader', 'elected member'), ('auditor', 'auditor'), ('administrator', 'administrator'), ('importer', 'import right')], max_length=15, verbose_name='role')),
                    ('shift', models.CharField(choices=[('none', 'leaves on its day'), ('before', 'the last working day before'), ('after', 'the next working day')], default='none', max_length=6, verbose_name='on a day without work')),
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
                    ('subject', models.CharField(blank=True, max_length=250)),
                    ('text', models.TextField(blank=True)),
                    ('html', models.TextField(blank=True)),
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
                    ('stands_in_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('told_as', models.CharField(blank=True, max_length=11)),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ],
                options={
                    'verbose_name': 'message',
                    'verbose_name_plural': 'messages',
                    'ordering': ('id',),
                    'indexes': [models.Index(condition=models.Q(('status', 'pending')), fields=['available_at', 'id'], name='message_to_send'), models.Index(condition=models.Q(('status__in', ['pending', 'sent', 'not_sent']), _negated=True), fields=['status', 'lease_until'], name='message_under_way')],
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
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
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
                    ('recipient', models.CharField(choices=[('responsible', 'whoever is responsible'), ('head', 'the head of the unit'), ('director', 'the director'), ('unit', 'the mailbox of the unit'), ('post', 'a post'), ('role', 'a role'), ('secretary', 'the secretary of the body'), ('contact', 'the contact of the party that is asked')], default='responsible', max_length=11, verbose_name='recipient')),
                    ('channel', models.CharField(choices=[('single', 'a mail of its own'), ('digest', 'the Monday letter'), ('app', 'in Samklang alone')], default='single', max_length=6, verbose_name='how')),
                    ('binding_only', models.BooleanField(default=False, verbose_name='binding agreements only')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('kind', models.ForeignKey(blank=True, help_text='Empty: every kind that has no rules of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminder_rules', to='agreements.dutykind', verbose_name='kind of duty')),
                    ('municipality', models.ForeignKey(blank=True, help_text='Empty: wherever a municipality has no rules of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminder_rules', to='people.municipality', verbose_name='municipality')),
                    ('case_kind', models.ForeignKey(blank=True, help_text='Empty: every kind that has no rules of its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminder_rules', to='agreements.kind', verbose_name='kind of agreement')),
                    ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post', verbose_name='post')),
                    ('role', models.CharField(blank=True, choices=[('contributor', 'contributor'), ('officer', 'officer'), ('assessor', 'assessor'), ('head', 'head of unit'), ('secretariat', 'council secretariat'), ('director', 'director'), ('reader', 'elected member'), ('auditor', 'auditor'), ('administrator', 'administrator'), ('importer', 'import right')], max_length=15, verbose_name='role')),
                    ('shift', models.CharField(choices=[('none', 'leaves on its day'), ('before', 'the last working day before'), ('after', 'the next working day')], default='none', max_length=6, verbose_name='on a day without work')),
                ],
                options={
                    'verbose_name': 'rule for reminders',
                    'verbose_name_plural': 'rules for reminders',
                    'ordering': ('municipality', 'kind', 'days'),
                    'constraints': [models.UniqueConstraint(models.F('days'), models.F('recipient'), models.F('role'), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('kind', models.CharField()), models.Value('')), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('municipality', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('case_kind', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('post', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), name='reminder_rule_stands_once', violation_error_message='There is such a rule already.'), models.CheckConstraint(condition=models.Q(models.Q(('post__isnull', False), ('recipient', 'post')), models.Q(models.Q(('recipient', 'post'), _negated=True), ('post__isnull', True)), _connector='OR'), name='rule_for_a_post_names_it', violation_error_message='Name the post that is told, and only then.'), models.CheckConstraint(condition=models.Q(models.Q(('recipient', 'role'), models.Q(('role', ''), _negated=True)), models.Q(models.Q(('recipient', 'role'), _negated=True), ('role', '')), _connector='OR'), name='rule_for_a_role_names_it', violation_error_message='Name the role that is told, and only then.'), models.CheckConstraint(condition=models.Q(models.Q(('recipient', 'contact'), _negated=True), ('channel', 'single'), _connector='OR'), name='contacts_get_mails_of_their_own', violation_error_message='Contacts of other parties get mails of their own.')],
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
                    ('send_on', models.DateField()),
                ],
                options={
                    'verbose_name': 'reminder',
                    'verbose_name_plural': 'reminders',
                    'ordering': ('due_at', 'id'),
                    'indexes': [models.Index(condition=models.Q(('status', 'planned')), fields=['due_at', 'id'], name='reminder_falls_due')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'cancelled'), _negated=True), fields=('duty', 'rule', 'due_on'), name='reminder_stands_once')],
                },
            ), migrations.CreateModel(
                name='CalendarFeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('created_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('last_read_on', models.DateField(null=True)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to='people.unit')),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'calendar feed',
                    'verbose_name_plural': 'calendar feeds',
                    'ordering': ('id',),
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('unit__isnull', True), ('user__isnull', False)), models.Q(('unit__isnull', False), ('user__isnull', True)), _connector='OR'), name='feed_has_one_owner'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('user__isnull', False)), fields=('user',), name='person_has_one_live_feed'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('unit__isnull', False)), fields=('unit',), name='unit_has_one_live_feed')],
                },
            ), migrations.CreateModel(
                name='FreePeriod',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('first_date', models.DateField(verbose_name='first day')),
                    ('last_date', models.DateField(verbose_name='last day')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='free_periods', to='people.municipality', verbose_name='municipality')),
                ],
                options={
                    'verbose_name': 'quiet days',
                    'verbose_name_plural': 'quiet days',
                    'ordering': ('first_date', 'id'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_date__gte', models.F('first_date'))), name='free_period_ends_after_it_begins', violation_error_message='The last day comes before the first.')],
                },
            ), migrations.CreateModel(
                name='HistoricalCalendarFeed',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('created_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(null=True)),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit')),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical calendar feed',
                    'verbose_name_plural': 'historical calendar feeds',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalFreePeriod',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('first_date', models.DateField(verbose_name='first day')),
                    ('last_date', models.DateField(verbose_name='last day')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                ],
                options={
                    'verbose_name': 'historical quiet days',
                    'verbose_name_plural': 'historical quiet days',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalPreference',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('digest', models.CharField(choices=[('monday', 'on Mondays'), ('daily', 'on every working day that brings something'), ('none', 'never')], default='monday', max_length=6, verbose_name='the letter with my tasks')),
                    ('own_mails', models.BooleanField(default=True, verbose_name='mails of their own for what can wait')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical wishes for mail',
                    'verbose_name_plural': 'historical wishes for mail',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalSendingSettings',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('send_time', models.TimeField(default=datetime.time(8, 0), verbose_name='mails of their own leave at')),
                    ('digest_time', models.TimeField(default=datetime.time(7, 0), verbose_name='the Monday letter leaves at')),
                    ('partner_mail', models.BooleanField(default=False, verbose_name='write to contacts of other parties')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                ],
                options={
                    'verbose_name': 'historical times of sending',
                    'verbose_name_plural': 'historical times of sending',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='Note',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField()),
                    ('read_at', models.DateTimeField(null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.case')),
                    ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='notifications.message')),
                    ('reminder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='notifications.reminder')),
                    ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'note',
                    'verbose_name_plural': 'notes',
                    'ordering': ('-id',),
                    'indexes': [models.Index(fields=['user', '-id'], name='note_of_a_person')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('message__isnull', True), ('reminder__isnull', False)), models.Q(('message__isnull', False), ('reminder__isnull', True)), _connector='OR'), name='note_tells_one_thing'), models.UniqueConstraint(condition=models.Q(('reminder__isnull', False)), fields=('user', 'reminder'), name='reminder_is_noted_once'), models.UniqueConstraint(condition=models.Q(('message__isnull', False)), fields=('user', 'message'), name='message_is_noted_once')],
                },
            ), migrations.CreateModel(
                name='Preference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(choices=[('monday', 'on Mondays'), ('daily', 'on every working day that brings something'), ('none', 'never')], default='monday', max_length=6, verbose_name='the letter with my tasks')),
                    ('own_mails', models.BooleanField(default=True, verbose_name='mails of their own for what can wait')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='preference', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'wishes for mail',
                    'verbose_name_plural': 'wishes for mail',
                },
            ), migrations.CreateModel(
                name='SendingSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('send_time', models.TimeField(default=datetime.time(8, 0), verbose_name='mails of their own leave at')),
                    ('digest_time', models.TimeField(default=datetime.time(7, 0), verbose_name='the Monday letter leaves at')),
                    ('partner_mail', models.BooleanField(default=False, verbose_name='write to contacts of other parties')),
                    ('free_days', models.TextField(blank=True, editable=False)),
                    ('free_until', models.DateField(editable=False, null=True)),
                    ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sending', to='people.municipality', verbose_name='municipality')),
                ],
                options={
                    'verbose_name': 'times of sending',
                    'verbose_name_plural': 'times of sending',
                    'constraints': [models.CheckConstraint(condition=models.Q(('digest_time__range', (datetime.time(6, 0), datetime.time(20, 0))), ('send_time__range', (datetime.time(6, 0), datetime.time(20, 0)))), name='mails_leave_in_the_daytime', violation_error_message='Mails leave between 6:00 and 20:00.')],
                },
            )],
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunPython(add_functions, migrations.RunPython.noop),
    ]
