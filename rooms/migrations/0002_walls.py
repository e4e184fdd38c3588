from django.db import migrations

from livecompliance.kernel.pg.operations import (
    OWNER,
    DefinerFunction,
    TenantReference,
    TenantTable,
)

SEGMENT = """
CREATE TABLE rooms_segment (
  tenant_id uuid NOT NULL,
  session_month date NOT NULL,
  session_id uuid NOT NULL,
  seq integer NOT NULL CHECK (seq > 0),
  received_at timestamptz NOT NULL,
  count integer NOT NULL CHECK (count > 0),
  root bytea NOT NULL,
  chain bytea NOT NULL,
  payload bytea NOT NULL,
  id_hashes bytea NOT NULL,
  batch_key text,
  body_hash bytea NOT NULL,
  receipt jsonb NOT NULL,
  CONSTRAINT rooms_segment_key PRIMARY KEY (tenant_id, session_month, session_id, seq)
) PARTITION BY RANGE (session_month);
ALTER TABLE rooms_segment ALTER COLUMN payload SET STORAGE EXTERNAL;
ALTER TABLE rooms_segment ALTER COLUMN id_hashes SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX rooms_segment_batch ON rooms_segment
  (tenant_id, session_month, session_id, batch_key) WHERE batch_key IS NOT NULL;
"""

# A head is written for every batch: room on its page keeps the new version beside the old one,
# without touching an index. The backlog asks for the sessions on air only.
STORAGE = """
ALTER TABLE rooms_sessionhead SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE rooms_cursor SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX session_head_on_air ON rooms_sessionhead (tenant_id, session_id) WHERE is_open;
"""
NO_STORAGE = """
DROP INDEX session_head_on_air;
ALTER TABLE rooms_sessionhead RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE rooms_cursor RESET (fillfactor, autovacuum_vacuum_scale_factor);
"""

ENSURE = """
CREATE FUNCTION segment_partition_ensure(month date) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  part text := 'rooms_segment_' || to_char(month, 'YYYYMM');
BEGIN
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  IF month < date '2020-01-01' OR month > date '2200-01-01' THEN
    RAISE EXCEPTION 'no partition for %', month;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('segment_partition_ensure'));
  IF to_regclass(part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format(
    'CREATE TABLE %I PARTITION OF rooms_segment FOR VALUES FROM (%L) TO (%L)',
    part, first, (first + interval '1 month')::date);
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
  EXECUTE format('CREATE POLICY %I ON %I TO lc_owner USING (true) WITH CHECK (true)',
                 part || '_owner', part);
  RETURN true;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("rooms", "0001_initial"), ("accounts", "0002_walls")]

    operations = [
        migrations.RunSQL(SEGMENT, "DROP TABLE rooms_segment"),
        migrations.RunSQL(STORAGE, NO_STORAGE),
        TenantTable("rooms_room", app="SIU", definer="S"),
        TenantTable("rooms_session", app="SIU", definer="S"),
        TenantTable("rooms_onair", app="SIU"),
        TenantTable("rooms_sessionhead", app="SIU", definer="S"),
        TenantTable("rooms_cursor", app="SIU", definer="S"),
        TenantTable("rooms_segment", app="SI"),
        TenantTable("rooms_roomuserpermission", app="SID", regulator=False),
        TenantReference("rooms_session", "room_id", "rooms_room"),
        TenantReference("rooms_onair", "session_id", "rooms_session"),
        TenantReference("rooms_sessionhead", "session_id", "rooms_session"),
        TenantReference("rooms_cursor", "session_id", "rooms_session"),
        TenantReference("rooms_roomuserpermission", "content_object_id", "rooms_room"),
        DefinerFunction("segment_partition_ensure(date)", ENSURE, owner=OWNER),
    ]
