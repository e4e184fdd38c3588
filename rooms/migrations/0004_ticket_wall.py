from django.db import migrations

from livecompliance.kernel.pg.operations import TenantReference, TenantTable


class Migration(migrations.Migration):
    dependencies = [("rooms", "0003_socket_ticket")]

    operations = [
        TenantTable("rooms_socketticket", app="SID", regulator=False),
        TenantReference("rooms_socketticket", "room_id", "rooms_room"),
    ]
