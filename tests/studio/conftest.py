"""What the tests of the studio share: a second officer, rules in every state, a recording."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction

from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.tenancy import acting
from office import selectors as office
from office import services as files
from office.services.progress import Progress
from studio import selectors, services
from studio.models import Backtest, Version
from studio.services import backtest
from tests import builders

WORD = 'type in ["speech"]\n  && text.contains("琥珀海马")'


def body(when: str = WORD, **fields: Any) -> dict[str, Any]:
    """Return what a rule says: one word, filed as off-platform trade, with a prompt."""
    return {
        "when": when,
        "label": "F-OFFPLAT",
        "clause": "M-risk-measures",
        "measure": "prompt",
        "reason_zh": "出现了平台禁止的用语。",
        "score": 0.9,
    } | fields


def write(actor: Actor, name: str = "琥珀", when: str = WORD, **fields: Any) -> Version:
    """Write a new rule."""
    wish = services.Wish(body(when, **fields), "试行")
    with acting(actor):
        return services.rule_create(actor=actor, name=name, wish=wish)


def reword(actor: Actor, row: Version, when: str = WORD, **fields: Any) -> Version:
    """Begin the next version of a rule."""
    with acting(actor):
        return services.version_draft(
            actor=actor, rule_id=row.rule_id, wish=services.Wish(body(when, **fields))
        )


def tried(actor: Actor, row: Version) -> Backtest:
    """Try a version on the last month, as the workers would."""
    now = clock.now()
    with acting(actor):
        made = services.backtest_start(
            actor=actor, version_id=row.pk, since=now - timedelta(days=30), until=now
        )
        for shard in range(made.shards):
            work(actor, made, shard)
        with transaction.atomic():
            return selectors.backtest_get(actor, made.pk)


def work(actor: Actor, made: Backtest, shard: int) -> Progress:
    """Carry one share of a backtest to its end, as a worker that has the job would."""
    with transaction.atomic():
        job = office.job_get(actor, made.jobs[shard], lock=True)
        job.state, job.run = job.State.RUNNING, job.pk
        job.save()
    progress = Progress(actor, job)
    backtest.run(progress, job.arguments)
    return progress


def again(actor: Actor, row: Version) -> Version:
    """Return a version as it is now."""
    with acting(actor), transaction.atomic():
        return selectors.version_get(actor, row.pk)


def do(act: str, actor: Actor, row: Version, **more: Any) -> Version:
    """Move a version on, having seen it as it is."""
    seen = again(actor, row).revision if "revision" not in more else more.pop("revision")
    with acting(actor):
        move = getattr(services, f"version_{act}")
        return move(actor=actor, version_id=row.pk, revision=seen, **more)


def in_force(author: Actor, approver: Actor, row: Version, share: int = 100) -> Version:
    """Try a version, ask for it, have it approved."""
    tried(author, row)
    do("ask", author, row, share=share)
    return do("approve", approver, row)


def things(author: Actor) -> dict[str, str]:
    """Make a rule with a draft and a backtest under way in a tenant; return their ids."""
    row, now = write(author), clock.now()
    with acting(author):
        made = services.backtest_start(
            actor=author, version_id=row.pk, since=now - timedelta(days=30), until=now
        )
    return {
        "rule_id": str(row.rule_id),
        "rule_version_id": str(row.pk),
        "backtest_id": str(made.pk),
        **lists(author),
    }


def lists(author: Actor) -> dict[str, str]:
    """Make a list with a term as a draft; return their ids."""
    with acting(author):
        issue = services.pack_create(actor=author, name="自有词库", kind="lexicon")
        rows = [{"term": "紫檀鲸鱼", "family": "F-TENANT"}]
        services.terms_add(actor=author, issue_id=issue.pk, rows=rows)
        with transaction.atomic():
            term = selectors.term_list(author, issue).get()
    return {
        "pack_id": str(issue.pack_id),
        "pack_issue_id": str(issue.pk),
        "term_id": str(term.pk),
    }


def table(author: Actor) -> str:
    """Put a table on somebody's shelf; return its id."""
    with acting(author):
        stream = BytesIO("term,family\n青瓷海豚,F-TENANT\n".encode())
        return str(files.shelf_store(actor=author, stream=stream, name="词.csv").pk)


def without_draft(author: Actor) -> str:
    """Begin a list and throw its draft away; return the list's id."""
    with acting(author):
        issue = services.pack_create(actor=author, name="空词库", kind="lexicon")
        services.issue_discard(actor=author, issue_id=issue.pk, revision=1)
    return str(issue.pack_id)


@pytest.fixture
def mei(harbour) -> Actor:
    """Mei is Harbour's other officer."""
    return builders.person(harbour, "mei", "officer")
