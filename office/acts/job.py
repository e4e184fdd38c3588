"""In what words the record tells of jobs."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from livecompliance.kernel import acts
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.acts import Data, Told
from office import selectors, services
from office.templatetags.office import state_named


def _state(data: Data) -> str:
    return state_named(data.get("state", ""))


def names_of(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what jobs are called, by id."""
    return {str(job.pk): services.kind_label(job.kind) for job in selectors.jobs_named(actor, ids)}


acts.register(
    {
        "office.job_started": Told(_("开始任务"), _("%(who)s开始了任务“%(object)s”")),
        "office.job_cancelled": Told(_("取消任务"), _("%(who)s取消了任务“%(object)s”")),
        "office.job_retried": Told(_("重试任务"), _("%(who)s重试了任务“%(object)s”")),
        "office.job_ended": Told(
            _("任务结束"), _("任务“%(object)s”结束：%(state)s"), {"state": _state}
        ),
    },
    {"job": names_of},
)
