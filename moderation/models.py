"""What inspection found, what was done about it, and what a room's risk is made of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Tenant, TenantOwned, User
from livecompliance.kernel import clock
from rooms.models import Room, Session


class RoomState(models.Model):
    """The engine's memory of one session: risk, contributions, counters. Replayable, exact."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    state = models.BinaryField(default=bytes)
    risk = models.PositiveSmallIntegerField(default=0)
    contributions = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    spark = ArrayField(models.PositiveSmallIntegerField(), default=list)
    spark_at = models.DateTimeField(null=True)
    last_finding_id = models.UUIDField(null=True)
    findings = models.PositiveIntegerField(default=0)
    notice_shown_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-risk"], name="room_state_by_risk")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.risk}"


class Finding(TenantOwned):
    """One thing the engine found in one event. The words stay in the segment.

    `excerpt` is the quoted words, sealed with the session's key: when that key
    is destroyed, what was said is gone and that something was found remains.
    """

    class Severity(models.TextChoices):
        LOW = "low", "低"
        MEDIUM = "medium", "中"
        HIGH = "high", "高"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    segment_seq = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    event_key = models.CharField(max_length=80)
    event_type = models.CharField(max_length=12)
    speaker = models.CharField(max_length=10)
    at = models.DateTimeField()
    code = models.CharField(max_length=40)
    clause = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=120)
    rule_version = models.CharField(max_length=24)
    severity = models.CharField(max_length=6, choices=Severity)
    suggestion = models.CharField(max_length=6)
    score = models.FloatField()
    points = models.PositiveSmallIntegerField(default=0)
    spans = models.JSONField(default=list)
    excerpt = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "event_key", "rule", "rule_version"],
                name="finding_once_per_event_and_rule",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "session", "segment_seq"], name="finding_by_segment"),
            models.Index(fields=["tenant", "created_at"], name="finding_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.event_key}"


class Correction(TenantOwned):
    """Words on air that set something right, held against what was found. Order 117, Article 31.

    The words stay in the segment. `target_key` names the event that they are about.
    """

    class Verdict(models.TextChoices):
        RIGHT = "right", "已更正"
        BARE = "bare", "未说明错误"
        LOOSE = "loose", "没有对应的发现"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    segment_seq = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    event_key = models.CharField(max_length=80)
    target_key = models.CharField(max_length=80, blank=True)
    verdict = models.CharField(max_length=5, choices=Verdict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "event_key"], name="correction_once_per_event"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_key} {self.verdict}"


class Dismissal(TenantOwned):
    """An officer's word that a finding is none, in force until somebody restores the finding.

    `share` is what the finding still added to the room's risk at `share_at`, under the name
    `share_code`: so much is put back when the finding is restored.
    """

    class Reason(models.TextChoices):
        HARMLESS = "harmless", "语境无害，不是违规宣传"
        PROVEN = "proven", "内容属实，有依据"
        MISREAD = "misread", "识别或转写有误"
        UNRELATED = "unrelated", "与该条款无关"
        OTHER = "other", "其他原因"

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    note = models.CharField(max_length=300, blank=True)
    share_code = models.CharField(max_length=40, blank=True)
    share = models.FloatField(default=0.0)
    share_at = models.DateTimeField(default=clock.now)
    created_at = models.DateTimeField(default=clock.now)
    dismissed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    restored_at = models.DateTimeField(null=True, blank=True)
    restored_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "finding"],
                name="dismissal_in_force_once",
                condition=models.Q(restored_at__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["tenant", "session"], name="dismissal_by_session")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.reason}"


