"""Write rules: a new one, another wording of a draft, an old version as a new draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ledger import services as record
from livecompliance.kernel import clock, law, personal
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid
from livecompliance.kernel.ids import uuid7
from studio import policies, selectors
from studio.models import Rule, Version
from studio.rules.body import Body, wrong
from studio.services.life import NotADraft, Stale, person, require_seen, rules_lock, touch

LONGEST_NAME, LONGEST_NOTE, MOST_RULES = 60, 200, 500
CLAUSE = "M-risk-measures"


class RuleFaulty(Invalid):
    """The rule cannot hold; `faults` says everything that is wrong, each at its place."""

    code = "rule_faulty"


class DraftOpen(Conflict):
    """There is a draft already: it is changed or discarded first."""

    code = "draft_open"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a rule to say, and why."""

    body: Mapping[str, Any]
    note: str = ""


@transaction.atomic
def rule_create(*, actor: Actor, name: str, wish: Wish) -> Version:
    """Write a new rule as a draft; nothing comes of it yet.

    Raises:
        Forbidden: only officers may.
        RuleFaulty: it cannot hold; with everything that is wrong.
        Invalid: no name, one that is taken or names somebody; too many rules.

    Law: M-risk-measures
    """
    policies.require_write(actor)
    rules_lock(actor)
    known = Rule.objects.of(actor)
    if known.count() >= MOST_RULES:
        raise Invalid(_("规则太多，请先停用或改写已有的。"), field="name")
    title = said(name, LONGEST_NAME, "name")
    if not title or known.filter(name=title).exists():
        raise Invalid(_("请给规则起一个没有用过的名称。"), field="name")
    pk = uuid7()
    body, note = sense(actor, wish)
    rule = Rule.objects.create(
        id=pk, tenant_id=actor.tenant_id, code=f"T-{pk.hex[-8:]}", name=title
    )
    return _begin(actor, rule, body, note)


def said(text: str, longest: int, field: str) -> str:
    """Return a text of one line; raises Invalid for one too long or that names somebody."""
    line = " ".join(text.split())
    if len(line) > longest or personal.names_somebody(line):
        raise Invalid(
            _("最多 %(longest)s 个字，且不要写证件号、手机号、银行卡号或邮箱。")
            % {"longest": longest},
            field=field,
        )
    return line


def sense(actor: Actor, wish: Wish) -> tuple[Body, str]:
    """Return what somebody wants, if it can hold; raises RuleFaulty and Invalid."""
    try:
        body = Body.of(wish.body)
    except (msgspec.ValidationError, TypeError, ValueError):
        raise RuleFaulty(_("规则的格式不对。"), faults=[]) from None
    found = wrong(body, selectors.families(actor), law.register(clock.today()).keys())
    if found:
        raise RuleFaulty(
            _("规则还不能使用，请改正标出的地方。"),
            faults=[{"field": field, **fault._asdict()} for field, fault in found],
        )
    return body, said(wish.note, LONGEST_NOTE, "note")


def _begin(
    actor: Actor, rule: Rule, body: Body, note: str, source: Version | None = None
) -> Version:
    last = Version.objects.of(actor).filter(rule=rule).aggregate(last=Max("number"))["last"] or 0
    row = Version.objects.create(
        tenant_id=actor.tenant_id,
        rule=rule,
        number=last + 1,
        body=body.kept(),
        note=note,
        author_id=person(actor),
        copied_from=source,
    )
    tell(actor, row, "studio.version_drafted")
    return row


@transaction.atomic
def version_draft(
    *, actor: Actor, rule_id: UUID, wish: Wish, revision: int | None = None
) -> Version:
    """Word the draft of a rule anew, or begin one; whoever changes it is its author.

    Args:
        revision: what the writer has seen of the draft; None for a new one.

    Raises:
        Forbidden, NotFound, RuleFaulty, Invalid: as for a new rule.
        DraftOpen: there is a draft, of which the writer saw nothing.
        Stale: somebody changed or moved it meanwhile.

    Law: M-risk-measures
    """
    policies.require_write(actor)
    rules_lock(actor)
    rule = selectors.rule_get(actor, rule_id)
    body, note = sense(actor, wish)
    row = selectors.version_list(actor, rule.pk).filter(state=Version.State.DRAFT).first()
    if row is None:
        if revision is not None:
            raise Stale(_("这份草稿已被他人改动，请刷新后再试。"))
        return _begin(actor, rule, body, note)
    if revision is None:
        raise DraftOpen(_("这条规则已有草稿，请先改完或作废它。"))
    require_seen(row, revision)
    row.body, row.note, row.author_id = body.kept(), note, person(actor)
    row.asked_share, row.asked_by = None, None
    touch(row)
    tell(actor, row, "studio.version_drafted")
    return row


@transaction.atomic
def version_copy(*, actor: Actor, version_id: UUID) -> Version:
    """Roll back: what an older version says becomes a new draft, to be tried and approved anew.

    Raises:
        Forbidden: only officers may.
        NotFound: no such version.
        DraftOpen: there is a draft already.
        RuleFaulty: what it says cannot hold any more.
    """
    policies.require_write(actor)
    rules_lock(actor)
    source = selectors.version_get(actor, version_id)
    if selectors.version_list(actor, source.rule_id).filter(state=Version.State.DRAFT).exists():
        raise DraftOpen(_("这条规则已有草稿，请先改完或作废它。"))
    note = _("恢复自第 %(number)s 版") % {"number": source.number}
    body, _note = sense(actor, Wish(source.body))
    return _begin(actor, source.rule, body, note, source)


@transaction.atomic
def version_discard(*, actor: Actor, version_id: UUID, revision: int) -> Version:
    """Throw a draft away.

    Raises:
        Forbidden: only officers may.
        NotFound, NotADraft, Stale: no such draft.
    """
    policies.require_write(actor)
    rules_lock(actor)
    row = selectors.version_get(actor, version_id, lock=True)
    if row.state != Version.State.DRAFT:
        raise NotADraft(_("只有草稿可以作废；已投入运行的请停用。"))
    require_seen(row, revision)
    row.state, row.ended_at = Version.State.DISCARDED, clock.now()
    row.asked_share, row.asked_by = None, None
    touch(row)
    tell(actor, row, "studio.version_discarded")
    return row


def tell(actor: Actor, row: Version, action: str, **data: object) -> None:
    """Write into the record what was done to a version."""
    told = {"rule": row.rule.code, "number": row.number, "state": row.state, "share": row.share}
    record.entry_append(
        actor=actor,
        action=action,
        subject=("rule_version", row.pk),
        clause=CLAUSE,
        after=row.body,
        data=told | data,
    )
