"""Texts are drafted, marked, published ahead of their day, objected to, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from charter import policies, selectors
from charter.models import Agreement, Version
from charter.rules import items, terms, texts
from charter.selectors.words import ITEMS
from charter.services.wording import sense
from ledger import services as record
from livecompliance.kernel import clock, law
from livecompliance.kernel.actors import Actor
from livecompliance.kernel.exceptions import Conflict, Invalid

LONGEST_TITLE, LONGEST_SUMMARY = 120, 500
LONGEST_TERM = 120  # months
LATEST = timedelta(days=366)  # a text is not published for a day further off
CHANGED = "ECL-rules-changed"


class DraftExists(Conflict):
    """There is a draft of this kind already: it is changed, or withdrawn first."""

    code = "draft_exists"


class NotDraft(Conflict):
    """What was published is not changed any more."""

    code = "not_a_draft"


class PassageMissing(Invalid):
    """The law wants something in the text that no passage is marked for."""

    code = "passage_missing"


class TooSoon(Invalid):
    """A change is shown longer before it takes effect."""

    code = "effective_too_soon"


class InForce(Conflict):
    """What is in force is replaced, never withdrawn."""

    code = "in_force"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer writes. Pairs are {"zh", "en"}; the Chinese governs."""

    title: Mapping[str, str]
    body_zh: str
    body_en: str = ""
    changes: Mapping[str, str] | None = None
    is_material: bool = True
    term_months: int | None = None


@transaction.atomic
def version_draft(*, actor: Actor, kind: str, draft: Draft) -> Version:
    """Begin the next version of a kind of text.

    Raises:
        Forbidden: only officers may.
        DraftExists: there is one already.
        Invalid: no such kind, no title, no text or one that is too long.

    Law: M-rules-and-catalogue, O117-platform-rules, O117-agency-management
    """
    policies.require_write(actor)
    if kind not in selectors.kinds_of(actor):
        raise Invalid(_("没有这类文本。"), field="kind")
    fields = _fields(kind, draft)
    last = Version.objects.of(actor).filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    made = Version(
        tenant_id=actor.tenant_id,
        kind=kind,
        number=last + 1,
        drafted_by_id=actor.user_id,
        drafted_at=clock.now(),
        **fields,
    )
    current = selectors.in_force(actor, kind)
    if current is not None:
        made.marks = _still(current.marks, made.body_zh)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise DraftExists(_("这类文本已有草稿，请在草稿上修改。")) from None
    note(actor, made, "charter.version_drafted", {"sha256": made.sha256})
    return made


@transaction.atomic
def version_edit(*, actor: Actor, version_id: UUID, draft: Draft) -> Version:
    """Change a draft. Marks whose passage is gone go with it.

    Raises:
        Forbidden: only officers may.
        NotFound: no such version in the tenant.
        NotDraft: it was published or withdrawn.
        Invalid: no title, no text or one that is too long.
    """
    version = _draft(actor, version_id)
    for name, value in _fields(version.kind, draft).items():
        setattr(version, name, value)
    version.marks = _still(version.marks, version.body_zh)
    version.save()
    note(actor, version, "charter.version_edited", {"sha256": version.sha256})
    return version


@transaction.atomic
def version_mark(*, actor: Actor, version_id: UUID, item: str, passages: Sequence[str]) -> Version:
    """Point to where a text says what the law wants in it. No passages: the mark goes.

    Args:
        passages: each stands in the Chinese text word for word.

    Raises:
        Forbidden: only officers may.
        NotFound: no such version in the tenant.
        NotDraft: it was published or withdrawn.
        Invalid: nothing of the kind is asked of this text, or a passage does not stand in it.
    """
    version = _draft(actor, version_id)
    found = next((one for one in items.markable(version.kind) if one.code == item), None)
    if found is None:
        raise Invalid(_("这类文本没有这一项。"), field="item")
    kept = [texts.canonical(one).strip("\n") for one in passages]
    if any(len(one) < texts.SHORTEST_PASSAGE or one not in version.body_zh for one in kept):
        raise Invalid(_("标出的段落须与文本逐字一致。"), field="passages", law=found.clause)
    version.marks = {**version.marks, item: kept} if kept else _without(version.marks, item)
    version.save(update_fields=["marks"])
    note(actor, version, "charter.version_marked", {"item": item}, found.clause)
    return version


@transaction.atomic
def version_publish(
    *, actor: Actor, version_id: UUID, effective_on: date, objections_until: date | None = None
) -> Version:
    """Publish a draft for a day to come, and open it to objections.

    A change is public for at least seven days before; the first text of its kind may hold at once.

    Args:
        objections_until: the last day for them; the eve of its day when not given.

    Raises:
        Forbidden: only officers may.
        NotFound: no such version in the tenant.
        NotDraft: it was published or withdrawn.
        PassageMissing: the law wants something in it that no passage is marked for.
        TooSoon: its day comes sooner than the law lets a change come.
        Invalid: its day lies more than a year ahead or before that of an earlier version, or
            objections would end before they could be made.

    Law: ECL-rules-changed, M-agreements, M-agency-agreement, O117-platform-rules
    """
    version = _draft(actor, version_id)
    _require_items(version)
    today = clock.today()
    before = Version.objects.of(actor).filter(kind=version.kind, state="published")
    is_change = version.kind in items.PUBLIC and before.exists()
    _require_day(actor, version, effective_on, is_change)
    until = objections_until or max(today, effective_on - timedelta(days=1))
    if not today <= until <= max(today, effective_on):
        raise Invalid(_("提出意见的截止日须在公布之后、施行之前。"), field="objections_until")
    version.state, version.published_at = Version.State.PUBLISHED, clock.now()
    version.published_by_id = actor.user_id
    version.effective_on, version.objections_until = effective_on, until
    version.save()
    data = {"sha256": version.sha256, "effective_on": f"{effective_on}", "until": f"{until}"}
    clause = CHANGED if is_change else ""
    note(actor, version, "charter.version_published", data, clause)
    return version


