"""The append-only record and the outbox. They name subjects; they hold no foreign key to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from livecompliance.kernel import clock
from livecompliance.kernel.ids import uuid7


class Entry(models.Model):
    """One act, as it was recorded in the transaction of the act."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant_id = models.UUIDField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_ref = models.CharField(max_length=36, blank=True)
    action = models.CharField(max_length=80)
    clause = models.CharField(max_length=80, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_ref = models.CharField(max_length=80)
    body = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "at"], name="entry_by_time"),
            models.Index(
                fields=["tenant_id", "subject_kind", "subject_ref", "at"], name="entry_by_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind}:{self.subject_ref}"


class Pending(models.Model):
    """An entry that the sealer has not taken into the tree yet."""

    entry_id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "entry_id"], name="pending_by_tenant")]

    def __str__(self) -> str:
        return str(self.entry_id)


class Leaf(models.Model):
    """Where an entry stands in its tenant's tree: in the order of sealing, never of ids."""

    pk = models.CompositePrimaryKey("tenant_id", "seq")
    tenant_id = models.UUIDField()
    seq = models.BigIntegerField()
    entry_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"{self.seq}"


class Tile(models.Model):
    """256 neighbouring hashes of a tree, written when there are that many (C2SP tlog-tiles).

    Attributes:
        level: 0 for leaves; a hash of level n is the root of a whole tile of level n - 1.
        place: the tile's number in its level, from 0.
        hashes: 256 times 32 bytes.
        root: of the perfect tree over them.
    """

    pk = models.CompositePrimaryKey("tenant_id", "level", "place")
    tenant_id = models.UUIDField()
    level = models.PositiveSmallIntegerField()
    place = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"


class Checkpoint(models.Model):
    """What a tenant's tree was at one moment, signed: `note` is the text anybody may keep."""

    pk = models.CompositePrimaryKey("tenant_id", "size")
    tenant_id = models.UUIDField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField(default=clock.now)
    note = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "at"], name="checkpoint_by_time")]

    def __str__(self) -> str:
        return f"{self.size} {bytes(self.root).hex()[:12]}"


class Outbox(models.Model):
    """One message that must leave, kept until somebody outside has it.

    `available_at` holds it back: until then it may still be taken back, and after a
    failure it says when to try again. `delivered_to` names the endpoints that have it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已送达"
        DEAD = "dead", "未能送达"
        CANCELLED = "cancelled", "已撤回"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant_id = models.UUIDField()
    topic = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=80)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    available_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    delivered_to = ArrayField(models.UUIDField(), default=list)

    class Meta:
        indexes = [
            models.Index(
                fields=["available_at"],
                name="outbox_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["tenant_id", "subject_ref"], name="outbox_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject_ref}"


class Sequel(models.Model):
    """What follows from an act and is done after it, as surely: an event not told yet.

    `name` and `body` are the event. The row goes in the transaction in which its listeners did
    what they do; `available_at` says when to try again after they failed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant_id = models.UUIDField()
    name = models.CharField(max_length=120)
    body = models.JSONField()
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    available_at = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "available_at"], name="sequel_due")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
