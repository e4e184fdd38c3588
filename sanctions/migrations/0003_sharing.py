import django.contrib.postgres.fields
import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

# Who of the acting tenant is on the blacklist of another that shares, as of an instant: matches of
# its own people only, by hash, while both agree. Nobody can ask for another tenant, or for a list.
MATCHES = """
CREATE FUNCTION bars_shared(wanted uuid[], at timestamptz)
RETURNS TABLE (party uuid, bar uuid, matched text, ground text, clause text, since timestamptz,
               until timestamptz, platform text, mode text)
LANGUAGE plpgsql STABLE AS $$
DECLARE me uuid := NULLIF(current_setting('app.tenant', true), '')::uuid;
        agreed text;
BEGIN
  SELECT s.mode INTO agreed FROM sanctions_sharing s
    WHERE s.tenant_id = me AND s.ended_at IS NULL;
  IF agreed IS NULL THEN RETURN; END IF;
  RETURN QUERY
    SELECT DISTINCT ON (k.party_id, b.source_ref, b.tenant_id) k.party_id, b.id, b.by::text,
      b.ground::text, b.clause::text, b.since, b.until, t.name::text, agreed
    FROM (
      SELECT d.party_id, d.common_index FROM parties_document d
        WHERE d.tenant_id = me AND d.common_index IS NOT NULL
          AND (wanted IS NULL OR d.party_id = ANY (wanted))
      UNION
      SELECT m.party_id, m.common_index FROM parties_mark m
        WHERE m.tenant_id = me AND m.common_index IS NOT NULL
          AND (wanted IS NULL OR m.party_id = ANY (wanted))
    ) k
    JOIN parties_bar b ON b.common_index = k.common_index AND b.tenant_id <> me
      AND b.shared_at IS NOT NULL AND b.lifted_at IS NULL AND b.since <= at
      AND (b.until IS NULL OR b.until > at)
    JOIN sanctions_sharing s ON s.tenant_id = b.tenant_id AND s.ended_at IS NULL
    JOIN accounts_tenant t ON t.id = b.tenant_id AND t.state = 'active'
    ORDER BY k.party_id, b.source_ref, b.tenant_id, b.id;
END $$
"""
MEMBERS = """
CREATE FUNCTION sharing_members() RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT s.tenant_id FROM sanctions_sharing s WHERE s.ended_at IS NULL;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_studio_scopes'),
        ('parties', '0012_marks'),
        ('sanctions', '0002_acts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='sanction',
            name='block',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('identity', '证件'), ('bank', '收款账户'), ('device', '设备')], max_length=8), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='sanction',
            name='is_shared',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('bar', models.UUIDField()),
                ('by', models.CharField(choices=[('identity', '证件'), ('bank', '收款账户'), ('device', '设备')], max_length=8)),
                ('platform', models.CharField(max_length=120)),
                ('ground', models.CharField(choices=[('blacklist', '本平台黑名单'), ('authority', '主管部门要求'), ('list', '导入名单'), ('ban', '禁止重新注册')], max_length=10)),
                ('clause', models.CharField(max_length=60)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('found_at', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('state', models.CharField(choices=[('open', '待核查'), ('seen', '已核查'), ('retracted', '已撤回')], default='open', max_length=9)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('retracted_at', models.DateTimeField(blank=True, null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', '-id'], name='match_newest')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'party', 'bar'), name='match_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'seen'), _negated=True), models.Q(models.Q(('note', ''), _negated=True), ('seen_at__isnull', False), ('seen_by__isnull', False)), _connector='OR'), name='match_seen_says_what')],
            },
        ),
        migrations.CreateModel(
            name='Sharing',
            fields=[
                ('id', models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('mode', models.CharField(choices=[('ask', '提示专员核查'), ('refuse', '不准开播，并提示专员核查')], max_length=6)),
                ('since', models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('tenant',), name='sharing_once')],
            },
        ),
        TenantTable("sanctions_sharing", app="SIU", definer="S"),
        TenantTable("sanctions_match", app="SIU"),
        TenantReference("sanctions_match", "party_id", "parties_party"),
        DefinerFunction("bars_shared(uuid[], timestamptz)", MATCHES),
        DefinerFunction("sharing_members()", MEMBERS),
    ]
