"""The first platform's own rules in the demo: one in force, one draft that is being tried."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from studio import selectors, services
from studio.rules.tally import Names, Tally

LIVE, DRAFT = "催单话术连续出现", "评论区多人求购站外"
BODIES = {
    LIVE: {
        "when": 'speaker in ["operator", "marketer"]\n  && hit("F-PRICE")\n'
        '  && count("F-PRICE", 300) >= 3',
        "label": "F-PRICE",
        "clause": "M-risk-measures",
        "measure": "prompt",
        "score": 0.6,
        "reason_zh": "五分钟内多次出现催单和比价话术。",
        "reason_en": "Urging and price comparisons, several times within five minutes.",
        "advice_zh": "请放慢节奏，出示比价依据。",
        "advice_en": "Slow down, and show what the price is compared with.",
    },
    DRAFT: {
        "when": 'type == "comment"\n  && hit("F-OFFPLAT")\n  && distinct("F-OFFPLAT", 600) >= 2',
        "label": "F-OFFPLAT",
        "suggestion": "review",
        "score": 0.5,
    },
}


def write(tenant_id: UUID, author_id: UUID, approver_id: UUID) -> None:
    """Write the rules where they are missing; the draft's backtest is left to the workers."""
    author, approver = (
        Actor(tenant_ids=frozenset({tenant_id}), user_id=one, roles=frozenset({"officer"}))
        for one in (author_id, approver_id)
    )
    with tenancy.acting(author), transaction.atomic():
        if selectors.rule_rows(author):
            return
        live, draft = (
            services.rule_create(actor=author, name=name, wish=services.Wish(body, "演示"))
            for name, body in BODIES.items()
        )
        now = clock.now()
        since = now - timedelta(days=30)
        tried = services.backtest_start(
            actor=author, version_id=live.pk, since=since - timedelta(days=1), until=since
        )
        for shard in range(tried.shards):  # of days before there was anything to hear
            nothing = Tally(Names("", "")).kept()
            services.backtest_part(actor=author, backtest_id=tried.pk, shard=shard, figures=nothing)
        asked = services.version_ask(
            actor=author, version_id=live.pk, revision=live.revision, share=100
        )
        services.backtest_start(
            actor=author, version_id=draft.pk, since=since, until=now + timedelta(days=1)
        )
    with tenancy.acting(approver):
        services.version_approve(actor=approver, version_id=live.pk, revision=asked.revision)
