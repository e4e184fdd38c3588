"""What events on air say of the stage: changes, the mark, persons nobody declared, minors."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import selectors as accounts
from livecompliance.kernel import crypto
from livecompliance.kernel.actors import Actor
from moderation import policies, rules
from moderation.engine import Proposal
from moderation.engine import RoomState as Memory
from moderation.engine.types import Severity
from moderation.models import Finding
from moderation.services.batch import Batch
from moderation.services.measure import measure_take
from moderation.services.watching import Hit, hits_tell
from rooms import selectors as rooms
from rooms import wire
from rooms.models import Session
from stage import services as stage
from stage.rules import hosts
from stage.rules.minors import FAMILIES

CHANGED, LOST, UNDECLARED = "STAGE-CHANGED", "AI-LABEL-LOST", "UNDECLARED-PERSON"
CLAUSES = {
    CHANGED: "M-key-elements",
    LOST: "O117-ai-person",
    UNDECLARED: "M-live-verification",
}
SEVERITY: dict[str, Severity] = {CHANGED: "medium", LOST: "high", UNDECLARED: "high"}
MEASURES = {CHANGED: "prompt", LOST: "warning", UNDECLARED: "warning"}
TELLING = 0.5  # from this weight on, words flag a room
PERSON = ("face:", "voice:")  # how the platform's labels name who is seen or heard
WORDS: dict[str, tuple[rules.Words, rules.Words]] = {
    CHANGED: (
        {"zh": "直播中更换的内容没有经过审核。", "en": "What was changed on air was not reviewed."},
        {"zh": "请恢复已审核的内容，等待新版本的审核结论。",
         "en": "Show what was approved again until the new version is decided."},
    ),
    LOST: (
        {"zh": "虚拟形象的人工智能生成标识已消失。",
         "en": "The AI mark of the virtual host is out of sight."},
        {"zh": "请立即恢复标识，并全程持续显示。", "en": "Show the mark again, and throughout."},
    ),
    UNDECLARED: (
        {"zh": "画面或声音中出现没有申报和核验的人员。",
         "en": "Somebody is seen or heard who was neither declared nor verified."},
        {"zh": "请停止其出镜，先申报并完成身份核验。",
         "en": "Take the person off air; declare and verify him first."},
    ),
}  # fmt: skip
GROUNDS: dict[str, rules.Words] = {
    "national_security": {"zh": "涉及国家安全", "en": "concerns national security"},
    "public_security": {"zh": "涉及公共安全", "en": "concerns public security"},
    "order": {
        "zh": "影响他人及社会正常生产生活秩序",
        "en": "disturbs the life and work of others",
    },
}
CAUSES: dict[str, rules.Words] = {
    "revoked": {
        "zh": "被使用肖像或声音的人已撤回同意",
        "en": "whoever lends likeness or voice has revoked his consent",
    },
    "expired": {
        "zh": "肖像或声音的使用期限已满",
        "en": "the term for the likeness or voice has ended",
    },
    "assessment": {"zh": "安全评估未通过或已到期", "en": "its security assessment does not stand"},
    "withdrawn": {"zh": "虚拟形象已停用", "en": "it was taken out of use"},
}


def hit_of(at: int, code: str, rule: str, field: str = "text", text: str = "") -> Hit:
    """Return something about the stage in one event, with what it asks for."""
    reason, advice = WORDS[code]
    return Hit(
        at, code, CLAUSES[code], SEVERITY[code], rule, MEASURES[code], reason, advice, field, text
    )


def stage_watch(actor: Actor, session: Session, batch: Batch, memory: Memory) -> list[Proposal]:
    """Look at a judged batch for what the stage was not reviewed to be.

    What is found becomes a finding of its event and adds to the room's risk; the measures it
    asks for are proposed as those of rules are. Batches without such events cost no question.

    Law: M-key-elements, O117-ai-person, M-live-verification, M-minors-notice
    """
    hits = [
        *_changes(actor, session, batch),
        *_marks(actor, session, batch),
        *_persons(actor, session, batch),
    ]
    _minors(actor, session, batch)
    return hits_tell(batch, hits, memory)


def _seen(event: wire.Event, at: int) -> Iterator[tuple[int, str, stage.Seen]]:
    """Yield what an event shows of key elements: its place, the field, what is seen."""
    shown: list[tuple[str, str, str, str]] = []
    if isinstance(event, wire.Title):
        shown = [("title", "text", event.text, "")]
    elif isinstance(event, wire.Cover):
        shown = [("cover", "text", event.text, event.image)]
    elif isinstance(event, wire.Profile):
        shown = [
            ("account_name", "name", event.name, ""),
            ("bio", "bio", event.bio, ""),
            ("avatar", "avatar", "", event.avatar),
        ]
    for kind, field, text, url in shown:
        if text.strip() or url.strip():
            content = stage.Content(text=text[:2_000], image_url=url)
            yield at, field, stage.Seen(kind, content, str(event.id))


def _changes(actor: Actor, session: Session, batch: Batch) -> Iterator[Hit]:
    seen = [one for at, event in enumerate(batch.events) for one in _seen(event, at)]
    if not seen:
        return
    places = {id(one): (at, field) for at, field, one in seen}
    given = [one for _at, _field, one in seen]
    for one in stage.elements_observe(actor=actor, session=session, seen=given):
        at, field = places[id(one.seen)]
        text = one.seen.content.text
        yield hit_of(at, CHANGED, f"{CHANGED}/{one.seen.kind}", field if text else "text", text)


def _marks(actor: Actor, session: Session, batch: Batch) -> Iterator[Hit]:
    if not session.is_virtual_image:
        return
    frames = {
        str(event.id): (at, event)
        for at, event in enumerate(batch.events)
        if isinstance(event, wire.Frame) and event.labels
    }
    sightings = [
        stage.Sighting(_instant(event), _is_marked(event), key)
        for key, (_at, event) in frames.items()
    ]
    for alarm in stage.mark_observe(actor=actor, session=session, sightings=sightings):
        yield hit_of(frames[alarm.event_id][0], LOST, LOST)


def _instant(event: wire.Event) -> datetime:
    """Return when an event of a read batch happened: it has its moment in milliseconds."""
    return rules.instant_of(event.at if isinstance(event.at, int) else 0)


def _is_marked(event: wire.Frame) -> bool:
    scores = [one.score for one in event.labels if one.name == hosts.MARK]
    return max(scores, default=0.0) >= hosts.SURE


def _persons(actor: Actor, session: Session, batch: Batch) -> Iterator[Hit]:
    """Yield each person on air whom nobody declared, once a broadcast."""
    named = [(at, ref) for at, event in enumerate(batch.events) for ref in _refs(event)]
    if not named:
        return
    cast = rooms.cast_refs(actor, session.pk)
    strangers: dict[str, int] = {}
    for at, ref in named:
        if ref not in cast:
            strangers.setdefault(_rule(session, ref), at)
    if not strangers:
        return
    known = Finding.objects.of(actor).filter(session=session, rule__in=strangers)
    told = set(known.values_list("rule", flat=True))
    for rule, at in strangers.items():
        if rule not in told:
            yield hit_of(at, UNDECLARED, rule)


def _refs(event: wire.Event) -> Iterator[str]:
    """Yield who is seen or heard in an event, by the platform's own names for people."""
    if isinstance(event, wire.Frame):
        for label in event.labels:
            if label.score >= hosts.SURE and label.name.startswith(PERSON):
                yield label.name.partition(":")[2].strip()
    elif isinstance(event, wire.Connect) and event.joined and wire.role_of(event) == "marketer":
        yield event.person or event.name


