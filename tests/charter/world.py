"""What tests of charter arrange: parties, texts that hold, agreements, courses."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.db import transaction

from charter import services
from charter.models import Agreement, Course, Training, Version
from charter.rules import agency as rules
from charter.rules import items
from livecompliance.kernel import clock
from livecompliance.kernel.actors import Actor, system_actor
from livecompliance.kernel.tenancy import acting
from parties.models import Party, Tie

PASSAGES = {
    "recruitment": "招募直播营销人员时核验其身份和资质。",
    "training": "首次直播前和每年组织直播营销人员培训。",
    "management": "建立直播营销人员日常管理制度。",
    "review": "审核直播营销内容、商品和服务的真实性、合法性。",
    "rights_and_duties": "甲乙双方的权利和义务如下列各条。",
    "material_interest": "违约的，平台可以暂停直播服务。",
    "information_security": "双方落实信息安全管理义务。",
    "quality_review": "双方落实商品质量审核义务。",
    "consumer_protection": "双方落实消费者权益保护义务。",
    "marketer_management": "双方在直播营销人员管理方面的义务各自承担。",
    "content_management": "双方在直播内容管理方面的义务各自承担。",
    "duties_of_each": "机构与主播各自履行下列义务。",
    "employment": "使用直播营销人员时按岗位安排直播时间和内容。",
    "violations": "发现直播营销人员违法行为的，三日内停播并处置。",
    "no_false_trade": "不组织刷单、虚假评价。",
    "own_liability": "本协议不减轻或者免除机构依法应当承担的责任。",
}
BODY = "\n".join(PASSAGES.values())


@contextmanager
def on(moment: datetime):
    """Let the clock stand at a moment."""
    with patch("livecompliance.kernel.clock.now", lambda: moment):
        yield


def days(count: float) -> datetime:
    return clock.now() + timedelta(days=count)


def system(owner: Any) -> Actor:
    return system_actor(owner.pk)


def party(owner: Any, *roles: str, **fields: Any) -> Party:
    """Make a party of a tenant; marketers are people, all others companies."""
    kind = "natural" if "marketer" in roles else "company"
    given = {"kind": kind, "public_name": "主体", "state": "active", "roles": list(roles)} | fields
    with acting(system(owner)), transaction.atomic():
        return Party.objects.create(tenant_id=owner.pk, **given)


def tie(first: Party, second: Party, kind: str) -> Tie:
    """Let an agency work with somebody since yesterday."""
    with acting(system_actor(first.tenant_id)), transaction.atomic():
        return Tie.objects.create(
            tenant_id=first.tenant_id, kind=kind, first=first, second=second, since=days(-1)
        )


def draft(body: str = BODY, **fields: Any) -> services.Draft:
    title = {"zh": "直播营销文本", "en": "Live marketing text"}
    return services.Draft(**{"title": title, "body_zh": body, "term_months": 12} | fields)


def marked(owner: Any, kind: str, body: str = BODY, **fields: Any) -> Version:
    """Write a draft that says everything and is marked for it."""
    actor = system(owner)
    with acting(actor):
        made = services.version_draft(actor=actor, kind=kind, draft=draft(body, **fields))
        for item, passage in PASSAGES.items():
            if passage in body and item in _markable(kind):
                services.version_mark(
                    actor=actor, version_id=made.pk, item=item, passages=[passage]
                )
        with transaction.atomic():
            made.refresh_from_db()
    return made


def _markable(kind: str) -> set[str]:
    return {one.code for one in items.markable(kind)}


def published(owner: Any, kind: str, in_days: int = 0, body: str = BODY, **fields: Any) -> Version:
    """Publish a text; a later one of its kind needs seven days."""
    made = marked(owner, kind, body, **fields)
    actor = system(owner)
    with acting(actor):
        day = clock.today() + timedelta(days=in_days)
        return services.version_publish(actor=actor, version_id=made.pk, effective_on=day)


def signature(version: Version, **fields: Any) -> services.Signature:
    given = {"name": "秦小舟", "sha256": version.sha256, "ip": "203.0.113.9"}
    return services.Signature(**given | fields)


def accepted(version: Version, who: Party, other: Party | None = None, **fields: Any) -> Agreement:
    """Let a party accept a text, through its platform."""
    actor = system_actor(who.tenant_id)
    with acting(actor):
        return services.agreement_accept(
            actor=actor,
            party_id=who.pk,
            version_id=version.pk,
            signature=signature(version, **fields),
            counterpart_id=other.pk if other else None,
        )


def both(version: Version, first: Party, second: Party) -> Agreement:
    accepted(version, first, second)
    return accepted(version, second, first)


QUIZ = [
    {
        "ask": {"zh": "首次直播前应当？", "en": "Before the first broadcast?"},
        "options": [{"zh": "参加培训", "en": "Train"}, {"zh": "直接开播", "en": "Go on air"}],
        "right": [0],
    },
    {
        "ask": {"zh": "哪些应当审核？", "en": "What is reviewed?"},
        "options": [{"zh": "内容"}, {"zh": "商品"}, {"zh": "天气"}],
        "right": [0, 1],
    },
]
RIGHT = [[0], [1, 0]]


def lesson(**fields: Any) -> services.Lesson:
    given = {
        "title": {"zh": "开播前培训", "en": "Before going on air"},
        "body_zh": "网络交易法律法规、信息安全、质量安全、消费者权益保护和平台规则。",
        "minutes": 20,
        "topics": ("trading_law", "information_law", "quality", "consumers", "platform_rules"),
        "quiz": QUIZ,
    }
    return services.Lesson(**given | fields)


def course(owner: Any, code: str = "first", audience: str = "marketer", **fields: Any) -> Course:
    """Publish a course."""
    actor = system(owner)
    with acting(actor):
        made = services.course_draft(
            actor=actor, code=code, audience=audience, lesson=lesson(**fields)
        )
        return services.course_publish(actor=actor, course_id=made.pk)


def trained(given: Course, who: Party, ago: float = 1, score: int = 100) -> Training:
    """Let a party have taken a course some days ago, as its platform reports."""
    actor = system_actor(who.tenant_id)
    began = days(-ago)
    taken = services.Taken(began, began + timedelta(minutes=30), score)
    with acting(actor):
        return services.training_record(
            actor=actor, party_id=who.pk, course_id=given.pk, taken=taken
        )


def everything(owner: Any, user_id: Any) -> dict[str, Any]:
    """Make one of each thing, those of a party concerning the party that a person is."""
    mine = party(owner, "operator", "marketer", user_id=user_id)
    text = published(owner, "platform_operator")
    given = course(owner, quiz=[])
    actor = system(owner)
    with acting(actor):
        said = services.objection_make(
            actor=actor, version_id=text.pk, party_id=mine.pk, text="佣金过高。"
        )
    return {
        "objection_id": str(said.pk),
        "kind": "convention",
        "party_id": str(mine.pk),
        "version_id": str(text.pk),
        "agreement_id": str(accepted(text, mine).pk),
        "course_id": str(given.pk),
        "training_id": str(trained(given, mine, ago=3).pk),
    }


def agency_done(kind: str = "supervision", **fields: Any) -> services.Done:
    """Return what an agency did today, with nothing lacking."""
    given: dict[str, Any] = {"kind": kind, "done_on": clock.today()}
    if kind == "recruitment":
        given["items"] = rules.VERIFIED
    if kind == "selection":
        given |= {"items": rules.SELECTED, "broadcast_on": clock.today()}
    if kind == "supplier":
        given |= {"items": rules.SUPPLIED, "broadcast_on": clock.today()}
    if kind == "handling":
        given |= {"measure": "talk", "note": "当面约谈，承诺改正。"}
    if kind == "reminder":
        given["note"] = "开播前会议上当面提醒。"
    return services.Done(**given | fields)
