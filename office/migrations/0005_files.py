from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("office", "0004_jobs")]

    operations: list = []
