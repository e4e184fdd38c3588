import livecompliance.kernel.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40)),
                ("is_off", models.BooleanField()),
                ("source", models.CharField(max_length=300)),
                ("edited_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="CalendarNotice",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("papers", models.JSONField(default=list)),
                ("loaded_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
            ],
        ),
    ]
