from django.db import migrations, models

PAGES = [
    ("platforms", "平台一览"),
    ("duties", "履责看板"),
    ("duty", "履责看板的一条"),
    ("rooms", "直播间一览"),
    ("room", "直播间"),
    ("decisions", "处置与处罚"),
    ("blacklist", "黑名单"),
    ("match", "按证件号匹配"),
    ("complaints", "投诉处理情况"),
    ("tax", "涉税信息报送情况"),
    ("packages", "证据包一览"),
    ("package", "下载证据包"),
    ("inspections", "检查要求一览"),
    ("inspection", "检查要求"),
    ("inspect_file", "提出检查要求"),
    ("inspect_rule", "处理检查要求的答复"),
]


class Migration(migrations.Migration):
    """Pages of what an authority asks: each is a look, and so is what is written there."""

    dependencies = [("portal", "0001_looks")]

    operations = [
        migrations.AlterField(
            model_name="look",
            name="page",
            field=models.CharField(choices=PAGES, max_length=12),
        )
    ]
