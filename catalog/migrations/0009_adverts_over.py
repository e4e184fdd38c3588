from django.db import migrations

from livecompliance.kernel.pg.operations import DefinerFunction, DefinerFunctionGone, DefinerReads

# Tenants in which a paper ends soon, or something may have been kept long enough.
BEFORE = """
CREATE FUNCTION catalog_papers_turning(today date, soon date) RETURNS TABLE (tenant uuid)
LANGUAGE sql STABLE AS $$
  SELECT tenant_id FROM catalog_supplierpaper
  WHERE state = 'approved' AND destroyed_at IS NULL AND valid_until <= soon
  UNION SELECT tenant_id FROM catalog_supplierpaper
  WHERE destroyed_at IS NULL AND state IN ('refused', 'withdrawn')
    AND decided_at < today - interval '2 years'
  UNION SELECT tenant_id FROM catalog_supplier
  WHERE destroyed_at IS NULL AND state = 'closed' AND decided_at < today - interval '2 years'
$$
"""
# And those in which a promotion is over and nobody said so, or its file was kept for its term.
NOW = BEFORE.replace(
    "'2 years'\n$$\n",
    """'2 years'
  UNION SELECT tenant_id FROM catalog_advert WHERE ended_at IS NULL AND ends_at < today
  UNION SELECT tenant_id FROM catalog_advert WHERE keep_until < today AND content <> ''
$$
""",
)


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0008_adverts'),
    ]

    operations = [
        DefinerReads("catalog_advert"),
        DefinerFunctionGone("catalog_papers_turning(date, date)", BEFORE),
        DefinerFunction("catalog_papers_turning(date, date)", NOW),
    ]