class Measure(TenantOwned):
    """One of the four measures of Article 10, or a notice to viewers, in one session.

    It is held until `available_at` so that an officer may take it back, gets its
    place `seq` in the room's order when it is released, and is over when it was
    undone, when every proof is in (delivered by the client, acknowledged by the
    person, executed by the platform), or when the broadcast ended (`closed_at`).
    It is withdrawn, and closed, when the findings it rests on are all dismissed, or
    when an officer lifts it, who says why (`lifted_reason`).
    """

    class Kind(models.TextChoices):
        PROMPT = "prompt", "弹窗提示"
        WARNING = "warning", "违规警示"
        LIMIT_TRAFFIC = "limit_traffic", "限制流量"
        SUSPEND = "suspend", "暂停直播"
        VIEWER_NOTICE = "viewer_notice", "风险提示"

    class Origin(models.TextChoices):
        RULE = "rule", "规则"
        OFFICER = "officer", "专员"
        ESCALATION = "escalation", "升级"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    level = models.PositiveSmallIntegerField(default=1)
    origin = models.CharField(max_length=10, choices=Origin)
    rule = models.CharField(max_length=120, blank=True)
    clause = models.CharField(max_length=80)
    reason_zh = models.CharField(max_length=400)
    reason_en = models.CharField(max_length=400, blank=True)
    advice_zh = models.CharField(max_length=300, blank=True)
    advice_en = models.CharField(max_length=300, blank=True)
    quote_sealed = models.BinaryField(default=bytes)
    findings = ArrayField(models.UUIDField(), default=list)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    escalated_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    available_at = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True, blank=True)
    seq = models.PositiveIntegerField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    executed_at = models.DateTimeField(null=True, blank=True)
    receipt_detail = models.CharField(max_length=200, blank=True)
    execution_alarm_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_reason = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "room", "seq"], name="measure_seq_per_room"),
            models.CheckConstraint(
                name="measure_undone_or_released",
                condition=models.Q(undone_at__isnull=True) | models.Q(released_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "room", "seq"], name="measure_by_room"),
            models.Index(
                fields=["tenant", "released_at", "id"],
                name="measure_released",
                condition=models.Q(released_at__isnull=False),
            ),
            models.Index(
                fields=["available_at"],
                name="measure_held",
                condition=models.Q(released_at__isnull=True, undone_at__isnull=True),
            ),
            models.Index(
                fields=["deadline_at"],
                name="measure_awaited",
                condition=models.Q(
                    released_at__isnull=False,
                    acknowledged_at__isnull=True,
                    escalated_at__isnull=True,
                    closed_at__isnull=True,
                ),
            ),
            models.Index(
                fields=["tenant", "session"],
                name="measure_unacknowledged",
                condition=models.Q(
                    released_at__isnull=False,
                    acknowledged_at__isnull=True,
                    closed_at__isnull=True,
                ),
            ),
            models.Index(
                fields=["tenant", "session"],
                name="measure_alarmed",
                condition=models.Q(
                    execution_alarm_at__isnull=False,
                    executed_at__isnull=True,
                    closed_at__isnull=True,
                ),
            ),
            models.Index(
                fields=["released_at"],
                name="measure_unexecuted",
                condition=models.Q(
                    kind__in=["limit_traffic", "suspend"],
                    released_at__isnull=False,
                    executed_at__isnull=True,
                    execution_alarm_at__isnull=True,
                    closed_at__isnull=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.room_id} #{self.seq}"


class PushHead(models.Model):
    """The last number given out in one room's order of measures."""

    room = models.OneToOneField(Room, on_delete=models.PROTECT, primary_key=True, related_name="+")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.room_id} #{self.seq}"


class NoticeDisplay(TenantOwned):
    """Proof that the off-platform notice stood in a live room (Article 10, paragraph 2)."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    client = models.CharField(max_length=64)
    is_large = models.BooleanField(default=False)
    first_shown_at = models.DateTimeField(default=clock.now)
    last_shown_at = models.DateTimeField(default=clock.now)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "client", "is_large"], name="notice_display_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.client}"


class Decision(TenantOwned):
    """What was answered before publication, and what an officer made of it.

    Nothing in `review` is shown until decided: the platform asks by `id`.
    """

    class State(models.TextChoices):
        PASS = "pass", "通过"
        REVIEW = "review", "待人工审核"
        BLOCK = "block", "拦截"

    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    data_id = models.CharField(max_length=80)
    event_type = models.CharField(max_length=12)
    suggestion = models.CharField(max_length=6)
    state = models.CharField(max_length=6, choices=State)
    risk_level = models.CharField(max_length=6)
    score = models.FloatField()
    labels = models.JSONField(default=list)
    content_sealed = models.BinaryField()
    pack_version = models.CharField(max_length=24)
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "state", "created_at"], name="decision_queue")]

    def __str__(self) -> str:
        return f"{self.data_id} {self.state}"

    @property
    def is_publishable(self) -> bool:
        """Tell whether the content may be shown: nothing in review is, until decided."""
        return self.state == self.State.PASS


class Reply(TenantOwned):
    """The answer to a write that carried an Idempotency-Key, given again to who repeats it."""

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    body_sealed = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "caller", "key"], name="reply_once_per_key")
        ]
        indexes = [models.Index(fields=["tenant", "created_at"], name="reply_by_age")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
