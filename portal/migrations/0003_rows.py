from django.db import migrations

from livecompliance.kernel.pg.narrowing import (
    AUTHORITY,
    PERSON,
    RegulatorsClosed,
    RegulatorSees,
)
from livecompliance.kernel.pg.operations import TENANTS, DefinerFunction, InvokerFunction

LOOKING = f"""
CREATE FUNCTION looking_authority() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT u.authority_id FROM accounts_user u WHERE u.id = {PERSON});
END $$
"""
OWN = f"filed_by_id IN (SELECT u.id FROM accounts_user u WHERE u.authority_id = {AUTHORITY})"
ITS_STEPS = (
    "kind NOT IN ('handed', 'taken') AND inspection_id IN (SELECT i.id FROM oversight_inspection i)"
)
FOR_IT = f"recipient = 'authority' AND authority_id = {AUTHORITY}"
# As sanctions.selectors.supervised.TOLD says: the province is told of what goes to the province.
REPORTED = f"""
state = 'sent' AND EXISTS (
  SELECT 1 FROM accounts_authority a
  WHERE a.id = {AUTHORITY} AND a.kind = sanctions_report.authority
    AND sanctions_report.level =
      CASE a.level WHEN 'city' THEN 'county' WHEN 'nation' THEN 'province' ELSE a.level END
)
"""
STANDING = f"""
CREATE FUNCTION sanctions_standing() RETURNS TABLE (rung_of text, number bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
    SELECT s.rung::text, count(*) FROM sanctions_sanction s
    WHERE s.tenant_id = ANY ({TENANTS}) AND s.state = 'in_force' GROUP BY s.rung;
END $$
"""
# What is shown as it stands.
WHOLE = (
    *("oversight_dutyreading", "oversight_charge", "parties_party"),
    *("rooms_room", "rooms_session", "rooms_segment", "tax_period"),
    *("moderation_finding", "moderation_measure", "moderation_dismissal"),
    *("office_clock", "office_clockevent"),
)
# What is counted and not shown: no column that names anybody, no words, no index to try at.
COUNTED = {
    "catalog_product": ["id", "tenant_id", "standing", "verdict", "grounds", "judged_at"],
    "catalog_offer": ["id", "tenant_id", "room_id", "product_id", "state"],
    "catalog_edition": [
        *("id", "tenant_id", "number", "body", "note", "digest", "base_digest"),
        *("base_released_on", "published_at", "effective_at"),
    ],
    "catalog_recall": [
        *("id", "tenant_id", "kind", "brand", "name", "batch", "barcode", "maker"),
        *("source", "reference", "published_on", "added_at", "lifted_at"),
    ],
    "complaints_complaint": ["id", "tenant_id", "kind", "state", "outcome", "filed_at"],
    "tax_package": [
        *("id", "tenant_id", "period_id", "number", "round", "state"),
        *("made_at", "sent_on", "answered_on"),
    ],
    "rooms_admission": [
        *("id", "tenant_id", "room_id", "kind", "is_allowed", "reasons", "asked_at"),
    ],
    "stage_minorsclass": [
        *("id", "tenant_id", "room_id", "kind", "since", "notice_set_at", "cleared_at"),
    ],
    "stage_noticeshown": ["id", "tenant_id", "room_id", "session_id", "first_shown_at", "times"],
}
PACKAGE = [
    *("id", "tenant_id", "about", "ref", "recipient", "authority_id"),
    *("sha256", "members", "events", "ordered_at", "made_at", "file_id"),
]
GUARDIANS = ["id", "tenant_id", "party_id", "kind", "given_at", "expires_at", "revoked_at"]


class Migration(migrations.Migration):
    """The database knows who looks: what is addressed to one authority no other reads by any
    query, and every table is closed of which the portal shows nothing."""

    dependencies = [
        ("portal", "0002_inspections"),
        ("accounts", "0021_grants"),
        ("catalog", "0016_waiting_since"),
        ("charter", "0006_standing"),
        ("complaints", "0008_shared_files"),
        ("conduct", "0007_agency_acts_by"),
        ("filings", "0002_identity"),
        ("ledger", "0004_tree"),
        ("moderation", "0008_corrections"),
        ("oversight", "0011_addressed"),
        ("parties", "0016_region"),
        ("review", "0003_remark"),
        ("rooms", "0010_midnight"),
        ("sanctions", "0004_weighing"),
        ("stage", "0002_hosts_ended"),
        ("tax", "0013_supervised"),
        ("tiers", "0002_raised_patrol"),
    ]

    operations = [
        InvokerFunction("looking_authority()", LOOKING),
        RegulatorsClosed(),
        RegulatorSees("accounts_tenant", column="id"),
        RegulatorSees("accounts_grant", where=f"user_id = {PERSON}"),
        RegulatorSees("oversight_inspection", where=OWN),
        RegulatorSees("oversight_inspectionstep", where=ITS_STEPS),
        RegulatorSees("oversight_package", PACKAGE, FOR_IT),
        RegulatorSees("sanctions_report", where=REPORTED),
        RegulatorSees(
            "sanctions_sanction", where="id IN (SELECT r.sanction_id FROM sanctions_report r)"
        ),
        DefinerFunction("sanctions_standing()", STANDING, to="lc_app, lc_regulator"),
        *(RegulatorSees(table) for table in WHOLE),
        *(RegulatorSees(table, columns) for table, columns in COUNTED.items()),
        RegulatorSees("parties_consent", GUARDIANS, "kind = 'guardian'"),
    ]
