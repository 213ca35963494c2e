import audit.create_models
import django.db.models.deletion
import django.db.models.functions.comparison
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        audit.create_models.CreateModels(
            operations=[migrations.CreateModel(
                name='HistoricalExtraStop',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('round', models.PositiveSmallIntegerField()),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.body')),
                    ('case', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.case')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical extra stop',
                    'verbose_name_plural': 'historical extra stops',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalRoute',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('handling', models.CharField(choices=[('registered', 'Registered'), ('simple', 'Simple case'), ('political', 'Political case')], max_length=10, verbose_name='handling')),
                    ('ceiling', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='cost at most')),
                    ('is_light', models.BooleanField(default=False, verbose_name='for reviews without changes')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('kind', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: all kinds of agreement.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.kind', verbose_name='kind of agreement')),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                ],
                options={
                    'verbose_name': 'historical route',
                    'verbose_name_plural': 'historical routes',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='Route',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('handling', models.CharField(choices=[('registered', 'Registered'), ('simple', 'Simple case'), ('political', 'Political case')], max_length=10, verbose_name='handling')),
                    ('ceiling', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='cost at most')),
                    ('is_light', models.BooleanField(default=False, verbose_name='for reviews without changes')),
                    ('kind', models.ForeignKey(blank=True, help_text='Empty: all kinds of agreement.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='agreements.kind', verbose_name='kind of agreement')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='people.municipality', verbose_name='municipality')),
                ],
                options={
                    'verbose_name': 'route',
                    'verbose_name_plural': 'routes',
                    'ordering': ('municipality', 'handling', 'id'),
                    'constraints': [models.UniqueConstraint(models.F('municipality'), models.F('handling'), models.F('is_light'), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('kind', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('ceiling', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), name='route_stands_once', violation_error_message='There is a route for such cases already: change that one.')],
                },
            ), migrations.CreateModel(
                name='HistoricalRouteStop',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                    ('role', models.CharField(blank=True, choices=[('contributor', 'contributor'), ('officer', 'officer'), ('assessor', 'assessor'), ('head', 'head of unit'), ('secretariat', 'council secretariat'), ('director', 'director'), ('reader', 'elected member'), ('auditor', 'auditor'), ('administrator', 'administrator'), ('importer', 'import right')], max_length=15, verbose_name='delegate')),
                    ('authority', models.CharField(blank=True, help_text='For a delegate: the plan and the point in it.', max_length=200, verbose_name='authority')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agreements.body', verbose_name='body')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('route', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='workflows.route', verbose_name='route')),
                ],
                options={
                    'verbose_name': 'historical stop of a route',
                    'verbose_name_plural': 'historical stops of a route',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='RouteStop',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                    ('role', models.CharField(blank=True, choices=[('contributor', 'contributor'), ('officer', 'officer'), ('assessor', 'assessor'), ('head', 'head of unit'), ('secretariat', 'council secretariat'), ('director', 'director'), ('reader', 'elected member'), ('auditor', 'auditor'), ('administrator', 'administrator'), ('importer', 'import right')], max_length=15, verbose_name='delegate')),
                    ('authority', models.CharField(blank=True, help_text='For a delegate: the plan and the point in it.', max_length=200, verbose_name='authority')),
                    ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.body', verbose_name='body')),
                    ('route', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='workflows.route', verbose_name='route')),
                ],
                options={
                    'verbose_name': 'stop of a route',
                    'verbose_name_plural': 'stops of a route',
                    'ordering': ('order',),
                    'constraints': [models.UniqueConstraint(fields=('route', 'order'), name='stop_order_is_unique', violation_error_message='Two stops have the same place in the order.'), models.CheckConstraint(condition=models.Q(models.Q(('body__isnull', False), ('role', '')), models.Q(('body__isnull', True), models.Q(('role', ''), _negated=True), models.Q(('authority', ''), _negated=True)), _connector='OR'), name='stop_is_a_body_or_a_delegate_with_authority', violation_error_message='Choose either a body, or a delegate and write the authority.')],
                },
            ), migrations.CreateModel(
                name='ExtraStop',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('round', models.PositiveSmallIntegerField()),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.body')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extra_stops', to='agreements.case')),
                ],
                options={
                    'verbose_name': 'extra stop',
                    'verbose_name_plural': 'extra stops',
                    'constraints': [models.UniqueConstraint(fields=('case', 'round', 'body'), name='extra_stop_stands_once')],
                },
            )],
        ),
    ]
