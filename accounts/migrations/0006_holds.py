import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import TenantTable


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_search")]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_ref", models.CharField(max_length=80)),
                ("ground", models.CharField(choices=[("officer", "平台自行保全"), ("authority", "主管部门要求")], default="officer", max_length=10)),
                ("reason", models.CharField(max_length=200)),
                ("review_on", models.DateField()),
                ("placed_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("placed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("tenant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("lifted_at__isnull", True)), fields=["tenant", "subject_kind", "subject_ref"], name="hold_standing")],
            },
        ),
        TenantTable("accounts_hold", app="SIU", regulator=False),
    ]
