from django.db import migrations, models


class Migration(migrations.Migration):
    """An officer may have recordings put into a package; how each stands is written on it."""

    dependencies = [("oversight", "0011_addressed")]

    operations = [
        migrations.AddField(
            model_name="package",
            name="clips",
            field=models.CharField(
                blank=True,
                choices=[("around", "相关时段"), ("all", "全部已登记的录像")],
                default="",
                max_length=6,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="package", name="clips_most", field=models.BigIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="package",
            name="clipped",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clips", ""),
                    models.Q(("clips_most__gt", 0), ("made_by__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_package_clips_by_officer",
            ),
        ),
    ]