def _require_items(version: Version) -> None:
    missing = selectors.missing_items(version)
    if missing:
        raise PassageMissing(
            _("文本缺少法定内容，不能公布：%(items)s。")
            % {"items": "、".join(str(ITEMS[one.code]) for one in missing)},
            law=missing[0].clause,
            items=[{"item": one.code, "clause": one.clause} for one in missing],
        )


def _require_day(actor: Actor, version: Version, day: date, is_change: bool) -> None:
    today = clock.today()
    first = terms.earliest_effect(law.clause(CHANGED, on=today), today) if is_change else today
    if day < first:
        words = _("修改内容须在施行前至少 %(days)d 日公布，最早可于 %(day)s 施行。")
        said = words % {"days": (first - today).days, "day": first}
        raise TooSoon(said, field="effective_on", law=CHANGED)
    if day > today + LATEST:
        raise Invalid(_("施行日期最晚在一年之内。"), field="effective_on")
    later = Version.objects.of(actor).filter(kind=version.kind, state="published")
    if later.filter(effective_on__gt=day).exists():
        raise Invalid(_("施行日期不能早于已公布的版本。"), field="effective_on")


@transaction.atomic
def version_withdraw(*, actor: Actor, version_id: UUID, reason: str) -> Version:
    """Take a draft, or a text whose day has not come, back. Twice is once.

    What was signed ahead of its day ends; what was in force stays.

    Raises:
        Forbidden: only officers may.
        NotFound: no such version in the tenant.
        InForce: its day has come.
        Invalid: no reason, or one that names somebody.
    """
    policies.require_write(actor)
    version = selectors.version_get(actor, version_id, lock=True)
    if version.state == Version.State.WITHDRAWN:
        return version
    if version.effective_on is not None and version.effective_on <= clock.today():
        raise InForce(_("已施行的文本不能撤回，请公布新的版本。"))
    version.state, version.withdrawn_at = Version.State.WITHDRAWN, clock.now()
    version.withdrawn_reason = sense(reason)
    version.save(update_fields=["state", "withdrawn_at", "withdrawn_reason"])
    signed = Agreement.objects.of(actor).filter(version=version, ended_at__isnull=True)
    signed.update(ended_at=clock.now(), end_kind=Agreement.End.WITHDRAWN)
    note(actor, version, "charter.version_withdrawn", {"reason": version.withdrawn_reason})
    return version


def _fields(kind: str, draft: Draft) -> dict[str, Any]:
    body = texts.canonical(draft.body_zh)
    body_en = texts.canonical(draft.body_en)
    if not body:
        raise Invalid(_("请填写中文文本。"), field="body_zh")
    for field, text in (("body_zh", body), ("body_en", body_en)):
        if texts.is_too_long(text):
            raise Invalid(_("文本最多 60000 字、2000 段。"), field=field)
    term = draft.term_months if kind in items.AGREEMENTS else None
    if term is not None and not 1 <= term <= LONGEST_TERM:
        raise Invalid(_("协议期限须在 1–120 个月之间，或不设期限。"), field="term_months")
    title = _pair(draft.title, LONGEST_TITLE, "title")
    if not title.get("zh"):
        raise Invalid(_("请填写中文标题。"), field="title")
    return {
        "title": title,
        "body_zh": body,
        "body_en": body_en,
        "changes": _pair(draft.changes or {}, LONGEST_SUMMARY, "changes"),
        "is_material": draft.is_material,
        "term_months": term,
        "sha256": texts.digest(body),
    }


def _pair(words: Mapping[str, str], most: int, field: str) -> dict[str, str]:
    kept = {tongue: " ".join(str(words.get(tongue, "")).split()) for tongue in ("zh", "en")}
    if any(len(one) > most for one in kept.values()):
        raise Invalid(_("最多 %(most)d 个字。") % {"most": most}, field=field)
    return {tongue: text for tongue, text in kept.items() if text}


def _still(marks: Mapping[str, Sequence[str]], body: str) -> dict[str, list[str]]:
    """Return the marks whose passages still stand in the text."""
    kept = {item: [one for one in found if one in body] for item, found in marks.items()}
    return {item: found for item, found in kept.items() if found}


def _without(marks: Mapping[str, Any], item: str) -> dict[str, Any]:
    return {name: found for name, found in marks.items() if name != item}


def _draft(actor: Actor, version_id: UUID) -> Version:
    policies.require_write(actor)
    version = selectors.version_get(actor, version_id, lock=True)
    if version.state != Version.State.DRAFT:
        raise NotDraft(_("已公布或撤回的文本不能再修改。"))
    return version


def note(
    actor: Actor, version: Version, action: str, data: Mapping[str, Any], clause: str = ""
) -> None:
    """Record an act on a version."""
    said = {"kind": version.kind, "number": version.number, **data}
    record.entry_append(
        actor=actor,
        action=action,
        subject=("charter_version", version.pk),
        clause=clause,
        data=said,
    )
