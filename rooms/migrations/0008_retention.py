from django.db import migrations, models

from livecompliance.kernel.pg.operations import OWNER, DefinerFunction

# Tenants with a broadcast whose term is over, and of which something is left.
EXPIRED = """
CREATE FUNCTION sessions_expired(day date) RETURNS TABLE (tenant uuid)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT tenant_id FROM rooms_session
  WHERE keep_until < day AND key_destroyed_at IS NULL
$$
"""
# Only what nobody can read any more: the key goes first, in the same transaction.
DESTROY = """
CREATE FUNCTION segments_destroy(of_session uuid) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  whose uuid;
  month date;
  gone bigint;
BEGIN
  SELECT tenant_id, session_month INTO whose, month FROM rooms_session
  WHERE id = of_session AND key_destroyed_at IS NOT NULL AND wrapped_key IS NULL
    AND keep_until IS NOT NULL;
  IF month IS NULL THEN
    RETURN 0;
  END IF;
  DELETE FROM rooms_segment
  WHERE tenant_id = whose AND session_month = month AND session_id = of_session;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$
"""
# A month of which nothing is left, in any tenant, before a month.
DROP = """
CREATE FUNCTION segment_partitions_drop(before date) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  part record;
  month date;
  is_empty boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('segment_partition_ensure'));
  FOR part IN
    SELECT c.oid, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'rooms_segment'::regclass AND c.relname ~ '^rooms_segment_[0-9]{6}$'
    ORDER BY c.relname
  LOOP
    month := to_date(right(part.relname, 6), 'YYYYMM');
    CONTINUE WHEN month >= date_trunc('month', before)::date;
    CONTINUE WHEN EXISTS (SELECT FROM rooms_session
                          WHERE session_month = month AND key_destroyed_at IS NULL);
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %I)', part.relname) INTO is_empty;
    CONTINUE WHEN NOT is_empty;
    EXECUTE format('DROP TABLE %I', part.relname);
    RETURN NEXT part.relname;
  END LOOP;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('rooms', '0007_kept_by_tier'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='session',
            index=models.Index(condition=models.Q(('keep_until__isnull', False), ('key_destroyed_at__isnull', True)), fields=['tenant', 'keep_until'], name='session_by_term'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(condition=models.Q(('key_destroyed_at__isnull', True)), fields=['session_month'], name='session_month_left'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('key_destroyed_at__isnull', True), ('wrapped_key__isnull', True), _connector='OR'), name='session_destroyed_whole'),
        ),
        DefinerFunction("sessions_expired(date)", EXPIRED),
        DefinerFunction("segments_destroy(uuid)", DESTROY, owner=OWNER),
        DefinerFunction("segment_partitions_drop(date)", DROP, owner=OWNER),
    ]
