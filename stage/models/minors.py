"""What is kept for minors: what a room holds, that the notice was shown, what was spent."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from rooms.models import Room, Session


class MinorsClass(TenantOwned):
    """A room holds one type of what may affect minors, until somebody says that it does not.

    `notice_sha256` is the digest of the words that the platform undertook to show before it.
    """

    class Kind(models.TextChoices):
        IMITATION = "imitation", "可能引发或诱导模仿、实施不良行为"
        VALUES = "values", "可能对价值观造成负面影响"
        LIKENESS = "likeness", "不当使用未成年人形象"
        PRIVACY = "privacy", "不当披露和使用未成年人个人信息"

    class Origin(models.TextChoices):
        DECLARED = "declared", "申报"
        ENGINE = "engine", "规则"
        OFFICER = "officer", "专员"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    origin = models.CharField(max_length=8, choices=Origin)
    family = models.CharField(max_length=40, blank=True)
    session_id = models.UUIDField(null=True, blank=True)
    since = models.DateTimeField(default=clock.now)
    notice_sha256 = models.CharField(max_length=64, blank=True)
    notice_set_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    cleared_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "room", "kind"],
                name="minors_class_stands_once",
                condition=models.Q(cleared_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.room_id}"


class NoticeShown(TenantOwned):
    """Proof that one client showed the notice to minors before the content of a broadcast."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    client = models.CharField(max_length=64)
    words_sha256 = models.CharField(max_length=64)
    first_shown_at = models.DateTimeField(default=clock.now)
    last_shown_at = models.DateTimeField(default=clock.now)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "client", "words_sha256"],
                name="notice_shown_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.client}"


class MinorAccount(TenantOwned):
    """An account in minor mode, by keyed digest of its number, with the limits it was given.

    A limit in fen; empty: the platform's own stands.
    """

    account = models.CharField(max_length=64)
    is_on = models.BooleanField()
    single_fen = models.PositiveIntegerField(null=True, blank=True)
    daily_fen = models.PositiveIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "account"], name="minor_account_once")
        ]

    def __str__(self) -> str:
        return self.account


class MinorSpend(TenantOwned):
    """One payment that an account in minor mode asked for, and what was answered.

    `reference` is a keyed digest of the platform's own number of it: asked twice is one payment.
    """

    account = models.ForeignKey(MinorAccount, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=64)
    amount_fen = models.PositiveIntegerField()
    day = models.DateField()
    is_allowed = models.BooleanField()
    refused_for = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "account", "reference"], name="minor_spend_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "account", "day"], name="minor_spend_by_day")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day} {self.amount_fen}"
