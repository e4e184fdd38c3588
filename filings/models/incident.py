"""Incidents of the platform's network and data: found, contained, told of, handled, closed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import TenantOwned, User
from filings.rules import incidents
from livecompliance.kernel import clock


class Incident(TenantOwned):
    """One incident, or an exercise. Holds no personal data itself."""

    class Kind(models.TextChoices):
        CYBER = "cyber", "网络安全事件"
        FLAW = "flaw", "产品或服务缺陷、漏洞"
        PERSONAL = "personal", "个人信息泄露、篡改、丢失"
        SPREAD = "spread", "违法信息扩散"

    class Level(models.TextChoices):
        GENERAL = "general", "一般"
        LARGER = "larger", "较大"
        SERIOUS = "serious", "重大"
        GRAVEST = "gravest", "特别重大"

    class Nature(models.TextChoices):
        LEAK = "leak", "泄露"
        ALTERATION = "alteration", "篡改"
        LOSS = "loss", "丢失"

    class State(models.TextChoices):
        OPEN = incidents.OPEN, "处置中"
        CONTAINED = incidents.CONTAINED, "已控制"
        HANDLED = incidents.HANDLED, "已处置"
        REPORTED = incidents.REPORTED, "已总结报告"
        CLOSED = incidents.CLOSED, "已办结"

    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120)
    level = models.CharField(max_length=8, choices=Level, default=Level.GENERAL)
    nature = models.CharField(max_length=10, choices=Nature, blank=True)
    categories = ArrayField(models.CharField(max_length=20), default=list)
    is_certain = models.BooleanField(default=True)
    is_cii = models.BooleanField(default=False)
    is_crime = models.BooleanField(default=False)
    is_drill = models.BooleanField(default=False)
    persons = models.PositiveIntegerField(null=True, blank=True)
    cause = models.TextField(max_length=2000, blank=True)
    harm = models.TextField(max_length=2000, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    discovered_at = models.DateTimeField()
    backdated = models.TextField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_personal_says_what",
                condition=~models.Q(kind="personal")
                | ~models.Q(nature="") & models.Q(categories__len__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "-discovered_at"], name="incident_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_larger(self) -> bool:
        return incidents.is_larger(self.level)

    @property
    def standing(self) -> incidents.Standing:
        return incidents.Standing(self.kind, self.level, self.is_cii, self.is_crime)


class IncidentStep(TenantOwned):
    """One dated step of handling an incident. Only added to."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    note = models.TextField(max_length=2000, blank=True)
    told = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_step_known", condition=models.Q(kind__in=incidents.KNOWN_STEPS)
            )
        ]
        indexes = [models.Index(fields=["tenant", "incident", "at"], name="incident_step_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class IncidentReport(TenantOwned):
    """One report of an incident: the first, a supplement, or the final one."""

    class Stage(models.TextChoices):
        FIRST = incidents.FIRST, "首次报告"
        SUPPLEMENT = incidents.SUPPLEMENT, "续报"
        FINAL = incidents.FINAL_STAGE, "总结报告"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    stage = models.CharField(max_length=10, choices=Stage)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=4000, blank=True)
    drafted_at = models.DateTimeField(default=clock.now)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "incident", "stage", "number"], name="incident_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.number}"


class IncidentLink(TenantOwned):
    """What an incident is about: a broadcast, a room or a finding, whose evidence is held."""

    class Kind(models.TextChoices):
        SESSION = "session", "直播场次"
        ROOM = "room", "直播间"
        FINDING = "finding", "巡查发现"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=8, choices=Kind)
    ref = models.UUIDField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "incident", "kind", "ref"], name="incident_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
