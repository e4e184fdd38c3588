"""What the action panel offers: measures, reasons ready to be used, the words to be quoted."""

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from livecompliance.kernel.actors import Actor
from moderation import rules
from moderation.models import Finding, Measure
from moderation.selectors import dismissal as dismissals
from moderation.selectors import words
from moderation.selectors.desk import parts_of
from moderation.selectors.family import family_advice, family_name, family_reason, tongue
from rooms.models import Session

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Reason(NamedTuple):
    """A reason ready to be used, with what the streamer is told to do."""

    label: "StrOrPromise"
    reason: dict[str, str]
    advice: dict[str, str]


COMMON = [
    Reason(
        _("核对后更正"),
        {"zh": "刚才的说法与事实不符或无法证实。", "en": "What was said is untrue or unproven."},
        {"zh": "请当场向观众更正。", "en": "Correct it to your viewers now."},
    ),
    Reason(
        _("屡次提醒未改"),
        {"zh": "多次提醒后仍未改正。", "en": "Not corrected after repeated reminders."},
        {"zh": "请立即停止，等待专员复核。", "en": "Stop now and wait for an officer's review."},
    ),
    Reason(
        _("评论区失管"),
        {"zh": "评论区出现违规信息而未处理。", "en": "Comments that break the rules were left."},
        {"zh": "请立即管理评论区。", "en": "Manage the comments now."},
    ),
]


def reasons(actor: Actor, session: Session, first: Finding | None) -> list[Reason]:
    """Return ready reasons: for what is to be decided first, for what was found last, common."""
    seen: dict[str, Reason] = {}
    recent = dismissals.finding_standing(actor, session.pk).exclude(speaker="viewer")[:20]
    for one in [*([first] if first else []), *recent]:
        advice = family_advice(one.code)
        if advice and one.code not in seen and len(seen) < 3:
            seen[one.code] = Reason(family_name(one.code), family_reason(one.code), advice)
    return [*seen.values(), *COMMON]


def finding_of(actor: Actor, session: Session, given: str) -> Finding | None:
    """Return the finding of this session that an officer's measure answers, if any was named."""
    try:
        wanted = UUID(given)
    except ValueError:
        return None
    return dismissals.finding_standing(actor, session.pk).filter(pk=wanted).first()


def quote_of(session: Session, finding: Finding) -> rules.Quote | None:
    """Return the words hit, as the streamer will read them."""
    excerpt = words.excerpts_of(session, [finding] if finding.excerpt else []).get(finding.pk, {})
    hits = [part.text for part in parts_of(excerpt) if part.is_hit]
    return rules.Quote(finding.event_type, hits[0]) if hits else None


def words_of(measure: Measure) -> dict[str, str]:
    """Return what an officer chose and wrote of a measure, by the names of the form."""
    minutes = {"minutes": str(measure.minutes)} if measure.minutes else {}
    return minutes | {
        "kind": measure.kind,
        "clause": measure.clause,
        "reason": measure.reason_zh,
        "reason_en": measure.reason_en,
        "advice": measure.advice_zh,
        "advice_en": measure.advice_en,
        "finding": str(measure.findings[0]) if measure.findings else "",
    }


class Step(NamedTuple):
    """One measure of the ladder, with its key."""

    value: str
    label: str
    key: str


KEYS = {"prompt": "p", "warning": "w", "limit_traffic": "t", "suspend": "s"}
SHORT = {
    "prompt": pgettext_lazy("按钮", "弹窗提示"),
    "warning": pgettext_lazy("按钮", "违规警示"),
    "limit_traffic": pgettext_lazy("按钮", "限制流量"),
    "suspend": pgettext_lazy("按钮", "暂停直播"),
}


def steps() -> list[Step]:
    """Return the four measures of Article 10, by names that fit a button.

    Law: M-risk-measures
    """
    return [Step(kind, str(SHORT[kind]), KEYS[kind]) for kind in rules.LADDER]


def name_of(kind: str) -> str:
    """Return a measure's name in the language of the page."""
    return rules.NAMES[kind][tongue()]
