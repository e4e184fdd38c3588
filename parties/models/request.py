"""A person asks for his data, for its erasure, or to leave: until somebody has answered."""

from django.db import models

from accounts.models import TenantOwned, User
from livecompliance.kernel import clock
from office.models import File
from parties.models.party import Party


class DataRequest(TenantOwned):
    """What somebody asked for, and what came of it. `kept` lists what the law still obliges
    to keep: table or matter, clause, and until when. `file`: the copy; `taken_by`, `taken_at`: the
    officer who may open it now, for a minute after he said why.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", "查阅、复制个人信息"
        CORRECT = "correct", "更正个人信息"
        CANCEL = "cancel", "注销账号"
        ERASE = "erase", "删除个人信息"

    class State(models.TextChoices):
        OPEN = "open", "处理中"
        DONE = "done", "已办理"
        WAITING = "waiting", "保存期满后删除"
        REFUSED = "refused", "不予办理"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    kept = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "party", "kind"],
                name="data_request_open_once",
                condition=models.Q(state="open"),
            )
        ]
        indexes = [models.Index(fields=["tenant", "state", "asked_at"], name="data_request_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def asked_fields(self) -> list[str]:
        """Return what a request to correct is about; nothing of the others."""
        amendment = getattr(self, "amendment", None)
        return list(amendment.fields) if amendment is not None else []
