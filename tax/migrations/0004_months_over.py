from django.db import migrations

from livecompliance.kernel.pg.operations import DefinerFunction, DefinerReads

# Tenants in which something was booked in a month; nothing else of them.
PAYING = """
CREATE FUNCTION tax_tenants_paying(wanted date) RETURNS TABLE (tenant uuid)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT tenant_id FROM tax_tally WHERE month = wanted
$$
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0003_signs")]

    operations = [
        DefinerReads("tax_tally"),
        DefinerFunction("tax_tenants_paying(date)", PAYING),
    ]
