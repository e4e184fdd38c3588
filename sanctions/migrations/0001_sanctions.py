import django.contrib.postgres.fields
import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

# Decisions whose term is over.
DUE = """
CREATE FUNCTION sanctions_due(at timestamptz) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT s.tenant_id FROM sanctions_sanction s
    WHERE s.state = 'in_force' AND s.ends_at <= at;
END $$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0010_sanction_scopes'),
        ('parties', '0008_ban'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Sanction',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(choices=[('account', '直播间运营者账号'), ('person', '人员或机构')], max_length=8)),
                ('rung', models.CharField(choices=[('prompt', '提示'), ('warning', '警示'), ('traffic_limit', '限制流量'), ('function_limit', '限制功能'), ('suspension', '暂停直播'), ('dated_stop', '限期停播'), ('closure', '关闭账号'), ('registration_ban', '禁止重新注册账号'), ('blacklist', '列入黑名单')], max_length=16)),
                ('code', models.CharField(max_length=40)),
                ('offence', models.PositiveSmallIntegerField(default=1)),
                ('suggested', models.CharField(blank=True, max_length=16)),
                ('ladder_version', models.PositiveIntegerField(default=0)),
                ('basis', models.CharField(choices=[('law', '违反法律法规'), ('agreement', '违反服务协议'), ('notice', '监管部门通报')], max_length=10)),
                ('clause', models.CharField(max_length=80)),
                ('agreement', models.CharField(blank=True, max_length=200)),
                ('notice_ref', models.CharField(blank=True, max_length=120)),
                ('facts', models.CharField(max_length=1000)),
                ('proportionality', models.CharField(max_length=600)),
                ('orders', models.CharField(blank=True, max_length=600)),
                ('functions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('findings', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('is_automated', models.BooleanField(default=False)),
                ('ground', models.CharField(blank=True, choices=[('serious', '严重违法违规'), ('immoral', '违法失德造成恶劣社会影响')], max_length=8)),
                ('impact', models.CharField(blank=True, max_length=600)),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('key', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('proposed', '待复核'), ('refused', '复核未通过'), ('in_force', '生效中'), ('expired', '期满解除'), ('lifted', '提前解除'), ('overturned', '经申诉撤销'), ('changed', '经申诉变更')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('reviews_needed', models.PositiveSmallIntegerField(default=0)),
                ('starts_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('strike_until', models.DateTimeField(blank=True, null=True)),
                ('appeal_until', models.DateTimeField(blank=True, null=True)),
                ('noticed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=300)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacement', to='sanctions.sanction')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_approval', models.BooleanField()),
                ('note', models.CharField(max_length=300)),
                ('at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('sanction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='sanctions.sanction')),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('decision', '处置报告'), ('correction', '更正报告')], max_length=10)),
                ('authority', models.CharField(choices=[('samr', '市场监督管理部门'), ('cac', '网信部门')], max_length=8)),
                ('level', models.CharField(choices=[('county', '县级以上'), ('province', '省级')], max_length=8)),
                ('clause', models.CharField(max_length=80)),
                ('body', models.JSONField()),
                ('state', models.CharField(choices=[('queued', '待报送'), ('sent', '已报送')], default='queued', max_length=8)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='sanctions.report')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('sanction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='sanctions.sanction')),
            ],
        ),
        migrations.CreateModel(
            name='Effect',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('function', '暂停直播营销功能'), ('bar', '按身份禁止'), ('measure', '直播中的处置'), ('strike', '违规计次'), ('tier', '分级重新评定')], max_length=10)),
                ('ref', models.CharField(blank=True, max_length=80)),
                ('is_shared', models.BooleanField(default=False)),
                ('at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('sanction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='effects', to='sanctions.sanction')),
            ],
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('web', '网页'), ('paper', '书面')], default='web', max_length=5)),
                ('filed_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('grounds', models.CharField(max_length=1000)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', '处理中'), ('upheld', '维持'), ('changed', '变更'), ('overturned', '撤销')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('sanction', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='sanctions.sanction')),
            ],
        ),
        migrations.CreateModel(
            name='LadderPolicy',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('discarded', '已作废')], default='draft', max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('body', models.JSONField()),
                ('effective_from', models.DateField()),
                ('changed_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publisher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['tenant', '-effective_from', '-version'], name='ladder_in_force')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'version'), name='ladder_version'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('publisher__isnull', False), ('version__isnull', False), models.Q(('publisher', models.F('author')), _negated=True)), _connector='OR'), name='ladder_published_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_of_subject', models.BooleanField()),
                ('text', models.CharField(max_length=1000)),
                ('at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='sanctions.appeal')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'appeal', 'id'], name='appeal_messages')],
            },
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(fields=['tenant', '-id'], name='sanction_newest'),
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(fields=['tenant', 'party', 'code'], name='sanction_by_party'),
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(condition=models.Q(('state', 'in_force')), fields=['tenant', 'party'], name='sanction_standing'),
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(condition=models.Q(('state', 'in_force')), fields=['ends_at'], name='sanction_due'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.UniqueConstraint(fields=('tenant', 'key'), name='sanction_once_per_key'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('facts', ''), _negated=True), models.Q(('proportionality', ''), _negated=True)), name='sanction_says_why'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rung', 'blacklist'), _negated=True), models.Q(('ground', ''), _negated=True), _connector='OR'), name='sanction_blacklist_has_ground'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground', 'immoral'), _negated=True), models.Q(('impact', ''), _negated=True), _connector='OR'), name='sanction_immoral_has_impact'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rung__in', ['dated_stop', 'registration_ban', 'blacklist']), _negated=True), ('days__isnull', False), _connector='OR'), name='sanction_dated_rungs_end'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='sanction_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('tenant', 'sanction', 'reviewer'), name='review_once_per_person'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['tenant', 'id'], name='report_queued'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('tenant', 'sanction', 'kind', 'authority', 'level'), name='report_once_per_authority'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'decision'), ('corrects__isnull', False), _connector='OR'), name='report_correction_names_what'),
        ),
        migrations.AddIndex(
            model_name='effect',
            index=models.Index(fields=['tenant', 'kind', 'ref'], name='effect_by_ref'),
        ),
        migrations.AddConstraint(
            model_name='effect',
            constraint=models.UniqueConstraint(fields=('tenant', 'sanction', 'kind', 'ref'), name='effect_once'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['tenant', 'due_at'], name='appeal_open'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(models.Q(('answer', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='appeal_decided_says_why'),
        ),
        TenantTable("sanctions_ladderpolicy", app="SIU"),
        TenantTable("sanctions_sanction", app="SIU", definer="S"),
        TenantTable("sanctions_review", app="SI"),
        TenantTable("sanctions_effect", app="SIU"),
        TenantTable("sanctions_report", app="SIU"),
        TenantTable("sanctions_appeal", app="SIU"),
        TenantTable("sanctions_message", app="SI"),
        *(
            TenantReference(f"sanctions_{table}", column, target)
            for table, column, target in (
                ("sanction", "party_id", "parties_party"),
                ("sanction", "replaces_id", "sanctions_sanction"),
                ("review", "sanction_id", "sanctions_sanction"),
                ("effect", "sanction_id", "sanctions_sanction"),
                ("report", "sanction_id", "sanctions_sanction"),
                ("report", "corrects_id", "sanctions_report"),
                ("appeal", "sanction_id", "sanctions_sanction"),
                ("message", "appeal_id", "sanctions_appeal"),
            )
        ),
        DefinerFunction("sanctions_due(timestamptz)", DUE),
    ]
