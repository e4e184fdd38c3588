import django.db.models.deletion
from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import AppendOnly, TenantTable

FAULTS = [("silent", "没有应答"), ("wrong", "时间戳无效")]


def _id():
    make = livecompliance.kernel.ids.uuid7
    return models.UUIDField(default=make, editable=False, primary_key=True, serialize=False)


def _tenant():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.tenant"
    )


class Migration(migrations.Migration):
    """Checkpoints bear timestamps (RFC 3161), which nobody alters."""

    dependencies = [("accounts", "0021_grants"), ("oversight", "0014_statements")]

    operations = [
        migrations.CreateModel(
            name="Timestamp",
            fields=[
                ("id", _id()),
                ("size", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("note_sha256", models.CharField(max_length=64)),
                ("response", models.BinaryField(max_length=65536)),
                ("received_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("tenant", _tenant()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "size"), name="timestamp_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stamping",
            fields=[
                ("id", _id()),
                ("next_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("fault", models.CharField(blank=True, choices=FAULTS, max_length=6)),
                ("fault_at", models.DateTimeField(blank=True, null=True)),
                ("alarmed", models.CharField(blank=True, choices=FAULTS, max_length=6)),
                ("tenant", _tenant()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant",), name="stamping_once")
                ],
            },
        ),
        TenantTable("oversight_timestamp", app="SI", regulator=True),
        AppendOnly("oversight_timestamp"),
        TenantTable("oversight_stamping", app="SIU", regulator=True),
    ]
