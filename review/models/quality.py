"""Items whose answer is known, mixed into the queue."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock


class Golden(TenantOwned):
    """Invented content with its known answer, written by those who look after quality."""

    class Answer(models.TextChoices):
        PASS = "pass", "通过"
        BLOCK = "block", "拦截"

    text = models.CharField(max_length=500)
    answer = models.CharField(max_length=5, choices=Answer)
    clause = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "is_active"], name="review_golden_active")]

    def __str__(self) -> str:
        return f"{self.answer} {self.pk}"
