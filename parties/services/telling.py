"""A person is written to: his verification ends, or his request about his own data was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from accounts import selectors as accounts
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor, system_actor
from office import services as office
from parties.models import DataRequest, Party
from parties.selectors import contributed, facts

OPERATOR = "O117-operator-verified"
REQUESTS: dict[str, dict[str, str]] = {
    "export": {"zh": "查阅、复制个人信息", "en": "see and copy personal information"},
    "correct": {"zh": "更正个人信息", "en": "correct personal information"},
    "cancel": {"zh": "注销账号", "en": "cancel the account"},
    "erase": {"zh": "删除个人信息", "en": "erase personal information"},
}
RESULTS: dict[str, dict[str, str]] = {
    "done": {"zh": "已办理", "en": "done"},
    "waiting": {
        "zh": "已停止使用，保存期满后删除",
        "en": "no longer used, and erased when the terms of keeping are over",
    },
    "refused": {"zh": "不予办理", "en": "not carried out"},
}
KEPT: dict[str, dict[str, str]] = {
    "verifications": {"zh": "身份核验记录", "en": "records of verifications"},
    "identity": {"zh": "平台内经营者身份信息", "en": "the identity of a merchant"},
    "bars": {"zh": "禁止从业记录", "en": "bars"},
    "record": {"zh": "操作记录（不含姓名和号码）", "en": "the record, without name or numbers"},
}
NOTHING = {"zh": "无", "en": "nothing"}


@transaction.atomic
def reverification_tell(*, actor: Actor, party_id: UUID, due_at: datetime, is_over: bool) -> int:
    """Tell an operator that his verification ends soon, or has ended; once of each term.

    Returns:
        How many letters were written: none to a party that is no active member.

    Law: O117-operator-verified
    """
    party = Party.objects.of(actor).filter(pk=party_id).exclude(state=Party.State.CLOSED).first()
    day = clock.to_date(due_at)
    context: dict[str, Any] = {"until": f"{day}", "clause": _cited(OPERATOR)}
    if not is_over:
        months = facts.reverify_months(facts.policy_of(actor), clock.today())
        context["months"] = f"{months}"
    topic = "reverify_over" if is_over else "reverify_due"
    about = office.About("party", f"{party_id}:{day}")
    return _send(actor, party.user_id if party else None, topic, context, about)


def request_tell(actor: Actor, row: DataRequest) -> int:
    """Tell a person how his request was answered, and what must be kept, in this transaction.

    Law: PIS-requests, PIPL-erasure
    """
    clause = "PIS-cancellation" if row.kind == DataRequest.Kind.CANCEL else "PIS-requests"
    context = {
        "request": REQUESTS[row.kind],
        "result": RESULTS[row.state],
        "reason": row.reason,
        "kept": kept_words(row.kept),
        "clause": _cited(clause),
    }
    about = office.About("data_request", f"{row.pk}:{row.state}")
    return _send(actor, row.party.user_id, "data_request_ended", context, about)


def kept_words(kept: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return what must be kept, by which clause and until when, in both languages."""
    if not kept:
        return NOTHING
    until = {"zh": "，至 {}", "en": ", until {}"}
    return {
        tongue: ("；" if tongue == "zh" else "; ").join(
            f"{_kept(one['what'])[tongue]}（{_cited(one['clause'])[tongue]}"
            f"{until[tongue].format(one['until']) if one['until'] else ''}）"
            for one in kept
        )
        for tongue in ("zh", "en")
    }


def _kept(what: str) -> Mapping[str, str]:
    return KEPT.get(what) or contributed.keeper_words()[what]


@dataclass(frozen=True, slots=True)
class KeptWords:
    """What must be kept, in the reader's language, by which clause, until when ("": no term)."""

    what: str
    clause: str
    citation: str
    until: str


def kept_told(kept: Sequence[Mapping[str, str]]) -> list[KeptWords]:
    """Return what must be kept, line by line, in the reader's language."""
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return [
        KeptWords(
            _kept(one["what"])[tongue], one["clause"], _cited(one["clause"])[tongue], one["until"]
        )
        for one in kept
    ]


def _send(
    actor: Actor, user_id: UUID | None, topic: str, context: dict[str, Any], about: office.About
) -> int:
    if user_id is None or not accounts.members_active(actor, [user_id]):
        return 0
    product = system_actor(actor.tenant_id)
    return len(
        office.message_send(actor=product, to=[user_id], topic=topic, context=context, about=about)
    )


def _cited(clause_id: str) -> dict[str, str]:
    clause = law.clause(clause_id)
    return {tongue: law.citation(clause, tongue) for tongue in ("zh", "en")}
