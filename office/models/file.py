"""Files: encrypted in parts outside the database; here is what they are and who may have them."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class File(TenantOwned):
    """One file. Its name and its content are sealed with a key of its own.

    Without `wrapped_key` nobody can read it any more, whatever is left in the storage.
    """

    class State(models.TextChoices):
        WRITING = "writing", "写入中"
        READY = "ready", "可用"
        LEAVING = "leaving", "待销毁"
        GONE = "gone", "已销毁"

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    purpose = models.CharField(max_length=40)
    kind = models.CharField(max_length=100)
    name_sealed = models.BinaryField(null=True)
    wrapped_key = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WRITING)
    size = models.BigIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    sha256 = models.BinaryField(max_length=32, null=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "owner", "-id"], name="file_by_owner"),
            models.Index(
                fields=["expires_at"],
                name="file_by_end",
                condition=models.Q(gone_at=None, expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.kind} {self.pk}"


class FileTicket(TenantOwned):
    """Permission for one person to fetch one file once, within a minute. Only a digest is kept.

    Without `user` it is for the programs of the tenant: for a key.
    """

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", null=True)
    token_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "expires_at"], name="file_ticket_by_end")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="file_ticket_token")
        ]

    def __str__(self) -> str:
        return str(self.file_id)
