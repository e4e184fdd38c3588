"""Live rooms, the sessions broadcast in them, and the segments of what happened."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from guardian.models import UserObjectPermissionBase

from accounts.models import Tenant, TenantOwned, User
from livecompliance.kernel import clock
from livecompliance.kernel.pg.functions import CurrentTenant
from parties.models import Party


class Room(TenantOwned):
    """A place on one platform where one operator sells live."""

    class Tier(models.TextChoices):
        FIRST = "first", "一级"
        SECOND = "second", "二级"
        KEY = "key", "重点"

    external_id = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=120)
    operator_name = models.CharField(max_length=120, blank=True)
    operator = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    operator_user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    category = models.CharField(max_length=60, blank=True)
    tier = models.CharField(max_length=8, choices=Tier, default=Tier.FIRST)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "external_id"],
                name="room_external_id_per_tenant",
                condition=~models.Q(external_id=""),
            )
        ]
        indexes = [models.Index(fields=["tenant", "title"], name="room_by_title")]

    def __str__(self) -> str:
        return self.title


class Session(TenantOwned):
    """One broadcast. `session_month` never changes: it places the segments' partition."""

    class Form(models.TextChoices):
        VIDEO = "video", "视频"
        AUDIO = "audio", "音频"
        GRAPHIC = "graphic", "图文"
        MIXED = "mixed", "多种结合"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="sessions")
    session_month = models.DateField()
    form = models.CharField(max_length=8, choices=Form, default=Form.VIDEO)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_virtual_image = models.BooleanField(default=False)
    virtual_hosts = ArrayField(models.UUIDField(), default=list, blank=True)
    technologies = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    functions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_admitted = models.BooleanField(default=True)
    wrapped_key = models.BinaryField(null=True)
    key_destroyed_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)  # the last day that it must be there
    sales_completed_on = models.DateField(null=True, blank=True)  # the last of its sales, if told

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "room"],
                name="session_one_open_per_room",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="session_kept_once_ended",
                condition=models.Q(keep_until__isnull=True) | models.Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
            ),
            models.CheckConstraint(
                name="session_destroyed_whole",
                condition=models.Q(key_destroyed_at__isnull=True)
                | models.Q(wrapped_key__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "started_at"], name="session_by_start"),
            models.Index(
                fields=["tenant", "keep_until"],
                name="session_by_term",
                condition=models.Q(key_destroyed_at__isnull=True, keep_until__isnull=False),
            ),
            models.Index(
                fields=["session_month"],
                name="session_month_left",
                condition=models.Q(key_destroyed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.started_at:%Y-%m-%d %H:%M}"


class OnAir(TenantOwned):
    """A marketer in one session, by stage name; `party` is who that is, once he is known."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="on_air")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stage_name = models.CharField(max_length=60)
    external_id = models.CharField(max_length=80, blank=True)
    is_host = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "session", "stage_name"],
                name="on_air_once_per_session",
                condition=models.Q(left_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.stage_name


class Admission(TenantOwned):
    """What the gate answered: for whom, with every reason against. Measures, Article 8.

    `cast` holds ids of parties and the names that belong to none; `reasons` codes, clauses and
    ids, nothing personal. One that was not enforced let a broadcast begin while the platform
    was still connecting its people; the broadcast is a breach all the same.
    """

    class Kind(models.TextChoices):
        START = "start", "开播"
        CAST = "cast", "出镜人员变更"
        TRIAL = "trial", "试查"
        AGAIN = "again", "直播中复查"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, related_name="admissions"
    )
    kind = models.CharField(max_length=6, choices=Kind)
    is_allowed = models.BooleanField()
    is_enforced = models.BooleanField(default=True)
    reasons = models.JSONField(default=list)
    cast = models.JSONField(default=dict)
    checks = ArrayField(models.CharField(max_length=60), default=list)
    asked_at = models.DateTimeField(default=clock.now)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "room", "-asked_at"], name="admission_newest"),
            models.Index(
                fields=["tenant", "-asked_at"],
                name="admission_denied",
                condition=models.Q(is_allowed=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.room_id} {self.is_allowed}"


class SocketTicket(TenantOwned):
    """A one-time way into one room's socket, for clients without a session. Used is deleted."""

    class Audience(models.TextChoices):
        STREAMER = "streamer", "主播"
        VIEWER = "viewer", "观众"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience)
    token_hash = models.BinaryField(max_length=32)
    key_id = models.UUIDField(null=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="socket_ticket_token")
        ]
        indexes = [models.Index(fields=["tenant", "expires_at"], name="socket_ticket_by_end")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.audience}"


class SessionHead(models.Model):
    """The end of a session's chain: the one row that ingest locks."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="head"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(default=0)
    chain = models.BinaryField(max_length=32, default=bytes(32))
    events = models.PositiveBigIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.session_id} #{self.seq}"


class Cursor(models.Model):
    """How far a session has been inspected. Written by moderation, through a service."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="cursor"
    )
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.session_id} #{self.seq}"


class Segment(models.Model):
    """One batch of events: compressed, encrypted, digested, chained. Never changed.

    Partitioned by `session_month`; made by hand in the migration, so unmanaged.
    `root` is the Merkle root over salted event digests, `chain` is
    SHA-256(previous chain ‖ root), `id_hashes` eight bytes per event id.
    """

    pk = models.CompositePrimaryKey("tenant_id", "session_month", "session_id", "seq")
    tenant_id = models.UUIDField()
    session_month = models.DateField()
    session_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)
    payload = models.BinaryField()
    id_hashes = models.BinaryField()
    batch_key = models.TextField(null=True)  # noqa: DJ001  (unique where it is set)
    body_hash = models.BinaryField(max_length=32)
    receipt = models.JSONField()

    class Meta:
        managed = False
        db_table = "rooms_segment"

    def __str__(self) -> str:
        return f"{self.session_id} #{self.seq}"


class RoomUserPermission(UserObjectPermissionBase):
    """django-guardian: which officer watches which key room (Measures, Article 14)."""

    content_object = models.ForeignKey(Room, on_delete=models.CASCADE)
    tenant_id = models.UUIDField(db_default=CurrentTenant())

    class Meta(UserObjectPermissionBase.Meta):
        pass
