"""Standards that a platform records; declarations with a live control and a day of review."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import TenantTable

PROTECT = django.db.models.deletion.PROTECT
KINDS = [
    ("mandatory", "强制性国家标准"),
    ("national", "国家标准"),
    ("industry", "行业标准"),
    ("local", "地方标准"),
    ("association", "团体标准"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0003_incidents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "conformity",
            "control",
            models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField("conformity", "review_on", models.DateField(blank=True, null=True)),
        migrations.CreateModel(
            name="Standard",
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
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("kind", models.CharField(choices=KINDS, max_length=11)),
                ("issuer", models.CharField(blank=True, max_length=120)),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to="accounts.tenant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "code"), name="standard_once"),
                    models.CheckConstraint(
                        name="standard_ends_after_it_begins",
                        condition=models.Q(since__isnull=True)
                        | models.Q(until__isnull=True)
                        | models.Q(until__gte=models.F("since")),
                    ),
                ]
            },
        ),
        TenantTable("filings_standard", app="SIU"),
    ]
