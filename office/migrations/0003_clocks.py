import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import (
    AppendOnly,
    DefinerFunction,
    TenantReference,
    TenantTable,
)

DUE = """
CREATE FUNCTION clocks_due(at timestamptz, most integer) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT c.tenant_id FROM office_clock c WHERE c.next_at <= at LIMIT most;
END $$
"""

OPEN = """
CREATE FUNCTION clocks_open() RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT c.tenant_id FROM office_clock c WHERE c.state IN ('running', 'paused');
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0002_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject_kind', models.CharField(max_length=30)),
                ('subject_ref', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=40)),
                ('clause', models.CharField(blank=True, max_length=60)),
                ('policy', models.JSONField()),
                ('state', models.CharField(choices=[('running', '计时中'), ('paused', '已暂停'), ('met', '已完成'), ('closed', '已终止')], default='running', max_length=8)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('law_due_at', models.DateTimeField(null=True)),
                ('is_provisional', models.BooleanField(default=False)),
                ('warned_at', models.DateTimeField(null=True)),
                ('breached_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='ClockEvent',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('actor_kind', models.CharField(max_length=8)),
                ('actor_ref', models.CharField(blank=True, max_length=64)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('data', models.JSONField(default=dict)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='office.clock')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='clock_to_look_at'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('state__in', ['running', 'paused'])), fields=['tenant', 'due_at', 'id'], name='clock_open_by_due'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(fields=('tenant', 'subject_kind', 'subject_ref', 'kind'), name='clock_one_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='clockevent',
            constraint=models.UniqueConstraint(fields=('tenant', 'clock', 'seq'), name='clock_event_sequence'),
        ),
        migrations.AddConstraint(
            model_name='clockevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('start', 'pause', 'resume', 'reassign', 'policy', 'meet', 'close', 'warn', 'breach', 'escalate', 'recompute'))), name='clock_event_known'),
        ),
        TenantTable("office_clock", app="SIU", definer="S"),
        TenantTable("office_clockevent", app="SI"),
        AppendOnly("office_clockevent"),
        TenantReference("office_clockevent", "clock_id", "office_clock"),
        DefinerFunction("clocks_due(timestamptz, integer)", DUE),
        DefinerFunction("clocks_open()", OPEN),
    ]
