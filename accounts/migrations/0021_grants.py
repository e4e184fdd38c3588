import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import (
    DefinerFunction,
    DefinerFunctionGone,
    TenantTable,
)

BEFORE = """
CREATE FUNCTION auth_memberships(who uuid) RETURNS TABLE (tenant uuid, role_list text[])
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT m.tenant_id, m.roles::text[]
    FROM accounts_membership m JOIN accounts_tenant t ON t.id = m.tenant_id
    WHERE m.user_id = who AND m.is_active AND t.state = 'active'
    UNION ALL
    SELECT g.tenant_id, ARRAY['regulator']
    FROM accounts_tenantuserpermission g JOIN auth_permission p ON p.id = g.permission_id
    WHERE g.user_id = who AND p.codename = 'view_tenant';
END $$
"""
MEMBERSHIPS = """
CREATE FUNCTION auth_memberships(who uuid, at timestamptz)
RETURNS TABLE (tenant uuid, role_list text[])
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT m.tenant_id, m.roles::text[]
    FROM accounts_membership m JOIN accounts_tenant t ON t.id = m.tenant_id
    WHERE m.user_id = who AND m.is_active AND t.state = 'active'
    UNION ALL
    SELECT DISTINCT g.tenant_id, ARRAY['regulator']
    FROM accounts_grant g
    WHERE g.user_id = who AND g.ended_at IS NULL AND g.starts_at <= at AND g.ends_at > at;
END $$
"""


class Migration(migrations.Migration):
    """A look at a tenant has a term, a region and matters from now on: what was granted without
    ends here, and is granted anew (ADR 20)."""

    dependencies = [("accounts", "0020_evidence_scopes")]

    operations = [
        migrations.CreateModel(
            name="Authority",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=livecompliance.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cac", "网信部门"),
                            ("police", "公安机关"),
                            ("samr", "市场监督管理部门"),
                            ("tax", "税务机关"),
                            ("culture", "文化和旅游主管部门"),
                            ("broadcast", "广播电视主管部门"),
                            ("commerce", "商务主管部门"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("nation", "国家级"),
                            ("province", "省级"),
                            ("city", "设区的市级"),
                            ("county", "县级"),
                        ],
                        max_length=8,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=6)),
                ("created_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
            ),
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=livecompliance.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=6)),
                (
                    "matters",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("conduct", "直播行为与处置"),
                                ("goods", "商品与广告"),
                                ("complaints", "投诉"),
                                ("tax", "涉税信息报送"),
                                ("identity", "身份与黑名单"),
                                ("minors", "未成年人保护"),
                                ("record", "证据与留痕"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                    ),
                ),
                ("basis", models.CharField(max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("granted_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenant",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["user"],
                name="grant_of_user",
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["tenant", "-id"], name="grant_newest"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="grant_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("matters", []), _negated=True), name="grant_is_of_something"
            ),
        ),
        TenantTable("accounts_grant", app="SIU", definer="S"),
        DefinerFunctionGone("auth_memberships(uuid)", BEFORE),
        DefinerFunction("auth_memberships(uuid, timestamptz)", MEMBERSHIPS),
        migrations.DeleteModel(name="TenantUserPermission"),
    ]
