"""What parties must have agreed to and learned, as a function: PostgreSQL keeps its plan.

To plan it takes several times as long as to run it, and the gate asks before every broadcast. It
runs as whoever calls it, behind the walls of every table.
"""

from django.db import migrations

from livecompliance.kernel.pg.operations import InvokerFunction

# Who sells live for an agency was recruited by it under its own rules: nothing else tells of a
# house that is one.
# Of every need the best agreement there is: one that holds today before one that does not, the
# latest text before an older one. A later text that holds and that he did not accept is named,
# unless the platform takes silence for acceptance and he did not object.
STANDING = """
CREATE FUNCTION charter_standing(_tenant uuid, _parties uuid[], _roles text[], _today date,
                                 _now timestamptz, _learners text[])
RETURNS TABLE (needed text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
RETURN QUERY
SELECT json_build_array(s.party_id, s.kind, s.other_id, s.for_id, s.concluded_at,
         s.starts_on, s.ends_on, s.ended_at, s.effective_on)::text FROM (
WITH asked AS (SELECT * FROM unnest(_parties, _roles) AS a(party_id, role)),
ties AS (
    SELECT a.party_id, a.role, t.first_id AS agency_id
    FROM asked a JOIN parties_tie t ON t.second_id = a.party_id AND t.tenant_id = _tenant
    WHERE t.kind = 'agency_' || a.role AND t.since <= _now
      AND (t.until IS NULL OR t.until > _now)
),
needs AS (
    SELECT party_id, 'platform_' || role AS kind, NULL::uuid AS other_id, party_id AS for_id
    FROM asked WHERE role IN ('operator', 'agency')
    UNION
    SELECT party_id, role || '_agency', agency_id, party_id FROM ties
    UNION
    SELECT agency_id, 'platform_agency', NULL, party_id FROM ties
),
house AS (
    SELECT FROM accounts_tenant WHERE id = _tenant AND kind = 'agency'
      AND coalesce(policy ->> 'agency_duties', '1') = '1'
),
courses AS (
    SELECT code, audience FROM charter_course
    WHERE tenant_id = _tenant AND state = 'published'
)
SELECT n.party_id, n.kind, n.other_id, n.for_id, a.concluded_at, a.starts_on, a.ends_on,
       a.ended_at, c.effective_on
FROM needs n
LEFT JOIN LATERAL (
    SELECT g.*, v.number FROM charter_agreement g JOIN charter_version v ON v.id = g.version_id
    WHERE g.tenant_id = _tenant AND g.party_id = n.party_id AND g.kind = n.kind
      AND g.counterpart_id IS NOT DISTINCT FROM n.other_id AND g.concluded_at IS NOT NULL
    ORDER BY (g.ended_at IS NULL AND g.starts_on <= _today
              AND (g.ends_on IS NULL OR g.ends_on >= _today)) DESC,
             (g.starts_on <= _today) DESC, v.number DESC, g.concluded_at DESC
    LIMIT 1
) a ON true
LEFT JOIN LATERAL (
    SELECT later.effective_on FROM charter_version later
    WHERE later.tenant_id = _tenant AND later.kind = n.kind AND later.state = 'published'
      AND later.is_material AND later.number > a.number AND later.effective_on <= _today
      AND (NOT (SELECT coalesce(policy ->> 'agreement_tacit', '0') = '1' FROM accounts_tenant
                WHERE id = _tenant)
           OR EXISTS (
             SELECT FROM charter_objection o WHERE o.tenant_id = _tenant
               AND o.version_id = later.id AND o.party_id = n.party_id))
    ORDER BY later.number LIMIT 1
) c ON true
UNION ALL
SELECT m.party_id, 'training', NULL, m.party_id, t.finished_at, NULL, t.valid_until, NULL, NULL
FROM asked m
LEFT JOIN courses r ON r.audience = m.role
LEFT JOIN LATERAL (
    SELECT g.finished_at, g.valid_until FROM charter_training g
    WHERE g.tenant_id = _tenant AND g.party_id = m.party_id AND g.course_code = r.code
      AND g.state = 'passed'
    ORDER BY g.valid_until DESC LIMIT 1
) t ON true
WHERE m.role = ANY(_learners)
UNION ALL
SELECT m.party_id, 'recruitment', NULL, m.party_id, r.recorded_at, NULL, NULL, NULL, NULL
FROM house h CROSS JOIN asked m LEFT JOIN LATERAL (
    SELECT g.recorded_at FROM charter_agencyrecord g
    WHERE g.tenant_id = _tenant AND g.party_id = m.party_id AND g.kind = 'recruitment'
    ORDER BY g.done_on DESC LIMIT 1
) r ON true
WHERE m.role = 'marketer' AND m.role = ANY(_learners)
UNION ALL
SELECT m.party_id, 'agency_rules', NULL, m.party_id, NULL, NULL, NULL, NULL, NULL
FROM house h CROSS JOIN asked m
WHERE m.role = 'marketer' AND m.role = ANY(_learners) AND NOT EXISTS (
    SELECT FROM charter_version v WHERE v.tenant_id = _tenant AND v.kind = 'agency_rules'
      AND v.state = 'published' AND v.effective_on <= _today)
) AS s;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('charter', '0005_suppliers'),
    ]

    operations = [
        InvokerFunction(
            "charter_standing(uuid, uuid[], text[], date, timestamptz, text[])", STANDING
        ),
    ]
