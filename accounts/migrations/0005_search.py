from django.db import migrations

from livecompliance.kernel.pg.operations import TENANTS, DefinerFunction
from livecompliance.kernel.pg.search import SearchBase

# Names stand in a table without a tenant, memberships have no names: found in the first, kept by
# the second. Of a user nothing but the name can be read here.
PEOPLE = f"""
CREATE FUNCTION search_accounts_membership(tenants uuid[], wanted text, most integer)
RETURNS TABLE (found uuid) LANGUAGE plpgsql STABLE ROWS 20 AS $body$
DECLARE
  own uuid[] := ARRAY(SELECT unnest(tenants) INTERSECT SELECT unnest({TENANTS}));
  plain text := search_plain(wanted);
  near uuid[];
  far uuid[] := '{{}}';
BEGIN
  IF cardinality(own) = 0 OR plain = '' OR most < 1 THEN
    RETURN;
  END IF;
  near := ARRAY(
    SELECT m.id FROM (SELECT id, user_id FROM accounts_membership
                      WHERE tenant_id = ANY (own) ORDER BY id DESC LIMIT 1000) m
    JOIN accounts_user u ON u.id = m.user_id
    WHERE search_plain(u.display_name) LIKE search_like(plain) ORDER BY m.id DESC LIMIT most);
  IF cardinality(near) < most AND length(plain) > 1 THEN
    EXECUTE $sql$
      SELECT ARRAY(
        SELECT m.id FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id
        WHERE search_twice(u.display_name) LIKE $2 AND m.tenant_id = ANY ($1) LIMIT 200)
    $sql$ INTO far USING own, search_like(search_twice(wanted));
  END IF;
  RETURN QUERY
    SELECT m.id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE m.id = ANY (near || far)
    ORDER BY search_plain(u.display_name) = plain DESC,
             starts_with(search_plain(u.display_name), plain) DESC, m.id DESC
    LIMIT most;
END $body$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_personal")]

    operations = [
        SearchBase(),
        migrations.RunSQL(
            "CREATE INDEX accounts_user_search ON accounts_user"
            " USING gin (search_twice(display_name) gin_trgm_ops)",
            "DROP INDEX accounts_user_search",
        ),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX IF NOT EXISTS accounts_membership_tenant_key"
            " ON accounts_membership (tenant_id, id)",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "GRANT SELECT (id, display_name) ON accounts_user TO lc_definer",
            "REVOKE SELECT (id, display_name) ON accounts_user FROM lc_definer",
        ),
        DefinerFunction(
            "search_accounts_membership(uuid[], text, integer)", PEOPLE, to="lc_app, lc_regulator"
        ),
    ]
