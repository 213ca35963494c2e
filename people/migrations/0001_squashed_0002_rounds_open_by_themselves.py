import audit.create_models
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import people.models.organisation
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_rounds_open_by_themselves')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        audit.create_models.CreateModels(
            operations=[migrations.CreateModel(
                name='Municipality',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=150, unique=True, verbose_name='name')),
                    ('country', models.CharField(choices=[('DK', 'Denmark'), ('GL', 'Greenland'), ('SE', 'Sweden'), ('NO', 'Norway'), ('FI', 'Finland'), ('IS', 'Iceland'), ('FO', 'Faroe Islands')], max_length=2, verbose_name='country')),
                    ('language', models.CharField(choices=[('da', 'Dansk'), ('sv', 'Svenska'), ('en-gb', 'English')], default='da', max_length=10, verbose_name='language')),
                    ('languages', models.CharField(default='da', max_length=50, verbose_name='languages of its documents')),
                    ('time_zone', models.CharField(help_text='For example America/Nuuk, Europe/Copenhagen or Europe/Stockholm.', max_length=50, validators=[people.models.organisation.known_time_zone], verbose_name='time zone')),
                    ('regime', models.CharField(choices=[('gdpr', 'GDPR'), ('gl', "Greenland's order on personal data")], max_length=10, verbose_name='data protection')),
                    ('election_date', models.DateField(blank=True, help_text='On the day after, the round of posts and bodies opens. Write the next one when it is known. Empty: the secretariat opens the round.', null=True, verbose_name='next election')),
                    ('first_round_date', models.DateField(blank=True, help_text='On this day, and each year on the same day, whoever answers for an agreement is asked whether owner and contacts are still right. Empty: the secretariat opens the round.', null=True, verbose_name='yearly round from')),
                ],
                options={
                    'verbose_name': 'municipality',
                    'verbose_name_plural': 'municipalities',
                    'ordering': ('name',),
                },
            ), migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=150, verbose_name='name')),
                    ('sort', models.CharField(choices=[('department', 'department'), ('secretariat', 'secretariat'), ('company', 'municipal company'), ('institution', 'school or institution')], default='department', max_length=12, verbose_name='sort')),
                    ('mailbox', models.EmailField(blank=True, max_length=254, verbose_name='mailbox')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='people.municipality', verbose_name='municipality')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='people.unit', verbose_name='belongs under')),
                ],
                options={
                    'verbose_name': 'unit',
                    'verbose_name_plural': 'units',
                    'ordering': ('name',),
                    'constraints': [models.UniqueConstraint(models.F('municipality'), django.db.models.functions.text.Lower('name'), name='unit_name_is_unique_in_its_municipality', violation_error_message='The municipality has a unit of this name.'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='unit_is_not_its_own_parent', violation_error_message='A unit does not belong under itself.')],
                },
            ), migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                    ('name', models.CharField(max_length=150, verbose_name='name')),
                    ('title', models.CharField(blank=True, max_length=150, verbose_name='job title')),
                    ('language', models.CharField(choices=[('da', 'Dansk'), ('sv', 'Svenska'), ('en-gb', 'English')], default='da', max_length=10, verbose_name='language')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='may use the administration')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='people.municipality', verbose_name='municipality')),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='people.unit', verbose_name='unit')),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'ordering': ('name',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_is_lower_case')],
                },
            ), migrations.CreateModel(
                name='HistoricalDeputy',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('first_date', models.DateField(verbose_name='from')),
                    ('last_date', models.DateField(verbose_name='to')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('absent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who is absent')),
                    ('deputy', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='deputy')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical deputy',
                    'verbose_name_plural': 'historical deputies',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalMunicipality',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(db_index=True, max_length=150, verbose_name='name')),
                    ('country', models.CharField(choices=[('DK', 'Denmark'), ('GL', 'Greenland'), ('SE', 'Sweden'), ('NO', 'Norway'), ('FI', 'Finland'), ('IS', 'Iceland'), ('FO', 'Faroe Islands')], max_length=2, verbose_name='country')),
                    ('language', models.CharField(choices=[('da', 'Dansk'), ('sv', 'Svenska'), ('en-gb', 'English')], default='da', max_length=10, verbose_name='language')),
                    ('languages', models.CharField(default='da', max_length=50, verbose_name='languages of its documents')),
                    ('time_zone', models.CharField(help_text='For example America/Nuuk, Europe/Copenhagen or Europe/Stockholm.', max_length=50, validators=[people.models.organisation.known_time_zone], verbose_name='time zone')),
                    ('regime', models.CharField(choices=[('gdpr', 'GDPR'), ('gl', "Greenland's order on personal data")], max_length=10, verbose_name='data protection')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('election_date', models.DateField(blank=True, help_text='On the day after, the round of posts and bodies opens. Write the next one when it is known. Empty: the secretariat opens the round.', null=True, verbose_name='next election')),
                    ('first_round_date', models.DateField(blank=True, help_text='On this day, and each year on the same day, whoever answers for an agreement is asked whether owner and contacts are still right. Empty: the secretariat opens the round.', null=True, verbose_name='yearly round from')),
                ],
                options={
                    'verbose_name': 'historical municipality',
                    'verbose_name_plural': 'historical municipalities',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=150, verbose_name='name of the post')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.municipality', verbose_name='municipality')),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.unit', verbose_name='unit')),
                ],
                options={
                    'verbose_name': 'post',
                    'verbose_name_plural': 'posts',
                    'ordering': ('title',),
                    'constraints': [models.UniqueConstraint(models.F('municipality'), models.F('title'), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('unit', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), name='post_is_unique_in_its_unit', violation_error_message='There is a post of this name already.')],
                },
            ), migrations.CreateModel(
                name='HistoricalPostHolding',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('first_date', models.DateField(verbose_name='from')),
                    ('last_date', models.DateField(blank=True, null=True, verbose_name='to')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('post', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.post', verbose_name='post')),
                ],
                options={
                    'verbose_name': 'historical holder of a post',
                    'verbose_name_plural': 'historical holders of posts',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('contributor', 'contributor'), ('officer', 'officer'), ('assessor', 'assessor'), ('head', 'head of unit'), ('secretariat', 'council secretariat'), ('director', 'director'), ('reader', 'elected member'), ('auditor', 'auditor'), ('administrator', 'administrator'), ('importer', 'import right')], max_length=15, verbose_name='role')),
                    ('part', models.CharField(blank=True, choices=[('benefit', 'benefit'), ('economy', 'economy'), ('citizens', 'citizen perspective')], help_text='For assessors only. Empty: all parts.', max_length=10, verbose_name='part of the assessment')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='people.municipality', verbose_name='municipality')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('unit', models.ForeignKey(blank=True, help_text='Empty: in the whole municipality.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='people.unit', verbose_name='unit')),
                ],
                options={
                    'verbose_name': 'role of a person',
                    'verbose_name_plural': 'roles of people',
                    'constraints': [models.UniqueConstraint(models.F('user'), models.F('role'), models.F('municipality'), models.F('part'), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('unit', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), name='role_is_granted_once', violation_error_message='The person holds this role already.'), models.CheckConstraint(condition=models.Q(('part', ''), ('role', 'assessor'), _connector='OR'), name='only_assessors_have_a_part', violation_error_message='Only an assessor is limited to a part.')],
                },
            ), migrations.CreateModel(
                name='HistoricalUser',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(db_index=True, max_length=254, verbose_name='e-mail address')),
                    ('name', models.CharField(max_length=150, verbose_name='name')),
                    ('title', models.CharField(blank=True, max_length=150, verbose_name='job title')),
                    ('language', models.CharField(choices=[('da', 'Dansk'), ('sv', 'Svenska'), ('en-gb', 'English')], default='da', max_length=10, verbose_name='language')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='may use the administration')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                    ('unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit', verbose_name='unit')),
                ],
                options={
                    'verbose_name': 'historical person',
                    'verbose_name_plural': 'historical people',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalUnit',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(max_length=150, verbose_name='name')),
                    ('sort', models.CharField(choices=[('department', 'department'), ('secretariat', 'secretariat'), ('company', 'municipal company'), ('institution', 'school or institution')], default='department', max_length=12, verbose_name='sort')),
                    ('mailbox', models.EmailField(blank=True, max_length=254, verbose_name='mailbox')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                    ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit', verbose_name='belongs under')),
                ],
                options={
                    'verbose_name': 'historical unit',
                    'verbose_name_plural': 'historical units',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalRoleGrant',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('role', models.CharField(choices=[('contributor', 'contributor'), ('officer', 'officer'), ('assessor', 'assessor'), ('head', 'head of unit'), ('secretariat', 'council secretariat'), ('director', 'director'), ('reader', 'elected member'), ('auditor', 'auditor'), ('administrator', 'administrator'), ('importer', 'import right')], max_length=15, verbose_name='role')),
                    ('part', models.CharField(blank=True, choices=[('benefit', 'benefit'), ('economy', 'economy'), ('citizens', 'citizen perspective')], help_text='For assessors only. Empty: all parts.', max_length=10, verbose_name='part of the assessment')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                    ('unit', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: in the whole municipality.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit', verbose_name='unit')),
                ],
                options={
                    'verbose_name': 'historical role of a person',
                    'verbose_name_plural': 'historical roles of people',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalPost',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('title', models.CharField(max_length=150, verbose_name='name of the post')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('history_change_reason', models.CharField(max_length=500, null=True)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.municipality', verbose_name='municipality')),
                    ('unit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.unit', verbose_name='unit')),
                ],
                options={
                    'verbose_name': 'historical post',
                    'verbose_name_plural': 'historical posts',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='Actor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort', models.CharField(choices=[('person', 'person'), ('post', 'post'), ('unit', 'unit'), ('role', 'role')], max_length=6)),
                    ('role', models.CharField(blank=True, choices=[('contributor', 'contributor'), ('officer', 'officer'), ('assessor', 'assessor'), ('head', 'head of unit'), ('secretariat', 'council secretariat'), ('director', 'director'), ('reader', 'elected member'), ('auditor', 'auditor'), ('administrator', 'administrator'), ('importer', 'import right')], max_length=15)),
                    ('part', models.CharField(blank=True, max_length=10)),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.municipality')),
                    ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.post')),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ],
                options={
                    'verbose_name': 'responsible',
                    'verbose_name_plural': 'responsible people, posts, units and roles',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('sort', 'person'), ('municipality__isnull', True), ('post__isnull', True), ('role', ''), ('unit__isnull', True)), models.Q(('post__isnull', False), ('sort', 'post'), ('municipality__isnull', True), ('person__isnull', True), ('role', ''), ('unit__isnull', True)), models.Q(('sort', 'unit'), ('unit__isnull', False), ('municipality__isnull', True), ('person__isnull', True), ('post__isnull', True), ('role', '')), models.Q(('municipality__isnull', False), ('person__isnull', True), ('sort', 'role'), ('post__isnull', True), models.Q(('role', ''), _negated=True)), _connector='OR'), name='actor_is_exactly_one'), models.UniqueConstraint(models.F('role'), models.F('part'), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('person', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('post', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('unit', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.Cast('municipality', models.BigIntegerField()), models.Value(0), output_field=models.BigIntegerField()), name='actor_stands_once')],
                },
            ), migrations.CreateModel(
                name='Deputy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_date', models.DateField(verbose_name='from')),
                    ('last_date', models.DateField(verbose_name='to')),
                    ('absent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to=settings.AUTH_USER_MODEL, verbose_name='who is absent')),
                    ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in_for', to=settings.AUTH_USER_MODEL, verbose_name='deputy')),
                ],
                options={
                    'verbose_name': 'deputy',
                    'verbose_name_plural': 'deputies',
                    'indexes': [models.Index(fields=['deputy', 'last_date'], name='people_depu_deputy__844c6c_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_date__gte', models.F('first_date'))), name='deputy_ends_after_it_begins', violation_error_message='The last day is before the first.'), models.CheckConstraint(condition=models.Q(('absent', models.F('deputy')), _negated=True), name='nobody_deputises_for_oneself', violation_error_message='Nobody is their own deputy.')],
                },
            ), migrations.CreateModel(
                name='PostHolding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_date', models.DateField(verbose_name='from')),
                    ('last_date', models.DateField(blank=True, null=True, verbose_name='to')),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='people.post', verbose_name='post')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'holder of a post',
                    'verbose_name_plural': 'holders of posts',
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_date__isnull', True), ('last_date__gte', models.F('first_date')), _connector='OR'), name='holding_ends_after_it_begins', violation_error_message='The last day is before the first.')],
                },
            ), migrations.CreateModel(
                name='Seat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_date', models.DateField(null=True)),
                    ('last_date', models.DateField(null=True)),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='people.actor')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'person who answers',
                    'verbose_name_plural': 'people who answer',
                    'constraints': [models.UniqueConstraint(fields=('user', 'actor'), name='seat_is_once')],
                },
            )],
        ),
    ]
