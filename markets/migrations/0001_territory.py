import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import markets.first_models
import markets.models.assignment
import markets.models.user
import pgtrigger.compiler
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        django.contrib.postgres.operations.TrigramExtension(
        ),
        markets.first_models.CreateFirstModels(
            operations=[
                migrations.CreateModel(
                    name='Branch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True, verbose_name='kode')),
                        ('name', models.CharField(max_length=120, verbose_name='nama')),
                    ],
                    options={
                        'verbose_name': 'kantor cabang',
                        'verbose_name_plural': 'kantor cabang',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Partner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True, verbose_name='kode')),
                        ('name', models.CharField(max_length=120, verbose_name='nama')),
                        ('kind', models.CharField(choices=[('market_operator', 'Pengelola pasar'), ('trade_office', 'Dinas perdagangan'), ('association', 'Asosiasi pedagang'), ('trader_group', 'Paguyuban pedagang'), ('aggregator', 'Agregator')], max_length=20, verbose_name='jenis')),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partners', to='markets.branch', verbose_name='kantor cabang')),
                        ('handover_hours', models.PositiveSmallIntegerField(default=24, help_text='Uang tunai yang lebih lama dari ini di tangan kolektor diberi peringatan.', verbose_name='batas serah terima (jam kerja)')),
                        ('cash_limit_idr', models.PositiveBigIntegerField(default=0, help_text='Kolektor tidak menerima uang tunai yang membuat uang di tangannya lebih dari ini, sampai ia menyerahkannya. Nol: tanpa batas.', verbose_name='batas uang tunai kolektor (rupiah)')),
                        ('is_practice', models.BooleanField(db_default=False, default=False, editable=False)),
                    ],
                    options={
                        'verbose_name': 'mitra',
                        'verbose_name_plural': 'mitra',
                        'ordering': ['name'],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "markets_partnerevent" ("branch_id", "cash_limit_idr", "code", "handover_hours", "id", "is_practice", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."branch_id", NEW."cash_limit_idr", NEW."code", NEW."handover_hours", NEW."id", NEW."is_practice", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='6496587f22174a447b5c40184fdbd59e033520fe', operation='INSERT', pgid='pgtrigger_insert_insert_9b45a', table='markets_partner', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "markets_partnerevent" ("branch_id", "cash_limit_idr", "code", "handover_hours", "id", "is_practice", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."branch_id", NEW."cash_limit_idr", NEW."code", NEW."handover_hours", NEW."id", NEW."is_practice", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='cc85164e1cf3ae70c5b50d86f75528e8194d80ae', operation='UPDATE', pgid='pgtrigger_update_update_1e9e5', table='markets_partner', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='PartnerEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='markets.partner')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('id', models.BigIntegerField()),
                        ('code', models.SlugField(db_index=False, verbose_name='kode')),
                        ('name', models.CharField(max_length=120, verbose_name='nama')),
                        ('kind', models.CharField(choices=[('market_operator', 'Pengelola pasar'), ('trade_office', 'Dinas perdagangan'), ('association', 'Asosiasi pedagang'), ('trader_group', 'Paguyuban pedagang'), ('aggregator', 'Agregator')], max_length=20, verbose_name='jenis')),
                        ('branch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='markets.branch', verbose_name='kantor cabang')),
                        ('handover_hours', models.PositiveSmallIntegerField(default=24, help_text='Uang tunai yang lebih lama dari ini di tangan kolektor diberi peringatan.', verbose_name='batas serah terima (jam kerja)')),
                        ('cash_limit_idr', models.PositiveBigIntegerField(default=0, help_text='Kolektor tidak menerima uang tunai yang membuat uang di tangannya lebih dari ini, sampai ia menyerahkannya. Nol: tanpa batas.', verbose_name='batas uang tunai kolektor (rupiah)')),
                        ('is_practice', models.BooleanField(db_default=False, default=False, editable=False)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Market',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True, verbose_name='kode')),
                        ('name', models.CharField(max_length=120, verbose_name='nama')),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markets', to='markets.partner', verbose_name='mitra')),
                        ('kind', models.CharField(choices=[('market', 'Pasar'), ('community', 'Komunitas tanpa lapak')], default='market', max_length=10, verbose_name='jenis')),
                        ('zone', models.CharField(choices=[('Asia/Jakarta', 'WIB'), ('Asia/Makassar', 'WITA'), ('Asia/Jayapura', 'WIT')], default='Asia/Jakarta', max_length=20, verbose_name='zona waktu')),
                        ('closed_weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, help_text='1 Senin sampai 7 Minggu, dipisah koma.', size=None, verbose_name='hari tutup')),
                    ],
                    options={
                        'verbose_name': 'pasar',
                        'verbose_name_plural': 'pasar',
                        'ordering': ['name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('closed_weekdays__contained_by', [1, 2, 3, 4, 5, 6, 7])), name='closed_weekdays_are_iso_weekdays')],
                    },
                ),
                migrations.CreateModel(
                    name='ClosingDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('market', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closing_days', to='markets.market')),
                        ('on', models.DateField(verbose_name='tanggal')),
                        ('reason', models.CharField(max_length=120, verbose_name='alasan')),
                    ],
                    options={
                        'verbose_name': 'hari libur pasar',
                        'verbose_name_plural': 'hari libur pasar',
                        'ordering': ['on'],
                        'constraints': [models.UniqueConstraint(fields=('market', 'on'), name='market_closes_once_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Block',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('market', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='markets.market', verbose_name='pasar')),
                        ('name', models.CharField(max_length=60, verbose_name='nama')),
                        ('walking_order', models.PositiveIntegerField(default=0, verbose_name='urutan jalan')),
                    ],
                    options={
                        'verbose_name': 'blok',
                        'verbose_name_plural': 'blok',
                        'ordering': ['market', 'walking_order', 'name'],
                        'constraints': [models.UniqueConstraint(fields=('market', 'name'), name='block_name_is_unique_in_market')],
                        'triggers': [pgtrigger.compiler.Trigger(name='stays_in_its_market', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."market_id" IS DISTINCT FROM (NEW."market_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='992d7e1226074034bd9b83420982bde6d6724e3f', operation='UPDATE', pgid='pgtrigger_stays_in_its_market_2f814', table='markets_block', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='Stall',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('block', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stalls', to='markets.block', verbose_name='blok')),
                        ('kind', models.CharField(choices=[('kios', 'Kios'), ('los', 'Los'), ('pelataran', 'Pelataran'), ('lapak', 'Lapak')], max_length=10, verbose_name='jenis')),
                        ('number', models.CharField(max_length=20, verbose_name='nomor')),
                        ('walking_order', models.PositiveIntegerField(default=0, verbose_name='urutan jalan')),
                    ],
                    options={
                        'verbose_name': 'tempat usaha',
                        'verbose_name_plural': 'tempat usaha',
                        'ordering': ['block', 'walking_order', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('block', 'kind', 'number'), name='stall_number_is_unique_in_block')],
                        'triggers': [pgtrigger.compiler.Trigger(name='stays_in_its_block', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."block_id" IS DISTINCT FROM (NEW."block_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4f0da1d9bd4deb2d8e132f4f7deebc2d4a62f777', operation='UPDATE', pgid='pgtrigger_stays_in_its_block_80c10', table='markets_stall', when='BEFORE'))],
                    },
                ),
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('name', models.CharField(max_length=120, verbose_name='nama')),
                        ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='telepon')),
                        ('role', models.CharField(choices=[('collector', 'Kolektor'), ('treasurer', 'Bendahara'), ('reviewer', 'Petugas cabang'), ('auditor', 'Auditor'), ('admin', 'Admin')], max_length=10, verbose_name='peran')),
                        ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='markets.partner', verbose_name='mitra')),
                        ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='markets.branch', verbose_name='kantor cabang')),
                        ('text_size', models.CharField(choices=[('normal', 'Biasa'), ('large', 'Besar'), ('largest', 'Sangat besar')], db_default='normal', default='normal', max_length=7, verbose_name='ukuran huruf')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                        ('practice_of', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('tour_closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'pengguna',
                        'verbose_name_plural': 'pengguna',
                        'ordering': ['name'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('branch', None), ('partner__isnull', False), ('role__in', ['collector', 'treasurer'])), models.Q(('branch__isnull', False), ('partner', None), ('role', 'reviewer')), models.Q(('branch', None), ('partner__isnull', False), ('role', 'auditor')), models.Q(('branch__isnull', False), ('partner', None), ('role', 'auditor')), models.Q(('branch', None), ('partner', None), ('role', 'admin')), _connector='OR'), name='scope_fits_the_role', violation_error_message='Kolektor dan bendahara memerlukan mitra; petugas cabang memerlukan kantor cabang; auditor salah satunya; admin tidak keduanya.'), models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('practice_of', 'role'), name='one_practice_account_of_each_role')],
                        'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "markets_userevent" ("branch_id", "date_joined", "email", "id", "is_active", "is_superuser", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "practice_of_id", "role", "username") VALUES (NEW."branch_id", NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_superuser", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."practice_of_id", NEW."role", NEW."username"); RETURN NULL;', hash='b1660b291af14d5b7c42bde5241752651f775ae6', operation='INSERT', pgid='pgtrigger_insert_insert_1f73f', table='markets_user', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."branch_id" IS DISTINCT FROM (NEW."branch_id") OR OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."practice_of_id" IS DISTINCT FROM (NEW."practice_of_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."username" IS DISTINCT FROM (NEW."username"))', func='INSERT INTO "markets_userevent" ("branch_id", "date_joined", "email", "id", "is_active", "is_superuser", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "practice_of_id", "role", "username") VALUES (NEW."branch_id", NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_superuser", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."practice_of_id", NEW."role", NEW."username"); RETURN NULL;', hash='8cda06b353cf2e6b7c4c6aeb47e4c8da836421f1', operation='UPDATE', pgid='pgtrigger_update_update_1c394', table='markets_user', when='AFTER'))],
                    },
                    managers=[
                        ('objects', markets.models.user.AccountManager()),
                    ],
                ),
                migrations.CreateModel(
                    name='UserEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('id', models.BigIntegerField()),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('name', models.CharField(max_length=120, verbose_name='nama')),
                        ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, max_length=128, region=None, verbose_name='telepon')),
                        ('role', models.CharField(choices=[('collector', 'Kolektor'), ('treasurer', 'Bendahara'), ('reviewer', 'Petugas cabang'), ('auditor', 'Auditor'), ('admin', 'Admin')], max_length=10, verbose_name='peran')),
                        ('partner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='markets.partner', verbose_name='mitra')),
                        ('branch', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='markets.branch', verbose_name='kantor cabang')),
                        ('practice_of', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Assignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('collector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='kolektor')),
                        ('market', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='markets.market', verbose_name='pasar')),
                        ('block', models.ForeignKey(blank=True, help_text='Kosong berarti seluruh pasar.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='markets.block', verbose_name='blok')),
                        ('first_day', models.DateField(verbose_name='sejak')),
                        ('last_day', models.DateField(blank=True, null=True, verbose_name='sampai')),
                    ],
                    options={
                        'verbose_name': 'penugasan',
                        'verbose_name_plural': 'penugasan',
                        'ordering': ['market', 'block', '-first_day'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('first_day')), _connector='OR'), name='assignment_ends_after_it_begins'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('collector', '='), ('market', '='), (django.db.models.functions.comparison.Coalesce('block', models.Value(0)), '='), (markets.models.assignment.DateRange('first_day', 'last_day', django.contrib.postgres.fields.ranges.RangeBoundary(True, True)), '&&')], name='collector_is_assigned_to_a_place_once_at_a_time')],
                        'triggers': [pgtrigger.compiler.Trigger(name='assignment_block_lies_in_its_market', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."block_id" IS NOT NULL AND NEW."market_id" IS NOT NULL)', func="\n            IF NOT EXISTS (\n                SELECT FROM markets_block\n                WHERE id = NEW.block_id AND market_id = NEW.market_id) THEN\n                RAISE EXCEPTION 'assignment_block_lies_in_its_market'\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_block_lies_in_its_market';\n            END IF;\n            RETURN NEW;\n        ", hash='b70b3eba58e3c365aeabbaac1b5d058a8d58b57f', operation='INSERT OR UPDATE OF "block_id", "market_id"', pgid='pgtrigger_assignment_block_lies_in_its_market_de5d1', table='markets_assignment', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "markets_assignmentevent" ("block_id", "collector_id", "first_day", "id", "last_day", "market_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."block_id", NEW."collector_id", NEW."first_day", NEW."id", NEW."last_day", NEW."market_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='d276f816f00d8819519573e6c5195833bed445f2', operation='INSERT', pgid='pgtrigger_insert_insert_a9640', table='markets_assignment', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "markets_assignmentevent" ("block_id", "collector_id", "first_day", "id", "last_day", "market_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."block_id", NEW."collector_id", NEW."first_day", NEW."id", NEW."last_day", NEW."market_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='286915969ec0cdf926b8561dccd99ea8b9acb7f7', operation='UPDATE', pgid='pgtrigger_update_update_6016b', table='markets_assignment', when='AFTER'))],
                    },
                ),
                migrations.CreateModel(
                    name='AssignmentEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='markets.assignment')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('id', models.BigIntegerField()),
                        ('collector', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='kolektor')),
                        ('market', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='markets.market', verbose_name='pasar')),
                        ('block', models.ForeignKey(blank=True, db_constraint=False, help_text='Kosong berarti seluruh pasar.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='markets.block', verbose_name='blok')),
                        ('first_day', models.DateField(verbose_name='sejak')),
                        ('last_day', models.DateField(blank=True, null=True, verbose_name='sampai')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='PasswordCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='password_codes', to=settings.AUTH_USER_MODEL)),
                        ('code_hash', models.CharField(max_length=128)),
                        ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued_password_codes', to=settings.AUTH_USER_MODEL)),
                        ('issued_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('used_at', models.DateTimeField(blank=True, null=True)),
                        ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                        ('wrong_tries', models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        'verbose_name': 'kode kata sandi',
                        'verbose_name_plural': 'kode kata sandi',
                        'ordering': ['-issued_at'],
                    },
                ),
            ],
        ),
    ]
