import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import (
    AppendOnly,
    DefinerFunction,
    TenantReference,
    TenantTable,
)

TO_TELL = """
CREATE FUNCTION looks_to_tell(today date) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT l.tenant_id FROM portal_look l
    WHERE l.sealed_until <= today
      AND NOT EXISTS (SELECT 1 FROM portal_unsealing u WHERE u.look_id = l.id);
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0021_grants")]

    operations = [
        migrations.CreateModel(
            name="Look",
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
                (
                    "page",
                    models.CharField(
                        choices=[
                            ("platforms", "平台一览"),
                            ("duties", "履责看板"),
                            ("duty", "履责看板的一条"),
                            ("rooms", "直播间一览"),
                            ("room", "直播间"),
                            ("decisions", "处置与处罚"),
                            ("blacklist", "黑名单"),
                            ("match", "按证件号匹配"),
                            ("complaints", "投诉处理情况"),
                            ("tax", "涉税信息报送情况"),
                            ("packages", "证据包一览"),
                            ("package", "下载证据包"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ref", models.CharField(blank=True, max_length=80)),
                ("asked", models.JSONField(default=dict)),
                ("case_number", models.CharField(blank=True, max_length=80)),
                ("sealed_until", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
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
        migrations.CreateModel(
            name="Unsealing",
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
                ("at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                (
                    "look",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unsealing",
                        to="portal.look",
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
            ],
        ),
        migrations.AddIndex(
            model_name="look",
            index=models.Index(fields=["tenant", "-id"], name="look_newest"),
        ),
        migrations.AddIndex(
            model_name="look",
            index=models.Index(
                condition=models.Q(("sealed_until__isnull", False)),
                fields=["tenant", "sealed_until"],
                name="look_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("page", "match"), _negated=True),
                    models.Q(("case_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="look_match_has_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sealed_until__isnull", True),
                    models.Q(("case_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="look_sealed_for_a_case",
            ),
        ),
        TenantTable("portal_look", app="SI", definer="S", regulator=False),
        TenantTable("portal_unsealing", app="SI", definer="S", regulator=False),
        AppendOnly("portal_look"),
        AppendOnly("portal_unsealing"),
        TenantReference("portal_unsealing", "look_id", "portal_look"),
        DefinerFunction("looks_to_tell(date)", TO_TELL),
    ]
