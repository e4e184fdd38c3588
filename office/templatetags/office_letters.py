"""How far a letter has come, in words."""

from datetime import datetime
from typing import Any, NamedTuple

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from livecompliance.kernel.personal import masks as personal
from office.models import Letter

register = template.Library()

STATES: dict[str, tuple[Any, str]] = {
    "queued": (gettext_lazy("待发送"), "info"),
    "sent": (gettext_lazy("已发送"), "info"),
    "delivered": (gettext_lazy("已送达"), "ok"),
    "read": (gettext_lazy("已读"), "ok"),
    "failed": (gettext_lazy("未能送达"), "act"),
}


class Step(NamedTuple):
    """One step of a letter's way, when it happened, and what is said while it has not."""

    name: str
    at: datetime | None
    open: str


@register.filter
def state_name(letter: Letter) -> str:
    """Return what the state of a letter is called."""
    if letter.acknowledged_at is not None:
        return _("已确认知悉")
    return str(STATES[letter.state][0])


@register.filter
def state_tone(letter: Letter) -> str:
    """Return the colour of a letter's state."""
    return STATES[letter.state][1]


@register.filter
def addressee(letter: Letter) -> str:
    """Return whom a letter went to, as officers may see it."""
    if letter.recipient is None:
        return _("被邀请人")
    return personal.mask("name", str(letter.recipient))


@register.filter
def clock_of(letter: Letter) -> str:
    """Return the id of the clock a letter tells of; "" where it tells of something else."""
    return letter.subject_ref.partition(":")[0] if letter.subject_kind == "clock" else ""


@register.filter
def mail_fate(letter: Letter) -> str:
    """Return how the mail of a letter fared, failures first."""
    if letter.failed_at is not None:
        return _("未能送达：%(why)s") % {"why": letter.mail.last_error if letter.mail else ""}
    if letter.mailed_at is not None:
        return _("已发出")
    if letter.mail_at is None:
        return _("没有邮箱，仅站内")
    if letter.mail is not None and letter.mail.last_error:
        return _("重试中：%(why)s") % {"why": letter.mail.last_error}
    return _("待发送")


@register.filter
def steps(letter: Letter) -> list[Step]:
    """Return the way of a letter, each step with its time."""
    found = [
        Step(_("写成"), letter.created_at, ""),
        Step(_("邮件"), letter.mailed_at, mail_fate(letter)),
    ]
    if not letter.in_inbox:
        return found
    found += [
        Step(_("出现在收件箱"), letter.delivered_at, _("尚未")),
        Step(_("内容已展示"), letter.shown_at, _("尚未")),
        Step(_("已读"), letter.read_at, _("尚未")),
    ]
    if letter.is_legal:
        found.append(Step(_("确认知悉"), letter.acknowledged_at, _("尚未")))
    return found
