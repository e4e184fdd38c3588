from django.db import migrations, models

from livecompliance.kernel.pg.operations import DefinerFunction, DefinerReads

ENDED = """
CREATE FUNCTION stage_hosts_ended(moment timestamptz, day date) RETURNS TABLE (tenant uuid)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT h.tenant_id FROM stage_virtualhost h
  LEFT JOIN parties_consent f ON f.tenant_id = h.tenant_id AND f.id = h.face_consent_id
  LEFT JOIN parties_consent v ON v.tenant_id = h.tenant_id AND v.id = h.voice_consent_id
  WHERE h.state = 'ready'
    AND (f.expires_at <= moment OR v.expires_at <= moment OR h.assessed_until < day)
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0004_data_requests'),
        ('stage', '0001_stage'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='virtualhost',
            index=models.Index(condition=models.Q(('state', 'ready')), fields=['tenant'], name='virtual_host_ready'),
        ),
        DefinerReads("stage_virtualhost"),
        DefinerReads("parties_consent"),
        DefinerFunction("stage_hosts_ended(timestamptz, date)", ENDED),
    ]
