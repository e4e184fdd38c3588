import django.contrib.postgres.fields
import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

# Operators to be judged: something happened, another day began, or they never were.
DUE = """
CREATE FUNCTION tiers_due(day date, most integer) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT found.tenant_id FROM (
      SELECT s.tenant_id FROM tiers_standing s WHERE s.until IS NULL AND s.is_due
      UNION SELECT s.tenant_id FROM tiers_standing s
        WHERE s.until IS NULL AND (s.looked_on < day OR s.looked_on IS NULL)
      UNION SELECT r.tenant_id FROM rooms_room r
        WHERE r.operator_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM tiers_standing s
          WHERE s.tenant_id = r.tenant_id AND s.operator_id = r.operator_id AND s.until IS NULL)
    ) found LIMIT most;
END $$
"""

# Key rooms on air, gaps that may have ended, shifts that begin or end.
WATCH = """
CREATE FUNCTION tiers_to_watch(at timestamptz) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT s.tenant_id FROM rooms_session s JOIN rooms_room r ON r.id = s.room_id
    WHERE s.ended_at IS NULL AND r.tier = 'key'
    UNION SELECT g.tenant_id FROM tiers_gap g WHERE g.closed_at IS NULL
    UNION SELECT a.tenant_id FROM tiers_assignment a
    WHERE a.is_mirrored AND a.ends_at <= at
       OR NOT a.is_mirrored AND a.starts_at <= at AND (a.ends_at IS NULL OR a.ends_at > at);
END $$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0009_parts_scopes'),
        ('parties', '0001_parties'),
        ('rooms', '0006_gate'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TierPolicy',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('discarded', '已作废')], default='draft', max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('body', models.JSONField()),
                ('effective_from', models.DateField()),
                ('changed_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publisher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('tier', models.CharField(choices=[('first', '一级'), ('second', '二级'), ('key', '重点')], max_length=8)),
                ('origin', models.CharField(choices=[('computed', '系统计算'), ('hand', '人工调整')], default='computed', max_length=8)),
                ('since', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('policy_version', models.PositiveIntegerField(default=0)),
                ('reason', models.JSONField(default=dict)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('by_hand_until', models.DateField(blank=True, null=True)),
                ('score', models.PositiveIntegerField(default=0)),
                ('latest', models.JSONField(default=dict)),
                ('latest_version', models.PositiveIntegerField(default=0)),
                ('looked_on', models.DateField(blank=True, null=True)),
                ('is_due', models.BooleanField(default=False)),
                ('operator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('policy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tiers.tierpolicy')),
            ],
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_dedicated', models.BooleanField(default=True)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('from_minute', models.PositiveSmallIntegerField(default=0)),
                ('to_minute', models.PositiveSmallIntegerField(default=1440)),
                ('starts_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('is_mirrored', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('assigned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('operator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'ends_at'], name='assignment_by_end'), models.Index(fields=['tenant', 'officer'], name='assignment_by_officer')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('operator__isnull', False), ('room__isnull', True)), models.Q(('operator__isnull', True), ('room__isnull', False)), _connector='OR'), name='assignment_of_one_thing'), models.CheckConstraint(condition=models.Q(('from_minute__lt', 1440), ('to_minute__lte', 1440)), name='assignment_within_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('dimension', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('number', models.FloatField(default=0.0)),
                ('names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('reported_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('operator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'operator', 'dimension', 'on'), name='tier_figure_once_a_day'), models.CheckConstraint(condition=models.Q(('number__gte', 0)), name='tier_figure_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('absent', '当班专员未在看'), ('unassigned', '当时无人当班')], max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('alarmed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('end', models.CharField(blank=True, choices=[('watched', '有人接看'), ('over', '直播结束'), ('lowered', '不再是重点')], max_length=10)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.session')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', '-opened_at'], name='gap_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('tenant', 'session'), name='gap_open_once')],
            },
        ),
        migrations.AddIndex(
            model_name='tierpolicy',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['tenant', '-effective_from', '-version'], name='tier_policy_in_force'),
        ),
        migrations.AddConstraint(
            model_name='tierpolicy',
            constraint=models.UniqueConstraint(fields=('tenant', 'version'), name='tier_policy_version'),
        ),
        migrations.AddConstraint(
            model_name='tierpolicy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('publisher__isnull', False), ('version__isnull', False), models.Q(('publisher', models.F('author')), _negated=True)), _connector='OR'), name='tier_policy_published_by_another'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(fields=['tenant', 'operator', '-since'], name='standing_history'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('until__isnull', True)), fields=['tenant', 'tier', '-score', 'operator'], name='standing_by_tier'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('until__isnull', True)), fields=['looked_on', 'tenant'], name='standing_to_look_at'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('is_due', True), ('until__isnull', True)), fields=['tenant'], name='standing_due'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('tenant', 'operator'), name='standing_current_once'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='standing_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('origin', 'computed'), models.Q(models.Q(('note', ''), _negated=True), ('by_hand_until__isnull', False), ('set_by__isnull', False)), _connector='OR'), name='standing_by_hand_says_why'),
        ),
        TenantTable("tiers_tierpolicy", app="SIU"),
        TenantTable("tiers_figure", app="SIU", regulator=False),
        TenantTable("tiers_standing", app="SIU", definer="S"),
        TenantTable("tiers_assignment", app="SIU", definer="S"),
        TenantTable("tiers_gap", app="SIUD", definer="S"),
        *(
            TenantReference(f"tiers_{table}", column, target)
            for table, column, target in (
                ("figure", "operator_id", "parties_party"),
                ("standing", "operator_id", "parties_party"),
                ("standing", "policy_id", "tiers_tierpolicy"),
                ("assignment", "operator_id", "parties_party"),
                ("assignment", "room_id", "rooms_room"),
                ("gap", "room_id", "rooms_room"),
                ("gap", "session_id", "rooms_session"),
            )
        ),
        DefinerFunction("tiers_due(date, integer)", DUE),
        DefinerFunction("tiers_to_watch(timestamptz)", WATCH),
    ]
