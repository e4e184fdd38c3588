from django.db import migrations

from livecompliance.kernel.pg.operations import DefinerFunction

# Tenants with a broadcast that the gate allowed and that is on air since before an instant.
ON_AIR = """
CREATE FUNCTION sessions_on_air_since(instant timestamptz) RETURNS TABLE (tenant uuid)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT tenant_id FROM rooms_session
  WHERE ended_at IS NULL AND is_admitted AND started_at < instant
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0009_sales_completed'),
    ]

    operations = [
        DefinerFunction("sessions_on_air_since(timestamptz)", ON_AIR),
    ]
