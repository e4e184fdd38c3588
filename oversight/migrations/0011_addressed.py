import django.db.models.deletion
from django.db import migrations, models

from livecompliance.kernel.pg.operations import RegulatorReads

SEEN = [
    *("id", "tenant_id", "about", "ref", "recipient", "authority_id"),
    *("sha256", "members", "events", "ordered_at", "made_at", "file_id"),
]


class Migration(migrations.Migration):
    """A package may lie ready for one authority, which sees that, and not why it was made."""

    dependencies = [("accounts", "0021_grants"), ("oversight", "0010_recordings")]

    operations = [
        migrations.AddField(
            model_name="package",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("authority__isnull", True), ("recipient", "authority"), _connector="OR"
                ),
                name="evidence_package_for_authority",
            ),
        ),
        RegulatorReads(
            "oversight_package", SEEN, "recipient = 'authority' AND authority_id IS NOT NULL"
        ),
    ]
