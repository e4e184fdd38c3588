from django.db import migrations

from livecompliance.kernel.pg.operations import DefinerFunction, TenantReference, TenantTable

WAITING = """
CREATE FUNCTION inspection_waiting(most integer)
RETURNS TABLE (tenant uuid, session uuid, behind integer, is_key boolean)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT w.tenant_id, w.session_id, w.behind, w.tier = 'key' FROM (
      SELECT h.tenant_id, h.session_id, h.seq - c.seq AS behind, h.last_at, r.tier,
             row_number() OVER (
               PARTITION BY h.tenant_id ORDER BY r.tier = 'key' DESC, h.last_at) AS turn
      FROM rooms_sessionhead h JOIN rooms_cursor c ON c.session_id = h.session_id
      JOIN rooms_session s ON s.id = h.session_id JOIN rooms_room r ON r.id = s.room_id
      WHERE h.seq > c.seq
    ) w ORDER BY w.turn, w.last_at LIMIT most;
END $$
"""

DUE = """
CREATE FUNCTION measures_due(at timestamptz, unexecuted_before timestamptz, most integer)
RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT m.tenant_id FROM moderation_measure m
    WHERE (m.released_at IS NULL AND m.undone_at IS NULL AND m.available_at <= at)
       OR (m.released_at IS NOT NULL AND m.acknowledged_at IS NULL AND m.escalated_at IS NULL
           AND m.closed_at IS NULL AND m.deadline_at <= at)
       OR (m.kind IN ('limit_traffic', 'suspend') AND m.released_at <= unexecuted_before
           AND m.released_at IS NOT NULL AND m.executed_at IS NULL
           AND m.execution_alarm_at IS NULL AND m.closed_at IS NULL)
    LIMIT most;
END $$
"""

STALE = """
CREATE FUNCTION risks_stale(before timestamptz, most integer) RETURNS TABLE (tenant uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT DISTINCT r.tenant_id
    FROM moderation_roomstate r JOIN rooms_session s ON s.id = r.session_id
    WHERE r.risk > 0 AND r.updated_at <= before AND s.ended_at IS NULL
    LIMIT most;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("rooms", "0002_walls")]

    operations = [
        TenantTable("moderation_roomstate", app="SIU", definer="S"),
        TenantTable("moderation_finding", app="SI"),
        TenantTable("moderation_measure", app="SIU", definer="S"),
        TenantTable("moderation_pushhead", app="SIU", regulator=False),
        TenantTable("moderation_noticedisplay", app="SIU"),
        TenantTable("moderation_decision", app="SIU"),
        TenantTable("moderation_reply", app="SIUD", regulator=False),
        TenantReference("moderation_roomstate", "session_id", "rooms_session"),
        TenantReference("moderation_finding", "session_id", "rooms_session"),
        TenantReference("moderation_finding", "room_id", "rooms_room"),
        TenantReference("moderation_measure", "session_id", "rooms_session"),
        TenantReference("moderation_measure", "room_id", "rooms_room"),
        TenantReference("moderation_measure", "escalated_from_id", "moderation_measure"),
        TenantReference("moderation_pushhead", "room_id", "rooms_room"),
        TenantReference("moderation_noticedisplay", "session_id", "rooms_session"),
        TenantReference("moderation_noticedisplay", "room_id", "rooms_room"),
        TenantReference("moderation_decision", "room_id", "rooms_room"),
        DefinerFunction("inspection_waiting(integer)", WAITING),
        DefinerFunction("risks_stale(timestamptz, integer)", STALE),
        DefinerFunction("measures_due(timestamptz, timestamptz, integer)", DUE),
    ]
