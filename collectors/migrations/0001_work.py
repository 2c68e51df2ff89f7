import django.db.models.deletion
import markets.first_models
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contributions', '0001_money'),
    ]

    operations = [
        markets.first_models.CreateFirstModels(
            operations=[
                migrations.CreateModel(
                    name='Reminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='members.member')),
                        ('market', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='markets.market')),
                        ('collector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to=settings.AUTH_USER_MODEL)),
                        ('stage', models.CharField(choices=[('before_due', 'Belum jatuh tempo'), ('overdue', 'Lewat jatuh tempo'), ('second_month', 'Bulan kedua'), ('last_month', 'Bulan terakhir sebelum nonaktif')], max_length=12, verbose_name='tahap')),
                        ('months', models.PositiveSmallIntegerField(verbose_name='jumlah bulan')),
                        ('amount_idr', models.PositiveIntegerField(verbose_name='jumlah')),
                        ('lapses_after', models.DateField(blank=True, null=True, verbose_name='tenggang s.d.')),
                        ('opened_at', models.DateTimeField(verbose_name='dibuka')),
                        ('changed_at', models.DateTimeField(verbose_name='diubah')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='ditutup')),
                        ('close_reason', models.CharField(blank=True, choices=[('paid', 'Lunas'), ('not_owed', 'Tidak ditagih lagi'), ('deceased', 'Meninggal dunia')], default='', max_length=10, verbose_name='alasan')),
                    ],
                    options={
                        'verbose_name': 'pengingat',
                        'verbose_name_plural': 'pengingat',
                        'ordering': ['-opened_at', '-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('member',), name='one_open_reminder_per_member')],
                        'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['collector', 'stage'], name='reminder_open_by_collector')],
                    },
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.UUIDField(primary_key=True, serialize=False)),
                        ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='members.member')),
                        ('market', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='markets.market')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL)),
                        ('outcome', models.CharField(choices=[('not_there', 'Tidak ada di tempat'), ('promised', 'Berjanji membayar'), ('closed', 'Lapak tutup'), ('moved', 'Pindah'), ('refused', 'Menolak membayar'), ('not_before', 'Jangan ditagih sampai tanggal')], max_length=12, verbose_name='hasil')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='catatan')),
                        ('at', models.DateTimeField(verbose_name='waktu')),
                        ('named_day', models.DateField(blank=True, null=True, verbose_name='hari yang disebut')),
                        ('next_on', models.DateField(blank=True, null=True, verbose_name='kunjungan berikut')),
                        ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='tersimpan')),
                        ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='menurut jam ponsel')),
                    ],
                    options={
                        'verbose_name': 'kunjungan',
                        'verbose_name_plural': 'kunjungan',
                        'ordering': ['-at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['promised', 'not_before']), _negated=True), models.Q(('named_day__isnull', False), ('next_on__isnull', False)), _connector='OR'), name='promise_and_delay_have_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('received_at', None), ('told_at', None)), models.Q(('received_at__gte', models.F('at')), ('received_at__isnull', False), ('told_at__isnull', False)), _connector='OR'), name='visit_told_by_a_phone_came_later')],
                        'indexes': [models.Index(fields=['member', '-at'], name='visit_by_member')],
                        'triggers': [pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e80942e2d1a7f3bba563af646ff21177c0468f5c', operation='DELETE', pgid='pgtrigger_never_deleted_9accd', table='collectors_visit', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_truncated', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % stay for ever', TG_TABLE_NAME;", hash='cd5f2ec3fd47a949c372d3deb1dfd6208258c8c3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_truncated_f4705', table='collectors_visit', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='566f7d1f50ebac6a85daae35bdc790b14ce177d6', operation='UPDATE', pgid='pgtrigger_never_changed_b0f44', table='collectors_visit', when='BEFORE'))],
                    },
                ),
            ],
        ),
    ]
