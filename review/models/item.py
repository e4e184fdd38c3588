"""One thing that waits for a person, the lease on it, and the officer's own desk."""

from django.db import models
from django.db.models import F, Q

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from review.models.quality import Golden
from rooms.models import Room, Session


class Item(TenantOwned):
    """Whatever waits for a person: a finding, content before publication, a patrol round.

    `rank` is the order of the queue, reckoned by the database in whole seconds: the instant by
    which somebody should have looked, moved forward by the tier of the room and by the risk.
    What remains of the time is the same for all at any moment, so the order never has to be
    computed again. Who came first goes first where the rank is equal (`id` rises with time).

    A lease is `held_by` until `lease_until`; every change of hands raises `version`.
    """

    class Kind(models.TextChoices):
        FINDING = "finding", "发现"
        CONTENT = "content", "发布前审核"
        PATROL = "patrol", "巡查"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        DONE = "done", "已决定"
        CLOSED = "closed", "无需处理"

    class Outcome(models.TextChoices):
        MEASURE = "measure", "采取措施"
        STAND = "stand", "成立，仅留痕"
        DISMISS = "dismiss", "不成立"
        PASS = "pass", "通过"
        BLOCK = "block", "拦截"
        CLEAN = "clean", "未见异常"
        FOUND = "found", "发现问题"
        UNSEEN = "unseen", "未能查看"

    kind = models.CharField(max_length=8, choices=Kind)
    subject_id = models.UUIDField()
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.CharField(max_length=40, blank=True)
    tier = models.PositiveSmallIntegerField(default=0)
    risk = models.PositiveSmallIntegerField(default=0)
    due_s = models.BigIntegerField()
    rank = models.GeneratedField(
        expression=F("due_s") - F("tier") * 600 - F("risk") * 6,
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    opened_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=0)
    held_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_since = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    not_for = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    escalated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    escalation = models.CharField(max_length=300, blank=True)
    second_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    golden = models.ForeignKey(
        Golden, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    handled_s = models.PositiveIntegerField(null=True, blank=True)
    measure_id = models.UUIDField(null=True, blank=True)
    agrees = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "subject_id"],
                name="review_item_once",
                condition=Q(second_of__isnull=True, golden__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["tenant", "second_of"],
                name="review_second_once",
                condition=Q(second_of__isnull=False),
            ),
            models.CheckConstraint(
                name="review_item_leased_whole",
                condition=Q(held_by__isnull=True, lease_until__isnull=True, held_since__isnull=True)
                | Q(held_by__isnull=False, lease_until__isnull=False, held_since__isnull=False),
            ),
            models.CheckConstraint(
                name="review_item_held_while_open",
                condition=Q(held_by__isnull=True) | Q(state="open"),
            ),
            models.CheckConstraint(
                name="review_item_done_by_somebody",
                condition=~Q(state="done")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "rank", "id"],
                name="review_item_queue",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["tenant", "held_by"],
                name="review_item_held",
                condition=Q(held_by__isnull=False),
            ),
            models.Index(
                fields=["tenant", "session"],
                name="review_item_of_session",
                condition=Q(state="open"),
            ),
            models.Index(fields=["tenant", "decided_by", "decided_at"], name="review_item_decided"),
            models.Index(fields=["tenant", "kind", "subject_id"], name="review_item_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.state}"


class Settlement(TenantOwned):
    """Who was right where the second review said otherwise, and why. Never changed."""

    class Right(models.TextChoices):
        FIRST = "first", "初审正确"
        SECOND = "second", "盲审正确"
        NEITHER = "neither", "都不妥"

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="settlement")
    right = models.CharField(max_length=7, choices=Right)
    note = models.CharField(max_length=400)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.item_id} {self.right}"


class Remark(TenantOwned):
    """What one of two officers says to the other of a difference between them. Never changed."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="remarks")
    text = models.CharField(max_length=400)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "item", "id"], name="review_remark_of_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.said_at}"


class Skip(TenantOwned):
    """An officer passed an item on: it is not offered to him again for a while."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "item", "officer"], name="review_skip_once")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.item_id}"


class Desk(TenantOwned):
    """One officer at the queue: how he wants to see harmful pictures, since when he sits.

    The row is locked by whoever claims, so that nobody takes more than he may hold.
    """

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_plain = models.BooleanField(default=False)
    sat_since = models.DateTimeField(default=clock.now)
    acted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "officer"], name="review_desk_of_officer")
        ]

    def __str__(self) -> str:
        return str(self.officer_id)
