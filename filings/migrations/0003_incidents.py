"""Leaks become one kind of incident: rows, steps, clocks and letters stay, under their new names."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import livecompliance.kernel.clock
import livecompliance.kernel.ids
from livecompliance.kernel.pg.operations import AppendOnly, TenantReference, TenantTable

STEPS = (
    *("contained", "assessed", "authority", "persons", "persons_spared", "supplement", "handled"),
    *("final_report", "closed"),
)
RENAMED = """
ALTER INDEX filings_leak_tenant_key RENAME TO filings_incident_tenant_key;
ALTER TABLE filings_incidentstep RENAME CONSTRAINT filings_leakstep_leak_id_tenant_fk
  TO filings_incidentstep_incident_id_tenant_fk;
"""
UNNAMED = """
ALTER INDEX filings_incident_tenant_key RENAME TO filings_leak_tenant_key;
ALTER TABLE filings_incidentstep RENAME CONSTRAINT filings_incidentstep_incident_id_tenant_fk
  TO filings_leakstep_leak_id_tenant_fk;
"""
# Rows that were changed may wait for their references to be looked at: a table that does is not
# altered, so that they are looked at now.
LOOKED_AT = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"
FILLED = """
UPDATE filings_incident SET level = 'larger' WHERE is_larger;
UPDATE filings_incident SET state = 'contained' WHERE state = 'open' AND EXISTS (
  SELECT 1 FROM filings_incidentstep step
  WHERE step.incident_id = filings_incident.id AND step.kind = 'contained');
UPDATE office_clock SET subject_kind = 'incident',
  kind = replace(kind, 'leak_', 'incident_') WHERE subject_kind = 'leak';
UPDATE office_letter SET subject_kind = 'incident' WHERE subject_kind = 'leak';
"""
EMPTIED = """
UPDATE filings_incident SET is_larger = level <> 'general';
UPDATE filings_incident SET state = 'open' WHERE state <> 'closed';
UPDATE office_clock SET subject_kind = 'leak',
  kind = replace(kind, 'incident_', 'leak_') WHERE subject_kind = 'incident';
UPDATE office_letter SET subject_kind = 'leak' WHERE subject_kind = 'incident';
"""
KEY = models.UUIDField(
    default=livecompliance.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
)


def _to(model, related="+", **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to=model, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0021_grants"),
        ("office", "0010_clock_by_start"),
        ("filings", "0002_identity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("leakstep", "leak_step_known"),
        migrations.RemoveIndex("leakstep", "leak_step_in_order"),
        migrations.RemoveIndex("leak", "leak_newest"),
        migrations.RenameModel("Leak", "Incident"),
        migrations.RenameModel("LeakStep", "IncidentStep"),
        migrations.RenameField("incidentstep", "leak", "incident"),
        migrations.RunSQL(RENAMED, UNNAMED),
        migrations.AddField(
            "incident",
            "kind",
            models.CharField(
                choices=[
                    ("cyber", "网络安全事件"),
                    ("flaw", "产品或服务缺陷、漏洞"),
                    ("personal", "个人信息泄露、篡改、丢失"),
                    ("spread", "违法信息扩散"),
                ],
                default="personal",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "incident",
            "level",
            models.CharField(
                choices=[
                    ("general", "一般"),
                    ("larger", "较大"),
                    ("serious", "重大"),
                    ("gravest", "特别重大"),
                ],
                default="general",
                max_length=8,
            ),
        ),
        migrations.AddField("incident", "is_cii", models.BooleanField(default=False)),
        migrations.AddField("incident", "is_crime", models.BooleanField(default=False)),
        migrations.AddField("incident", "is_drill", models.BooleanField(default=False)),
        migrations.AddField("incident", "facts", models.JSONField(blank=True, default=dict)),
        migrations.AddField("incident", "happened_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "incident",
            "backdated",
            models.TextField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        migrations.AlterField(
            "incident",
            "nature",
            models.CharField(
                blank=True,
                choices=[("leak", "泄露"), ("alteration", "篡改"), ("loss", "丢失")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "incident",
            "categories",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
        migrations.AlterField(
            "incident",
            "state",
            models.CharField(
                choices=[
                    ("open", "处置中"),
                    ("contained", "已控制"),
                    ("handled", "已处置"),
                    ("reported", "已总结报告"),
                    ("closed", "已办结"),
                ],
                default="open",
                max_length=9,
            ),
        ),
        migrations.RunSQL(FILLED, LOOKED_AT),
        migrations.RunSQL(LOOKED_AT, EMPTIED),
        migrations.RemoveField("incident", "is_larger"),
        migrations.AddConstraint(
            "incident",
            models.CheckConstraint(
                name="incident_personal_says_what",
                condition=~models.Q(kind="personal")
                | ~models.Q(nature="") & models.Q(categories__len__gt=0),
            ),
        ),
        migrations.AddIndex(
            "incident",
            models.Index(fields=["tenant", "-discovered_at"], name="incident_newest"),
        ),
        migrations.AddConstraint(
            "incidentstep",
            models.CheckConstraint(name="incident_step_known", condition=models.Q(kind__in=STEPS)),
        ),
        migrations.AddIndex(
            "incidentstep",
            models.Index(fields=["tenant", "incident", "at"], name="incident_step_in_order"),
        ),
        migrations.CreateModel(
            name="IncidentReport",
            fields=[
                ("id", KEY),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("first", "首次报告"),
                            ("supplement", "续报"),
                            ("final", "总结报告"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("drafted_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("drafted_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("incident", _to("filings.incident", "reports")),
                ("tenant", _to("accounts.tenant")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "incident", "stage", "number"),
                        name="incident_report_once",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="IncidentLink",
            fields=[
                ("id", KEY),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("session", "直播场次"),
                            ("room", "直播间"),
                            ("finding", "巡查发现"),
                        ],
                        max_length=8,
                    ),
                ),
                ("ref", models.UUIDField()),
                ("at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("incident", _to("filings.incident", "links")),
                ("tenant", _to("accounts.tenant")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "incident", "kind", "ref"), name="incident_link_once"
                    )
                ]
            },
        ),
        TenantTable("filings_incidentreport", app="SIU"),
        TenantTable("filings_incidentlink", app="SI"),
        AppendOnly("filings_incidentlink"),
        TenantReference("filings_incidentreport", "incident_id", "filings_incident"),
        TenantReference("filings_incidentlink", "incident_id", "filings_incident"),
    ]
