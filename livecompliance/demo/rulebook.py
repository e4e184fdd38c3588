"""The first platform's own rules and lists of terms in the demo: in force, tried, asked for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from livecompliance.kernel import clock, tenancy
from livecompliance.kernel.actors import Actor
from office import services as office
from office.models import Job
from studio import selectors, services
from studio.models import Issue
from studio.selectors import lexicon
from studio.services.backtest import KIND

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


LEXICON, ALLOWED = "引流暗语", "店名和品牌名"
TERMS = (
    ("下播老地方见", "F-OFFPLAT", "high", "M-18-5", "巡查记录"),
    ("懂的私我暗号", "F-OFFPLAT", "", "", "消费者投诉"),
    ("包治老毛病", "F-MED", "high", "", "监管通报"),
    ("最后一天不骗人", "F-PRICE", "low", "", "巡查记录"),
)
EXCUSED = (("第一茶仓旗舰店", "商标注册证"), ("最优品百货", "营业执照"))
SHADOWED, WATCHED = "观察中的催单词", ("手慢无", "最后一件了", "赶紧下单", "马上抢完")
UNMEASURED = {"lines": 0, "matched": 0, "terms": 0, "refused": [], "warned": [], "most": []}


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
        services.backtest_start(actor=author, version_id=live.pk, since=since, until=now)
    with tenancy.acting(author):  # yesterday evening's broadcast is there to be tried on
        for job in _jobs(author):
            office.job_run(actor=author, job_id=job)
    with tenancy.acting(author), transaction.atomic():
        asked = services.version_ask(
            actor=author, version_id=live.pk, revision=live.revision, share=100
        )
        services.backtest_start(
            actor=author, version_id=draft.pk, since=since, until=now + timedelta(days=1)
        )
    with tenancy.acting(approver):
        services.version_approve(actor=approver, version_id=live.pk, revision=asked.revision)
    _lists(author, approver)


def _jobs(author: Actor) -> list[UUID]:
    """Return the shares of backtests that wait for a worker."""
    with transaction.atomic():
        waiting = Job.objects.of(author).filter(kind=KIND, state=Job.State.WAITING)
        return list(waiting.values_list("pk", flat=True))


def _lists(author: Actor, approver: Actor) -> None:
    """A lexicon in force with a draft of its next version, an allow-list that waits."""
    rows = [
        {"term": term, "family": family, "severity": severity, "clause": clause, "source": source}
        for term, family, severity, clause, source in TERMS
    ]
    excused = [{"term": term, "source": source} for term, source in EXCUSED]
    with tenancy.acting(author), transaction.atomic():
        asked = _asked(author, LEXICON, "lexicon", rows[:-1])
        _asked(author, ALLOWED, "allow", excused)
        _in_shadow(author)
    with tenancy.acting(approver):
        services.issue_approve(actor=approver, issue_id=asked.pk, revision=asked.revision)
    with tenancy.acting(author):
        draft = services.issue_draft(actor=author, pack_id=asked.pack_id, note="补充催单话术")
        services.terms_add(actor=author, issue_id=draft.pk, rows=rows[-1:])


def _in_shadow(author: Actor) -> None:
    """A list that runs beside live traffic: what it would find is noted, nobody is met by it."""
    rows = [{"term": term, "family": "F-URGENCY", "source": "巡查记录"} for term in WATCHED]
    issue = services.pack_create(actor=author, name=SHADOWED, kind="lexicon")
    issue = _compiled(author, services.terms_add(actor=author, issue_id=issue.pk, rows=rows).issue)
    services.issue_shadow(actor=author, issue_id=issue.pk, revision=issue.revision)


def _compiled(author: Actor, issue: Issue) -> Issue:
    """Compile a list: nothing was said yet that it could be measured on."""
    data = lexicon.compiled(author, issue)
    return services.image_keep(
        actor=author, issue_id=issue.pk, revision=issue.revision, data=data, measured=UNMEASURED
    )


def _asked(author: Actor, name: str, kind: str, rows: Sequence[Mapping[str, Any]]) -> Issue:
    """Write a list, compile it, ask for it."""
    issue = services.pack_create(actor=author, name=name, kind=kind)
    issue = _compiled(author, services.terms_add(actor=author, issue_id=issue.pk, rows=rows).issue)
    return services.issue_ask(actor=author, issue_id=issue.pk, revision=issue.revision)
