from django.db import migrations

from livecompliance.kernel.pg.search import SearchTable


class Migration(migrations.Migration):
    dependencies = [("rooms", "0004_ticket_wall"), ("accounts", "0005_search")]

    operations = [
        SearchTable(
            "rooms_room", ["title", "external_id", "operator_name"], number="external_id"
        ),
        SearchTable("rooms_onair", ["stage_name"], lets_definer=True),
    ]
