"""Who a tenant asks whether people and businesses are who they say they are."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Provider(TenantOwned):
    """A tenant's provider of identity checks; the secret is wrapped by the keyring."""

    class Kind(models.TextChoices):
        SANDBOX = "sandbox", "演示服务"
        HTTP = "http", "签名接口"

    kind = models.CharField(max_length=10, choices=Kind)
    url = models.URLField(max_length=500, blank=True)
    key_id = models.CharField(max_length=40, blank=True)
    secret = models.BinaryField(null=True)
    timeout_ms = models.PositiveIntegerField(default=5_000)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="provider_one_per_tenant"),
            models.CheckConstraint(
                name="provider_http_is_whole",
                condition=models.Q(kind="sandbox")
                | (models.Q(secret__isnull=False) & ~models.Q(url="") & ~models.Q(key_id="")),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