def _rule(session: Session, ref: str) -> str:
    """Name a finding after a person without naming the person: by keyed digest."""
    key = crypto.keyring().derive(f"moderation.person|{session.tenant_id}")
    return f"{UNDECLARED}/{crypto.keyed_digest(key, ref.encode()).hex()[:16]}"


def _minors(actor: Actor, session: Session, batch: Batch) -> None:
    """Flag the room for what its own people said that points at a type of Article 12."""
    families = {
        label.code
        for event, result in zip(batch.events, batch.results, strict=True)
        for label in result.labels
        if label.code in FAMILIES and label.weight >= TELLING and wire.role_of(event) != "viewer"
    }
    if families:
        stage.minors_find(actor=actor, session=session, families=families)


@transaction.atomic
def place_warn(*, actor: Actor, session_id: UUID, ground: str) -> None:
    """Warn who broadcasts from where nobody may.

    Law: M-places
    """
    why = GROUNDS[ground]
    order = rules.Order(
        kind="warning",
        clause="M-places",
        reason={
            "zh": f"申报的直播场所{why['zh']}。",
            "en": f"The declared place {why['en']}.",
        },
        advice={"zh": "请立即离开该场所。", "en": "Leave this place now."},
        rule="STAGE-PLACE",
    )
    _take(actor, session_id, order)


@transaction.atomic
def host_suspend(*, actor: Actor, session_id: UUID, clause: str, cause: str) -> None:
    """Suspend a broadcast whose virtual host may be shown no more.

    Law: M-likeness, M-virtual-image
    """
    why = CAUSES[cause]
    order = rules.Order(
        kind="suspend",
        clause=clause,
        reason={
            "zh": f"虚拟形象不能继续出镜：{why['zh']}。",
            "en": f"The virtual host may be shown no more: {why['en']}.",
        },
        advice={"zh": "请停止使用该虚拟形象。", "en": "Stop showing this virtual host."},
        rule="STAGE-HOST",
    )
    _take(actor, session_id, order)


def _take(actor: Actor, session_id: UUID, order: rules.Order) -> None:
    policies.require_decide(actor)
    session = rooms.session_get(actor, session_id)
    terms = rules.terms_of(accounts.tenant_get(actor).policy)
    measure_take(actor, session, order, terms)
