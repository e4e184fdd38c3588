"""Packages of evidence: about what, for whom, why, and who took them."""

from django.db import models

from accounts.models import Authority, TenantOwned, User
from livecompliance.kernel import clock
from office.models import File, Job


class Package(TenantOwned):
    """One package, ordered by an officer, by a program (`key`), or by a consumer with his receipt.

    For whom by name, and why, is sealed; so is the legal paper on which names on file stand in it
    unmasked (`is_unmasked`: for a court or an authority alone). `heads` is how far each broadcast
    had come when it was ordered; `entry` the entry of the record that says so and that every proof
    in it leads to. One for an `authority` lies ready for its people in the
    portal. `clips` is which recordings were chosen, up to `clips_most` bytes; `clipped` each of
    those with how it stands.
    """

    class Clips(models.TextChoices):
        AROUND = "around", "相关时段"
        ALL = "all", "全部已登记的录像"

    class About(models.TextChoices):
        SESSION = "session", "一场直播"
        FINDING = "finding", "一条发现"
        CASE = "case", "一项处理决定"
        COMPLAINT = "complaint", "一件投诉"
        PERSON = "person", "一名登记人员或机构"
        DISPUTE = "dispute", "跳转到其他平台的交易纠纷"

    class Recipient(models.TextChoices):
        CONSUMER = "consumer", "消费者"
        OPERATOR = "operator", "直播间运营者"
        AUTHORITY = "authority", "主管部门"
        COURT = "court", "法院、仲裁机构"

    about = models.CharField(max_length=9, choices=About)
    ref = models.UUIDField()
    recipient = models.CharField(max_length=9, choices=Recipient)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_sealed = models.BinaryField()
    heads = models.JSONField(default=dict)
    entry = models.UUIDField()
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.UUIDField(null=True, blank=True)
    is_unmasked = models.BooleanField(default=False)
    clips = models.CharField(max_length=6, choices=Clips, blank=True)
    clips_most = models.BigIntegerField(default=0)
    clipped = models.JSONField(default=list, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.ForeignKey(
        File, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)
    members = models.PositiveIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    ordered_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_package_made_whole",
                condition=models.Q(made_at__isnull=True)
                | models.Q(file__isnull=False) & ~models.Q(sha256=""),
            ),
            models.CheckConstraint(
                name="evidence_package_unmasked_for_law",
                condition=models.Q(is_unmasked=False)
                | models.Q(recipient__in=["court", "authority"], made_by__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_package_clips_by_officer",
                condition=models.Q(clips="") | models.Q(made_by__isnull=False, clips_most__gt=0),
            ),
            models.CheckConstraint(
                name="evidence_package_for_authority",
                condition=models.Q(authority__isnull=True) | models.Q(recipient="authority"),
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="evidence_package_newest"),
            models.Index(fields=["tenant", "about", "ref"], name="evidence_package_about"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.recipient} {self.pk}"


class Taking(TenantOwned):
    """Somebody took a package away: an officer, a program (`key`), or the holder of a receipt."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="takings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "package", "id"], name="evidence_taking_of")]

    def __str__(self) -> str:
        return f"{self.package_id} {self.at:%Y-%m-%d %H:%M}"
