"""Identity reports of what is over: written, released by a second person, handed in."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from filings import selectors, services
from filings.models import IdentityReport
from livecompliance.demo.taxed import work
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from office.selectors.job import jobs_open

TO = {"market": "浙江省市场监督管理局", "tax": "杭州市税务局第三税务分局"}
BEFORE = timedelta(days=6)  # so long before the last day


def hand_in(actor: Actor, officer_id: UUID, security_id: UUID) -> None:
    """Hand in what is due of the last period. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    security = Actor(actor.tenant_ids, user_id=security_id, roles=frozenset({"security_admin"}))
    with tenancy.acting(officer), transaction.atomic():
        waiting = IdentityReport.State.DUE
        due = [one for one in selectors.identity_report_list(officer) if one.state == waiting]
        jobs = list(jobs_open(officer, "identity_report"))
    work(officer, jobs)
    for report in due:
        with tenancy.acting(security):
            services.identity_report_release(actor=security, report_id=report.pk)
        with tenancy.acting(officer):
            services.identity_report_submit(
                actor=officer, report_id=report.pk,
                on=min(report.due_on - BEFORE, clock.today()),
                authority=TO[report.kind], receipt=f"SL{report.due_on:%Y%m%d}-{report.kind}",
            )  # fmt: skip
