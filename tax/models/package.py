"""A quarter as it is reported: packages, what each says of whom, what is wrong, what came back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from tax.models.period import Period


class Package(TenantOwned):
    """One package of forms for a closed quarter: the report, or one of its corrections.

    `number` counts all packages of the tenant in the order they were made: of two that say
    something of a payee, the higher one was made later. `round` is 0 for the report, then one for
    each correction. `accepted` are the packages it was made against: it holds only what differs
    from them. `print` is a keyed digest of all its forms.
    """

    class State(models.TextChoices):
        MAKING = "making", "生成中"
        READY = "ready", "待报送"
        SENT = "sent", "已报送，待回复"
        ACCEPTED = "accepted", "已接收"
        RETURNED = "returned", "被退回"
        DROPPED = "dropped", "已作废"

    class Channel(models.TextChoices):
        BUREAU = "bureau", "电子税务局"
        INTERFACE = "interface", "数据接口直连"
        OTHER = "other", "其他方式"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="packages")
    number = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.MAKING)
    layout = models.CharField(max_length=40)
    accepted = models.JSONField(default=list)
    forms = models.JSONField(default=list)
    sums = models.JSONField(default=dict)
    problems = models.JSONField(default=dict)
    left_out = models.BigIntegerField(default=0)
    print = models.BinaryField(max_length=32, null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=9, choices=Channel, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lacking = models.CharField(max_length=300, blank=True)
    receipt = models.CharField(max_length=80, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_key = models.UUIDField(null=True, blank=True)  # the system's, where no person took it
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="package_once"),
            models.UniqueConstraint(
                fields=["tenant", "period"],
                name="package_one_under_way",
                condition=models.Q(state__in=["making", "sent"]),
            ),
            models.UniqueConstraint(
                fields=["tenant", "period", "round"],
                name="package_accepted_once",
                condition=models.Q(state="accepted"),
            ),
            models.CheckConstraint(
                name="package_sent_on_a_day",
                condition=models.Q(state__in=["making", "ready", "dropped"])
                | models.Q(sent_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} #{self.number}"


class IdentityLine(models.Model):
    """What a package says of who a payee is; the digest, never the words. Made by hand."""

    pk = models.CompositePrimaryKey("tenant_id", "bucket", "payee_id", "number")
    tenant_id = models.UUIDField()
    bucket = models.SmallIntegerField()
    payee_id = models.UUIDField()
    number = models.IntegerField()
    state = models.TextField()
    print = models.BinaryField()
    agency_id = models.UUIDField(null=True)
    link = models.TextField()

    class Meta:
        managed = False
        db_table = "tax_identityline"

    def __str__(self) -> str:
        return f"{self.payee_id} #{self.number}"


class IncomeLine(models.Model):
    """What a package says of a payee's quarter, in the order of `rules.packages.FIGURES`."""

    pk = models.CompositePrimaryKey("tenant_id", "bucket", "payee_id", "number")
    tenant_id = models.UUIDField()
    bucket = models.SmallIntegerField()
    payee_id = models.UUIDField()
    number = models.IntegerField()
    state = models.TextField()
    figures = ArrayField(models.BigIntegerField())

    class Meta:
        managed = False
        db_table = "tax_incomeline"

    def __str__(self) -> str:
        return f"{self.payee_id} #{self.number}"


class Problem(models.Model):
    """What is wrong with one row of a package: which payee, which form and column. By hand."""

    pk = models.CompositePrimaryKey("tenant_id", "number", "bucket", "payee_id", "code", "field")
    tenant_id = models.UUIDField()
    number = models.IntegerField()
    bucket = models.SmallIntegerField()
    payee_id = models.UUIDField()
    code = models.TextField()
    field = models.TextField()
    external_id = models.TextField()
    form = models.TextField()

    class Meta:
        managed = False
        db_table = "tax_problem"

    def __str__(self) -> str:
        return f"{self.external_id} {self.code}"


class Basics(TenantOwned):
    """What the platform says of itself, by the columns of its form; a change is a new version.

    `happened_on` is when it began, changed or ended: from then on it is reported in thirty days.
    """

    number = models.PositiveIntegerField()
    facts = models.JSONField()
    entities = models.JSONField(default=list)
    happened_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="basics_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


class BasicsReport(TenantOwned):
    """That a version of what the platform says of itself was reported; appended, once."""

    basics = models.OneToOneField(Basics, on_delete=models.PROTECT, related_name="report")
    reported_on = models.DateField()
    channel = models.CharField(max_length=9, choices=Package.Channel)
    receipt = models.CharField(max_length=80, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.basics_id} {self.reported_on}"


class Flaw(TenantOwned):
    """An error found in what was reported: when, by whom, in what words; then it is corrected.

    Where the authority ordered the correction, `ordered_until_on` is the last day it gave.
    """

    class Source(models.TextChoices):
        OWN = "own", "平台自行发现"
        AUTHORITY = "authority", "税务机关通知"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="flaws")
    source = models.CharField(max_length=9, choices=Source)
    found_on = models.DateField()
    said = models.CharField(max_length=300)
    is_omission = models.BooleanField(default=False)  # something was left out of a report
    ordered_until_on = models.DateField(null=True, blank=True)
    order_number = models.CharField(max_length=80, blank=True)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, null=True, related_name="flaws")
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "period"], name="flaw_by_period")]

    def __str__(self) -> str:
        return f"{self.period_id} {self.found_on}"


class Extension(TenantOwned):
    """That a quarter is reported later, for force majeure: asked for, granted or refused."""

    class State(models.TextChoices):
        ASKED = "asked", "已申请"
        GRANTED = "granted", "已准予"
        REFUSED = "refused", "不予延期"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    said = models.CharField(max_length=300)
    asked_on = models.DateField()
    wanted_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    notice = models.CharField(max_length=80, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "period"],
                name="extension_one_standing",
                condition=models.Q(state__in=["asked", "granted"]),
            ),
            models.CheckConstraint(
                name="extension_granted_until_a_day",
                condition=models.Q(state="granted", until_on__isnull=False)
                | ~models.Q(state="granted"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.state}"
