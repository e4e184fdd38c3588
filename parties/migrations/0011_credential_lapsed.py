from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, DefinerReads

# Tenants in which a credential ends, has ended unnoticed, or begins to hold, within these days.
TURNING = """
CREATE FUNCTION parties_credentials_turning(since date, until date) RETURNS TABLE (tenant uuid)
LANGUAGE sql STABLE AS $$
  SELECT tenant_id FROM parties_credential
  WHERE state = 'approved' AND lapsed_at IS NULL AND valid_until <= until
  UNION SELECT tenant_id FROM parties_credential
  WHERE state = 'approved' AND lapsed_at IS NULL AND valid_from BETWEEN since AND until
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0010_unreachable_left'),
    ]

    operations = [
        migrations.AddField(
            model_name='credential',
            name='lapsed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='credential',
            index=models.Index(condition=models.Q(('lapsed_at__isnull', True), ('state', 'approved')), fields=['tenant', 'valid_until'], name='credential_ending'),
        ),
        DefinerReads("parties_credential"),
        DefinerFunction("parties_credentials_turning(date, date)", TURNING),
    ]
