from django.db import migrations

from livecompliance.kernel.pg.operations import DefinerFunction, TenantTable

API_KEY = """
CREATE FUNCTION auth_api_key(wanted text)
RETURNS TABLE (key_id uuid, tenant uuid, hash bytea, scope_list text[], usable boolean)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE accounts_apikey SET last_used_at = now()
  WHERE prefix = wanted AND revoked_at IS NULL
    AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute');
  RETURN QUERY
    SELECT k.id, k.tenant_id, k.secret_hash, k.scopes::text[],
           k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
             AND t.state = 'active'
    FROM accounts_apikey k JOIN accounts_tenant t ON t.id = k.tenant_id
    WHERE k.prefix = wanted;
END $$
"""

MEMBERSHIPS = """
CREATE FUNCTION auth_memberships(who uuid) RETURNS TABLE (tenant uuid, role_list text[])
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT m.tenant_id, m.roles::text[]
    FROM accounts_membership m JOIN accounts_tenant t ON t.id = m.tenant_id
    WHERE m.user_id = who AND m.is_active AND t.state = 'active'
    UNION ALL
    SELECT g.tenant_id, ARRAY['regulator']
    FROM accounts_tenantuserpermission g JOIN auth_permission p ON p.id = g.permission_id
    WHERE g.user_id = who AND p.codename = 'view_tenant';
END $$
"""

INVITATION = """
CREATE FUNCTION auth_invitation(digest bytea)
RETURNS TABLE (invitation uuid, tenant uuid, ends timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT i.id, i.tenant_id, i.expires_at
    FROM accounts_invitation i JOIN accounts_tenant t ON t.id = i.tenant_id
    WHERE i.token_hash = digest AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
      AND t.state = 'active';
END $$
"""

TENANT = """
CREATE FUNCTION auth_tenant(wanted text) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT t.id FROM accounts_tenant t WHERE t.slug = wanted);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("ledger", "0002_walls"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        TenantTable("accounts_tenant", column="id", app="SIU", definer="S"),
        TenantTable("accounts_membership", app="SIU", definer="S"),
        TenantTable("accounts_invitation", app="SIU", definer="S", regulator=False),
        TenantTable("accounts_apikey", app="SIU", definer="SU", regulator=False),
        TenantTable("accounts_tenantkey", app="SIU", regulator=False),
        TenantTable("accounts_webhookendpoint", app="SIU", regulator=False),
        TenantTable("accounts_tenantuserpermission", app="SID", definer="S", regulator=False),
        migrations.RunSQL(
            "GRANT SELECT ON auth_permission TO lc_definer",
            "REVOKE SELECT ON auth_permission FROM lc_definer",
        ),
        DefinerFunction("auth_api_key(text)", API_KEY),
        DefinerFunction("auth_memberships(uuid)", MEMBERSHIPS),
        DefinerFunction("auth_invitation(bytea)", INVITATION),
        DefinerFunction("auth_tenant(text)", TENANT),
    ]
