from django.db import migrations

from livecompliance.kernel.pg.operations import RegulatorReads

SEEN = [
    *("id", "tenant_id", "period_id", "number", "round", "state"),
    *("made_at", "sent_on", "answered_on"),
]


class Migration(migrations.Migration):
    """An authority sees how reporting stands, and no line of what is reported."""

    dependencies = [("tax", "0012_portions")]

    operations = [RegulatorReads("tax_package", SEEN)]
