from django.db import migrations

from livecompliance.kernel.pg.search import SearchTable


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_data_requests"), ("accounts", "0005_search")]

    operations = [
        SearchTable(
            "parties_party",
            ["public_name", "external_id"],
            number="external_id",
            lets_definer=True,
        ),
    ]
