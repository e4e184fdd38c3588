"""The usual row of a message: its words as they are, nothing sealed, nothing proved."""

from django.db import models

from accounts.models import TenantOwned


class StockLetter(TenantOwned):
    """One message to one person, in clear words."""

    user_id = models.UUIDField()
    number = models.IntegerField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "office"
        db_table = "bench_letter"

    def __str__(self) -> str:
        return self.subject
