import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, TenantTable

DUE = """
CREATE FUNCTION jobs_due(at timestamptz, stale timestamptz, most int)
RETURNS TABLE (tenant uuid, job uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT j.tenant_id, j.id FROM office_job j
    WHERE (j.state = 'waiting' AND j.available_at <= at)
       OR (j.state = 'running' AND j.heartbeat_at < stale)
    ORDER BY row_number() OVER (PARTITION BY j.tenant_id ORDER BY j.available_at), j.available_at
    LIMIT most;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_key_instant"),
        ("office", "0003_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('arguments', models.JSONField(default=dict)),
                ('fingerprint', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('waiting', '等待'), ('running', '进行中'), ('done', '已完成'), ('failed', '失败'), ('cancelled', '已取消')], default='waiting', max_length=10)),
                ('done', models.BigIntegerField(default=0)),
                ('total', models.BigIntegerField(null=True)),
                ('rate', models.FloatField(default=0)),
                ('run', models.UUIDField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('checkpoint', models.JSONField(default=dict)),
                ('result', models.JSONField(default=dict)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('cancel_asked_at', models.DateTimeField(null=True)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('available_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['tenant', 'owner', '-id'], name='job_by_owner'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['available_at'], name='job_open'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('tenant', 'owner', 'kind', 'fingerprint'), name='job_open_once', nulls_distinct=False),
        ),
        TenantTable("office_job", app="SIU", definer="S", regulator=False),
        DefinerFunction("jobs_due(timestamptz, timestamptz, int)", DUE),
    ]
