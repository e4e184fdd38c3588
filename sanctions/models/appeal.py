"""An appeal against a decision, and what was said in it."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from sanctions.models.sanction import Sanction


class Appeal(TenantOwned):
    """One appeal. Whoever took part in the decision does not decide on it."""

    class State(models.TextChoices):
        OPEN = "open", "处理中"
        UPHELD = "upheld", "维持"
        CHANGED = "changed", "变更"
        OVERTURNED = "overturned", "撤销"

    class Channel(models.TextChoices):
        WEB = "web", "网页"
        PAPER = "paper", "书面"

    sanction = models.OneToOneField(Sanction, on_delete=models.PROTECT, related_name="appeal")
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.WEB)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=clock.now)
    grounds = models.CharField(max_length=1000)
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="appeal_decided_says_why",
                condition=models.Q(state="open")
                | ~models.Q(answer="")
                & models.Q(decided_by__isnull=False, decided_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "due_at"], name="appeal_open", condition=models.Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.sanction_id} {self.state}"


class Message(TenantOwned):
    """What one side told the other while an appeal was open."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_of_subject = models.BooleanField()
    text = models.CharField(max_length=1000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "appeal", "id"], name="appeal_messages")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.at}"
