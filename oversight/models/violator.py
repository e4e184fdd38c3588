"""Whom authorities list as serious violators: every list as it came, every entry."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from office.models import File, Job


class ViolatorList(TenantOwned):
    """One list as it was taken in: a version of what an authority publishes under a name.

    `is_whole`: it is the whole list of that name, so that whoever is missing was taken off it.
    """

    class Effect(models.TextChoices):
        DENY = "deny", "禁止登记和开播"
        WARN = "warn", "提醒合规专员"

    name = models.CharField(max_length=120)
    effect = models.CharField(max_length=4, choices=Effect)
    is_whole = models.BooleanField(default=False)
    file = models.ForeignKey(
        File, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    lifted = models.PositiveIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)
    fault_file = models.UUIDField(null=True, blank=True)
    imported_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "name", "-id"], name="violator_list_versions")]

    def __str__(self) -> str:
        return self.name


class Violator(TenantOwned):
    """One entry. It is never changed; it ends with its term, or when it is taken off.

    `identity_index` is what the entity's document is known by on this platform.
    """

    class Lifted(models.TextChoices):
        EXPIRED = "expired", "期满"
        REMOVED = "removed", "列入机关移出"
        MISTAKEN = "mistaken", "登记有误"

    of_list = models.ForeignKey(ViolatorList, on_delete=models.PROTECT, related_name="entries")
    last_list = models.ForeignKey(ViolatorList, on_delete=models.PROTECT, related_name="+")
    list_name = models.CharField(max_length=120)
    effect = models.CharField(max_length=4, choices=ViolatorList.Effect)
    authority = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18)
    identity_index = models.BinaryField(max_length=32)
    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.CharField(max_length=8, choices=Lifted, blank=True)
    lifted_note = models.CharField(max_length=200, blank=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "list_name", "digest"],
                name="violator_once",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="violator_lifted_for_a_reason",
                condition=models.Q(lifted_at__isnull=True) | ~models.Q(lifted_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "identity_index"],
                name="violator_by_identity",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.Index(fields=["tenant", "-id"], name="violator_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.uscc} {self.list_name}"
