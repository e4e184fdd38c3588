from django.db import migrations

from livecompliance.kernel.pg.operations import DefinerFunction, DefinerReads

# Tenants that give a course.
TEACHING = """
CREATE FUNCTION charter_teaching() RETURNS TABLE (tenant uuid)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT tenant_id FROM charter_course WHERE state = 'published'
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('charter', '0001_agreements'),
    ]

    operations = [
        DefinerReads("charter_course"),
        DefinerFunction("charter_teaching()", TEACHING),
    ]
