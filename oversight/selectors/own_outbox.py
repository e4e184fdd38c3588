"""What the outbox says of duties: what must be reported has left, in time, and was received."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from livecompliance.kernel import clock, duties
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.duties import Control, Reading, State, counted
from office import selectors as office
from oversight.rules import dispatches as rules
from oversight.selectors.dispatch import dispatches_waiting

KINDS = ("dispatch_due",)
SILENT = timedelta(days=30)  # what nobody gave a receipt for by then is asked after


def _timely(actor: Actor, at: datetime) -> Reading:
    return office.clocks_reading(actor, KINDS, at)


def _taken(actor: Actor, at: datetime) -> Reading:
    """What could not be sent is a breach; what is silent for a month is to be asked after."""
    failed = dispatches_waiting(actor, [rules.FAILED]).count()
    sent = dispatches_waiting(actor, rules.LEFT)
    silent = sent.filter(state=rules.SENT, sent_at__lt=clock.now() - SILENT).count()
    whole = sent.count() + failed
    if failed:
        return Reading(State.BREACHED, "failed", whole - failed, whole, data={"failed": failed})
    return counted(0, whole, soon=silent)


duties.register(
    Control(
        name="oversight.reports_timely",
        clauses=("M-content-patrol", "M-account-sanctions", "M-blacklist", "O117-measure-report"),
        title=_("向主管部门的报告在期限内发出"),
        words=office.CLOCK_WORDS,
        read=_timely,
        page="outbox",
    )
)
duties.register(
    Control(
        name="oversight.reports_received",
        clauses=("O117-cooperate", "O117-measure-report", "O117-identity-report"),
        title=_("报告已送达，有回执或反馈"),
        words={
            "none": _("还没有发出过报告"),
            "failed": ngettext_lazy(
                "%(failed)s 份报告发送失败", "%(failed)s 份报告发送失败", "failed"
            ),
            "soon": ngettext_lazy(
                "%(soon)s 份报告发出 30 天仍没有回执", "%(soon)s 份报告发出 30 天仍没有回执", "soon"
            ),
            "ok": _("发出的报告均已送达"),
            "wrong": ngettext_lazy("%(wrong)s 份报告没有送达", "%(wrong)s 份报告没有送达", "wrong"),
        },
        read=_taken,
        page="outbox",
    )
)
