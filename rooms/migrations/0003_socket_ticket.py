import django.db.models.deletion
import livecompliance.kernel.clock
import livecompliance.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_walls"),
        ("rooms", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SocketTicket",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=livecompliance.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("streamer", "主播"), ("viewer", "观众")], max_length=8
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32)),
                ("key_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(default=livecompliance.kernel.clock.now)),
                ("expires_at", models.DateTimeField()),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="rooms.room",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.tenant",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant", "expires_at"], name="socket_ticket_by_end")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "token_hash"), name="socket_ticket_token"
                    )
                ],
            },
        ),
    ]
