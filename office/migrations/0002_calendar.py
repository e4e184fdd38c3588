from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]

    operations: list = []
