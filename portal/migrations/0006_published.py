from django.db import migrations, models

from livecompliance.kernel.pg.narrowing import RegulatorSees

INCIDENT = [
    *("id", "tenant_id", "kind", "level", "state", "is_certain", "is_drill", "persons"),
    *("discovered_at", "closed_at"),
]
OF_INCIDENTS = "incident_id IN (SELECT i.id FROM filings_incident i)"
REPORT = [
    *("id", "tenant_id", "period", "version", "state", "body", "sha256", "note", "released_at"),
]


class Migration(migrations.Migration):
    """Authorities see incidents without words or people, and the reports that were released."""

    dependencies = [
        ("portal", "0005_pages"),
        ("filings", "0004_standards"),
        ("oversight", "0016_transparency"),
    ]

    operations = [
        migrations.AlterField(
            model_name="look",
            name="page",
            field=models.CharField(choices=[('platforms', '平台一览'), ('duties', '履责看板'), ('duty', '履责看板的一条'), ('rooms', '直播间一览'), ('room', '直播间'), ('decisions', '处置与处罚'), ('blacklist', '黑名单'), ('match', '按证件号匹配'), ('goods', '商品与目录'), ('minors', '未成年人保护'), ('complaints', '投诉处理情况'), ('tax', '涉税信息报送情况'), ('incidents', '安全事件'), ('reports', '透明度报告一览'), ('report', '透明度报告'), ('packages', '证据包一览'), ('package', '下载证据包'), ('inspections', '检查要求一览'), ('inspection', '检查要求'), ('inspect_file', '提出检查要求'), ('inspect_rule', '处理检查要求的答复')], max_length=12),
        ),
        RegulatorSees("filings_incident", INCIDENT, "NOT is_drill"),
        RegulatorSees(
            "filings_incidentstep", ["id", "tenant_id", "incident_id", "kind", "at"], OF_INCIDENTS
        ),
        RegulatorSees(
            "filings_incidentreport",
            ["id", "tenant_id", "incident_id", "stage", "number", "sent_at"],
            f"sent_at IS NOT NULL AND {OF_INCIDENTS}",
        ),
        RegulatorSees("oversight_transparencyreport", REPORT, "state = 'released'"),
    ]
