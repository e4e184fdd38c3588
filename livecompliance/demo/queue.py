"""Content with known answers, for the officer's queue of the demo."""

from uuid import UUID

from django.db import transaction

from livecompliance.kernel import tenancy
from livecompliance.kernel.actors import Actor
from review import selectors, services

KNOWN = (
    ("春季新款连衣裙，支持七天无理由退货", "pass", ""),
    ("喝一个月根治失眠，无效退款", "block", "医疗功效宣称"),
    ("手工竹编收纳篮，每只略有不同", "pass", ""),
)


def furnish(actor: Actor, audit_id: UUID) -> None:
    """Write known answers as the audit administrator. Once."""
    auditor = Actor(tenant_ids=actor.tenant_ids, user_id=audit_id, roles=frozenset({"audit_admin"}))
    with tenancy.acting(auditor), transaction.atomic():
        if selectors.golden_list(auditor).exists():
            return
        for text, answer, note in KNOWN:
            services.golden_write(actor=auditor, text=text, answer=answer, note=note)
