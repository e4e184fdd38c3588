"""What the demo's platforms know of others: a site of a public list, an account of a notice."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from conduct import selectors, services
from conduct.rules.targets import Wish
from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor

KNOWN_DAYS = 20
ENTRIES = (
    ("block", "host", "cs-cha.example-t.top", "仿冒付款页", "public_list",
     "https://list.example/2026/11"),
    ("block", "name", "云岭百草堂", "销售假药被通报", "notice", "演市监〔2026〕41 号"),
    ("block", "account", "seller-88021", "刷单", "decision", ""),
    ("block", "picture", "phash:f0f0a5a5c3c31234", "售假通报中的包装图", "notice",
     "演市监〔2026〕41 号"),
    ("allow", "host", "partner.example", "合作商城", "decision", ""),
)  # fmt: skip


def furnish(actor: Actor, officer_id: UUID) -> None:
    """Put the entries on the lists as an officer. Once."""
    officer = Actor(actor.tenant_ids, user_id=officer_id, roles=frozenset({"officer"}))
    known_on = clock.today() - timedelta(days=KNOWN_DAYS)
    with tenancy.acting(officer), transaction.atomic():
        if selectors.target_list(officer).exists():
            return
        for list_, kind, value, reason, known_by, ref in ENTRIES:
            wish = Wish(list_, kind, value, reason, known_by, known_on, ref)
            row = services.target_add(actor=officer, wish=wish)
            row.added_at -= timedelta(days=KNOWN_DAYS)
            row.save(update_fields=["added_at"])
