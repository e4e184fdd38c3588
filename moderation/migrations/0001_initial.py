import django.contrib.postgres.fields
import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_walls'),
        ('rooms', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PushHead',
            fields=[
                ('room', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='rooms.room')),
                ('seq', models.PositiveIntegerField(default=0)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('data_id', models.CharField(max_length=80)),
                ('event_type', models.CharField(max_length=12)),
                ('suggestion', models.CharField(max_length=6)),
                ('state', models.CharField(choices=[('pass', '通过'), ('review', '待人工审核'), ('block', '拦截')], max_length=6)),
                ('risk_level', models.CharField(max_length=6)),
                ('score', models.FloatField()),
                ('labels', models.JSONField(default=list)),
                ('content_sealed', models.BinaryField()),
                ('pack_version', models.CharField(max_length=24)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'state', 'created_at'], name='decision_queue')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('segment_seq', models.PositiveIntegerField()),
                ('position', models.PositiveIntegerField()),
                ('event_key', models.CharField(max_length=80)),
                ('event_type', models.CharField(max_length=12)),
                ('speaker', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('code', models.CharField(max_length=40)),
                ('clause', models.CharField(blank=True, max_length=80)),
                ('rule', models.CharField(max_length=120)),
                ('rule_version', models.CharField(max_length=24)),
                ('severity', models.CharField(choices=[('low', '低'), ('medium', '中'), ('high', '高')], max_length=6)),
                ('suggestion', models.CharField(max_length=6)),
                ('score', models.FloatField()),
                ('points', models.PositiveSmallIntegerField(default=0)),
                ('spans', models.JSONField(default=list)),
                ('excerpt', models.BinaryField()),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.session')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'session', 'segment_seq'], name='finding_by_segment'), models.Index(fields=['tenant', 'created_at'], name='finding_by_time')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'session', 'event_key', 'rule', 'rule_version'), name='finding_once_per_event_and_rule')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('prompt', '弹窗提示'), ('warning', '违规警示'), ('limit_traffic', '限制流量'), ('suspend', '暂停直播'), ('viewer_notice', '风险提示')], max_length=14)),
                ('level', models.PositiveSmallIntegerField(default=1)),
                ('origin', models.CharField(choices=[('rule', '规则'), ('officer', '专员'), ('escalation', '升级')], max_length=10)),
                ('rule', models.CharField(blank=True, max_length=120)),
                ('clause', models.CharField(max_length=80)),
                ('reason_zh', models.CharField(max_length=400)),
                ('reason_en', models.CharField(blank=True, max_length=400)),
                ('advice_zh', models.CharField(blank=True, max_length=300)),
                ('advice_en', models.CharField(blank=True, max_length=300)),
                ('quote_sealed', models.BinaryField(default=bytes)),
                ('findings', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('minutes', models.PositiveIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('available_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('seq', models.PositiveIntegerField(blank=True, null=True)),
                ('deadline_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('executed_at', models.DateTimeField(blank=True, null=True)),
                ('receipt_detail', models.CharField(blank=True, max_length=200)),
                ('execution_alarm_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('escalated_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.measure')),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.session')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'room', 'seq'], name='measure_by_room'), models.Index(condition=models.Q(('released_at__isnull', True), ('undone_at__isnull', True)), fields=['available_at'], name='measure_held'), models.Index(condition=models.Q(('acknowledged_at__isnull', True), ('closed_at__isnull', True), ('escalated_at__isnull', True), ('released_at__isnull', False)), fields=['deadline_at'], name='measure_awaited'), models.Index(condition=models.Q(('closed_at__isnull', True), ('executed_at__isnull', True), ('execution_alarm_at__isnull', True), ('kind__in', ['limit_traffic', 'suspend']), ('released_at__isnull', False)), fields=['released_at'], name='measure_unexecuted')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'room', 'seq'), name='measure_seq_per_room'), models.CheckConstraint(condition=models.Q(('undone_at__isnull', True), ('released_at__isnull', True), _connector='OR'), name='measure_undone_or_released')],
            },
        ),
        migrations.CreateModel(
            name='NoticeDisplay',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client', models.CharField(max_length=64)),
                ('is_large', models.BooleanField(default=False)),
                ('first_shown_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('last_shown_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('times', models.PositiveIntegerField(default=1)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.session')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'session', 'client', 'is_large'), name='notice_display_once')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('caller', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=200)),
                ('fingerprint', models.BinaryField(max_length=32)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('body_sealed', models.BinaryField(default=bytes)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'created_at'], name='reply_by_age')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'caller', 'key'), name='reply_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='RoomState',
            fields=[
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='rooms.session')),
                ('state', models.BinaryField(default=bytes)),
                ('risk', models.PositiveSmallIntegerField(default=0)),
                ('contributions', models.JSONField(default=list)),
                ('figures', models.JSONField(default=dict)),
                ('spark', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                ('spark_at', models.DateTimeField(null=True)),
                ('last_finding_id', models.UUIDField(null=True)),
                ('findings', models.PositiveIntegerField(default=0)),
                ('notice_shown_at', models.DateTimeField(null=True)),
                ('updated_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', '-risk'], name='room_state_by_risk')],
            },
        ),
    ]
