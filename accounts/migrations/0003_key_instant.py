from django.db import migrations

from livecompliance.kernel.pg.operations import DefinerFunction, DefinerFunctionGone

OLD = """
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

NEW = """
CREATE FUNCTION auth_api_key(wanted text, instant timestamptz)
RETURNS TABLE (key_id uuid, tenant uuid, hash bytea, scope_list text[], usable boolean)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE accounts_apikey SET last_used_at = instant
  WHERE prefix = wanted AND revoked_at IS NULL
    AND (last_used_at IS NULL OR last_used_at < instant - interval '1 minute');
  RETURN QUERY
    SELECT k.id, k.tenant_id, k.secret_hash, k.scopes::text[],
           k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > instant)
             AND t.state = 'active'
    FROM accounts_apikey k JOIN accounts_tenant t ON t.id = k.tenant_id
    WHERE k.prefix = wanted;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_walls")]

    operations = [
        DefinerFunction("auth_api_key(text, timestamptz)", NEW),
        DefinerFunctionGone("auth_api_key(text)", OLD),
    ]
