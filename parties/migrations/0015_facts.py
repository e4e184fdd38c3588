"""What the gate must know of those on air, as a function: PostgreSQL keeps its plan.

To plan it takes several times as long as to run it, and the gate asks before every broadcast. It
runs as whoever calls it, behind the walls of every table.
"""

from django.db import migrations

from livecompliance.kernel.pg.operations import InvokerFunction

# A check of a document that was replaced says nothing any more; one that passed counts while its
# document is verified. Every part is a look into an index for one party: the plan does not grow
# with the tenant.
FACTS = """
CREATE FUNCTION parties_facts(_tenant uuid, _parties uuid[], _at timestamptz, _on date,
                              _session uuid, _liveness boolean)
RETURNS TABLE (fact text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
RETURN QUERY
SELECT json_build_array(p.id, p.kind, p.roles, p.state, p.function, p.minor_until,
  (SELECT json_agg(DISTINCT d.kind) FROM parties_document d
    WHERE d.party_id = p.id AND d.state IN ('given', 'verified')),
  (
    SELECT json_build_object(
        'state', v.state, 'at', v.finished_at, 'until', v.valid_until, 'outcome', v.outcome)
    FROM parties_verification v LEFT JOIN parties_document d ON d.id = v.document_id
    WHERE v.tenant_id = p.tenant_id AND v.party_id = p.id AND v.finished_at <= _at
      AND v.state IN ('passed', 'failed') AND 
    (d.id IS NULL OR d.state = 'verified' OR (v.state = 'failed' AND d.state <> 'replaced'))
 AND v.kind <> 'liveness'
    ORDER BY v.finished_at DESC LIMIT 1
),
  (
    SELECT json_build_object(
        'state', v.state, 'at', v.finished_at, 'until', v.valid_until, 'outcome', v.outcome)
    FROM parties_verification v LEFT JOIN parties_document d ON d.id = v.document_id
    WHERE v.tenant_id = p.tenant_id AND v.party_id = p.id AND v.finished_at <= _at
      AND v.state IN ('passed', 'failed') AND 
    (d.id IS NULL OR d.state = 'verified' OR (v.state = 'failed' AND d.state <> 'replaced'))
 AND v.session_id IS NULL AND (v.kind = 'liveness' OR NOT _liveness)
    ORDER BY v.finished_at DESC LIMIT 1
),
  EXISTS (SELECT 1 FROM parties_verification v
    LEFT JOIN parties_document d ON d.id = v.document_id
    WHERE v.tenant_id = p.tenant_id AND v.party_id = p.id AND v.session_id = _session
      AND v.state = 'passed' AND 
    (d.id IS NULL OR d.state = 'verified' OR (v.state = 'failed' AND d.state <> 'replaced'))
),
  (SELECT v.state FROM parties_verification v
    WHERE v.tenant_id = p.tenant_id AND v.party_id = p.id AND v.started_at <= _at
    ORDER BY v.finished_at DESC NULLS FIRST LIMIT 1),
  (SELECT json_build_object('at', c.given_at, 'until', c.expires_at, 'revoked', c.revoked_at)
    FROM parties_consent c
    WHERE c.party_id = p.id AND c.kind = 'guardian' AND c.given_at <= _at
    ORDER BY c.given_at DESC, c.id DESC LIMIT 1),
  (SELECT json_agg(json_build_array(c.kind, c.fields, c.valid_from, c.valid_until))
    FROM parties_credential c WHERE c.party_id = p.id AND c.state = 'approved'),
  (SELECT json_agg(json_build_array(b.ground, b.clause, b.source, b.source_ref, b.by)) FROM (
      SELECT b.* FROM parties_bar b WHERE b.party_id = p.id
      UNION SELECT b.* FROM parties_bar b WHERE b.tenant_id = p.tenant_id
        AND b.identity_index IN (
          SELECT d.number_index FROM parties_document d
          WHERE d.party_id = p.id AND d.number_index IS NOT NULL
          UNION ALL SELECT k.index FROM parties_mark k
          WHERE k.tenant_id = p.tenant_id AND k.party_id = p.id AND k.index IS NOT NULL)) b
    WHERE b.lifted_at IS NULL AND b.since <= _at AND (b.until IS NULL OR b.until > _at)),
  (SELECT count(*) FROM parties_tie t WHERE t.tenant_id = p.tenant_id AND t.second_id = p.id
    AND t.kind = 'agency_marketer' AND t.since <= _at AND (t.until IS NULL OR t.until > _at)
    AND NOT EXISTS (SELECT 1 FROM parties_credential c
      WHERE c.party_id = t.first_id AND c.kind = 'agency' AND c.state = 'approved'
        AND (c.valid_from IS NULL OR c.valid_from <= _on)
        AND (c.valid_until IS NULL OR c.valid_until >= _on))),
  EXISTS (SELECT 1 FROM parties_unreachable u
    WHERE u.tenant_id = p.tenant_id AND u.party_id = p.id AND u.state = 'measured'))::text
FROM parties_party p WHERE p.tenant_id = _tenant AND p.id = ANY(_parties::uuid[]);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0014_amendments'),
    ]

    operations = [
        InvokerFunction(
            "parties_facts(uuid, uuid[], timestamptz, date, uuid, boolean)", FACTS
        ),
    ]
