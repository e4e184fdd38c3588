import django.db.models.deletion
import django.db.models.expressions
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models


from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

# Tenants with something to be followed: a lease, content that waits, a round, a broadcast.
DUE = """
CREATE FUNCTION review_due(at timestamptz) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT s.tenant_id FROM rooms_session s WHERE s.ended_at IS NULL
    UNION SELECT i.tenant_id FROM review_item i WHERE i.held_by_id IS NOT NULL
    UNION SELECT i.tenant_id FROM review_item i WHERE i.state = 'open' AND i.kind = 'content'
    UNION SELECT r.tenant_id FROM review_round r WHERE r.state = 'due';
END $$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0011_review_scopes'),
        ('rooms', '0007_kept_by_tier'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Golden',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=500)),
                ('answer', models.CharField(choices=[('pass', '通过'), ('block', '拦截')], max_length=5)),
                ('clause', models.CharField(blank=True, max_length=80)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('finding', '发现'), ('content', '发布前审核'), ('patrol', '巡查')], max_length=8)),
                ('subject_id', models.UUIDField()),
                ('code', models.CharField(blank=True, max_length=40)),
                ('tier', models.PositiveSmallIntegerField(default=0)),
                ('risk', models.PositiveSmallIntegerField(default=0)),
                ('due_s', models.BigIntegerField()),
                ('rank', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('due_s'), '-', django.db.models.expressions.CombinedExpression(models.F('tier'), '*', models.Value(600))), '-', django.db.models.expressions.CombinedExpression(models.F('risk'), '*', models.Value(6))), output_field=models.BigIntegerField())),
                ('opened_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('state', models.CharField(choices=[('open', '待处理'), ('done', '已决定'), ('closed', '无需处理')], default='open', max_length=6)),
                ('version', models.PositiveIntegerField(default=0)),
                ('held_since', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('escalation', models.CharField(blank=True, max_length=300)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('measure', '采取措施'), ('stand', '成立，仅留痕'), ('dismiss', '不成立'), ('pass', '通过'), ('block', '拦截'), ('clean', '未见异常'), ('found', '发现问题'), ('unseen', '未能查看')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('handled_s', models.PositiveIntegerField(blank=True, null=True)),
                ('measure_id', models.UUIDField(blank=True, null=True)),
                ('agrees', models.BooleanField(blank=True, null=True)),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('escalated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('golden', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.golden')),
                ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('not_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room')),
                ('second_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.item')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.session')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('tier', models.CharField(max_length=8)),
                ('percent', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('due', '待巡查'), ('done', '已巡查'), ('over', '直播已结束')], default='due', max_length=4)),
                ('begins_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('missed_at', models.DateTimeField(blank=True, null=True)),
                ('from_at', models.DateTimeField(blank=True, null=True)),
                ('to_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('measure', '采取措施'), ('stand', '成立，仅留痕'), ('dismiss', '不成立'), ('pass', '通过'), ('block', '拦截'), ('clean', '未见异常'), ('found', '发现问题'), ('unseen', '未能查看')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('created_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.item')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.room')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rooms.session')),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Skip',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.item')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_plain', models.BooleanField(default=False)),
                ('sat_since', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('acted_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'officer'), name='review_desk_of_officer')],
            },
        ),
        migrations.AddIndex(
            model_name='golden',
            index=models.Index(fields=['tenant', 'is_active'], name='review_golden_active'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['tenant', 'rank', 'id'], name='review_item_queue'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(condition=models.Q(('held_by__isnull', False)), fields=['tenant', 'held_by'], name='review_item_held'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['tenant', 'session'], name='review_item_of_session'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['tenant', 'decided_by', 'decided_at'], name='review_item_decided'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['tenant', 'kind', 'subject_id'], name='review_item_of_subject'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.UniqueConstraint(condition=models.Q(('golden__isnull', True), ('second_of__isnull', True)), fields=('tenant', 'kind', 'subject_id'), name='review_item_once'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.UniqueConstraint(condition=models.Q(('second_of__isnull', False)), fields=('tenant', 'second_of'), name='review_second_once'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_by__isnull', True), ('held_since__isnull', True), ('lease_until__isnull', True)), models.Q(('held_by__isnull', False), ('held_since__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='review_item_leased_whole'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('held_by__isnull', True), ('state', 'open'), _connector='OR'), name='review_item_held_while_open'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='review_item_done_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='round',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['tenant', 'due_at'], name='patrol_round_due'),
        ),
        migrations.AddIndex(
            model_name='round',
            index=models.Index(fields=['tenant', '-begins_at'], name='patrol_round_newest'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(fields=('tenant', 'session', 'number'), name='patrol_round_once'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('from_at__isnull', False), ('officer__isnull', False), ('to_at__gte', models.F('from_at'))), _connector='OR'), name='patrol_round_done_whole'),
        ),
        migrations.AddConstraint(
            model_name='skip',
            constraint=models.UniqueConstraint(fields=('tenant', 'item', 'officer'), name='review_skip_once'),
        ),
        TenantTable("review_golden", app="SIU", regulator=False),
        TenantTable("review_item", app="SIU", definer="S", regulator=False),
        TenantTable("review_skip", app="SIU", regulator=False),
        TenantTable("review_desk", app="SIU", regulator=False),
        TenantTable("review_round", app="SIU", definer="S"),
        *(
            TenantReference(f"review_{table}", column, target)
            for table, column, target in (
                ("item", "room_id", "rooms_room"),
                ("item", "session_id", "rooms_session"),
                ("item", "golden_id", "review_golden"),
                ("item", "second_of_id", "review_item"),
                ("skip", "item_id", "review_item"),
                ("round", "room_id", "rooms_room"),
                ("round", "session_id", "rooms_session"),
                ("round", "item_id", "review_item"),
            )
        ),
        DefinerFunction("review_due(timestamptz)", DUE),
    ]
