"""Letters to one person each, the mails that carry them, and what people want to be told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock

HOURS = models.Q(quiet_from_h__lte=23, quiet_to_h__lte=23) | models.Q(
    quiet_from_h__isnull=True, quiet_to_h__isnull=True
)


class Mail(TenantOwned):
    """One mail with one letter or several. Its id is its Message-ID, however often it leaves."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发送"
        DEAD = "dead", "未能送达"

    recipient = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    available_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["available_at"],
                name="mail_waiting",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class Letter(TenantOwned):
    """One message to one person; what it says is sealed, how it fared is not.

    Without a `recipient` it goes by mail only, to a sealed address: an invitation.
    `delivered_at` is when it stood in the person's own list, `shown_at` when its words were
    shown, in `shown_language`, `read_at` when they stayed in view or were marked as read.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENT = "sent", "已发送"
        DELIVERED = "delivered", "已送达"
        READ = "read", "已读"
        FAILED = "failed", "未能送达"

    recipient = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sender = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    topic = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_ref = models.CharField(max_length=80, blank=True)
    params_sealed = models.BinaryField()
    address_sealed = models.BinaryField(default=bytes)
    is_legal = models.BooleanField(default=False)
    in_inbox = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField(default=clock.now)
    mail_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(
        Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    mailed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_language = models.CharField(max_length=2, blank=True)
    shown_digest = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "recipient", "topic", "subject_kind", "subject_ref"],
                name="letter_once_per_subject",
                condition=~models.Q(subject_ref=""),
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "recipient", "-id"], name="letter_by_recipient"),
            models.Index(fields=["tenant", "sender", "-id"], name="letter_by_sender"),
            models.Index(
                fields=["tenant", "recipient"],
                name="letter_unread",
                condition=models.Q(read_at__isnull=True, in_inbox=True),
            ),
            models.Index(
                fields=["mail_at"],
                name="letter_to_mail",
                condition=models.Q(mail_at__isnull=False, mail__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"

    @property
    def needs_answer(self) -> bool:
        """Tell whether the person has yet to say that he took note."""
        return self.is_legal and self.acknowledged_at is None


class LetterHabit(TenantOwned):
    """How one person wants to be told: where to, language, quiet hours, what not by which way.

    `wanted_sealed` is an address that he gave and has not confirmed; `asked_digest` is what the
    link that was sent there is known by, once.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, default="zh")
    address_sealed = models.BinaryField(default=bytes)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    wanted_sealed = models.BinaryField(default=bytes)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_digest = models.CharField(max_length=64, blank=True)
    quiet_from_h = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_to_h = models.PositiveSmallIntegerField(null=True, blank=True)
    off_inbox = ArrayField(models.CharField(max_length=40), default=list)
    off_mail = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="letter_habit_of_one"),
            models.CheckConstraint(name="letter_habit_hours", condition=HOURS),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
